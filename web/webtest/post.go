package webtest

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// request is what the form sends.
func (f form) request() (*http.Request, error) {
	var body io.Reader
	kind := ""
	switch {
	case f.method == http.MethodGet:
		f.action.RawQuery = f.query().Encode()
	case f.enctype == "multipart/form-data":
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		if err := f.parts(w); err != nil {
			return nil, err
		}
		body, kind = &b, w.FormDataContentType()
	default:
		body, kind = strings.NewReader(f.query().Encode()), f.enctype
	}
	r, err := http.NewRequest(f.method, f.action.String(), body)
	if err == nil && kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	return r, err
}

// query is the entries without their files' contents.
func (f form) query() url.Values {
	q := url.Values{}
	for _, e := range f.entries {
		if e.isFile {
			e.value = filepath.Base(e.value)
		}
		q.Add(e.name, e.value)
	}
	return q
}

// parts writes the entries with their files, in their order.
func (f form) parts(w *multipart.Writer) error {
	for _, e := range f.entries {
		var err error
		if e.isFile {
			err = e.attach(w)
		} else {
			err = w.WriteField(e.name, e.value)
		}
		if err != nil {
			return err
		}
	}
	return w.Close()
}

func (e entry) attach(w *multipart.Writer) (err error) {
	var name string
	var content []byte
	if e.value != "" {
		name = filepath.Base(e.value)
		if content, err = os.ReadFile(e.value); err != nil {
			return err
		}
	}
	part, err := w.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {fmt.Sprintf(`form-data; name="%s"; filename="%s"`, e.name, name)},
		"Content-Type":        {cmp.Or(mime.TypeByExtension(filepath.Ext(name)), "application/octet-stream")},
	})
	if err == nil {
		_, err = part.Write(content)
	}
	return err
}

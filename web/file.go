package web

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"net/http"
)

// file sends a file under a name that people can read.
func (v *visit) file(name, kind string, write func(io.Writer) error) error {
	var out bytes.Buffer // whole or not at all: a half file must not look like a file
	if err := write(&out); err != nil {
		return err
	}
	v.called("attachment", name)
	return v.answerWith(kind, out.Bytes())
}

// called names the file that is sent, and says whether it is to be shown or saved.
func (v *visit) called(how, name string) {
	v.w.Header().Set("Content-Disposition", mime.FormatMediaType(how, map[string]string{"filename": name}))
}

// archived sends a file of the archive for the page to show. What may hold a script is only ever saved, never shown.
func (v *visit) archived(sha []byte, name string) error {
	f, err := v.Archive.Get(v.ctx(), sha)
	if err != nil {
		return err
	}
	defer f.Close()
	content, err := io.ReadAll(f)
	if err != nil {
		return fmt.Errorf("read archived file: %w", err)
	}
	kind, how := http.DetectContentType(content), "inline"
	switch kind {
	case "image/jpeg", "image/png", "image/webp", "application/pdf":
	default:
		kind, how = "application/octet-stream", "attachment"
	}
	v.called(how, name)
	return v.answerWith(kind, content)
}

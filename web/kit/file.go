package kit

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"net/http"

	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/picture"
)

// Kinds of files, as browsers know them.
const (
	XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	CSV  = "text/csv; charset=utf-8"
	YAML = "application/yaml"

	octets = "application/octet-stream"
)

// File sends a file under a name that people can read.
func (r *Request) File(name, kind string, write func(io.Writer) error) error {
	var out bytes.Buffer // whole or not at all: a half file must not look like a file
	if err := write(&out); err != nil {
		return err
	}
	r.Called("attachment", name)
	return r.Answer(kind, out.Bytes())
}

// Called names the file that is sent, and says whether it is to be shown or saved.
func (r *Request) Called(how, name string) {
	r.W.Header().Set("Content-Disposition", mime.FormatMediaType(how, map[string]string{"filename": name}))
}

// Archived sends a file of the archive for the page to show: of a photo, what is seen in it. What may hold a script is only ever saved, never shown.
// Auditors have the original.
func (r *Request) Archived(sha []byte, name string) error {
	f, err := r.Archive.Get(r.Context(), sha)
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
	case "image/jpeg", "image/png", "image/webp":
		if r.By.Role == who.Auditor {
			break // the original, with what the phone wrote into it: when, and where
		}
		shown, err := picture.Shown(r.Context(), content)
		if err != nil {
			return &fault.Error{Kind: fault.Conflict, Message: "这张照片在页面上打不开，原件仍在档案中，请审计人员下载查看", Err: err}
		}
		kind, content = "image/jpeg", shown
	case "application/pdf":
	default:
		kind, how = octets, "attachment"
	}
	r.Called(how, name)
	return r.Answer(kind, content)
}

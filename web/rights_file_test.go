package web

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"fangpin/web/kit"
)

// opened is all that somebody can read in an answer: its text, its headers, and what is packed in a workbook, a bundle or a PDF.
func opened(t *testing.T, a answer) string {
	t.Helper()
	var b strings.Builder
	b.WriteString(headed(a))
	switch {
	case strings.HasPrefix(a.body, "PK\x03\x04"):
		unzip(t, &b, a.body)
	case strings.HasPrefix(a.body, "%PDF-"):
		b.WriteString(printed(t, a.body))
	default:
		b.WriteString(a.body)
	}
	return b.String()
}

// headed are the headers of an answer in clear: escaped names of files as they will be, the sentence for the next page too.
func headed(a answer) string {
	var b strings.Builder
	_ = a.header.Write(&b) // into memory
	if plain, err := url.QueryUnescape(b.String()); err == nil {
		b.WriteString(plain)
	}
	for _, c := range (&http.Response{Header: a.header}).Cookies() {
		if said, err := base64.RawURLEncoding.DecodeString(c.Value); c.Name == kit.SaidCookie && err == nil {
			b.Write(said)
		}
	}
	return b.String()
}

// zipped is a ZIP of one file.
func zipped(t *testing.T, name, content string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create(name)
	if err == nil {
		_, err = io.WriteString(w, content)
	}
	if err := errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func unzip(t *testing.T, b *strings.Builder, body string) {
	t.Helper()
	files, err := zip.NewReader(strings.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b.WriteString(f.Name)
		if _, err := io.Copy(b, in); err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		_ = in.Close()
	}
}

// prints are the texts of PDFs, by their bytes: the same paper is handed out to many.
var prints sync.Map

func printed(t *testing.T, body string) string {
	t.Helper()
	sum := sha256.Sum256([]byte(body))
	if text, ok := prints.Load(sum); ok {
		return text.(string)
	}
	run := exec.CommandContext(t.Context(), "pdftotext", "-raw", "-", "-")
	run.Stdin = strings.NewReader(body)
	text, err := run.Output()
	if err != nil {
		t.Fatalf("pdftotext: %v", err)
	}
	prints.Store(sum, string(text)+string(bytes.ToValidUTF8([]byte(body), nil)))
	return string(text)
}

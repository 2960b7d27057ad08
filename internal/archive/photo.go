package archive

import (
	"bytes"
	"context"
	"crypto/sha256"

	"fangpin/internal/fault"
	"fangpin/internal/picture"
)

// Scan is a photo or a PDF that was stored.
type Scan struct {
	File  [sha256.Size]byte // of its bytes
	PDF   bool              // else it is a photo
	Print picture.Print     // of a photo
}

// PutPhoto stores a photo as a kind. What is none is refused.
func (a *Archive) PutPhoto(ctx context.Context, kind Kind, name string, content []byte) (Scan, error) {
	seen, err := picture.Check(ctx, name, content)
	if err != nil {
		return Scan{}, err
	}
	return a.scanned(ctx, kind, content, Scan{Print: seen})
}

// PutScan stores a photo or a PDF as a kind, and tells which. What is neither is refused.
func (a *Archive) PutScan(ctx context.Context, kind Kind, name string, content []byte) (Scan, error) {
	switch {
	case picture.IsPDF(content):
		if err := picture.CheckPDF(name, content); err != nil {
			return Scan{}, err
		}
		return a.scanned(ctx, kind, content, Scan{PDF: true})
	case picture.Is(content) || picture.IsHEIC(content):
		return a.PutPhoto(ctx, kind, name, content)
	}
	return Scan{}, fault.Invalidf("“%s”不是照片或 PDF，请用 JPG、PNG 或 PDF 格式", name)
}

func (a *Archive) scanned(ctx context.Context, kind Kind, content []byte, s Scan) (Scan, error) {
	s.File = sha256.Sum256(content)
	_, err := a.Keep(ctx, kind, bytes.NewReader(content))
	return s, err
}

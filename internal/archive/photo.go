package archive

import (
	"bytes"
	"context"
	"crypto/sha256"

	"fangpin/internal/fault"
	"fangpin/internal/picture"
)

// PutPhoto stores a photo as a kind and answers the SHA-256 of its bytes. What is none is refused.
func (a *Archive) PutPhoto(ctx context.Context, kind Kind, name string, content []byte) (sum [sha256.Size]byte, err error) {
	if err := picture.Check(ctx, name, content); err != nil {
		return sum, err
	}
	_, err = a.Keep(ctx, kind, bytes.NewReader(content))
	return sha256.Sum256(content), err
}

// PutScan stores a photo or a PDF as a kind, and tells which. What is neither is refused.
func (a *Archive) PutScan(ctx context.Context, kind Kind, name string, content []byte) (sum [sha256.Size]byte, pdf bool, err error) {
	switch pdf = picture.IsPDF(content); {
	case pdf:
		err = picture.CheckPDF(name, content)
	case picture.Is(content) || picture.IsHEIC(content):
		err = picture.Check(ctx, name, content)
	default:
		err = fault.Invalidf("“%s”不是照片或 PDF，请用 JPG、PNG 或 PDF 格式", name)
	}
	if err != nil {
		return sum, pdf, err
	}
	_, err = a.Keep(ctx, kind, bytes.NewReader(content))
	return sha256.Sum256(content), pdf, err
}

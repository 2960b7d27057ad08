package archive

import (
	"bytes"
	"context"
	"crypto/sha256"

	"fangpin/internal/fault"
)

// IsPhoto tells a picture that every browser shows, by its first bytes: JPEG, PNG or WebP.
func IsPhoto(content []byte) bool {
	return bytes.HasPrefix(content, []byte("\xff\xd8\xff")) || bytes.HasPrefix(content, []byte("\x89PNG\r\n\x1a\n")) ||
		len(content) > 12 && bytes.HasPrefix(content, []byte("RIFF")) && string(content[8:12]) == "WEBP"
}

// IsPDF tells a PDF, by its first bytes.
func IsPDF(content []byte) bool { return bytes.HasPrefix(content, []byte("%PDF-")) }

// PutPhoto stores a photo and answers the SHA-256 of its bytes. What is none, as its bytes say and not its name, is refused.
func (a *Archive) PutPhoto(ctx context.Context, name string, content []byte) ([sha256.Size]byte, error) {
	if !IsPhoto(content) {
		return [sha256.Size]byte{}, fault.Invalidf("“%s”不是照片，请用 JPG 或 PNG 格式", name)
	}
	_, err := a.Put(ctx, bytes.NewReader(content))
	return sha256.Sum256(content), err
}

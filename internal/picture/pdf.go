package picture

import (
	"bytes"
	"regexp"

	"fangpin/internal/fault"
)

// IsPDF tells a PDF, by its first bytes.
func IsPDF(content []byte) bool { return bytes.HasPrefix(content, []byte("%PDF-")) }

// Where a PDF says that its table of objects begins (ISO 32000-1, 7.5.5), and that a password is asked for.
var (
	starts  = regexp.MustCompile(`startxref\s+\d{1,10}\s+%%EOF`)
	encrypt = regexp.MustCompile(`/Encrypt\s+\d+\s+\d+\s+R|/Encrypt\s*<<`)
)

// tail is how far from the end it stands at most, in bytes: mail programs and scanners append to it.
const tail = 64 << 10

// CheckPDF refuses a PDF that no program opens: one that is cut, or that asks for a password.
func CheckPDF(name string, content []byte) error {
	switch {
	case !IsPDF(content):
		return fault.Invalidf("“%s”不是 PDF", name)
	case !starts.Match(content[max(0, len(content)-tail):]):
		return fault.Invalidf("“%s”打不开，可能没有传完或已损坏，请重新导出或换一份", name)
	case encrypt.Match(content):
		return fault.Invalidf("“%s”加了密码，打不开。请去掉密码后再上传，或打印出来拍照", name)
	}
	return nil
}

package picture

import (
	"bytes"
	"regexp"
	"strconv"

	"fangpin/internal/fault"
)

// IsPDF tells a PDF, by its first bytes.
func IsPDF(content []byte) bool { return bytes.HasPrefix(content, []byte("%PDF-")) }

// Where a PDF says that its table of objects begins (ISO 32000-1, 7.5.5), and how such a table begins: by its name, or as an object of its own.
var (
	starts = regexp.MustCompile(`startxref\s+(\d{1,10})\s+%%EOF`)
	table  = regexp.MustCompile(`^\s*(xref\b|\d+\s+\d+\s+obj\b)`)
)

// tail is how far from the end the last of it stands, in bytes.
const tail = 2048

// CheckPDF refuses a PDF that no program opens: one that is cut, or that asks for a password.
func CheckPDF(name string, content []byte) error {
	if !IsPDF(content) {
		return fault.Invalidf("“%s”不是 PDF", name)
	}
	found := starts.FindAllSubmatch(content[max(0, len(content)-tail):], -1)
	if len(found) == 0 {
		return broken(name, nil)
	}
	at, err := strconv.Atoi(string(found[len(found)-1][1]))
	if err != nil || at >= len(content) || !table.Match(content[at:min(len(content), at+64)]) {
		return broken(name, err)
	}
	if bytes.Contains(content[at:], []byte("/Encrypt")) {
		return fault.Invalidf("“%s”加了密码，打不开。请去掉密码后再上传，或打印出来拍照", name)
	}
	return nil
}

// Package papertest gives a paper to Poppler's tools, as a reader's program would be given it: what copies out, what its file says of
// itself, how it looks, and what on it ought not to be there.
package papertest

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
)

// Copied is the text of a paper as somebody copies it out, page by page, its columns side by side.
func Copied(t testing.TB, pdf []byte) []string {
	t.Helper()
	text := run(t, pdf, "pdftotext", []string{"-layout"}, []string{"-"})
	return strings.Split(strings.TrimSuffix(string(text), "\f"), "\f")
}

// Words are the text of a paper without any space.
func Words(t testing.TB, pdf []byte) string {
	t.Helper()
	return Unspaced(strings.Join(Copied(t, pdf), ""))
}

// Unspaced is a text without any space or line break.
func Unspaced(text string) string {
	return strings.Map(func(char rune) rune {
		if unicode.IsSpace(char) {
			return -1
		}
		return char
	}, text)
}

// Said is what a paper's file says of itself.
func Said(t testing.TB, pdf []byte) string {
	t.Helper()
	return string(run(t, pdf, "pdfinfo", nil, nil))
}

// Picture is how a paper's pages look, in grey.
func Picture(t testing.TB, pdf []byte) []byte {
	t.Helper()
	return run(t, pdf, "pdftoppm", []string{"-r", "100", "-gray"}, nil)
}

func run(t testing.TB, pdf []byte, tool string, before, after []string) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "paper.pdf")
	if err := os.WriteFile(path, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	var complaint bytes.Buffer
	command := exec.CommandContext(t.Context(), tool, append(append(before, path), after...)...)
	command.Stderr = &complaint
	out, err := command.Output()
	if err != nil {
		t.Fatalf("%s: %v；apt-get install -y poppler-utils\n%s", tool, err, complaint.String())
	}
	if complaint.Len() > 0 {
		t.Errorf("%s complains: %s", tool, complaint.String())
	}
	return out
}

// Leaks are the secrets that a text tells: a word wherever it stands, a number however its digits are grouped, and eight digits of it in
// a row for the whole.
func Leaks(text string, secrets ...string) (told []string) {
	text = bare(text)
	for _, secret := range secrets {
		for _, part := range parts(bare(secret)) {
			if strings.Contains(text, part) {
				told = append(told, secret)
				break
			}
		}
	}
	return told
}

// bare is a text's letters, digits and characters alone, and the stars that hide some.
func bare(text string) string {
	return strings.Map(func(char rune) rune {
		if unicode.IsLetter(char) || unicode.IsDigit(char) || char == '*' {
			return unicode.ToUpper(char)
		}
		return -1
	}, text)
}

// parts are what of a secret tells it: of a long number any eight digits, else the whole.
func parts(secret string) (parts []string) {
	const tell = 8
	if len(secret) <= tell || strings.ContainsFunc(secret[:len(secret)-1], func(char rune) bool { return !unicode.IsDigit(char) }) {
		return []string{secret}
	}
	for i := range len(secret) - tell + 1 {
		parts = append(parts, secret[i:i+tell])
	}
	return parts
}

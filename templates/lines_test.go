package templates_test

import (
	"io/fs"
	"path"
	"strings"
	"testing"
	"unicode/utf8"

	"fangpin/templates"
)

// A page is read by people too: no line of one is longer than a screen is wide.
func TestLinesArePagesToRead(t *testing.T) {
	const longest = 160 // characters
	read := 0
	err := fs.WalkDir(templates.Pages, ".", func(file string, _ fs.DirEntry, err error) error {
		if err != nil || path.Ext(file) != ".html" {
			return err
		}
		read++
		content, err := fs.ReadFile(templates.Pages, file)
		for i, line := range strings.Split(string(content), "\n") {
			if n := utf8.RuneCountInString(line); n > longest {
				t.Errorf("%s:%d has %d characters", file, i+1, n)
			}
		}
		return err
	})
	if err != nil || read == 0 {
		t.Errorf("%d pages, %v", read, err)
	}
}

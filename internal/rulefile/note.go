package rulefile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Note is one remark on a file's text, in Chinese.
type Note struct {
	Line int // from 1
	Text string
}

func (n Note) String() string { return fmt.Sprintf("行 %d：%s", n.Line, n.Text) }

// Malformed is why a file is no rule: everything that is wrong with it, by line, and its warnings.
type Malformed struct {
	Errors   []Note
	Warnings []Note
}

func (m *Malformed) Error() string {
	lines := make([]string, len(m.Errors))
	for i, n := range m.Errors {
		lines[i] = n.String()
	}
	return strings.Join(lines, "\n")
}

// byLine puts notes in the order of the file.
func byLine(notes []Note) []Note {
	slices.SortStableFunc(notes, func(a, b Note) int { return cmp.Compare(a.Line, b.Line) })
	return notes
}

package rulefile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Note is one remark on a file's text, in Chinese.
type Note struct {
	Line int // from 1
	Text string
}

// longest is how many characters of a remark are kept: what a file holds is quoted in it.
const longest = 1000

// note is a remark of one line, whatever of the file is quoted in it.
func note(line int, format string, a ...any) Note {
	return Note{line, OneLine(fmt.Sprintf(format, a...), longest)}
}

// OneLine is a text for people that quotes what others wrote: without control characters, and cut where it runs on.
func OneLine(text string, most int) string {
	runes := []rune(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text))
	if len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return string(runes)
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

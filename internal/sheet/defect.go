package sheet

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Defect is one bad cell (行错误). The words are for the person who mends the file.
type Defect struct {
	Sheet  string
	Cell   string // B7
	Column string // the column's title
	Value  string // what stands in the cell, on one line (see OneLine): it may be personal
	Rule   string // what is wrong and what to do, in Chinese
}

// String is the defect on one line: sheet!cell, column, value, rule, two spaces between them.
func (d Defect) String() string {
	return d.Sheet + "!" + d.Cell + "  " + d.Column + "  " + d.Value + "  " + d.Rule
}

const longestValue = 60

// OneLine makes a cell's text fit for a line of a list: no line breaks, nothing invisible, cut after 60 characters.
func OneLine(value string) string {
	value = strings.Map(func(c rune) rune {
		if unicode.IsControl(c) || unicode.Is(unicode.Cf, c) {
			return ' '
		}
		return c
	}, value)
	value = strings.Join(strings.Fields(value), " ")
	if utf8.RuneCountInString(value) > longestValue {
		value = string([]rune(value)[:longestValue]) + "…"
	}
	return value
}

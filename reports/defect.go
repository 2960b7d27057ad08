package reports

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Defect is one bad cell (行错误). Its row is not taken; the others go on.
type Defect struct {
	Sheet  string
	Cell   string // B7
	Column string // the column's title as the file has it
	Value  string // what stands in the cell, on one line and cut after 60 characters
	Rule   string // what is wrong and what to do, in Chinese
}

// String is the defect on one line: sheet!cell, column, value, rule, two spaces between them.
func (d Defect) String() string {
	return d.Sheet + "!" + d.Cell + "  " + d.Column + "  " + d.Value + "  " + d.Rule
}

const longestValue = 60

// oneLine makes a cell's text fit for a line of a list.
func oneLine(value string) string {
	value = strings.Map(func(c rune) rune {
		if unicode.IsControl(c) || invisible(c) {
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

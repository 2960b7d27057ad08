package sheet

import (
	"slices"
	"strconv"
	"time"
)

// Kind is what a cell holds.
type Kind int

const (
	Blank    Kind = iota // nothing
	Text                 // Value is the text as it stands
	Number               // Value is plain decimal text, of at most 15 significant digits
	Date                 // a number shown as a date: Value is 2024-09-03, with 15:04:05 behind it if it has a time
	Percent              // a number shown as a percentage: Value is 50%
	Bool                 // Value is TRUE or FALSE
	Error                // a formula's error: Value is #N/A and the like
	Unsolved             // a formula that was saved without its result
	Garbled              // text with characters lost in conversion: they stand as U+FFFD
)

// Cell is one cell. The zero value but for its place is a blank one.
type Cell struct {
	Column, Line int // counted from 1
	Kind         Kind
	Value        string
	Wide, Tall   int // columns and rows of the merged area that the cell belongs to; 0 where it is not merged

	day time.Time // of a Number or Date that can be a day
}

// At is the cell of a column, blank if the row holds none there.
func (r Row) At(column int) Cell {
	i, found := slices.BinarySearchFunc(r.Cells, column, func(c Cell, column int) int { return c.Column - column })
	if !found {
		return Cell{Column: column, Line: r.Line}
	}
	return r.Cells[i]
}

// Address is the cell's place, as in B7.
func (c Cell) Address() string { return Address(c.Column, c.Line) }

// Day is the day that a number means as a workbook's serial day, by the workbook's own epoch (1900 or 1904). Text is not
// looked into.
func (c Cell) Day() (time.Time, bool) { return c.day, !c.day.IsZero() }

// Address names the place of a column and a line, as in AB7.
func Address(column, line int) string {
	return Letters(column) + strconv.Itoa(line)
}

// Letters names a column: 1 is A, 27 is AA.
func Letters(column int) string {
	var b []byte
	for ; column > 0; column = (column - 1) / 26 {
		b = append(b, byte('A'+(column-1)%26))
	}
	slices.Reverse(b)
	return string(b)
}

// place reads an address such as AB7, $ signs aside.
func place(address string) (column, line int, ok bool) {
	for i := range len(address) {
		switch c := address[i]; {
		case c == '$':
		case c >= 'A' && c <= 'Z' && line == 0:
			column = column*26 + int(c-'A') + 1
		case c >= '0' && c <= '9' && column > 0:
			line = line*10 + int(c-'0')
		default:
			return 0, 0, false
		}
		if column > maxColumns || line > maxLines {
			return 0, 0, false
		}
	}
	return column, line, column > 0 && line > 0
}

// The largest sheet there is (ECMA-376: 16,384 columns, 1,048,576 rows).
const (
	maxColumns = 16_384
	maxLines   = 1_048_576
)

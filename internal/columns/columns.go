// Package columns sets words in columns, for a terminal: a Chinese character takes two places.
package columns

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/rivo/uniseg"
)

// Print prints rows as a table, each column as wide as its widest cell. The columns named stand to the right.
func Print(w io.Writer, rows [][]string, right ...int) {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], uniseg.StringWidth(cell))
		}
	}
	for _, row := range rows {
		Line(w, row, widths, right...)
	}
}

// Line prints one line of columns so wide, in places, for a table whose rows are not known beforehand. A cell that is wider pushes the
// rest.
func Line(w io.Writer, cells []string, widths []int, right ...int) {
	var b strings.Builder
	for i, cell := range cells {
		pad := strings.Repeat(" ", max(0, widths[i]-uniseg.StringWidth(cell)))
		if slices.Contains(right, i) {
			cell, pad = pad+cell, ""
		}
		b.WriteString(cell + pad + "  ")
	}
	fmt.Fprintln(w, strings.TrimRight(b.String(), " "))
}

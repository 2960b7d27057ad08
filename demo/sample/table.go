package sample

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// look is how a column is set: its number format, its alignment.
type look int

const (
	plain  look = iota // text, also for identity numbers (格式: 文本)
	middle             // short text in the middle
	money              // yuan with two decimals
	date
	count
)

// column is one column of a department's table.
type column struct {
	name  string // the usual name (domain's), by which rows are filled
	head  string // as this department writes it; the name if empty
	group string // the heading above it, where the header has two rows
	width float64
	look  look
	sum   bool // added up in the 合计 row
	merge bool // equal neighbours become one merged cell
}

func (c column) header() string {
	if c.head == "" {
		return c.name
	}
	return c.head
}

// row is one row. The zero row is blank.
type row struct {
	who   *person
	cells cells
}

// cells are a row's cells by the column's usual name: text, a decimal or int (a number), a time (a date of the spreadsheet), or
// nothing.
type cells map[string]any

// with is the row with one cell changed; the row it came from stays as it was.
func (r row) with(column string, value any) row {
	r.cells = maps.Clone(r.cells)
	r.cells[column] = value
	return r
}

func (r row) blank() bool { return r.who == nil }

// table is one department's file before it is written.
type table struct {
	name     string // below the sample's directory
	agency   string
	made     time.Time
	kind     string
	sheet    string
	title    string
	note     string // the line between title and header, as in 单位：元; none if empty
	columns  []column
	rows     []row
	total    bool
	foot     string
	guide    string // the text of a second sheet with instructions; none if empty
	defects  []mark
	oddities []mark
}

// mended is the table sent once more (更正): as it was before its faults, under a name and a title that say so.
func (t *table) mended() *table {
	m := *t
	m.name = "更正/" + strings.TrimSuffix(t.name, ".xlsx") + "（更正）.xlsx"
	m.title = t.title + "（更正）"
	m.made = must("2024-09-05")
	m.note = strings.ReplaceAll(t.note, sent, "2024年9月5日")
	m.rows = slices.Clone(t.rows)
	return &m
}

// mark is a cell of a table, before lines and letters are known.
type mark struct {
	row    int
	column string
	why    string
}

// filled counts the rows that hold something.
func (t *table) filled() int {
	n := 0
	for _, r := range t.rows {
		if !r.blank() {
			n++
		}
	}
	return n
}

// grouped tells whether the header takes two rows.
func (t *table) grouped() bool {
	return slices.ContainsFunc(t.columns, func(c column) bool { return c.group != "" })
}

// at is the index of the column with that usual name, 序号 being the first.
func (t *table) at(name string) int {
	return slices.IndexFunc(t.columns, func(c column) bool { return c.name == name })
}

// line is a row's cells in the order of the columns.
func (t *table) line(r row, serial int) []any {
	out := make([]any, len(t.columns))
	for i, c := range t.columns {
		out[i] = r.cells[c.name]
	}
	out[0] = serial
	return out
}

// totals is the 合计 row: the sums of what are numbers.
func (t *table) totals() []any {
	out := make([]any, len(t.columns))
	out[0] = "合计"
	for i, c := range t.columns {
		if !c.sum {
			continue
		}
		sum := decimal.Zero
		for _, r := range t.rows {
			if d, ok := r.cells[c.name].(decimal.Decimal); ok {
				sum = sum.Add(d)
			}
		}
		out[i] = sum
	}
	return out
}

// number is a cell's text if the cell holds a number.
func number(v any) (string, bool) {
	switch v := v.(type) {
	case decimal.Decimal:
		return v.String(), true
	case int:
		return strconv.Itoa(v), true
	}
	return "", false
}

// Package listing answers one question: how does a list look as a workbook that an office prints? (表册)
//
// A listing is a title, what it is of, a head and a line a row, on A4 lying on its side, the head on every page. An amount is written as the
// decimal it is and never passes through a float; a day is a day, which sorts and counts; a text is a text, whatever it begins with.
package listing

import (
	"fmt"
	"io"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"fangpin/internal/calendar"
)

// Listing is a list to be laid out. Each row has a cell for each column: a string, an int, a decimal.Decimal in yuan, a
// calendar.Date or its pointer, or nil for nothing.
type Listing struct {
	Sheet   string // the sheet's name
	Title   string
	Of      string // of what, made by whom, when: one line below the title
	Columns []Column
	Rows    [][]any
	Height  float64  // of a row, in points; 0: as its text needs
	Total   []any    // the sum of all rows, a cell for each column; nil: none
	Signed  []string // who signs below the list, from left to right
}

// Column is one column; its width is in characters.
type Column struct {
	Title string
	Width float64
}

// Write lays the listing out, and others on sheets of their own after it, and writes the workbook.
func (l Listing) Write(w io.Writer, others ...Listing) error {
	b := &book{File: excelize.NewFile()}
	defer b.Close()
	b.open(l.Sheet)
	for i, each := range append([]Listing{l}, others...) {
		if i > 0 {
			_, err := b.NewSheet(each.Sheet)
			b.do(err)
		}
		if err := b.lay(each); err != nil {
			return err
		}
	}
	if b.err != nil {
		return fmt.Errorf("lay a listing out: %w", b.err)
	}
	return b.File.Write(w)
}

// lay lays a listing out on its sheet.
func (b *book) lay(l Listing) error {
	if len(l.Columns) == 0 || len(l.Columns) > 26 {
		return fmt.Errorf("a listing of %d columns", len(l.Columns))
	}
	b.sheet, b.widths = l.Sheet, l.widths()
	b.head(l)
	rows := l.Rows
	if l.Total != nil {
		rows = append(rows[:len(rows):len(rows)], l.Total)
	}
	for i, row := range rows {
		if len(row) != len(l.Columns) {
			return fmt.Errorf("row %d of the listing has %d cells, not %d", i+1, len(row), len(l.Columns))
		}
		b.row(firstRow+i, row, l.Height)
	}
	for i, who := range l.Signed {
		b.put(i*max(1, len(l.Columns)/len(l.Signed)), firstRow+len(rows)+1, 0, who+"：")
	}
	b.page()
	return nil
}

const firstRow = 4 // below title, particulars and head

// book is a workbook being laid out; the first error stops it.
type book struct {
	*excelize.File
	sheet                       string
	widths                      []float64 // of the columns, in characters
	title, of, top, first, cell int       // styles
	amount, day                 int
	err                         error
}

func (b *book) open(first string) {
	b.do(b.SetSheetName(b.GetSheetName(0), first))
	b.do(b.SetDefaultFont("宋体"))
	var border []excelize.Border
	for _, side := range []string{"left", "right", "top", "bottom"} {
		border = append(border, excelize.Border{Type: side, Color: "808080", Style: 1})
	}
	centre := &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}
	wrapped := &excelize.Alignment{Vertical: "center", WrapText: true}
	const thousands = 4 // #,##0.00
	b.of = b.style(excelize.Style{Alignment: wrapped})
	b.title = b.style(excelize.Style{Font: &excelize.Font{Bold: true, Size: 18}, Alignment: centre})
	b.top = b.style(excelize.Style{Border: border, Font: &excelize.Font{Bold: true}, Alignment: centre})
	b.first = b.style(excelize.Style{Border: border, Alignment: centre})
	b.cell = b.style(excelize.Style{Border: border, Alignment: wrapped})
	asWritten := "yyyy-mm-dd"
	b.day = b.style(excelize.Style{Border: border, CustomNumFmt: &asWritten, Alignment: centre})
	b.amount = b.style(excelize.Style{Border: border, NumFmt: thousands, Alignment: &excelize.Alignment{Vertical: "center"}})
}

// head writes what stands above the rows.
func (b *book) head(l Listing) {
	b.put(0, 1, b.title, l.Title)
	b.put(0, 2, b.of, l.Of)
	titles, all := make([]any, len(l.Columns)), 0.0
	for i, c := range l.Columns {
		b.do(b.SetColWidth(b.sheet, column(i), column(i), b.widths[i]))
		b.put(i, firstRow-1, b.top, c.Title)
		titles[i], all = c.Title, all+b.widths[i]
	}
	b.high(2, lines(l.Of, all))
	b.high(firstRow-1, b.most(titles))
	last := column(len(l.Columns) - 1)
	for _, row := range []int{1, 2} {
		b.do(b.MergeCell(b.sheet, at(0, row), fmt.Sprintf("%s%d", last, row)))
	}
	b.do(b.SetRowHeight(b.sheet, 1, 30))
	b.do(b.SetPanes(b.sheet, &excelize.Panes{Freeze: true, YSplit: firstRow - 1, TopLeftCell: at(0, firstRow), ActivePane: "bottomLeft"}))
}

// row writes a row, its first cell, a number as a rule, in the middle.
func (b *book) row(at int, cells []any, height float64) {
	for c, v := range cells {
		style := b.cell
		if c == 0 {
			style = b.first
		}
		b.put(c, at, style, v)
	}
	if height > 0 {
		b.do(b.SetRowHeight(b.sheet, at, height))
		return
	}
	b.high(at, b.most(cells))
}

// high makes a row as high as its lines; not every program does it by itself. One line needs nothing.
func (b *book) high(row, lines int) {
	const line = 15 // points
	if lines > 1 {
		b.do(b.SetRowHeight(b.sheet, row, float64(line*lines)))
	}
}

// most is how many lines the longest text among a row's cells takes.
func (b *book) most(cells []any) (n int) {
	for i, v := range cells {
		if text, is := v.(string); is {
			n = max(n, lines(text, b.widths[i]))
		}
	}
	return n
}

// page prints the list across sheets of A4, the head on each of them, the pages numbered.
func (b *book) page() {
	a4, wide, landscape, fit, long := 9, 1, "landscape", true, 0 // as many pages as it takes
	centred, side, end, edge := true, 0.4, 0.6, 0.3              // inches
	b.do(b.SetSheetProps(b.sheet, &excelize.SheetPropsOptions{FitToPage: &fit}))
	b.do(b.SetPageLayout(b.sheet, &excelize.PageLayoutOptions{Size: &a4, Orientation: &landscape, FitToWidth: &wide, FitToHeight: &long}))
	b.do(b.SetPageMargins(b.sheet, &excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &end, Bottom: &end,
		Header: &edge, Footer: &edge, Horizontally: &centred}))
	b.do(b.SetHeaderFooter(b.sheet, &excelize.HeaderFooterOptions{OddFooter: "&C第 &P 页　共 &N 页"}))
	b.do(b.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: b.sheet, RefersTo: fmt.Sprintf("'%s'!$%d:$%d", b.sheet, 1, firstRow-1)}))
}

// put writes one cell.
func (b *book) put(c, row, style int, v any) {
	switch v := v.(type) {
	case decimal.Decimal:
		b.do(b.SetCellDefault(b.sheet, at(c, row), v.StringFixed(2)))
		style = b.amount
	case calendar.Date:
		b.do(b.SetCellValue(b.sheet, at(c, row), v.Start()))
		style = b.day
	case *calendar.Date:
		if v != nil {
			b.put(c, row, style, *v)
			return
		}
	case nil:
	default:
		b.do(b.SetCellValue(b.sheet, at(c, row), v))
	}
	b.do(b.SetCellStyle(b.sheet, at(c, row), at(c, row), style))
}

func (b *book) style(s excelize.Style) int {
	id, err := b.NewStyle(&s)
	b.do(err)
	return id
}

func (b *book) do(err error) {
	if b.err == nil {
		b.err = err
	}
}

// column names the i-th column: 0 is A.
func column(i int) string { return string(rune('A' + i)) }

func at(c, row int) string { return fmt.Sprintf("%s%d", column(c), row) }

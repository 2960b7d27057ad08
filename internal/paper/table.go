package paper

import (
	"slices"

	"github.com/jung-kurt/gofpdf"
)

// Table is a table whose head is repeated on each page. With Sum it has a total, and a sum of each page where it takes several.
type Table struct {
	Size    float64 // of its type in points; TableSize if zero
	Tight   bool    // its rows stand close: several tables are to share a page
	Columns []Column
	Rows    []Row
	Sum     func(label string, from, to int) []string // cells of the sum of the rows from+1 to to, spanning rows not counted; the first spans the empty ones behind it
	Foot    []Row                                     // below the total
}

// Column is one column. Widths count against each other: the table is as wide as the block. A table without titles has no head.
type Column struct {
	Title string
	Width float64
	Align Align
}

// Row is one line of a table: a cell for each column, or one cell that spans them all and heads the rows below it.
type Row struct {
	Whose  string // for a fault, whose row it is, as in 第 3 行“张三”户
	Cells  []string
	Span   bool
	Height float64 // at least, in millimetres
}

const (
	rule    = 0.2 // millimetres, a table's lines
	padding = 1.0 // millimetres, between a cell's text and its lines
)

// air is what stands above and below a cell's text, in millimetres.
func (t Table) air() float64 {
	if t.Tight {
		return padding / 2
	}
	return padding
}

// grid is a table being laid out.
type grid struct {
	*setter
	Table
	widths []float64
	totals *totals
}

func (t Table) items(s *setter) (all []item) {
	if t.Size == 0 {
		t.Size = TableSize
	}
	g := grid{setter: s, Table: t, widths: t.widths(s.sheet.width)}
	if t.Sum != nil {
		g.totals = &totals{sum: func(from, to int) item { return g.sum("本页小计", from, to) }}
		spans := 0
		for _, r := range t.Rows {
			if r.Span {
				spans++
			}
		}
		g.totals.height = g.sum("本页小计", 0, len(t.Rows)-spans).height // as tall as it gets
	}
	head := g.head()
	for i := range head {
		head[i].with = true
	}
	all = append(all, head...)
	lead, n := head, 0
	for _, r := range t.Rows {
		if r.Span {
			heading := g.row(r, true)
			all = append(all, heading...)
			all[len(all)-1].with, all[len(all)-1].lead = true, head
			r.Cells = []string{r.Cells[0] + "（续）"}
			lead = append(head[:len(head):len(head)], g.row(r, true)...)
			continue
		}
		n++
		for _, piece := range g.row(r, false) {
			piece.lead, piece.row = lead, n
			all = append(all, piece)
		}
	}
	return append(all, g.foot(all, n)...)
}

// foot is the total and what stands below it; the last row stays with them.
func (g grid) foot(above []item, rows int) (foot []item) {
	if g.totals != nil {
		total := g.sum("合计", 0, rows)
		total.total = true
		foot = append(foot, total)
	}
	for _, r := range g.Foot {
		foot = append(foot, g.row(r, r.Span)...)
	}
	if len(foot) > 0 && len(above) > 0 {
		above[len(above)-1].with = true
	}
	for i := range foot {
		foot[i].with = i < len(foot)-1
	}
	return foot
}

// widths are the columns' in millimetres.
func (t Table) widths(whole float64) []float64 {
	sum := 0.0
	for _, c := range t.Columns {
		sum += c.Width
	}
	widths := make([]float64, len(t.Columns))
	for i, c := range t.Columns {
		widths[i] = c.Width / sum * whole
	}
	return widths
}

func (g grid) head() []item {
	titles := make([]string, len(g.Columns))
	titled := false
	for i, c := range g.Columns {
		titles[i], titled = c.Title, titled || c.Title != ""
	}
	if !titled {
		return nil
	}
	return []item{g.strip(g.cells(Row{Whose: "表头", Cells: titles}, func(int) Align { return Centre }), 0)}
}

func (g grid) sum(label string, from, to int) item {
	cells, columns := g.Sum(label, from, to), g.Columns
	widths := slices.Clone(g.widths)
	for len(cells) > 1 && cells[1] == "" {
		widths[1] += widths[0]
		widths, columns, cells = widths[1:], columns[1:], slices.Concat(cells[:1], cells[2:])
	}
	g.widths = widths
	return g.strip(g.cells(Row{Whose: label, Cells: cells}, func(i int) Align {
		if i == 0 {
			return Centre
		}
		return columns[i].Align
	}), 0)
}

// row is a row's strip, or more than one where it is too tall for a page.
func (g grid) row(r Row, span bool) (strips []item) {
	if span {
		g.widths = []float64{g.sheet.width}
	}
	cells := g.cells(r, func(i int) Align {
		if span {
			return Left
		}
		return g.Columns[i].Align
	})
	for {
		rest := make([][]piece, len(cells))
		more := false
		for i, lines := range cells {
			if most := int(g.sheet.height / 4 / lineHeight(g.Size)); len(lines) > most {
				cells[i], rest[i], more = lines[:most], lines[most:], true
			}
		}
		strips = append(strips, g.strip(cells, r.Height))
		if !more {
			return strips
		}
		cells = rest
	}
}

// cells are a row's lines, cell by cell.
func (g grid) cells(r Row, align func(int) Align) [][]piece {
	cells := make([][]piece, len(g.widths))
	for i := range cells {
		for _, l := range broken(g.set(g.text, r.Whose, r.Cells[i]), thousandths(g.widths[i]-2*padding, g.Size), 0) {
			cells[i] = append(cells[i], piece{l, g.text, g.Size, align(i)})
		}
	}
	return cells
}

// strip is cells between their lines, at least so many millimetres high.
func (g grid) strip(cells [][]piece, height float64) item {
	for _, lines := range cells {
		height = max(height, float64(len(lines))*lineHeight(g.Size)+2*g.air())
	}
	return item{height: height, table: g.totals, draw: func(pdf *gofpdf.Fpdf, y float64) {
		x := g.sheet.left
		pdf.SetLineWidth(rule)
		for i, lines := range cells {
			pdf.Rect(x, y, g.widths[i], height, "D")
			top := y + (height-float64(len(lines))*lineHeight(g.Size))/2
			for n, l := range lines {
				l.draw(pdf, x+padding, top+float64(n)*lineHeight(g.Size), g.widths[i]-2*padding, lineHeight(g.Size))
			}
			x += g.widths[i]
		}
	}}
}

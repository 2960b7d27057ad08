package paper

import "github.com/jung-kurt/gofpdf"

// item is a strip of a page, as wide as the text block, that is not parted.
type item struct {
	height float64                           // millimetres
	draw   func(pdf *gofpdf.Fpdf, y float64) // nil for mere air
	with   bool                              // stays on a page with the next item
	lead   []item                            // stands above it again where it begins a page
	table  *totals                           // the table it is a row of, if that one has totals
	row    int                               // its number from 1 among the table's rows; 0 for what is none
	total  bool                              // it is the table's total
}

// totals are a table's sums, page by page.
type totals struct {
	height float64
	sum    func(from, to int) item // of the rows from+1 to to, on one page
	parted bool                    // the table did not end on its first page
	done   bool                    // the total stands
}

// flow puts items on pages.
type flow struct {
	height float64 // of a page's block
	pages  [][]placed
	y      float64
	from   int // the page's rows of the table under way: from+1 to to
	to     int
	table  *totals
}

// placed is an item on its page, y below the block's top.
type placed struct {
	item
	y float64
}

// paginate puts items on pages, those that stay together on one where they fit on one.
func paginate(items []item, height float64) [][]placed {
	f := flow{height: height, pages: [][]placed{nil}}
	for len(items) > 0 {
		n := 1
		for n < len(items) && items[n-1].with {
			n++
		}
		if !f.fits(items[:n]...) && f.y > 0 {
			f.turn(items[0])
		}
		for _, it := range items[:n] {
			if !f.fits(it) && f.y > 0 { // more stays together than a page holds
				f.turn(it)
			}
			f.place(it)
		}
		items = items[n:]
	}
	return f.pages
}

// fits tells whether items have room below what is on the page, and the sum of the page below them.
func (f *flow) fits(items ...item) bool {
	height, sum := f.y, 0.0
	for _, it := range items {
		height += it.height
		if it.table != nil && !it.table.done {
			sum = it.table.height
		}
	}
	const rounding = 1e-6
	return height+sum <= f.height+rounding
}

// turn ends the page, with its sum where the table goes on, and begins the next for an item.
func (f *flow) turn(next item) {
	if next.table != nil && next.table == f.table && !next.table.done {
		f.subtotal()
		f.table.parted = true
	}
	f.pages, f.y, f.from = append(f.pages, nil), 0, f.to
	for _, again := range next.lead {
		f.put(again)
	}
}

func (f *flow) place(it item) {
	if it.table != f.table {
		f.table, f.from, f.to = it.table, 0, 0
	}
	if it.total {
		if f.table.parted {
			f.subtotal()
		}
		f.table.done = true
	}
	if it.row > 0 {
		f.to = it.row
	}
	f.put(it)
}

// subtotal puts the sum of the table's rows on the page, if there are any.
func (f *flow) subtotal() {
	if f.to > f.from {
		f.put(f.table.sum(f.from, f.to))
	}
}

func (f *flow) put(it item) {
	last := len(f.pages) - 1
	f.pages[last] = append(f.pages[last], placed{it, f.y})
	f.y += it.height
}

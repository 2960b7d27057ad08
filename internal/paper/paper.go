package paper

import (
	"time"
)

// Paper is one paper (公文) being filled, on A4. What is put on it stands one below the other, over as many pages as it takes.
type Paper struct {
	fonts  *Fonts
	kind   string
	dated  time.Time
	sheet  sheet
	blocks []block
}

// sheet is a page's format in millimetres: the text block lies within, its corner at left and top.
type sheet struct {
	orientation string // as gofpdf has it
	left, top   float64
	width       float64
	height      float64
}

// The text block of GB/T 9704—2012: 156 × 225 mm, 37 mm below the upper and 28 mm from the left edge; a table that lies on its side has
// the same block turned.
var (
	upright = sheet{"P", 28, 37, 156, 225}
	onSide  = sheet{"L", 37, 28, 225, 156}
)

// Sizes of type in points, as GB/T 9704 has them.
const (
	titleSize = 22 // 二号
	bodySize  = 16 // 三号
	pageSize  = 14 // 四号, of the page's number
	TableSize = 12 // 小四, of a table that does not say otherwise
	Smallest  = 10.5
)

// pitch is from one line of the body to the next: 22 lines fill the block.
const pitch = 225.0 / 22

// block is what a paper is made of: it becomes items, of which pages are made.
type block interface {
	items(*setter) []item
}

// New begins a paper of a kind, as in 公示: its file is called so, and says that it was made at the time given. Two papers filled alike
// with the same fonts are the same bytes.
func (f *Fonts) New(kind string, dated time.Time) *Paper {
	return &Paper{fonts: f, kind: kind, dated: dated, sheet: upright}
}

// OnSide turns the paper's pages (横排), for a table of many columns.
func (p *Paper) OnSide() { p.sheet = onSide }

// Title puts the paper's title (标题).
func (p *Paper) Title(text string) {
	p.blocks = append(p.blocks, paragraph{text: text, title: true, align: Centre})
}

// Text puts a paragraph of the body (正文), its first line two characters in.
func (p *Paper) Text(text string) { p.blocks = append(p.blocks, paragraph{text: text, indent: 2}) }

// Line puts a paragraph that stands at a side, without indent.
func (p *Paper) Line(align Align, text string) {
	p.blocks = append(p.blocks, paragraph{text: text, align: align})
}

// Note puts a paragraph in small type, as under a table.
func (p *Paper) Note(text string) { p.blocks = append(p.blocks, paragraph{text: text, small: true}) }

// Table puts a table.
func (p *Paper) Table(t Table) { p.blocks = append(p.blocks, t) }

// Boxes puts a row of boxes to be signed, together with what stands before them.
func (p *Paper) Boxes(boxes ...Box) { p.blocks = append(p.blocks, boxRow(boxes)) }

// Seal puts who issues the paper, with room for their seal, together with what stands before it.
func (p *Paper) Seal(s Seal) { p.blocks = append(p.blocks, s) }

package paper

import (
	"fmt"

	"github.com/jung-kurt/gofpdf"
)

// Align is where a text stands in its line.
type Align int

const (
	Left Align = iota
	Centre
	Right
)

// paragraph is running text.
type paragraph struct {
	text         string
	align        Align
	indent       int // of the first line, in characters
	title, small bool
}

func (p paragraph) items(s *setter) (all []item) {
	face, size, height, where := s.text, float64(bodySize), pitch, "正文"
	switch {
	case p.title:
		face, size, height, where = s.title, titleSize, titleSize*pitch/bodySize, "标题"
	case p.small:
		size, height = Smallest, lineHeight(Smallest)
	}
	lines := broken(s.set(face, where, p.text), thousandths(s.sheet.width, size), p.indent*em)
	for i, l := range lines {
		line := piece{l, face, size, p.align}
		left, width := s.sheet.left, s.sheet.width
		if i == 0 {
			left, width = left+float64(p.indent)*millimetres(size), width-float64(p.indent)*millimetres(size)
		}
		with := p.title || i+1 < len(lines) && (i == 0 || i+2 == len(lines)) // no line of a paragraph is alone on a page
		all = append(all, item{height: height, with: with, draw: func(pdf *gofpdf.Fpdf, y float64) { line.draw(pdf, left, y, width, height) }})
	}
	if p.title {
		all = append(all, item{height: pitch / 2, with: true})
	}
	return all
}

// piece is a line of type of a size in points.
type piece struct {
	line
	face  *face
	size  float64
	align Align
}

// draw puts the piece into a box whose corner is left and y, in millimetres.
func (p piece) draw(pdf *gofpdf.Fpdf, left, y, width, height float64) {
	if len(p.line) == 0 {
		return
	}
	free := width - float64(p.width())/em*millimetres(p.size)
	switch p.align {
	case Centre:
		left += free / 2
	case Right:
		left += free
	}
	const middle = (ascent + descent) / 2.0 / em // of a character, above its baseline
	baseline := y + height/2 + middle*millimetres(p.size)
	_, page := pdf.GetPageSize()
	pdf.SetFont(p.face.standard.family, "", p.size)
	pdf.RawWriteStr(fmt.Sprintf("BT %.2f %.2f Td <%s> Tj ET", points(left), points(page-baseline), p.numbers()))
}

// lineHeight is from one line to the next in a table and a note.
func lineHeight(size float64) float64 { return 1.35 * millimetres(size) }

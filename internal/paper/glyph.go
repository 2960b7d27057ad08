package paper

import (
	"encoding/binary"
	"errors"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// em is how many units a glyph is high in what papers embed, whatever its own font has: PDF counts in thousandths.
const em = 1000

// glyph is one character's form, ready for a TrueType file.
type glyph struct {
	advance int    // how wide it stands, in thousandths of its size
	left    int    // where its ink begins; a reader moves the outline to there
	outline []byte // its entry of a glyf table; empty for a space
	points  int
	curves  int
}

// load reads a glyph of the font, its composite parts resolved.
func (s *source) load(buffer *sfnt.Buffer, index sfnt.GlyphIndex) (*glyph, error) {
	advance, err := s.font.GlyphAdvance(buffer, index, fixed.I(em), font.HintingNone)
	if err != nil {
		return nil, err
	}
	segments, err := s.font.LoadGlyph(buffer, index, fixed.I(em), nil)
	if err != nil {
		return nil, err
	}
	all, err := contours(segments)
	if err != nil {
		return nil, err
	}
	g := &glyph{advance: advance.Round()}
	g.draw(all)
	return g, nil
}

// point is a corner of a contour or, off it, what bends it.
type point struct {
	x, y int16
	on   bool
}

var errCubic = errors.New("the font has PostScript curves")

// contours are a glyph's closed lines, in units of em with y upward. A TrueType file has no cubic curves.
func contours(segments sfnt.Segments) (all [][]point, err error) {
	for _, s := range segments {
		if s.Op == sfnt.SegmentOpMoveTo {
			all = append(all, nil)
		}
		last := &all[len(all)-1]
		switch s.Op {
		case sfnt.SegmentOpCubeTo:
			return nil, errCubic
		case sfnt.SegmentOpQuadTo:
			*last = append(*last, at(s.Args[0], false), at(s.Args[1], true))
		default:
			*last = append(*last, at(s.Args[0], true))
		}
	}
	for i, c := range all {
		if end := len(c) - 1; end > 0 && c[0] == c[end] {
			all[i] = c[:end] // a contour closes by itself
		}
	}
	return all, nil
}

func at(p fixed.Point26_6, on bool) point {
	return point{int16(p.X.Round()), int16((-p.Y).Round()), on}
}

// draw writes the contours as an entry of a glyf table.
func (g *glyph) draw(all [][]point) {
	if len(all) == 0 {
		return
	}
	var flags, xs, ys []byte
	var ends []int16
	var before, low, high point
	for i, contour := range all {
		for j, p := range contour {
			if i == 0 && j == 0 {
				low, high = p, p
			}
			low.x, low.y, high.x, high.y = min(low.x, p.x), min(low.y, p.y), max(high.x, p.x), max(high.y, p.y)
			var flag byte
			if p.on {
				flag = onCurve
			}
			xs, flag = step(xs, flag, p.x-before.x, xShort, xSame)
			ys, flag = step(ys, flag, p.y-before.y, yShort, ySame)
			flags, before = append(flags, flag), p
		}
		g.points += len(contour)
		ends = append(ends, int16(g.points-1))
	}
	g.curves, g.left = len(all), int(low.x)
	var b []byte
	for _, n := range append([]int16{int16(len(all)), low.x, low.y, high.x, high.y}, ends...) {
		b = binary.BigEndian.AppendUint16(b, uint16(n))
	}
	b = append(b, 0, 0) // no instructions
	b = append(append(append(b, flags...), xs...), ys...)
	g.outline = append(b, make([]byte, -len(b)&3)...) // each entry begins at a multiple of four
}

// Flags of a point in a glyf table.
const (
	onCurve byte = 1 << 0
	xShort  byte = 1 << 1 // one byte; then same says that it is positive
	yShort  byte = 1 << 2
	xSame   byte = 1 << 4 // as the point before, where it is not short
	ySame   byte = 1 << 5
)

// step writes how far a point lies from the one before, as short as it can be said.
func step(to []byte, flag byte, far int16, short, same byte) ([]byte, byte) {
	switch {
	case far == 0:
		return to, flag | same
	case far > 0 && far < 256:
		return append(to, byte(far)), flag | short | same
	case far < 0 && far > -256:
		return append(to, byte(-far)), flag | short
	default:
		return binary.BigEndian.AppendUint16(to, uint16(far)), flag
	}
}

package paper

import (
	"encoding/binary"
	"slices"
)

// cut is one glyph of a paper's own font, at the code that its pages call it by.
type cut struct {
	code rune
	text string // what is copied out
	*glyph
}

// What a paper's font says of itself, in units of em, whatever fonts its glyphs are from.
const (
	ascent  = 880
	descent = -120
	regular = 400 // weight
)

// words are 16-bit numbers of a TrueType table.
type words []int

func (w words) bytes() []byte {
	b := make([]byte, 0, 2*len(w))
	for _, n := range w {
		b = binary.BigEndian.AppendUint16(b, uint16(n))
	}
	return b
}

// trueType writes a font of the cuts, with the tables that gofpdf reads. Glyph 0 is empty: what is not in the font is not on the page.
func trueType(cuts []cut) []byte {
	cuts = slices.SortedFunc(slices.Values(cuts), func(a, b cut) int { return int(a.code - b.code) })
	glyphs := []*glyph{{advance: em}}
	for _, c := range cuts {
		glyphs = append(glyphs, c.glyph)
	}
	var glyf, loca, hmtx []byte
	points, curves := 0, 0
	for _, g := range glyphs {
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
		hmtx = append(hmtx, words{g.advance, g.left}.bytes()...)
		glyf = append(glyf, g.outline...)
		points, curves = max(points, g.points), max(curves, g.curves)
	}
	loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
	return assemble([]table{ // by tag
		{"OS/2", words{4, em, regular, 5, 34: ascent, descent, 37: ascent, -descent, 44: ascent, 47: 0}.bytes()},
		{"cmap", charMap(cuts)},
		{"glyf", glyf},
		{"head", words{1, 0, 6: 0x5F0F, 0x3CF5, 9: em, 19: descent, em, ascent, 25: 1, 0}.bytes()},
		{"hhea", words{1, 0, ascent, descent, 0, em, 17: len(glyphs)}.bytes()},
		{"hmtx", hmtx},
		{"loca", loca},
		{"maxp", words{1, 0, len(glyphs), points, curves, 7: 1, 15: 0}.bytes()},
		{"name", words{0, 0, 6}.bytes()},
		{"post", words{3, 15: 0}.bytes()},
	})
}

// charMap is a cmap table of format 4, a segment for each code; glyphs are numbered from 1 in the order of the cuts.
func charMap(cuts []cut) []byte {
	n := len(cuts) + 1 // the last segment ends the table
	power, log := 1, 0
	for power*2 <= n {
		power, log = power*2, log+1
	}
	codes, deltas := make(words, n), make(words, n)
	for i, c := range cuts {
		codes[i], deltas[i] = int(c.code), i+1-int(c.code)
	}
	codes[n-1], deltas[n-1] = 0xFFFF, 1
	head := words{0, 1, 3, 1, 0, 12, 4, 16 + 8*n, 0, 2 * n, 2 * power, log, 2 * (n - power)}
	return slices.Concat(head, codes, words{0}, codes, deltas, make(words, n)).bytes()
}

// table is one table of a TrueType file.
type table struct {
	tag  string
	data []byte
}

// assemble writes the tables behind their directory. Checksums are left out: no reader of an embedded font asks for them.
func assemble(tables []table) []byte {
	file := words{1, 0, len(tables), 0, 0, 0}.bytes()
	at := len(file) + 16*len(tables)
	var data []byte
	for _, t := range tables {
		file = append(file, t.tag...)
		for _, n := range []int{0, at + len(data), len(t.data)} {
			file = binary.BigEndian.AppendUint32(file, uint32(n))
		}
		data = append(data, t.data...)
		data = append(data, make([]byte, -len(data)&3)...)
	}
	return append(file, data...)
}

package paper

import "encoding/binary"

// What a paper's font says of itself, in units of em, whatever fonts its glyphs are from.
const (
	ascent  = 880
	descent = -120
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

// trueType writes a font of the cuts, numbered from 1, with the tables that PDF wants of one whose characters are called by number.
// Glyph 0 is empty: what is not in the font is not on the page.
func trueType(cuts []cut) []byte {
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
		{"glyf", glyf},
		{"head", words{1, 0, 6: 0x5F0F, 0x3CF5, 9: em, 19: descent, em, ascent, 25: 1, 0}.bytes()},
		{"hhea", words{1, 0, ascent, descent, 0, em, 17: len(glyphs)}.bytes()},
		{"hmtx", hmtx},
		{"loca", loca},
		{"maxp", words{1, 0, len(glyphs), points, curves, 7: 1, 15: 0}.bytes()},
	})
}

// table is one table of a TrueType file.
type table struct {
	tag  string
	data []byte
}

// assemble writes the tables behind their directory, each with its checksum.
func assemble(tables []table) []byte {
	n := len(tables)
	power, log := 1, 0
	for power*2 <= n {
		power, log = power*2, log+1
	}
	file := words{1, 0, n, 16 * power, log, 16 * (n - power)}.bytes()
	at := len(file) + 16*n
	var data []byte
	for _, t := range tables {
		padded := append(t.data, make([]byte, -len(t.data)&3)...)
		file = append(file, t.tag...)
		for _, n := range []uint32{checksum(padded), uint32(at + len(data)), uint32(len(t.data))} {
			file = binary.BigEndian.AppendUint32(file, n)
		}
		data = append(data, padded...)
	}
	return append(file, data...)
}

func checksum(data []byte) (sum uint32) {
	for ; len(data) > 0; data = data[4:] {
		sum += binary.BigEndian.Uint32(data)
	}
	return sum
}

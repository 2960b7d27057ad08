// Package paper answers one question: how does a paper look, and how do its words get onto the page? (公文版式, GB/T 9704)
//
// The rooms fill papers with words; this package sets them in A4 pages, with the fonts found on the machine, and writes PDF whose text
// can be searched and copied. A character that no font holds stops its paper: a name is never printed as a box or left out.
package paper

import (
	"bytes"
	"fmt"
	"os"
	"sync"

	"golang.org/x/image/font/sfnt"

	"fangpin/internal/fault"
)

// Fonts are the machine's fonts (字体) in the order in which they are asked for a character. Every glyph that was once asked for is
// kept, in the form in which papers embed it: so a thousand papers read each glyph once. Many may use them at once.
type Fonts struct {
	text  []*source
	title []*source // what headings ask before text; usually none

	mu     sync.Mutex
	buffer sfnt.Buffer
	kept   map[wanted]*glyph // nil where no font holds it
}

// wanted is a character as a glyph is asked for.
type wanted struct {
	char  rune
	title bool
}

// source is one font file. It is read where a glyph lies, never whole.
type source struct {
	font   *sfnt.Font
	refuse []byte // the outline that stands for what the font has not, usually a box
}

func openSource(path string) (*source, error) {
	file, err := os.Open(path) // stays open as long as the program runs
	if err != nil {
		return nil, fmt.Errorf("font: %w", err)
	}
	font, err := sfnt.ParseReaderAt(file)
	if err != nil {
		_ = file.Close()
		return nil, fault.Blockedf("字体文件 %s 已损坏或不是 TrueType 字体，请更换或移走：%w", path, err)
	}
	s := &source{font: font}
	if none, err := s.load(&sfnt.Buffer{}, 0); err == nil {
		s.refuse = none.outline
	}
	return s, nil
}

// glyph is the first font's that holds the character, in the order of their search; nil if none does.
func (f *Fonts) glyph(want wanted) *glyph {
	f.mu.Lock()
	defer f.mu.Unlock()
	if g, known := f.kept[want]; known {
		return g
	}
	var g *glyph
	if want.title {
		g = f.find(f.title, want.char)
	}
	if g == nil {
		g = f.find(f.text, want.char)
	}
	f.kept[want] = g
	return g
}

func (f *Fonts) find(among []*source, char rune) *glyph {
	for _, s := range among {
		if g := s.glyph(&f.buffer, char); g != nil {
			return g
		}
	}
	return nil
}

// glyph is the font's for a character. A box, or nothing where there should be ink, is none.
func (s *source) glyph(buffer *sfnt.Buffer, char rune) *glyph {
	index, err := s.font.GlyphIndex(buffer, char)
	if err != nil || index == 0 {
		return nil
	}
	g, err := s.load(buffer, index)
	if err != nil || len(g.outline) > 0 && bytes.Equal(g.outline, s.refuse) || len(g.outline) == 0 && !blank(char) {
		return nil
	}
	return g
}

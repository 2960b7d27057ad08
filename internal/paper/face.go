package paper

import (
	"fmt"
	"unicode"
)

// face is the font of one paper: the glyphs it has used so far, numbered in that order.
type face struct {
	fonts    *Fonts
	title    bool
	standard standing       // the name that pages call it by
	places   map[string]int // by text, its place in cuts
	cuts     []cut
}

// cut is one glyph of a paper's own font.
type cut struct {
	*glyph
	number int    // from 1
	text   string // what is copied out
}

func newFace(fonts *Fonts, title bool, standard standing) *face {
	return &face{fonts: fonts, title: title, standard: standard, places: map[string]int{}}
}

// missing is a character that cannot be printed.
type missing struct{ char rune }

func (m missing) Error() string { return fmt.Sprintf("no font holds U+%04X", m.char) }

// set finds the glyphs of a text.
func (f *face) set(text string) ([]cut, error) {
	var out []cut
	for _, cluster := range clusters(text) {
		c, err := f.cut(cluster)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// clusters parts a text into characters, each with the variation selectors that follow it.
func clusters(text string) (all []string) {
	start := 0
	for i, char := range text {
		if i > start && !unicode.Is(unicode.Variation_Selector, char) {
			all, start = append(all, text[start:i]), i
		}
	}
	if text != "" {
		all = append(all, text[start:])
	}
	return all
}

// cut is the glyph of one cluster. A selector asks for a variant of a character; the character itself is drawn, and the selector is
// copied out with it.
func (f *face) cut(cluster string) (cut, error) {
	if place, known := f.places[cluster]; known {
		return f.cuts[place], nil
	}
	char := []rune(cluster)[0]
	if !settable(char) {
		return cut{}, missing{char}
	}
	g := f.fonts.glyph(wanted{char, f.title})
	if g == nil {
		return cut{}, missing{char}
	}
	f.places[cluster] = len(f.cuts)
	f.cuts = append(f.cuts, cut{g, len(f.cuts) + 1, cluster})
	return f.cuts[len(f.cuts)-1], nil
}

// scripts are those whose characters stand one after another, each by itself: others need shaping, which papers do not do.
var scripts = []*unicode.RangeTable{unicode.Han, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Bopomofo, unicode.Common}

// settable tells whether a character can stand on a paper: ink or a space, and no control, mark, replacement or private character. What
// lies in the planes of Han is Han, though it be newer than the tables of this program.
func settable(char rune) bool {
	if char >= 0x20000 && char < 0x40000 {
		return true
	}
	return char != unicode.ReplacementChar && unicode.In(char, scripts...) && unicode.IsGraphic(char) && !unicode.IsMark(char)
}

// blank tells the characters that are rightly without ink.
func blank(char rune) bool { return unicode.Is(unicode.Zs, char) }

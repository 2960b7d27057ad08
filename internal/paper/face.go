package paper

import (
	"fmt"
	"unicode"
)

// face is the font of one paper: the glyphs it has used so far, each at the code that its pages call it by. A character of the basic
// plane is its own code; another one, or a character with a variation selector, gets a private one, which gofpdf can write.
type face struct {
	fonts  *Fonts
	family string // as gofpdf knows it
	title  bool
	codes  map[string]int // by text, its place in cuts
	cuts   []cut
	next   rune // private code to be given
}

// Private codes. No character of a name is one of them: setting refuses those.
const (
	firstPrivate = 0xE000
	lastPrivate  = 0xF8FF
)

func newFace(fonts *Fonts, family string, title bool) *face {
	return &face{fonts: fonts, family: family, title: title, codes: map[string]int{}, next: firstPrivate}
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
	if at, known := f.codes[cluster]; known {
		return f.cuts[at], nil
	}
	char := []rune(cluster)[0]
	if !settable(char) {
		return cut{}, missing{char}
	}
	g := f.fonts.glyph(wanted{char, f.title})
	if g == nil {
		return cut{}, missing{char}
	}
	c := cut{char, cluster, g}
	if char > 0xFFFF || len(cluster) > len(string(char)) {
		if f.next > lastPrivate {
			return cut{}, missing{char}
		}
		c.code, f.next = f.next, f.next+1
	}
	f.codes[cluster] = len(f.cuts)
	f.cuts = append(f.cuts, c)
	return c, nil
}

// scripts are those whose characters stand one after another, each by itself: others need shaping, which papers do not do.
var scripts = []*unicode.RangeTable{unicode.Han, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Bopomofo, unicode.Common}

// settable tells whether a character can stand on a paper: ink or a space, and no control, mark, replacement or private character.
func settable(char rune) bool {
	return char != unicode.ReplacementChar && unicode.In(char, scripts...) && (unicode.IsGraphic(char) || blank(char)) && !unicode.IsMark(char)
}

// blank tells the characters that are rightly without ink.
func blank(char rune) bool { return unicode.Is(unicode.Zs, char) }

package paper

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// line is set text that stands beside itself: its glyphs in order.
type line []cut

// width is how wide the line stands, in thousandths of its size.
func (l line) width() (w int) {
	for _, c := range l {
		w += c.advance
	}
	return w
}

// numbers are the line as a page calls it: its glyphs' numbers in hexadecimal.
func (l line) numbers() string {
	var b strings.Builder
	for _, c := range l {
		fmt.Fprintf(&b, "%04X", c.number)
	}
	return b.String()
}

// Punctuation that no line begins or ends with (避头尾).
const (
	neverFirst = "，。、；：？！）》」』】〕〗”’·…—％℃,.;:?!)]}%"
	neverLast  = "（《「『【〔〖“‘([{№¥￥"
)

// broken parts set text into lines no wider than width, in thousandths of its size, the first of them by indent less. There is always one.
func broken(text line, width, indent int) []line {
	lines, room := []line{nil}, width-indent
	for _, word := range wordsOf(text) {
		last := &lines[len(lines)-1]
		if w := word.width(); w <= room {
			*last, room = append(*last, word...), room-w
			continue
		}
		if len(*last) > 0 {
			lines, room = append(lines, nil), width
		}
		for _, c := range trimmed(word) { // a word wider than the line breaks anywhere
			if last = &lines[len(lines)-1]; c.advance > room && len(*last) > 0 {
				lines, room = append(lines, nil), width
				last = &lines[len(lines)-1]
			}
			*last, room = append(*last, c), room-c.advance
		}
	}
	return lines
}

// wordsOf parts text where a line may end: between any two characters, but not within a number or a word, before closing or after
// opening punctuation.
func wordsOf(text line) (words []line) {
	for i, c := range text {
		if i > 0 && together(text[i-1].text, c.text) {
			words[len(words)-1] = append(words[len(words)-1], c)
		} else {
			words = append(words, line{c})
		}
	}
	return words
}

// together tells whether no line ends between two characters.
func together(before, after string) bool {
	return strings.Contains(neverFirst, after) || strings.Contains(neverLast, before) || latin(before) && latin(after)
}

// latin tells the characters that make up numbers and words of letters.
func latin(text string) bool {
	char, _ := utf8.DecodeRuneInString(text)
	return char != ' ' && char < unicode.MaxLatin1 || unicode.In(char, unicode.Latin, unicode.Greek, unicode.Cyrillic)
}

// trimmed is a word that begins a line, without the space before it.
func trimmed(word line) line {
	for len(word) > 0 && word[0].text == " " {
		word = word[1:]
	}
	return word
}

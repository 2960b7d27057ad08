package listing

import (
	"math"
	"strings"
	"unicode"
)

// widths are the columns', in characters: as they are told, or as wide as the longest number or word in them, which no line breaks.
func (l Listing) widths() []float64 {
	widths := make([]float64, len(l.Columns))
	for i, c := range l.Columns {
		widths[i] = c.Width
		for _, row := range l.Rows {
			if i >= len(row) {
				continue // refused where it is laid out
			}
			if text, is := row[i].(string); is {
				widths[i] = max(widths[i], min(longest(text)+beside, widest))
			}
		}
	}
	return widths
}

const (
	beside = 2  // characters that a cell keeps free at its sides
	widest = 40 // what is longer is broken all the same
)

// longest is how wide the longest part of a text is that no line breaks.
func longest(text string) (most float64) {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r > unicode.MaxLatin1 || unicode.IsSpace(r) }) {
		most = max(most, wide(word))
	}
	return most
}

// wide is how wide a text stands in a line, in characters: a Chinese one is two.
func wide(text string) (n float64) {
	for _, r := range text {
		if n++; r > unicode.MaxLatin1 {
			n++
		}
	}
	return n
}

// lines is how many lines a text takes in so many characters.
func lines(text string, width float64) (n int) {
	for _, part := range strings.Split(text, "\n") {
		n += max(1, int(math.Ceil(wide(part)/(width-beside/2))))
	}
	return n
}

package reports

import (
	"strings"
	"unicode"
)

// clean makes one text of the many ways in which the same is typed: full-width characters become plain ones, every kind of
// space one blank, invisible characters nothing; blanks around it and an apostrophe that forced text are taken off.
func clean(text string) string {
	text = strings.Map(plainRune, text)
	text = strings.Join(strings.Fields(text), " ")
	return strings.TrimSpace(strings.TrimLeft(text, "'‘’`"))
}

// plainRune is a character's plain form, -1 where it is nothing to see.
func plainRune(c rune) rune {
	switch {
	case c >= '！' && c <= '～':
		return c - '！' + '!'
	case invisible(c):
		return -1
	case unicode.IsSpace(c):
		return ' '
	case c == '￥':
		return '¥'
	}
	return c
}

// invisible tells zero-width and direction marks, and soft hyphens.
func invisible(c rune) bool { return unicode.Is(unicode.Cf, c) || c == '\u180e' }

// tight is clean without any blank.
func tight(text string) string { return strings.ReplaceAll(clean(text), " ", "") }

// none tells the dashes that are written into an empty cell.
func none(text string) bool { return strings.Trim(text, `-—－─/\`) == "" }

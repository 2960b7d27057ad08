package webtest

import (
	"slices"
	"strings"
	"unicode"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
)

// plain leaves one space between two words of Latin letters or digits and none elsewhere: Chinese text is broken in lines, and spaced
// from its numbers, as the layout likes.
func plain(s string) string {
	var b strings.Builder
	var last rune
	spaced := false
	for _, r := range s {
		if unicode.IsSpace(r) {
			spaced = true
			continue
		}
		if spaced && latin(last) && latin(r) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		last, spaced = r, false
	}
	return b.String()
}

func latin(r rune) bool { return r < unicode.MaxLatin1 && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

// contains tells whether all the words stand in the text.
func contains(text string, words []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, plain(w)) })
}

// inline are the elements whose text runs on in the line; any other begins a new word.
var inline = goquery.Single("a, abbr, b, bdi, code, em, i, mark, ruby, small, span, strong, sub, sup, time, u")

// textOf is what can be read in an element, plain.
func textOf(s *goquery.Selection) string { return textBut(s, unseen) }

// textBut is textOf without what the skipped elements say.
func textBut(s *goquery.Selection, skip goquery.Matcher) string {
	var b strings.Builder
	for _, n := range s.Nodes {
		write(&b, n, skip)
	}
	return plain(b.String())
}

// texts are what can be read in each element.
func texts(s *goquery.Selection) []string {
	return s.Map(func(_ int, one *goquery.Selection) string { return textOf(one) })
}

func write(b *strings.Builder, n *html.Node, skip goquery.Matcher) {
	switch {
	case n.Type == html.TextNode:
		b.WriteString(n.Data)
		return
	case n.Type == html.ElementNode && (unseen.Match(n) || skip.Match(n)):
		return
	}
	own := n.Type == html.ElementNode && !inline.Match(n)
	if own {
		b.WriteByte('\n')
	}
	for c := range n.ChildNodes() {
		write(b, c, skip)
	}
	if own {
		b.WriteByte('\n')
	}
}

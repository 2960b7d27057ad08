package webtest

import (
	"fmt"
	"strings"
	"testing"
)

// eyes are what both people have in common: they look at the page that is there.
type eyes struct {
	t     testing.TB
	show  func() *page // what is on the screen now; nil before the first page
	scope [][]string   // what In narrowed it to
}

// narrowed are eyes for a smaller part.
func (e eyes) narrowed(words []string) eyes {
	e.scope = append(e.scope[:len(e.scope):len(e.scope)], words)
	return e
}

// page is what one looks at; without any, the test ends.
func (e eyes) page() *page {
	e.t.Helper()
	p := e.show()
	if p == nil {
		e.t.Fatal("no page was opened yet")
	}
	for _, words := range e.scope {
		narrower, err := p.within(words)
		e.must(err)
		p = narrower
	}
	return p
}

// must ends the test on an error, with where the person was and what the page said.
func (e eyes) must(err error) {
	if err == nil {
		return
	}
	e.t.Helper()
	if p := e.show(); p != nil {
		e.t.Fatalf("%v\n  page:    %s\n  address: %s\n  problem: %s", err, p.title(), p.url.RequestURI(), p.problem())
	}
	e.t.Fatal(err)
}

func (e eyes) See(words ...string) {
	e.t.Helper()
	text := e.Text()
	for _, w := range words {
		if !strings.Contains(text, plain(w)) {
			e.must(fmt.Errorf("%s is not to be seen in:\n%s", w, text))
		}
	}
}

func (e eyes) SeeNot(words ...string) {
	e.t.Helper()
	text := e.Text()
	for _, w := range words {
		if strings.Contains(text, plain(w)) {
			e.must(fmt.Errorf("%s is to be seen in:\n%s", w, text))
		}
	}
}

func (e eyes) Value(label string) string {
	e.t.Helper()
	p := e.page()
	field, err := p.named("field", typed+", select", label)
	e.must(err)
	return valueOf(field)
}

func (e eyes) Rows(caption string) [][]string {
	e.t.Helper()
	rows, err := e.page().rows(caption)
	e.must(err)
	return rows
}

func (e eyes) Text() string {
	e.t.Helper()
	return textOf(e.page().part)
}

func (e eyes) Path() string {
	e.t.Helper()
	return e.page().url.RequestURI()
}

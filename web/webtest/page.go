package webtest

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// page is what is on the screen, as a tree. The tree also holds what was filled in.
type page struct {
	url  *url.URL
	root *html.Node
	part *html.Node // what one looks at: the body, or a block of it
}

// parse reads a page; without scripts, what stands in <noscript> is there to be read.
func parse(at *url.URL, source string, scripts bool) (*page, error) {
	root, err := html.ParseWithOptions(strings.NewReader(source), html.ParseOptionEnableScripting(scripts))
	if err != nil {
		return nil, fmt.Errorf("parse %s: %w", at, err)
	}
	return &page{url: at, root: root, part: first(root, is("body"))}, nil
}

// title is the document's.
func (p *page) title() string {
	if n := first(p.root, is("title")); n != nil && n.FirstChild != nil {
		return plain(n.FirstChild.Data)
	}
	return ""
}

// problem is what the page's problem boxes (role="alert") say.
func (p *page) problem() string {
	var said []string
	for _, n := range seen(p.root, func(n *html.Node) bool { return attr(n, "role") == "alert" }) {
		said = append(said, textOf(n))
	}
	return strings.Join(said, "；")
}

// within narrows the page to its smallest block with all the words.
func (p *page) within(words []string) (*page, error) {
	found := seen(p.part, func(n *html.Node) bool { return block(n) && contains(textOf(n), words) })
	found = slices.DeleteFunc(found, func(outer *html.Node) bool {
		return slices.ContainsFunc(found, func(n *html.Node) bool { return n != outer && under(n, outer) })
	})
	n, err := only(found, "block with "+quoted(words), nil)
	if err != nil {
		return nil, err
	}
	return &page{p.url, p.root, n}, nil
}

// block tells of the elements that hold one thing and what belongs to it.
func block(n *html.Node) bool {
	return slices.Contains([]string{"tr", "li", "article", "section", "fieldset", "form", "details"}, n.Data)
}

// rows are the cells of the body of a table that is found by its caption or name, without the rows that cannot be seen.
func (p *page) rows(caption string) ([][]string, error) {
	table, err := p.named("table", is("table"), caption)
	if err != nil {
		return nil, err
	}
	var rows [][]string
	for _, tr := range seen(table, is("tr")) {
		if tr.Parent.Data == "thead" {
			continue
		}
		var cells []string
		for _, cell := range seen(tr, func(n *html.Node) bool { return n.Data == "td" || n.Data == "th" }) {
			cells = append(cells, textOf(cell))
		}
		rows = append(rows, cells)
	}
	return rows, nil
}

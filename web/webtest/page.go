package webtest

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
)

// page is what is on the screen, as a tree. The tree also holds what was filled in.
type page struct {
	url  *url.URL
	root *goquery.Selection
	part *goquery.Selection // what one looks at: the body, or a block of it
}

// parse reads a page; without scripts, what stands in <noscript> is there to be read.
func parse(at *url.URL, source string, scripts bool) (*page, error) {
	root, err := html.ParseWithOptions(strings.NewReader(source), html.ParseOptionEnableScripting(scripts))
	if err != nil {
		return nil, fmt.Errorf("parse %s: %w", at, err)
	}
	document := goquery.NewDocumentFromNode(root).Selection
	return &page{at, document, document.Find("body")}, nil
}

// on is the page seen at one part of it.
func (p *page) on(part *goquery.Selection) *page { return &page{p.url, p.root, part} }

// unseen are the elements that are not for the eye, or folded away.
var unseen = goquery.Single("[hidden], input[type=hidden], head, script, style, template, datalist, details:not([open]) > :not(summary)")

// seen are the elements in a part that match and can be seen, in reading order.
func seen(part *goquery.Selection, match string) *goquery.Selection {
	return part.Find(match).FilterFunction(visible)
}

func visible(_ int, s *goquery.Selection) bool { return s.ClosestMatcher(unseen).Length() == 0 }

// attr is an attribute's value; nothing, where there is none.
func attr(s *goquery.Selection, key string) string { return s.AttrOr(key, "") }

// title is the document's.
func (p *page) title() string { return plain(p.root.Find("title").First().Text()) }

// problem is what the page's problem boxes say.
func (p *page) problem() string { return strings.Join(texts(seen(p.root, "[role=alert]")), "；") }

// block are the elements that hold one thing and what belongs to it.
const block = "tr, li, article, section, fieldset, form, details"

// within narrows the page to its smallest block with all the words.
func (p *page) within(words []string) (*page, error) {
	found := seen(p.part, block).FilterFunction(func(_ int, s *goquery.Selection) bool { return contains(textOf(s), words) })
	smallest, err := only(found.NotSelection(found.HasSelection(found)), "block with "+quoted(words), nil)
	return p.on(smallest), err
}

// rows are the cells of the body of a table that is found by its caption or name, without the rows that cannot be seen.
func (p *page) rows(caption string) (rows [][]string, err error) {
	table, err := p.named("table", "table", caption)
	if err != nil {
		return nil, err
	}
	for _, tr := range seen(table, ":not(thead) > tr").EachIter() {
		rows = append(rows, texts(seen(tr, "td, th")))
	}
	return rows, nil
}

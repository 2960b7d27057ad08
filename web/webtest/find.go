package webtest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// link is found by its text; several that lead to the same place are one.
func (p *page) link(words string) (*html.Node, error) {
	found, all := p.called(func(n *html.Node) bool { return n.Data == "a" && has(n, "href") }, words)
	found = slices.CompactFunc(found, func(a, b *html.Node) bool { return attr(a, "href") == attr(b, "href") })
	return only(found, "link "+words, all)
}

// button is found by its caption.
func (p *page) button(words string) (*html.Node, error) {
	n, err := p.named("button", pressable, words)
	if err == nil && disabled(n) {
		return nil, fmt.Errorf("the button %s is disabled", words)
	}
	return n, err
}

func pressable(n *html.Node) bool {
	return n.Data == "button" || n.Data == "input" && slices.Contains([]string{"submit", "image", "button"}, attr(n, "type"))
}

// field is found by its label, and can be changed.
func (p *page) field(label string, match func(*html.Node) bool) (*html.Node, error) {
	n, err := p.named("field", match, label)
	switch {
	case err != nil:
		return nil, err
	case disabled(n):
		return nil, fmt.Errorf("the field %s is disabled", label)
	case has(n, "readonly"):
		return nil, fmt.Errorf("the field %s is read-only", label)
	}
	return n, nil
}

// typed are the fields that one types into, picked those of a type.
func typed(n *html.Node) bool {
	return n.Data == "textarea" || n.Data == "input" && !pressable(n) &&
		!slices.Contains([]string{"checkbox", "radio", "file", "hidden", "reset"}, attr(n, "type"))
}

func picked(kind string) func(*html.Node) bool {
	return func(n *html.Node) bool { return n.Data == "input" && attr(n, "type") == kind }
}

// option is what to pick under a label: an option of a drop-down, or a radio button of the field set with that legend.
func (p *page) option(label, words string) (*html.Node, error) {
	if set, err := p.named("field set", is("fieldset"), label); err == nil {
		return (&page{p.url, p.root, set}).field(words, picked("radio"))
	}
	list, err := p.field(label, is("select"))
	if err != nil {
		return nil, err
	}
	return (&page{p.url, p.root, list}).named("option", func(n *html.Node) bool { return n.Data == "option" && !has(n, "disabled") }, words)
}

// disabled tells of an element that is, or lies in a field set that is.
func disabled(n *html.Node) bool {
	return has(n, "disabled") || around(n, func(a *html.Node) bool { return a.Data == "fieldset" && has(a, "disabled") }) != nil
}

// named is the one element of a kind that answers to the words.
func (p *page) named(kind string, match func(*html.Node) bool, words string) (*html.Node, error) {
	found, all := p.called(match, words)
	return only(found, kind+" "+words, all)
}

// called are the elements whose name is the words, or else those whose name has them; and the names of all that match.
func (p *page) called(match func(*html.Node) bool, words string) (found []*html.Node, all []string) {
	var partly []*html.Node
	for _, n := range seen(p.part, match) {
		name := p.name(n)
		all = append(all, name)
		switch {
		case name == plain(words):
			found = append(found, n)
		case strings.Contains(name, plain(words)):
			partly = append(partly, n)
		}
	}
	if len(found) == 0 {
		found = partly
	}
	return found, all
}

// name is what an element is called to a person who sees or hears it: its label, legend, caption or text.
func (p *page) name(n *html.Node) string {
	if id := attr(n, "aria-labelledby"); id != "" {
		return p.textOfIDs(strings.Fields(id))
	}
	if name := attr(n, "aria-label"); name != "" {
		return plain(name)
	}
	switch n.Data {
	case "fieldset":
		return childText(n, "legend")
	case "table":
		return childText(n, "caption")
	case "input", "select", "textarea":
		if pressable(n) {
			return plain(attr(n, "value"))
		}
		return p.label(n)
	}
	return textOf(n)
}

func (p *page) textOfIDs(ids []string) string {
	var said []string
	for _, id := range ids {
		if n := first(p.root, func(n *html.Node) bool { return attr(n, "id") == id }); n != nil {
			said = append(said, textOf(n))
		}
	}
	return strings.Join(said, "")
}

// label is the text of the label for a field, or around it.
func (p *page) label(field *html.Node) string {
	labels := seen(p.root, func(n *html.Node) bool {
		return n.Data == "label" && (under(field, n) || has(n, "for") && attr(n, "for") == attr(field, "id"))
	})
	if len(labels) == 0 {
		return ""
	}
	return textBut(labels[0], func(n *html.Node) bool { return n.Data == "select" || n.Data == "textarea" })
}

func childText(n *html.Node, tag string) string {
	for c := range n.ChildNodes() {
		if c.Data == tag {
			return textOf(c)
		}
	}
	return ""
}

// only is the one that was found, or says what there is instead.
func only(found []*html.Node, what string, there []string) (*html.Node, error) {
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return nil, fmt.Errorf("there is no %s; there is %s", what, cmp.Or(quoted(there), "nothing of the kind"))
	}
	return nil, fmt.Errorf("there are %d of %s: say which with In", len(found), what)
}

// quoted lists words.
func quoted(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return "「" + strings.Join(words, "」「") + "」"
}

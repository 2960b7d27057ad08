package webtest

import (
	"fmt"
	"os"
	"slices"
	"time"

	"golang.org/x/net/html"
)

func (v *Visitor) Fill(label, value string) {
	v.t.Helper()
	n, err := v.page().field(label, typed)
	v.must(err)
	v.must(takes(n, value))
	if n.Data != "textarea" {
		set(n, "value", value)
		return
	}
	for n.FirstChild != nil {
		n.RemoveChild(n.FirstChild)
	}
	n.AppendChild(&html.Node{Type: html.TextNode, Data: value})
}

// layouts are how the values of the fields for times are written.
var layouts = map[string]string{"date": time.DateOnly, "month": "2006-01", "time": "15:04", "datetime-local": "2006-01-02T15:04"}

// takes tells why a field would not take a value.
func takes(n *html.Node, value string) error {
	if layout, ok := layouts[attr(n, "type")]; ok && value != "" {
		if _, err := time.Parse(layout, value); err != nil {
			return fmt.Errorf("a field of type %s takes no %q", attr(n, "type"), value)
		}
	}
	if tooLong(n, value) {
		return fmt.Errorf("the field takes no more than %s characters: %q", attr(n, "maxlength"), value)
	}
	return nil
}

func (v *Visitor) Choose(label, option string) {
	v.t.Helper()
	p := v.page()
	n, err := p.option(label, option)
	v.must(err)
	if n.Data == "option" {
		list := around(n, is("select"))
		for o := range list.Descendants() {
			if !has(list, "multiple") {
				unset(o, "selected")
			}
		}
		set(n, "selected", "")
		return
	}
	for other := range p.root.Descendants() {
		if picked("radio")(other) && attr(other, "name") == attr(n, "name") && p.owner(other) == p.owner(n) {
			unset(other, "checked")
		}
	}
	set(n, "checked", "")
}

func (v *Visitor) Check(label string) {
	v.t.Helper()
	n, err := v.page().field(label, picked("checkbox"))
	v.must(err)
	set(n, "checked", "")
}

func (v *Visitor) Attach(label string, files ...string) {
	v.t.Helper()
	n, err := v.page().field(label, picked("file"))
	v.must(err)
	v.must(attachable(n, files))
	v.files[n] = slices.Clone(files)
}

// attachable tells why files cannot be picked.
func attachable(n *html.Node, files []string) error {
	if len(files) > 1 && !has(n, "multiple") {
		return fmt.Errorf("the field takes one file, not %d", len(files))
	}
	for _, f := range files {
		if _, err := os.Stat(f); err != nil {
			return err
		}
	}
	return nil
}

func (v *Visitor) Unfold(summary string) {
	v.t.Helper()
	n, err := v.page().named("summary", is("summary"), summary)
	v.must(err)
	set(n.Parent, "open", "")
}

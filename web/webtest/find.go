package webtest

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// link is found by its text; several that lead to the same place are one.
func (p *page) link(words string) (*goquery.Selection, error) {
	found, all := p.called("a[href]", words)
	once := found.FilterFunction(func(i int, s *goquery.Selection) bool {
		return i == 0 || attr(s, "href") != attr(found.Eq(i-1), "href")
	})
	return only(once, "link "+words, all)
}

// button is found by its caption.
func (p *page) button(words string) (*goquery.Selection, error) {
	s, err := p.named("button", pressable, words)
	if err == nil && disabled(s) {
		return nil, fmt.Errorf("the button %s is disabled", words)
	}
	return s, err
}

// What one presses, types into, picks.
const (
	pressable = "button, input[type=submit], input[type=image], input[type=button]"
	typed     = "textarea, input:not([type=submit], [type=image], [type=button], [type=reset], [type=checkbox], [type=radio], [type=file], [type=hidden])"
	checkbox  = "input[type=checkbox]"
	radio     = "input[type=radio]"
	ticked    = checkbox + ", " + radio
	upload    = "input[type=file]"
)

// field is found by its label, and can be changed.
func (p *page) field(label, match string) (*goquery.Selection, error) {
	s, err := p.named("field", match, label)
	switch {
	case err != nil:
		return nil, err
	case disabled(s):
		return nil, fmt.Errorf("the field %s is disabled", label)
	case s.Is("[readonly]"):
		return nil, fmt.Errorf("the field %s is read-only", label)
	}
	return s, nil
}

// option is what to pick under a label: an option of a drop-down, or a radio button of the field set with that legend.
func (p *page) option(label, words string) (*goquery.Selection, error) {
	if set, err := p.named("field set", "fieldset", label); err == nil {
		return p.on(set).field(words, radio)
	}
	list, err := p.field(label, "select")
	if err != nil {
		return nil, err
	}
	return p.on(list).named("option", "option:not([disabled])", words)
}

// disabled tells of an element that is, or lies in a field set that is.
func disabled(s *goquery.Selection) bool { return s.Is("[disabled], fieldset[disabled] *") }

// named is the one element of a kind that answers to the words.
func (p *page) named(kind, match, words string) (*goquery.Selection, error) {
	found, all := p.called(match, words)
	return only(found, kind+" "+words, all)
}

// called are the elements whose name is the words, or else those whose name has them; and the names of all that match.
func (p *page) called(match, words string) (found *goquery.Selection, names []string) {
	all := seen(p.part, match)
	names = all.Map(func(_ int, s *goquery.Selection) string { return p.name(s) })
	exactly := all.FilterFunction(func(i int, _ *goquery.Selection) bool { return names[i] == plain(words) })
	if exactly.Length() > 0 {
		return exactly, names
	}
	return all.FilterFunction(func(i int, _ *goquery.Selection) bool { return strings.Contains(names[i], plain(words)) }), names
}

// name is what an element is called to a person who sees or hears it: its label, legend, caption or text.
func (p *page) name(s *goquery.Selection) string {
	if ids := strings.Fields(attr(s, "aria-labelledby")); len(ids) > 0 {
		var said string
		for _, id := range ids {
			said += textOf(p.root.Find(fmt.Sprintf("[id=%q]", id)).First())
		}
		return said
	}
	if name := attr(s, "aria-label"); name != "" {
		return plain(name)
	}
	switch {
	case s.Is("fieldset"):
		return textOf(s.ChildrenFiltered("legend").First())
	case s.Is("table"):
		return textOf(s.ChildrenFiltered("caption").First())
	case s.Is("input") && s.Is(pressable):
		return plain(attr(s, "value"))
	case s.Is("input, select, textarea"):
		return p.label(s)
	}
	return textOf(s)
}

var held = goquery.Single("select, textarea")

// label is the text of the label for a field, or around it, without what the field itself holds.
func (p *page) label(field *goquery.Selection) string {
	around := field.Closest("label")
	if id := attr(field, "id"); id != "" {
		around = around.AddSelection(p.root.Find(fmt.Sprintf("label[for=%q]", id)))
	}
	return textBut(around.FilterFunction(visible).First(), held)
}

// only is the one that was found, or says what there is instead.
func only(found *goquery.Selection, what string, there []string) (*goquery.Selection, error) {
	switch found.Length() {
	case 1:
		return found, nil
	case 0:
		return nil, fmt.Errorf("there is no %s; there is %s", what, cmp.Or(quoted(there), "nothing of the kind"))
	}
	return nil, fmt.Errorf("there are %d of %s: say which with In", found.Length(), what)
}

// quoted lists words.
func quoted(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return "「" + strings.Join(words, "」「") + "」"
}

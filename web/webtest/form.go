package webtest

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
)

// entry is one thing that a form sends: a name with a value, or with a file.
type entry struct {
	name, value string
	isFile      bool // value is a path on this machine; none, where no file was picked
}

// form is a form as it would be sent with one of its buttons.
type form struct {
	method, enctype string
	action          *url.URL
	entries         []entry
}

// formOf gathers what pressing a button sends, unless the browser would hold it back.
func (p *page) formOf(button *goquery.Selection, files map[*html.Node][]string) (f form, err error) {
	owner := p.owner(button)
	if owner.Length() == 0 || attr(button, "type") == "button" {
		return f, errors.New("the button sends nothing: it belongs to no form")
	}
	checked := !owner.Is("[novalidate]") && !button.Is("[formnovalidate]")
	for _, field := range p.owned(owner).EachIter() {
		attached := files[field.Get(0)]
		switch wrong := invalid(field, attached); {
		case disabled(field), field.Is(pressable) && !field.IsSelection(button):
			continue
		case wrong != "" && checked:
			return f, fmt.Errorf("the form is not sent: %s %s", p.name(field), wrong)
		}
		f.entries = append(f.entries, entriesOf(field, attached)...)
	}
	said := func(key, otherwise string) string { return button.AttrOr("form"+key, owner.AttrOr(key, otherwise)) }
	f.method = strings.ToUpper(said("method", http.MethodGet))
	f.enctype = said("enctype", "application/x-www-form-urlencoded")
	f.action, err = p.url.Parse(said("action", p.url.String()))
	return f, err
}

// owner is the form that a field or button belongs to; none, if it is of no form.
func (p *page) owner(field *goquery.Selection) *goquery.Selection {
	if id := attr(field, "form"); id != "" {
		return p.root.Find(fmt.Sprintf("form[id=%q]", id)).First()
	}
	return field.Closest("form")
}

// owned are the fields and buttons of a form, seen or not.
func (p *page) owned(form *goquery.Selection) *goquery.Selection {
	return p.root.Find("input, select, textarea, button").FilterFunction(func(_ int, s *goquery.Selection) bool { return p.owner(s).IsSelection(form) })
}

// entriesOf is what one field, or the button pressed, adds to its form.
func entriesOf(field *goquery.Selection, files []string) (entries []entry) {
	name := attr(field, "name")
	switch {
	case name == "", field.Is(ticked) && !field.Is("[checked]"):
		return nil
	case field.Is(upload) && len(files) == 0:
		return []entry{{name, "", true}} // browsers send a file without name or content
	case field.Is(upload):
		for _, f := range files {
			entries = append(entries, entry{name, f, true})
		}
		return entries
	}
	for _, value := range valuesOf(field) {
		entries = append(entries, entry{name: name, value: value})
	}
	return entries
}

// valuesOf are the values that a field would send: several of a drop-down that takes them.
func valuesOf(field *goquery.Selection) []string {
	switch {
	case field.Is("select"):
		return chosenOf(field).Map(func(_ int, option *goquery.Selection) string { return option.AttrOr("value", textOf(option)) })
	case field.Is(ticked):
		return []string{field.AttrOr("value", "on")}
	}
	return []string{valueOf(field)}
}

// valueOf is what a field holds; of a drop-down, what its option says.
func valueOf(field *goquery.Selection) string {
	switch {
	case field.Is("textarea"):
		return field.Text()
	case field.Is("select"):
		return textOf(chosenOf(field).First())
	}
	return attr(field, "value")
}

// chosenOf are the options of a drop-down that are picked: where none is, the first one.
func chosenOf(list *goquery.Selection) *goquery.Selection {
	chosen := list.Find("option[selected]")
	if chosen.Length() == 0 && !list.Is("[multiple]") {
		return list.Find("option:not([disabled])").First()
	}
	return chosen
}

// invalid is why a browser would not send a field as it stands, or nothing. Of radio buttons one of the group is enough; the server says so
// too.
func invalid(field *goquery.Selection, files []string) string {
	var value string
	switch {
	case field.Is(radio):
		return ""
	case field.Is(upload):
		value = strings.Join(files, " ")
	case field.Is(checkbox):
		value = map[bool]string{true: "on"}[field.Is("[checked]")]
	default:
		value = strings.Join(valuesOf(field), " ")
	}
	if field.Is("[required]") && value == "" {
		return "is empty"
	}
	if pattern := attr(field, "pattern"); pattern != "" && value != "" {
		if ok, err := regexp.MatchString("^(?:"+pattern+")$", value); err == nil && !ok {
			return "is not as it should be: " + value
		}
	}
	return ""
}

package webtest

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

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

// tooLong tells of a value that would not fit its field.
func tooLong(n *html.Node, value string) bool {
	var most int
	if _, err := fmt.Sscan(attr(n, "maxlength"), &most); err != nil {
		return false
	}
	return utf8.RuneCountInString(value) > most
}

// formOf gathers what pressing a button sends, unless the browser would hold it back.
func (p *page) formOf(button *html.Node, files map[*html.Node][]string) (f form, err error) {
	owner := p.owner(button)
	if owner == nil || attr(button, "type") == "button" {
		return f, errors.New("the button sends nothing: it belongs to no form")
	}
	for n := range p.root.Descendants() {
		if n.Type != html.ElementNode || p.owner(n) != owner || disabled(n) {
			continue
		}
		if wrong := invalid(n, files[n]); wrong != "" && !has(owner, "novalidate") && !has(button, "formnovalidate") {
			return f, fmt.Errorf("the form is not sent: %s %s", p.name(n), wrong)
		}
		f.entries = append(f.entries, entriesOf(n, n == button, files[n])...)
	}
	said := func(key, otherwise string) string {
		switch {
		case has(button, "form"+key):
			return attr(button, "form"+key)
		case has(owner, key):
			return attr(owner, key)
		}
		return otherwise
	}
	f.method = strings.ToUpper(said("method", http.MethodGet))
	f.enctype = said("enctype", "application/x-www-form-urlencoded")
	f.action, err = p.url.Parse(said("action", p.url.String()))
	return f, err
}

// owner is the form an element belongs to, nil if it is not of a form.
func (p *page) owner(n *html.Node) *html.Node {
	if !slices.Contains([]string{"input", "select", "textarea", "button"}, n.Data) {
		return nil
	}
	if id := attr(n, "form"); id != "" {
		return first(p.root, func(f *html.Node) bool { return f.Data == "form" && attr(f, "id") == id })
	}
	return around(n, is("form"))
}

// entriesOf is what one field, or the button pressed, adds to its form.
func entriesOf(n *html.Node, pressed bool, files []string) []entry {
	name, kind := attr(n, "name"), attr(n, "type")
	switch {
	case name == "", (n.Data == "button" || pressable(n)) && !pressed:
		return nil
	case n.Data == "select":
		var chosen []entry
		for _, o := range chosenOf(n) {
			chosen = append(chosen, entry{name: name, value: optionValue(o)})
		}
		return chosen
	case kind == "file":
		var attached []entry
		if len(files) == 0 {
			files = []string{""} // browsers send a file without name or content
		}
		for _, f := range files {
			attached = append(attached, entry{name, f, true})
		}
		return attached
	case kind == "checkbox" || kind == "radio":
		if !has(n, "checked") {
			return nil
		}
		if !has(n, "value") {
			return []entry{{name: name, value: "on"}}
		}
	}
	return []entry{{name: name, value: valueOf(n)}}
}

// valueOf is what a field holds; of a drop-down, what its option says.
func valueOf(n *html.Node) string {
	switch n.Data {
	case "textarea":
		if n.FirstChild == nil {
			return ""
		}
		return n.FirstChild.Data
	case "select":
		if chosen := chosenOf(n); len(chosen) > 0 {
			return textOf(chosen[0])
		}
		return ""
	}
	return attr(n, "value")
}

// chosenOf are the options of a drop-down that are picked: where none is, the first one.
func chosenOf(list *html.Node) (chosen []*html.Node) {
	for n := range list.Descendants() {
		if n.Data == "option" && has(n, "selected") {
			chosen = append(chosen, n)
		}
	}
	if o := first(list, func(n *html.Node) bool { return n.Data == "option" && !has(n, "disabled") }); len(chosen) == 0 && !has(list, "multiple") && o != nil {
		return []*html.Node{o}
	}
	return chosen
}

func optionValue(o *html.Node) string {
	if has(o, "value") {
		return attr(o, "value")
	}
	return textOf(o)
}

// invalid is why a browser would not send a field as it stands, or nothing.
func invalid(n *html.Node, files []string) string {
	value := valueOf(n)
	switch attr(n, "type") {
	case "file":
		value = strings.Join(files, " ")
	case "checkbox":
		if value = ""; has(n, "checked") {
			value = "on"
		}
	case "radio":
		return "" // one of the group is enough; the server says so too
	}
	if n.Data == "select" {
		value = strings.Join(values(chosenOf(n)), " ")
	}
	if has(n, "required") && value == "" {
		return "is empty"
	}
	if pattern := attr(n, "pattern"); pattern != "" && value != "" {
		if ok, err := regexp.MatchString("^(?:"+pattern+")$", value); err == nil && !ok {
			return "is not as it should be: " + value
		}
	}
	return ""
}

func values(options []*html.Node) (v []string) {
	for _, o := range options {
		v = append(v, optionValue(o))
	}
	return v
}

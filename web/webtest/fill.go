package webtest

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
)

func (v *Visitor) Fill(label, value string) {
	v.t.Helper()
	field, err := v.page().field(label, typed)
	v.must(err)
	v.must(takes(field, value))
	if field.Is("textarea") {
		field.Empty()
		field.AppendNodes(&html.Node{Type: html.TextNode, Data: value})
		return
	}
	field.SetAttr("value", value)
}

// layouts are how the values of the fields for times are written.
var layouts = map[string]string{"date": time.DateOnly, "month": "2006-01", "time": "15:04", "datetime-local": "2006-01-02T15:04"}

// takes tells why a field would not take a value.
func takes(field *goquery.Selection, value string) error {
	if layout, ok := layouts[attr(field, "type")]; ok && value != "" {
		if _, err := time.Parse(layout, value); err != nil {
			return fmt.Errorf("a field of type %s takes no %q", attr(field, "type"), value)
		}
	}
	if most, err := strconv.Atoi(attr(field, "maxlength")); err == nil && utf8.RuneCountInString(value) > most {
		return fmt.Errorf("the field takes no more than %d characters: %q", most, value)
	}
	return nil
}

func (v *Visitor) Choose(label, option string) {
	v.t.Helper()
	p := v.page()
	chosen, err := p.option(label, option)
	v.must(err)
	if chosen.Is("option") {
		chosen.Closest("select:not([multiple])").Find("option").RemoveAttr("selected")
		chosen.SetAttr("selected", "")
		return
	}
	p.owned(p.owner(chosen)).Filter(radio).Filter(fmt.Sprintf("[name=%q]", attr(chosen, "name"))).RemoveAttr("checked")
	chosen.SetAttr("checked", "")
}

func (v *Visitor) Check(label string) {
	v.t.Helper()
	box, err := v.page().field(label, checkbox)
	v.must(err)
	box.SetAttr("checked", "")
}

func (v *Visitor) Attach(label string, files ...string) {
	v.t.Helper()
	field, err := v.page().field(label, upload)
	v.must(err)
	v.must(attachable(field, files))
	v.files[field.Get(0)] = slices.Clone(files)
}

// attachable tells why files cannot be picked.
func attachable(field *goquery.Selection, files []string) error {
	if len(files) > 1 && !field.Is("[multiple]") {
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
	s, err := v.page().named("summary", "summary", summary)
	v.must(err)
	s.Parent().SetAttr("open", "")
}

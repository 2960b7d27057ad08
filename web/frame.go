package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"fangpin/internal/calendar"
	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
)

// frame is what every page has around its content.
type frame struct {
	Page    any // the page's own struct
	By      who.Person
	Signed  bool // whether somebody has signed in
	Menu    []menuItem
	Said    string   // what was just done
	Onward  []choice // where to go on from there
	Problem string   // why it was refused
	Today   calendar.Date
	Path    string // of this page, with its query
	Size    string // of the text, in px
	Sizes   []string
	Demo    *Demo

	form url.Values // what was filled in before it was refused
}

// menuItem is one line of the menu.
type menuItem struct {
	Title, Path string
	Here        bool
}

func (v *visit) frame(content any) frame {
	f := frame{Page: content, By: v.by, Signed: v.signed(), Problem: v.problem, Today: v.today(), Path: v.path(),
		Size: v.textSize(), Sizes: textSizes, Demo: v.Demo, form: v.r.PostForm}
	f.Said, f.Onward = v.said()
	if f.Signed {
		f.Menu = menu(v.by.Role, v.r.URL.Path)
	}
	return f
}

// menu lists where a role may go.
func menu(role who.Role, here string) (items []menuItem) {
	for _, r := range routes() {
		if r.nav != "" && r.admits(role) {
			items = append(items, menuItem{r.nav, r.path, here == r.path || r.path != "/" && strings.HasPrefix(here, r.path+"/")})
		}
	}
	return items
}

// May tells whether the person's role may take a step. Whether this case is theirs, and at that step, the verb decides.
// The pages are checked as they are read (checked.go): none names a step that there is not.
func (f frame) May(verb string) bool {
	return slices.ContainsFunc(steps(), func(s flow.Step) bool { return s.Verb == verb && s.May(f.By.Role) })
}

// Sees tells whether the person's role may read an address of the menu, as in "/ledger".
func (f frame) Sees(path string) bool { return sees(f.By.Role, path) }

// sees tells whether a role may read an address, as its route has it.
func sees(role who.Role, path string) bool {
	return slices.ContainsFunc(routes(), func(r route) bool { return r.path == path && r.method == http.MethodGet && r.admits(role) })
}

// sees tells whether the person may read an address, as its route has it: where a page leads them, and what it shows them of other pages.
func (v *visit) sees(path string) bool { return sees(v.by.Role, path) }

// Was is what the person had filled into a field before the form was refused, else what it starts with.
func (f frame) Was(field string, start ...any) any {
	if f.form.Has(field) {
		return f.form.Get(field)
	}
	if len(start) > 0 {
		return start[0]
	}
	return ""
}

// Chosen tells whether a choice of a field was made before the form was refused, or else is what the field starts with.
func (f frame) Chosen(field, value string, start ...string) bool {
	if f.form.Has(field) {
		return slices.Contains(f.form[field], value)
	}
	return slices.Contains(start, value)
}

// now is the site's clock; today is the day it shows in China.
func (v *visit) now() time.Time       { return v.DB.Clock() }
func (v *visit) today() calendar.Date { return calendar.DateOf(v.now()) }

package kit

import (
	"net/url"
	"slices"
	"strings"

	"fangpin/internal/calendar"
	"fangpin/internal/identity/probation"
	"fangpin/internal/identity/who"
)

// Frame is what every page has around its content: what a template asks of . and of $.
type Frame struct {
	Page    any // the page's own struct
	By      who.Person
	Signed  bool // whether somebody has signed in
	Menu    []menuItem
	Said    string   // what was just done
	Onward  []Choice // where to go on from there
	Problem string   // why it was refused
	Today   calendar.Date
	Path    string // of this page, with its query
	Size    string // of the text, in px
	Sizes   []string
	Demo    *Demo

	form    url.Values // what was filled in before it was refused
	house   *House
	request *Request
}

// menuItem is one line of the menu.
type menuItem struct {
	Title, Path string
	Here        bool
}

func (r *Request) frame(content any) Frame {
	f := Frame{Page: content, By: r.By, Signed: r.Signed(), Problem: r.Problem, Today: r.Today(), Path: r.Here(),
		Size: r.textSize(), Sizes: textSizes, Demo: r.Demo, form: r.PostForm, house: r.on.House, request: r}
	f.Said, f.Onward = r.said()
	if f.Signed {
		f.Menu = r.on.menu(r.By.Role, r.URL.Path)
	}
	return f
}

// menu lists where a role may go.
func (h *House) menu(role who.Role, here string) (items []menuItem) {
	for _, r := range h.Routes {
		if r.Nav != "" && r.admits(role) {
			items = append(items, menuItem{r.Nav, r.Path, slices.ContainsFunc(append([]string{r.Path}, r.Over...), func(path string) bool { return under(here, path) })})
		}
	}
	return items
}

// under tells whether an address is a path's own or lies below it.
func under(here, path string) bool {
	return here == path || path != "/" && strings.HasPrefix(here, path+"/")
}

// May tells whether the person's role may take a step. Whether this case is theirs, and at that step, the verb decides.
// The pages are checked as they are read (checked.go): none names a step that there is not.
func (f Frame) May(verb string) bool { return f.house.may(f.By.Role, verb) }

// Wait is why the person's account decides about no money yet (probation.Of), nil where it may.
func (f Frame) Wait() (*probation.Wait, error) {
	return probation.Of(f.request.Context(), f.request.Tx)
}

// Sees tells whether the person's role may read an address of the menu, as in "/ledger".
func (f Frame) Sees(path string) bool { return f.house.sees(f.By.Role, path) }

// Was is what the person had filled into a field before the form was refused, else what it starts with.
func (f Frame) Was(field string, start ...any) any {
	if f.form.Has(field) {
		return f.form.Get(field)
	}
	if len(start) > 0 {
		return start[0]
	}
	return ""
}

// Chosen tells whether a Choice of a field was made before the form was refused, or else is what the field starts with.
func (f Frame) Chosen(field, value string, start ...string) bool {
	if f.form.Has(field) {
		return slices.Contains(f.form[field], value)
	}
	return slices.Contains(start, value)
}

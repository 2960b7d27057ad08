package kit

import (
	"net/http"
	"slices"

	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
)

// Handler shows a page or takes a step. What it refuses, it refuses by fault: the person reads the reason.
type Handler func(*Request) error

// Route is one address of the site. Who may come is decided by the step where it takes one, and else by Who.
type Route struct {
	Method, Path string
	Who          []who.Role // readers; nil for every person who has signed in
	Step         flow.Step  // of a POST: the step it takes, by a room's law; none for what is no step
	Open         bool       // for whoever has not signed in too
	Nav          string     // its name in the menu, where it has a place there
	Over         []string   // of a place in the menu: addresses that lie under it besides those that begin as its own
	Gated        bool       // of a POST: it knocks at a door that is the gate's alone
	Serve        Handler
	Form         Handler // of a POST: the page to show again, filled in, where it is refused
}

// Show is a page that only reads.
func Show(path, nav string, readers []who.Role, serve Handler) Route {
	return Route{Method: http.MethodGet, Path: path, Nav: nav, Who: readers, Serve: serve}
}

// Act takes a step; where it is refused, the form is shown again with the reason.
func Act(path string, step flow.Step, serve, form Handler) Route {
	return Route{Method: http.MethodPost, Path: path, Step: step, Serve: serve, Form: form}
}

// Knock takes a step at a door of the database that is the gate's alone.
func Knock(path string, step flow.Step, serve, form Handler) Route {
	r := Act(path, step, serve, form)
	r.Gated = true
	return r
}

// Send is a form that takes no step of a room's law, for whoever may read the page that it stands on.
func Send(path string, readers []who.Role, serve, form Handler) Route {
	return Route{Method: http.MethodPost, Path: path, Who: readers, Serve: serve, Form: form}
}

// Open is a page or a form for whoever has not signed in too.
func Open(method, path string, serve, form Handler) Route {
	return Route{Method: method, Path: path, Open: true, Serve: serve, Form: form}
}

// admits tells whether a role may come to the route.
func (r Route) admits(role who.Role) bool {
	if r.Step.Verb != "" {
		return r.Step.May(role)
	}
	return r.Who == nil || slices.Contains(r.Who, role)
}

// Task is a step that waits for somebody, and where at a desk it is taken: Title is what it is called there, empty for the step's own.
type Task struct {
	Step        flow.Step
	For         string // as flow.Task has it
	Path, Title string
}

package kit

import (
	"net/http"
	"slices"
	"sync"

	"github.com/gorilla/mux"

	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/security"
)

// House is what the desks make together: every address, and every step that a deed is named after.
type House struct {
	Routes []Route     // in the order of the menu
	Steps  []flow.Step // the laws of all rooms
	Former []flow.Step // that stand in the log and that nobody takes any more
	SignIn Handler     // shows the way in to whoever has not signed in
	Search string      // the address where somebody's number is searched for: it stands in no other

	read   sync.Once // once for all its sites
	pages  map[string]*page
	unread error
}

// Handler serves a site, every address of it. It fails where a page cannot be read, or names a step or an address that there is not.
func (h *House) Handler(s *Site) (http.Handler, error) {
	if h.read.Do(func() { h.pages, h.unread = h.readPages() }); h.unread != nil {
		return nil, h.unread
	}
	on := &served{Site: s, House: h, router: mux.NewRouter()}
	static(on.router)
	for _, r := range h.Routes {
		on.router.Handle(r.Path, on.at(r)).Methods(methods(r.Method)...)
	}
	on.router.NotFoundHandler = http.HandlerFunc(on.stranger)
	on.router.MethodNotAllowedHandler = http.HandlerFunc(on.otherwise)
	return on.guard(on.router), nil
}

// served is a site with its house.
type served struct {
	*Site
	*House
	router *mux.Router
	gate   *pg.DB           // of the gate: its own login; else nil
	seen   security.Counter // what was refused of late
}

// sees tells whether a role may read an address, as its route has it.
func (h *House) sees(role who.Role, path string) bool {
	return slices.ContainsFunc(h.Routes, func(r Route) bool { return r.Path == path && r.Method == http.MethodGet && r.admits(role) })
}

// may tells whether a role may take the step of a verb.
func (h *House) may(role who.Role, verb string) bool {
	return slices.ContainsFunc(h.Steps, func(s flow.Step) bool { return s.Verb == verb && s.May(role) })
}

// Title is a step as people say it, whatever room it is of.
func (h *House) Title(verb string) string {
	for _, s := range slices.Concat(h.Steps, h.Former) {
		if s.Verb == verb {
			return s.Title
		}
	}
	return verb
}

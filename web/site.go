// Package web answers one question: what does a person see in the browser, and what may they do there? (网页)
//
// It is the only package that knows HTTP. A handler parses, calls one verb in one deed, and redirects: GET shows, POST does.
package web

import (
	"net/http"

	"github.com/gorilla/mux"
	"golang.org/x/mod/sumdb/note"

	"fangpin/internal/archive"
	"fangpin/internal/identity/signin"
	"fangpin/internal/paper"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
)

// Site is the office whose pages are served.
type Site struct {
	DB      *pg.DB // its clock is the pages' clock
	Keys    *secret.Keys
	Archive *archive.Archive
	Auth    *signin.Auth
	Fonts   *paper.Fonts // nil where the machine has none: papers are then refused with what to install
	Seal    Seal
	Demo    *Demo // nil for a real office
	TLS     bool  // behind TLS: HSTS is sent
	Proxied bool  // a proxy of ours stands before: it says where a request came from
}

// Handler is the site, every address of it.
func (s *Site) Handler() (http.Handler, error) {
	pages, err := readPages()
	if err != nil {
		return nil, err
	}
	h := &handler{Site: s, pages: pages}
	router := mux.NewRouter()
	h.router = router
	h.static(router)
	for _, r := range routes() {
		router.Handle(r.path, h.route(r)).Methods(r.method)
	}
	router.NotFoundHandler = http.HandlerFunc(h.stranger)
	router.MethodNotAllowedHandler = http.HandlerFunc(h.above)
	return h.guard(router), nil
}

// handler serves a site with its pages read.
type handler struct {
	*Site
	pages  map[string]*page
	router *mux.Router
}

// Seal is what signs checkpoints, and where they are kept outside the database.
type Seal struct {
	Signer note.Signer
	Keys   string // the folder of keys: with it a bundle is signed, and checkpoints are known
	Notes  string // the folder of checkpoint files
}

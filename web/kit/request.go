package kit

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"fangpin/internal/calendar"
	"fangpin/internal/deed"
	"fangpin/internal/flow"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/signing"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// Request is one request of one person, with the site that it was made to. Handlers get it, ask it and answer by it.
type Request struct {
	*http.Request
	*Site
	W       http.ResponseWriter
	Route   Route
	Session signin.Session
	By      who.Person // who acts: the person who signed in, or whom they stand in for
	Tx      *pg.Tx     // of a page: it is only read in; nil in a POST
	Status  int        // of the page, 200 unless something was refused
	Problem string     // why the form was refused, for the person
	Once    string     // what to do about what the form's answer showed only once, for who sent it twice

	on       *served
	from     netip.Addr        // of a form: where it came from
	signs    *signing.Decision // what is to be signed before the form's step is taken
	answered bool              // there is something to send, or it was sent
	reply    []byte            // what is to be sent
	noted    bool              // the security log knows that it was refused
	did      bool              // a deed was done
	shows    string            // what is this page's alone
	number   string            // of the request, in the log and on the page that says what broke
}

var errNobody = errors.New("kit: a deed of somebody who is not in")

// Do runs a verb as one deed of the person, by their session.
func (r *Request) Do(verb func(ctx context.Context, tx *pg.Tx) error) error {
	by := r.By
	if by.Way = r.Session.Way; by.Way == "" {
		return errNobody
	}
	err := deed.Do(r.Context(), r.DB, by, func(tx *pg.Tx) error {
		if err := r.unsent(r.Context(), tx); err != nil {
			return err
		}
		return verb(r.Context(), tx)
	})
	r.did = r.did || err == nil
	return err
}

// Checkpoint signs the county's tree as it stands, and keeps the note outside the database.
func (r *Request) Checkpoint() (deed.Note, error) {
	return deed.Checkpoint(r.Context(), r.DB, r.By.County, r.Seal.Signer, r.Seal.Notes)
}

// Read gives fn a transaction in which the person sees what is theirs. Nothing stays of it.
func (r *Request) Read(fn func(tx *pg.Tx) error) error {
	return pg.Read(r.Context(), r.DB, r.By, fn)
}

// Within runs a page in a transaction of its own: what a POST shows instead of going on.
func (r *Request) Within(page Handler) error {
	return r.Read(func(tx *pg.Tx) error {
		r.Tx = tx
		defer func() { r.Tx = nil }()
		return page(r)
	})
}

// Answer keeps an answer of a kind. It is sent once the page's transaction is over: a reader on a slow line holds no connection of the
// database.
func (r *Request) Answer(kind string, reply []byte) error {
	r.W.Header().Set("Content-Type", kind)
	r.answered, r.reply = true, reply
	return nil
}

// Writing says that the handler writes its answer itself, for as long as it takes; from then on nothing else is sent.
func (r *Request) Writing(kind string) {
	r.W.Header().Set("Content-Type", kind)
	r.answered = true
}

// Unhurried lets the answer take as long as it takes.
func (r *Request) Unhurried() {
	_ = http.NewResponseController(r.W).SetWriteDeadline(time.Time{}) // where it cannot be set there is none
}

// flush sends what was kept.
func (r *Request) flush() {
	if r.reply != nil {
		r.W.Header().Set("Content-Length", strconv.Itoa(len(r.reply)))
		r.W.WriteHeader(r.Status)
		_, _ = r.W.Write(r.reply) // whoever has gone reads nothing
	}
}

// To ends a POST: the browser goes on to a page of ours, which says what was done and may lead onward. A script that sent the form is told
// where, and goes on by itself.
func (r *Request) To(path, said string, onward ...Choice) error {
	r.Say(said, onward...)
	r.answered = true
	if r.Header.Get(scriptHeader) != "" && r.Signed() {
		r.W.Header().Set("Location", path)
		r.W.WriteHeader(http.StatusCreated)
		return nil
	}
	http.Redirect(r.W, r.Request, path, http.StatusSeeOther)
	return nil
}

// Here is the page's own address with its query, for links that come back to it.
func (r *Request) Here() string {
	return (&url.URL{Path: r.URL.Path, RawQuery: r.URL.RawQuery}).String()
}

// Sees tells whether the person may read an address, as its route has it: "/claims/{id:[0-9]+}".
func (r *Request) Sees(path string) bool { return r.on.sees(r.By.Role, path) }

// PathTo is the address of a page about one thing, as a route has it; empty where the person may not go there.
func (r *Request) PathTo(page, id string) string {
	if page == "" || !r.Sees(page) {
		return ""
	}
	return strings.Replace(page, "{id:[0-9]+}", id, 1)
}

// Steps are the laws of all rooms.
func (r *Request) Steps() []flow.Step { return r.on.Steps }

// Now is the site's clock; Today is the day it shows in China.
func (r *Request) Now() time.Time       { return r.DB.Clock() }
func (r *Request) Today() calendar.Date { return calendar.DateOf(r.Now()) }

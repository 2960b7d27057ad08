package web

import (
	"context"
	"net/http"
	"net/url"

	"fangpin/internal/deed"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// visit is one request of one person.
type visit struct {
	*handler
	w       http.ResponseWriter
	r       *http.Request
	route   route
	session signin.Session
	by      who.Person // who acts: the person who signed in, or whom they stand in for
	tx      *pg.Tx     // of a page: it is only read in; nil in a POST
	status  int        // of the page, 200 unless something was refused
	problem string     // why the form was refused, for the person
	answer  bool       // there is something to send, or it was sent
	reply   []byte     // what is to be sent
}

func (v *visit) ctx() context.Context { return v.r.Context() }

// do runs a verb as one deed of the person.
func (v *visit) do(verb func(ctx context.Context, tx *pg.Tx) error) error {
	return deed.Do(v.ctx(), v.DB, v.by, func(tx *pg.Tx) error { return verb(v.ctx(), tx) })
}

// read gives fn a transaction in which the person sees what is theirs. Nothing stays of it.
func (v *visit) read(fn func(tx *pg.Tx) error) error {
	return pg.Read(v.ctx(), v.DB, v.by, fn)
}

// answerWith keeps an answer of a kind. It is sent once the page's transaction is over: a reader on a slow line holds no connection of the
// database.
func (v *visit) answerWith(kind string, reply []byte) error {
	v.w.Header().Set("Content-Type", kind)
	v.answer, v.reply = true, reply
	return nil
}

// flush sends what was kept.
func (v *visit) flush() {
	if v.reply != nil {
		v.w.WriteHeader(v.status)
		_, _ = v.w.Write(v.reply) // whoever has gone reads nothing
	}
}

// to ends a POST: the browser goes on to a page of ours, which says what was done and may lead onward.
func (v *visit) to(path, said string, onward ...choice) error {
	v.say(said, onward...)
	v.answer = true
	http.Redirect(v.w, v.r, path, http.StatusSeeOther)
	return nil
}

// within runs the page in a transaction of its own.
func (v *visit) within(page func(*visit) error) error {
	return v.read(func(tx *pg.Tx) error {
		v.tx = tx
		defer func() { v.tx = nil }()
		return page(v)
	})
}

// path is the page's own address with its query, for links that come back to it.
func (v *visit) path() string {
	return (&url.URL{Path: v.r.URL.Path, RawQuery: v.r.URL.RawQuery}).String()
}

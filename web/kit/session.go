package kit

import (
	"errors"

	"fangpin/internal/identity/signin"
)

// SessionCookie holds the token of who signed in, until the browser is closed.
const SessionCookie = "__Host-fangpin"

// recognise finds out who is there.
func (r *Request) recognise() error {
	token := r.Token()
	if token == "" {
		return nil
	}
	session, err := r.Auth.Look(r.Context(), token)
	if errors.Is(err, signin.ErrOver) {
		return nil
	}
	r.Session, r.By = session, session.By
	return err
}

// Token is that of the session, empty for none.
func (r *Request) Token() string {
	c, err := r.Cookie(SessionCookie)
	if err != nil {
		return ""
	}
	return c.Value
}

// Rise keeps the token of a session that has come further.
func (r *Request) Rise(session signin.Session, token string) {
	r.setCookie(SessionCookie, token, 0)
	r.Session, r.By = session, session.By
}

// Leave takes the token away.
func (r *Request) Leave() { r.setCookie(SessionCookie, "", -1) }

// Signed tells whether somebody has signed in, all the way.
func (r *Request) Signed() bool { return r.Session.State == signin.Full }

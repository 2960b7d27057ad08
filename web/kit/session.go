package kit

import (
	"errors"

	"fangpin/internal/identity/signin"
	"fangpin/internal/security"
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
	if errors.Is(err, signin.ErrAltered) {
		r.note(security.Altered, "")
	}
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

// Rise keeps the token of a session that has come further; of one that has come all the way, the browser is known from now on.
func (r *Request) Rise(session signin.Session, token string) error {
	r.setCookie(SessionCookie, token, 0)
	r.Session, r.By = session, session.By
	if !r.Signed() {
		return nil
	}
	held := r.HeldOf(session.By.County, session.Login)
	name, hold, err := r.Auth.Remember(r.Context(), token, signin.Browser{Address: r.Address(), Title: browser(r.UserAgent()), Held: held})
	if err != nil {
		return err
	}
	r.setCookie(hostPrefix+name, hold, int(r.Auth.Policy.Device.Seconds()))
	return nil
}

// hostPrefix begins our cookies: a browser takes them from this host alone, over HTTPS.
const hostPrefix = "__Host-"

// HeldOf is what the browser holds of a person's earlier sign-in here, empty for nothing.
func (r *Request) HeldOf(county, login string) string {
	c, err := r.Cookie(hostPrefix + r.Auth.DeviceName(county, login))
	if err != nil {
		return ""
	}
	return c.Value
}

// Leave takes the token away.
func (r *Request) Leave() { r.setCookie(SessionCookie, "", -1) }

// Signed tells whether somebody has signed in, all the way.
func (r *Request) Signed() bool { return r.Session.State == signin.Full }

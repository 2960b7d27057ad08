package kit

import (
	"errors"
	"net"
	"net/netip"
	"strings"

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

// Address is where the request came from, for the log. Of what a proxy says, the last is its own word; what stands before it anybody may
// have written.
func (r *Request) Address() string {
	if r.Proxied {
		said := strings.Join(r.Header.Values("X-Forwarded-For"), ",")
		if ip := net.ParseIP(strings.TrimSpace(said[strings.LastIndex(said, ",")+1:])); ip != nil {
			return ip.String()
		}
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// Network is an address as strangers are counted by: of the newer kind the half that a line is given, for whoever has one has all within it.
func Network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil || ip.Unmap().Is4() {
		return address
	}
	half, err := ip.WithZone("").Prefix(64)
	if err != nil {
		return address
	}
	return half.String()
}

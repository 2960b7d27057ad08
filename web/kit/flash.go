package kit

import (
	"encoding/base64"
	"net/http"
	"strings"
)

// SaidCookie carries what was done over the redirect to the next page, once.
const SaidCookie = "__Host-said"

// Say leaves a sentence for the next page, and where to go on from there: a choice of an address of ours and its words, or none.
func (r *Request) Say(said string, onward ...Choice) {
	if said == "" {
		return
	}
	lines := []string{said}
	for _, to := range onward {
		lines = append(lines, to.Value, to.Title)
	}
	r.setCookie(SaidCookie, base64.RawURLEncoding.EncodeToString([]byte(strings.Join(lines, "\n"))), 60)
}

// said takes the sentence that the page before left, and where it leads.
func (r *Request) said() (said string, onward []Choice) {
	c, err := r.Cookie(SaidCookie)
	if err != nil {
		return "", nil
	}
	r.setCookie(SaidCookie, "", -1)
	left, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil {
		return "", nil
	}
	lines := strings.Split(string(left), "\n")
	for i := 1; i+1 < len(lines); i += 2 {
		onward = append(onward, Choice{lines[i], lines[i+1]})
	}
	return lines[0], onward
}

// setCookie sets one of ours: this host's, this browser's, out of scripts' reach. Negative seconds take it away, 0 is until the
// browser is closed.
func (r *Request) setCookie(name, value string, seconds int) {
	http.SetCookie(r.W, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: seconds, Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

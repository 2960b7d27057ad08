package web

import (
	"encoding/base64"
	"net/http"
	"strings"
)

// saidCookie carries what was done over the redirect to the next page, once.
const saidCookie = "__Host-said"

// say leaves a sentence for the next page, and where to go on from there: a choice of an address of ours and its words, or none.
func (v *visit) say(said string, onward ...choice) {
	if said == "" {
		return
	}
	lines := []string{said}
	for _, to := range onward {
		lines = append(lines, to.Value, to.Title)
	}
	v.setCookie(saidCookie, base64.RawURLEncoding.EncodeToString([]byte(strings.Join(lines, "\n"))), 60)
}

// said takes the sentence that the page before left, and where it leads.
func (v *visit) said() (said string, onward []choice) {
	c, err := v.r.Cookie(saidCookie)
	if err != nil {
		return "", nil
	}
	v.setCookie(saidCookie, "", -1)
	left, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil {
		return "", nil
	}
	lines := strings.Split(string(left), "\n")
	for i := 1; i+1 < len(lines); i += 2 {
		onward = append(onward, choice{lines[i], lines[i+1]})
	}
	return lines[0], onward
}

// setCookie sets one of ours: this host's, this browser's, out of scripts' reach. Negative seconds take it away, 0 is until the
// browser is closed.
func (v *visit) setCookie(name, value string, seconds int) {
	http.SetCookie(v.w, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: seconds, Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

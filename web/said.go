package web

import (
	"encoding/base64"
	"net/http"
)

// saidCookie carries what was done over the redirect to the next page, once.
const saidCookie = "__Host-said"

// say leaves a sentence for the next page.
func (v *visit) say(said string) {
	if said != "" {
		v.setCookie(saidCookie, base64.RawURLEncoding.EncodeToString([]byte(said)), 60)
	}
}

// said takes the sentence that the page before left.
func (v *visit) said() string {
	c, err := v.r.Cookie(saidCookie)
	if err != nil {
		return ""
	}
	v.setCookie(saidCookie, "", -1)
	said, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil {
		return ""
	}
	return string(said)
}

// setCookie sets one of ours: this host's, this browser's, out of scripts' reach. Negative seconds take it away, 0 is until the
// browser is closed.
func (v *visit) setCookie(name, value string, seconds int) {
	http.SetCookie(v.w, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: seconds, Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

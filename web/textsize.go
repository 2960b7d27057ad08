package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// textSizes are the sizes of text that a reader can set, in px.
var textSizes = []string{"18", "20", "22", "24", "26", "28", "30"}

const sizeCookie = "__Host-size"

func (v *visit) textSize() string {
	if c, err := v.r.Cookie(sizeCookie); err == nil && slices.Contains(textSizes, c.Value) {
		return c.Value
	}
	return textSizes[0]
}

// setTextSize keeps the size in the browser, for a year.
func (v *visit) setTextSize() error {
	if size := v.value("size"); slices.Contains(textSizes, size) {
		v.setCookie(sizeCookie, size, 365*24*60*60)
	}
	v.answer = true
	http.Redirect(v.w, v.r, ours(v.value("back")), http.StatusSeeOther)
	return nil
}

// ours is an address to go back to, if it is one of this site; else the first page.
func ours(back string) string {
	u, err := url.Parse(back)
	if err != nil || u.Host != "" || u.Scheme != "" || u.User != nil || !strings.HasPrefix(back, "/") || strings.HasPrefix(back, "//") || strings.Contains(back, `\`) {
		return "/"
	}
	return back
}

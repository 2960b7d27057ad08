package kit

import (
	"net/url"
	"slices"
	"strings"
)

// textSizes are the sizes of text that a reader can set, in px.
var textSizes = []string{"18", "20", "22", "24", "26", "28", "30"}

const sizeCookie = "__Host-size"

func (r *Request) textSize() string {
	if c, err := r.Cookie(sizeCookie); err == nil && slices.Contains(textSizes, c.Value) {
		return c.Value
	}
	return textSizes[0]
}

// SetTextSize keeps a size in the browser, for a year.
func (r *Request) SetTextSize(size string) {
	if slices.Contains(textSizes, size) {
		r.setCookie(sizeCookie, size, 365*24*60*60)
	}
}

// Ours is an address to go back to, if it is one of this site; else the first page.
func Ours(back string) string {
	u, err := url.Parse(back)
	if err != nil || u.Host != "" || u.Scheme != "" || u.User != nil || !strings.HasPrefix(back, "/") || strings.HasPrefix(back, "//") || strings.Contains(back, `\`) {
		return "/"
	}
	return back
}

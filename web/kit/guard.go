package kit

import (
	"net"
	"net/http"
)

// contentPolicy lets a page load our own style sheet, script and pictures, post to us, and nothing else.
const contentPolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guard stands before every address: the headers that a browser holds a page to, and no form posted from elsewhere.
func (on *served) guard(next http.Handler) http.Handler {
	same := on.sameOrigin(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Content-Security-Policy", contentPolicy)
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Referrer-Policy", "same-origin")
		header.Set("Cross-Origin-Opener-Policy", "same-origin")
		header.Set("Cross-Origin-Resource-Policy", "same-origin")
		header.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		header.Set("Cache-Control", "no-store") // what one person saw is not the next one's
		if on.TLS {
			// Of this host alone: what else stands below it in the county's domain is not ours to bind.
			header.Set("Strict-Transport-Security", "max-age=31536000")
		}
		if on.Auth.Site.RPID == "localhost" && reads(r) && numbered(r.Host) {
			http.Redirect(w, r, on.Auth.Site.Origin+r.URL.RequestURI(), http.StatusSeeOther)
			return
		}
		if r.Method == http.MethodHead {
			w = headless{w}
		}
		same.ServeHTTP(w, r)
	})
}

// sameOrigin lets no form in that was posted from elsewhere.
func (on *served) sameOrigin(next http.Handler) http.Handler {
	same := http.NewCrossOriginProtection()
	same.SetDenyHandler(http.HandlerFunc(on.foreign))
	return same.Handler(next)
}

// numbered tells whether this machine was called by its number, under which no browser uses a passkey.
func numbered(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

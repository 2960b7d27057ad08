package kit

import "net/http"

// reads tells whether a request only asks: for a page, or for what a page would be sent with.
func reads(r *http.Request) bool { return r.Method == http.MethodGet || r.Method == http.MethodHead }

// methods are those by which a route is asked: who may GET may HEAD.
func methods(method string) []string {
	if method == http.MethodGet {
		return []string{http.MethodGet, http.MethodHead}
	}
	return []string{method}
}

// headless is the answer to HEAD: what GET answers, without its body.
type headless struct{ http.ResponseWriter }

func (w headless) Write(p []byte) (int, error) { return len(p), nil }

// Unwrap is how http.ResponseController finds the answer within.
func (w headless) Unwrap() http.ResponseWriter { return w.ResponseWriter }

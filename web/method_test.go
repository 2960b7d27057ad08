package web

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
)

// with asks by a method.
func (v visitor) with(method, path string) answer {
	return v.ask(httptest.NewRequestWithContext(v.t.Context(), method, path, nil))
}

// HEAD answers as GET does, less the body.
func TestHead(t *testing.T) {
	s := newSite(t, stafftest.New(t))
	clerk, nobody := s.as(s.Hire(who.Clerk)), visitor{testSite: s}
	for _, path := range []string{"/", "/households?page=2", "/claims.xlsx", "/outcomes.csv", "/claims/7", "/claims/entrust", "/staff", "/nothing", "/style.css", "/signin/bind.png"} {
		for _, v := range []visitor{clerk, nobody} {
			get, head := v.get(path), v.with(http.MethodHead, path)
			if head.status != get.status || head.location != get.location || head.body != "" {
				t.Errorf("HEAD %s answers %d %s with %d bytes, GET %d %s", path, head.status, head.location, len(head.body), get.status, get.location)
			}
			for _, name := range []string{"Content-Type", "Content-Security-Policy", "ETag"} {
				if head.header.Get(name) != get.header.Get(name) {
					t.Errorf("HEAD %s: %s is %q, of GET %q", path, name, head.header.Get(name), get.header.Get(name))
				}
			}
		}
	}
}

// What an address has no method for is refused, and told which it has.
func TestOtherMethods(t *testing.T) {
	s := newSite(t, stafftest.New(t))
	clerk, nobody := s.as(s.Hire(who.Clerk)), visitor{testSite: s}
	for path, allowed := range map[string]string{
		"/": "GET, HEAD", "/claims/7": "GET, HEAD", "/signin": "GET, HEAD, POST", "/signout": "POST", "/claims/7/endorse": "POST", "/style.css": "GET, HEAD",
	} {
		for _, method := range []string{http.MethodOptions, http.MethodPut, http.MethodDelete, http.MethodPatch, http.MethodTrace, "PROPFIND", "get"} {
			for _, v := range []visitor{clerk, nobody} {
				if a := v.with(method, path); a.status != http.StatusMethodNotAllowed || a.header.Get("Allow") != allowed || a.header.Get("Content-Security-Policy") == "" {
					t.Errorf("%s %s answers %d, allow %q, want %q", method, path, a.status, a.header.Get("Allow"), allowed)
				}
			}
		}
	}
	clerk.post("/claims/7").see(t, http.StatusMethodNotAllowed, "没有生效")
	clerk.with(http.MethodOptions, "/nothing").see(t, http.StatusNotFound)
}

// A form of which the proxy does not say where it came from does nothing; pages are shown.
func TestAFormOfUnknownOrigin(t *testing.T) {
	s := newSite(t, stafftest.New(t))
	v := s.as(s.Hire(who.Clerk))
	s.site.Proxied.Ahead = true
	v.get("/").see(t, http.StatusOK)
	v.post("/textsize", "size", "20").see(t, http.StatusConflict, "前置代理没有写明来源地址")
	v.post("/signout").see(t, http.StatusConflict)
	v.get("/").see(t, http.StatusOK)
}

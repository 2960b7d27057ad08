package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
)

// knock sends the sign-in form with the cookies that a browser has, and answers what it has then.
func (s *testSite) knock(p who.Person, password, address string, jar map[string]string) (answer, map[string]string) {
	form := url.Values{"county": {p.County}, "login": {loginOf(p)}, "password": {password}}
	r := httptest.NewRequestWithContext(s.t.Context(), http.MethodPost, "/signin", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("User-Agent", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0.0.0 Safari/537.36 Edg/120.0.0.0")
	r.RemoteAddr = address
	for name, value := range jar {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	a := visitor{testSite: s}.ask(r)
	has := map[string]string{}
	for _, c := range (&http.Response{Header: a.header}).Cookies() {
		if strings.HasPrefix(c.Name, "__Host-device-") {
			if !c.HttpOnly || !c.Secure || c.MaxAge != 90*24*60*60 {
				s.t.Errorf("%+v", c)
			}
			has[c.Name] = c.Value
		}
	}
	return a, has
}

// A browser in which somebody signed in keeps what lets them in when strangers have failed too often; another person's is another.
func TestABrowserIsKnownAgain(t *testing.T) {
	s := newSite(t, stafftest.New(t))
	clerk, other := s.Hire(who.Clerk), s.Hire(who.Clerk)
	s.enrol(clerk)
	s.enrol(other)
	in, jar := s.knock(clerk, testPassword, "192.0.2.7:1", nil)
	in.see(t, http.StatusSeeOther)
	if len(jar) != 1 {
		t.Fatalf("the browser is given %v", jar)
	}
	for i := range 20 {
		a, got := s.knock(clerk, "wrong", fmt.Sprintf("198.51.100.%d:1", i), nil)
		if a.see(t, http.StatusForbidden); len(got) != 0 {
			t.Errorf("a guesser is given %v", got)
		}
	}
	a, _ := s.knock(clerk, testPassword, "192.0.2.7:1", nil)
	a.see(t, http.StatusConflict, "陌生设备暂停登录")
	_, others := s.knock(other, testPassword, "192.0.2.7:1", jar)
	if len(others) != 1 {
		t.Fatalf("the second person's is %v", others)
	}
	for name := range jar {
		if others[name] != "" {
			t.Error("two persons share what a browser holds")
		}
	}
	a, _ = s.knock(clerk, testPassword, "192.0.2.7:1", others)
	a.see(t, http.StatusConflict)
	a, next := s.knock(clerk, testPassword, "198.51.100.1:1", jar)
	a.see(t, http.StatusSeeOther)
	for name, held := range jar {
		if next[name] == "" || next[name] == held {
			t.Errorf("%s is %q, then %q", name, held, next[name])
		}
	}
	if s.site.Auth.DeviceName(clerk.County, loginOf(clerk)) == s.site.Auth.DeviceName("410603", loginOf(clerk)) {
		t.Error("two counties share a name")
	}
}

package web

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"fangpin/internal/staff/stafftest"
	"fangpin/internal/who"
)

// Who has not signed in is led to the door, and from there to where they were going.
func TestTheDoor(t *testing.T) {
	s := newSite(t, stafftest.New(t))
	clerk := s.Hire(who.Clerk)
	s.enrol(clerk)
	nobody := visitor{testSite: s}
	nobody.get("/households?q=12&page=2").see(t, http.StatusUnauthorized, `name="next" value="/households?q=12&amp;page=2"`)
	nobody.get("/nothing").see(t, http.StatusNotFound)
	nobody.post("/signin", "county", clerk.County, "login", loginOf(clerk), "password", "wrong").see(t, http.StatusForbidden, "登录名或密码不正确", `value="`+loginOf(clerk)+`"`)
	in := nobody.post("/signin", "county", clerk.County, "login", loginOf(clerk), "password", testPassword, "next", "/households")
	in.see(t, http.StatusSeeOther)
	if in.location != "/households" || !strings.Contains(in.header.Get("Set-Cookie"), "HttpOnly; Secure; SameSite=Lax") {
		t.Errorf("goes on to %s with %s", in.location, in.header.Get("Set-Cookie"))
	}
	away := nobody.post("/signin", "county", clerk.County, "login", loginOf(clerk), "password", testPassword, "next", "https://example.org/")
	if away.location != "/" {
		t.Errorf("goes on to %s, which is not ours", away.location)
	}
}

// A form that is sent after the session ended is there again after signing in.
func TestAFormOutlivesItsSession(t *testing.T) {
	s := newSite(t, stafftest.New(t))
	clerk := s.Hire(who.Clerk)
	v := s.as(clerk)
	v.get("/").see(t, http.StatusOK, "今日待办")
	was := s.Clock()
	s.Office.DB.Clock = func() time.Time { return was.Add(16 * time.Minute) }
	v.post("/account/standin", "absent", "77").see(t, http.StatusUnauthorized, "没有丢失", `name="kept:absent" value="77"`, `name="next" value="/account/standin"`)
	nobody := visitor{testSite: s}
	nobody.post("/signin", "county", clerk.County, "login", loginOf(clerk), "password", testPassword, "next", "/account/standin", "kept:absent", "77").
		see(t, http.StatusOK, `action="/account/standin"`, `name="absent" value="77"`, "继续提交")
}

// A form with files is kept without them: nobody who has not signed in makes us hold what they upload.
func TestWhoHasNotSignedInUploadsNothing(t *testing.T) {
	s := newSite(t, stafftest.New(t))
	nobody, photo := visitor{testSite: s}, bytes.Repeat([]byte("x"), 2*maxDoor)
	a := nobody.send("/claims/7/investigate", []attached{{"photo.0", "a.jpg", photo}}, "why", "摔伤", "photo.0", "")
	a.see(t, http.StatusUnauthorized, `name="kept:why" value="摔伤"`, `name="next" value="/claims/7/investigate"`).hides(t, "xxx")
	nobody.post("/claims/7/investigate", "why", string(photo)).see(t, http.StatusUnprocessableEntity, "超过 1 兆")
	nobody.send("/claims/7/investigate", nil, "why", string(photo)).see(t, http.StatusUnprocessableEntity, "超过 1 兆")
	nobody.post("/signin", "password", string(photo)).see(t, http.StatusUnprocessableEntity, "超过 1 兆")
}

// The log of sign-ins says where they came from: by the word of our own proxy, and of nobody else.
func TestWhereASignInComesFrom(t *testing.T) {
	for _, c := range []struct {
		proxied   bool
		forwarded []string
		want      string
	}{
		{false, []string{"203.0.113.9"}, "192.0.2.1"},
		{true, nil, "192.0.2.1"},
		{true, []string{"203.0.113.9"}, "203.0.113.9"},
		{true, []string{"198.51.100.7, 203.0.113.9"}, "203.0.113.9"},
		{true, []string{"198.51.100.7", "2001:db8::1"}, "2001:db8::1"},
		{true, []string{"<b>somebody</b>"}, "192.0.2.1"},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil) // from 192.0.2.1
		for _, f := range c.forwarded {
			r.Header.Add("X-Forwarded-For", f)
		}
		v := visit{handler: &handler{Site: &Site{Proxied: c.proxied}}, r: r}
		if got := v.address(); got != c.want {
			t.Errorf("proxied %t, forwarded for %q: %s, want %s", c.proxied, c.forwarded, got, c.want)
		}
	}
}

// slow is a reader who notes, while a page is sent, how many connections of the database are held.
type slow struct {
	*httptest.ResponseRecorder
	held func() int
	most int
}

func (w *slow) Write(p []byte) (int, error) {
	w.most = max(w.most, w.held())
	return w.ResponseRecorder.Write(p)
}

func TestASlowReaderHoldsNoConnection(t *testing.T) {
	s := newSite(t, stafftest.New(t))
	v := s.as(s.Hire(who.Clerk))
	for _, path := range []string{"/", "/outcomes.csv", "/nothing", "/claims/7"} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
		r.AddCookie(&http.Cookie{Name: sessionCookie, Value: v.token})
		w := &slow{ResponseRecorder: httptest.NewRecorder(), held: func() int { return s.DB.Stats().InUse }}
		if s.handler.ServeHTTP(w, r); w.Body.Len() == 0 || w.most != 0 {
			t.Errorf("%s: %d bytes, while %d connections are held", path, w.Body.Len(), w.most)
		}
	}
}

// A form that another site made the browser send does nothing.
func TestAFormFromElsewhere(t *testing.T) {
	s := newSite(t, stafftest.New(t))
	v := s.as(s.Hire(who.Clerk))
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://example.com/signout", nil)
	s.Must(err)
	if a := v.askFrom(r, "cross-site"); a.status != http.StatusForbidden {
		t.Errorf("answers %d", a.status)
	}
	v.get("/").see(t, http.StatusOK)
}

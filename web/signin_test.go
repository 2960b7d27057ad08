package web

import (
	"net/http"
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

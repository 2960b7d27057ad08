package web

import (
	"bytes"
	"encoding/base64"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/web/kit"
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

// kept are the door's own fields on a page, as a browser would send them on.
func (a answer) kept() (pairs []string) {
	for _, m := range regexp.MustCompile(`<input type="hidden" name="(next|whose|kept:[^"]*)" value="([^"]*)">`).FindAllStringSubmatch(a.body, -1) {
		pairs = append(pairs, m[1], html.UnescapeString(m[2]))
	}
	return pairs
}

// A form that is sent after the session ended is there again after signing in: for the person who filled it in, and for nobody else.
func TestAFormOutlivesItsSession(t *testing.T) {
	s := newSite(t, stafftest.New(t))
	clerk, other, nobody := s.Hire(who.Clerk), s.Hire(who.Clerk), visitor{testSite: s}
	s.enrol(other)
	v := s.as(clerk)
	v.get("/").see(t, http.StatusOK, "今日待办")
	was := s.Clock()
	s.Office.DB.Clock = func() time.Time { return was.Add(16 * time.Minute) }
	door := v.post("/account/standin", "absent", "77", "why", "摔伤\r\n<骨折>").
		see(t, http.StatusUnauthorized, "没有丢失", `name="kept:absent" value="77"`, `name="next" value="/account/standin"`)
	in := func(p who.Person, kept ...string) answer {
		return nobody.post("/signin", append([]string{"county", p.County, "login", loginOf(p), "password", testPassword}, kept...)...)
	}
	nobody.post("/signin", append([]string{"county", clerk.County, "login", loginOf(clerk), "password", "wrong"}, door.kept()...)...).
		see(t, http.StatusForbidden, `name="kept:absent" value="77"`, `name="whose" value="`) // a refused attempt loses nothing
	in(clerk, door.kept()...).see(t, http.StatusOK, `action="/account/standin"`, `name="absent" value="77"`, "摔伤", "继续提交")
	forged := door.kept()
	forged[len(forged)-1] += "x"
	for who, a := range map[string]answer{"another": in(other, door.kept()...), "no seal": in(clerk, "next", "/account/standin", "kept:absent", "77"), "forged": in(clerk, forged...)} {
		if a.see(t, http.StatusSeeOther).hides(t, "77"); a.location != "/" || !strings.Contains(a.said(), "不是您本人的") {
			t.Errorf("%s goes on to %s with %q", who, a.location, a.said())
		}
	}
}

// What proves who somebody is does not stay in the page that asks them in again, on a machine that others use too.
func TestNoSecretOutlivesItsSession(t *testing.T) {
	s := newSite(t, stafftest.New(t))
	v := s.as(s.Hire(who.Clerk))
	v.post("/signout").see(t, http.StatusSeeOther)
	for path, pairs := range map[string][]string{
		"/account/passkeys":    {"password", "hidden horse", "name", "手机", "ticket", "hidden ticket", "make-client", "hidden client", "key-signature", "hidden key"},
		"/objections/7/uphold": {"upheld_because", "手机", "sign-code", "hidden 1", "ticket", "hidden ticket"},
	} {
		v.postForm(path, pairsOf(pairs)).see(t, http.StatusUnauthorized, "手机", "没有丢失").hides(t, "hidden h", "hidden t", "hidden c", "hidden k", "hidden 1")
	}
}

func pairsOf(pairs []string) url.Values {
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return form
}

// said is the sentence that an answer leaves for the next page.
func (a answer) said() string {
	for _, c := range (&http.Response{Header: a.header}).Cookies() {
		if c.Name == kit.SaidCookie {
			words, _ := base64.RawURLEncoding.DecodeString(c.Value) // then it says nothing
			return string(words)
		}
	}
	return ""
}

// A form of nobody's session is nobody's to go on with; nobody who has not signed in makes us hold what they upload.
func TestWhoHasNotSignedInUploadsNothing(t *testing.T) {
	s := newSite(t, stafftest.New(t))
	v, nobody, photo := s.as(s.Hire(who.Clerk)), visitor{testSite: s}, bytes.Repeat([]byte("x"), 2*kit.MaxDoor)
	for _, stranger := range []visitor{nobody, {s, "410602.AAAA"}} {
		stranger.send("/claims/7/investigate", []attached{{"photo.0", "a.jpg", photo}}, "why", "摔伤", "photo.0", "").
			see(t, http.StatusUnauthorized, "不能保留", `name="next" value="/"`).hides(t, "xxx", "摔伤", "kept:")
	}
	v.post("/signout").see(t, http.StatusSeeOther)
	v.send("/claims/7/investigate", []attached{{"photo.0", "a.jpg", photo}}, "why", "摔伤", "photo.0", "").
		see(t, http.StatusUnauthorized, `name="kept:why" value="摔伤"`, `name="next" value="/claims/7/investigate"`).hides(t, "xxx")
	nobody.post("/claims/7/investigate", "why", string(photo)).see(t, http.StatusUnprocessableEntity, "超过 1 兆")
	nobody.send("/claims/7/investigate", nil, "why", string(photo)).see(t, http.StatusUnprocessableEntity, "超过 1 兆")
	nobody.post("/signin", "password", string(photo)).see(t, http.StatusUnprocessableEntity, "超过 1 兆")
}

// Who is in binds an authenticator of their own will, by the password.
func TestAnAuthenticatorOfOnesOwnWill(t *testing.T) {
	s := newSite(t, stafftest.New(t))
	v := s.as(s.Hire(who.Clerk))
	v.get("/account").see(t, http.StatusOK, `href="/signin/bind"`)
	page := v.get("/signin/bind").see(t, http.StatusOK, "现在的密码")
	secret := regexp.MustCompile(`<code>([A-Z2-7]+)</code>`).FindStringSubmatch(page.body)[1]
	code, err := totp.GenerateCode(secret, s.Clock())
	s.Must(err)
	v.post("/signin/bind", "code", code).see(t, http.StatusForbidden, "密码不正确", "现在的密码")
	v.post("/signin/bind", "code", code, "password", testPassword).see(t, http.StatusSeeOther)
}

// Browsers keep to HTTPS for this host, and for no other of the county's.
func TestHTTPSIsForThisHost(t *testing.T) {
	s := newSite(t, stafftest.New(t))
	s.site.TLS = true
	a := visitor{testSite: s}.get("/signin").see(t, http.StatusOK)
	if got := a.header.Get("Strict-Transport-Security"); got != "max-age=31536000" {
		t.Errorf("%q", got)
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
		r.AddCookie(&http.Cookie{Name: kit.SessionCookie, Value: v.token})
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

package web

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"fangpin/internal/archive"
	"fangpin/internal/deed"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/paper"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/web/kit"
)

// testSite is an office with its pages.
type testSite struct {
	*stafftest.Office
	site    *kit.Site
	t       testing.TB
	handler http.Handler
	admin   who.Person
	tokens  map[who.Person]string
}

// Known to every test: nothing here is anybody's.
const (
	testPassword = "correct horse battery"
	testSecret   = "JBSWY3DPEHPK3PXP"
)

// newSite serves the pages of an office.
func newSite(t testing.TB, o *stafftest.Office) *testSite {
	t.Helper()
	location, err := archive.In(t.TempDir())
	o.Must(err)
	files, err := archive.Open(t.Context(), location, o.Keys)
	o.Must(err)
	t.Cleanup(func() { _ = files.Close() })
	fonts, err := paper.FindFonts("")
	o.Must(err)
	app := pgtest.DB(t) // as the pages are served; o.DB is the gate's
	app.Clock = func() time.Time { return o.Clock() }
	if o.DB.Notes == "" { // of the first site of the office
		o.DB.Notes = filepath.Join(t.TempDir(), "checkpoints")
	}
	app.Notes = o.DB.Notes
	seal := kit.Seal{Keys: filepath.Join(filepath.Dir(app.Notes), "keys"), Notes: app.Notes}
	seal.Signer, err = deed.FirstSigner(seal.Keys)
	o.Must(err)
	s := &kit.Site{DB: app, Keys: o.Keys, Archive: files, Fonts: fonts, Seal: seal, Auth: &signin.Auth{
		DB: app, Keys: o.Keys, Policy: signin.OWASP(), Cost: signin.Cost{Memory: 64, Time: 1, Threads: 1},
	}}
	s.Gate, err = Gate(s, o.DB)
	o.Must(err)
	handler, err := Handler(s)
	o.Must(err)
	return &testSite{Office: o, site: s, t: t, handler: handler, admin: o.Hire(who.SystemAdmin), tokens: map[who.Person]string{}}
}

// visitor is somebody with a browser; without a person, nobody who has signed in.
type visitor struct {
	*testSite
	token string
}

// as is a person who has signed in. The session ends as sessions do, when the office's clock moves on: ask again then.
func (s *testSite) as(p who.Person) visitor {
	s.t.Helper()
	if token, ok := s.tokens[p]; ok {
		if session, err := s.site.Auth.Look(s.t.Context(), token); err == nil && session.State == signin.Full {
			return visitor{s, token}
		}
	} else {
		s.enrol(p)
	}
	session, token, err := s.site.Auth.Enter(s.t.Context(), signin.Attempt{County: p.County, Login: loginOf(p), Password: testPassword})
	s.Must(err)
	if session.State == signin.AwaitsCode {
		code, err := totp.GenerateCode(testSecret, s.Clock())
		s.Must(err)
		_, token, err = s.site.Auth.Code(s.t.Context(), token, code, "")
		s.Must(err)
	}
	s.tokens[p] = token
	return visitor{s, token}
}

func loginOf(p who.Person) string { return fmt.Sprintf("p%d", p.ID) }

func (s *testSite) enrol(p who.Person) {
	s.t.Helper()
	known := signin.Known{Staff: p.ID, Login: loginOf(p), Password: testPassword}
	if signin.OWASP().NeedsTOTP(p.Role) {
		known.TOTP = testSecret
	}
	s.Must(s.ByOwner(s.admin, func(ctx context.Context, tx *pg.Tx) error { return s.site.Auth.Enrol(ctx, tx, known) }))
}

// answer is what came back.
type answer struct {
	status   int
	body     string
	location string
	header   http.Header
}

// get asks for a page.
func (v visitor) get(path string) answer {
	return v.ask(httptest.NewRequestWithContext(v.t.Context(), http.MethodGet, path, nil))
}

// attached is a file of a form.
type attached struct {
	field, name string
	content     []byte
}

// send posts a form with files.
func (v visitor) send(path string, files []attached, pairs ...string) answer {
	v.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for i := 0; i < len(pairs); i += 2 {
		v.Must(w.WriteField(pairs[i], pairs[i+1]))
	}
	for _, f := range files {
		part, err := w.CreateFormFile(f.field, f.name)
		v.Must(err)
		_, err = part.Write(f.content)
		v.Must(err)
	}
	v.Must(w.Close())
	r := httptest.NewRequestWithContext(v.t.Context(), http.MethodPost, path, &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return v.ask(r)
}

func (v visitor) ask(r *http.Request) answer { return v.askFrom(r, "same-origin") }

// askFrom sends a request from a page of this site, or of another.
func (v visitor) askFrom(r *http.Request, site string) answer {
	if v.token != "" {
		r.AddCookie(&http.Cookie{Name: kit.SessionCookie, Value: v.token})
	}
	r.Header.Set("Sec-Fetch-Site", site)
	w := httptest.NewRecorder()
	v.handler.ServeHTTP(w, r)
	body, _ := io.ReadAll(w.Result().Body) // of a recorder
	return answer{w.Code, string(body), w.Header().Get("Location"), w.Header()}
}

// see fails the test unless the page answers with the status and holds the words.
func (a answer) see(t *testing.T, status int, words ...string) answer {
	t.Helper()
	if a.status != status {
		t.Fatalf("answers %d, want %d:\n%s", a.status, status, a.body)
	}
	for _, w := range words {
		if !strings.Contains(a.body, w) {
			t.Errorf("does not say %q:\n%s", w, a.body)
		}
	}
	return a
}

// hides fails the test if the page holds any of the words.
func (a answer) hides(t *testing.T, words ...string) answer {
	t.Helper()
	for _, w := range words {
		if strings.Contains(a.body, w) {
			t.Errorf("says %q:\n%s", w, a.body)
		}
	}
	return a
}

// admitted are the roles that may read an address.
func admitted(path string) []who.Role {
	all := routes()
	i := slices.IndexFunc(all, func(r kit.Route) bool { return r.Path == path && r.Method == http.MethodGet })
	return all[i].Who
}

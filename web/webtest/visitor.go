package webtest

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
)

// Visitor is a person over plain HTTP: pages without script or style.
type Visitor struct {
	eyes
	*session
}

// session is what the visitor's browser would hold.
type session struct {
	base    *url.URL
	client  *http.Client
	cookies jar
	now     *page
	files   map[*html.Node][]string // attached on this page
}

// Visit puts somebody in front of the server at the address, not signed in.
func Visit(t testing.TB, address string) *Visitor {
	t.Helper()
	base, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	s := &session{base: base, cookies: jar{}, client: &http.Client{
		Transport:     &http.Transport{},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	t.Cleanup(s.client.CloseIdleConnections)
	return &Visitor{eyes{t: t, show: func() *page { return s.now }}, s}
}

// In narrows what the visitor looks at.
func (v *Visitor) In(words ...string) Person { return &Visitor{v.narrowed(words), v.session} }

func (v *Visitor) Open(path string) {
	v.t.Helper()
	u, err := v.base.Parse(path)
	v.must(err)
	r, err := http.NewRequest(http.MethodGet, u.String(), nil)
	v.must(err)
	v.visit(r, "none")
}

func (v *Visitor) Follow(link string) {
	v.t.Helper()
	n, err := v.page().link(link)
	v.must(err)
	v.visit(v.follow(n), "same-origin")
}

func (v *Visitor) Press(button string) {
	v.t.Helper()
	v.visit(v.press(button), "same-origin")
}

func (v *Visitor) Download(words string) File {
	v.t.Helper()
	p := v.page()
	var r *http.Request
	if n, err := p.link(words); err == nil {
		r = v.follow(n)
	} else {
		r = v.press(words)
	}
	answer, content := v.send(r, "same-origin")
	_, as, err := mime.ParseMediaType(answer.Header.Get("Content-Disposition"))
	if answer.StatusCode != http.StatusOK || err != nil {
		v.must(fmt.Errorf("%s answers with no file: %s, Content-Disposition %q", words, answer.Status, answer.Header.Get("Content-Disposition")))
	}
	return File{as["filename"], content}
}

// follow is the request of a link.
func (v *Visitor) follow(link *goquery.Selection) *http.Request {
	v.t.Helper()
	u, err := v.now.url.Parse(attr(link, "href"))
	v.must(err)
	r, err := http.NewRequest(http.MethodGet, u.String(), nil)
	v.must(err)
	return r
}

// press is the request of a button.
func (v *Visitor) press(button string) *http.Request {
	v.t.Helper()
	p := v.page()
	n, err := p.button(button)
	v.must(err)
	f, err := p.formOf(n, v.files)
	v.must(err)
	r, err := f.request()
	v.must(err)
	return r
}

// visit sends the request, follows where the answer leads, and looks at the page that comes.
func (v *Visitor) visit(r *http.Request, from string) {
	v.t.Helper()
	answer, content := v.send(r, from)
	for range 5 {
		where, err := answer.Location()
		if errors.Is(err, http.ErrNoLocation) {
			v.read(answer, content)
			return
		}
		v.must(err)
		next, err := http.NewRequest(http.MethodGet, where.String(), nil)
		v.must(err)
		answer, content = v.send(next, from)
	}
	v.must(fmt.Errorf("%s leads on and on", r.URL))
}

// send sends one request as a browser would, and reads the answer.
func (v *Visitor) send(r *http.Request, from string) (*http.Response, []byte) {
	v.t.Helper()
	if r.URL.Host != v.base.Host {
		v.must(fmt.Errorf("the page leads to another host: %s", r.URL))
	}
	r.Header.Set("Accept", "text/html")
	r.Header.Set("Accept-Language", "zh-CN")
	r.Header.Set("Sec-Fetch-Site", from)
	if r.Method == http.MethodPost {
		r.Header.Set("Origin", v.base.Scheme+"://"+v.base.Host)
	}
	v.cookies.give(r)
	answer, err := v.client.Do(r.WithContext(v.t.Context()))
	v.must(err)
	defer answer.Body.Close()
	content, err := io.ReadAll(answer.Body)
	v.must(err)
	v.must(v.cookies.take(answer))
	if answer.StatusCode >= http.StatusInternalServerError {
		v.must(fmt.Errorf("%s %s: %s", r.Method, r.URL, answer.Status))
	}
	return answer, content
}

// read turns to the page that came.
func (v *Visitor) read(answer *http.Response, content []byte) {
	v.t.Helper()
	if kind, _, _ := mime.ParseMediaType(answer.Header.Get("Content-Type")); kind != "text/html" {
		v.must(fmt.Errorf("%s is no page but %s: use Download", answer.Request.URL, kind))
	}
	p, err := parse(answer.Request.URL, string(content), false)
	v.must(err)
	v.now, v.files = p, map[*html.Node][]string{}
}

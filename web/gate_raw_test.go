package web

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"fangpin/internal/identity/who"
	"fangpin/internal/pg/pgtest"
	"fangpin/payouts"
	"fangpin/web/kit"
)

// sayTo writes bytes to a socket and answers the status that comes back, 0 for a connection that is closed without.
func sayTo(t *testing.T, socket, words string) int {
	t.Helper()
	c, err := net.Dial("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(c, words); err != nil {
		return 0 // it was closed before all was said
	}
	answer, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		return 0
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		return 0
	}
	return answer.StatusCode
}

// Whoever reaches the gate's socket and says what the pages' program does not gets no step taken: nobody's, another's, a step by another name
// or twice over, what is no request at all. The gate answers the next approver as before.
func TestWhatIsSaidToTheGateItself(t *testing.T) {
	o, s := payingSite(t)
	w := o.Work(t, 1, payouts.Listed)
	gate, err := Gate(s.site, o.DB)
	o.Must(err)
	socket, _ := s.apart(gate)
	first, clerk := s.as(o.Who(who.Approver)), s.as(o.Who(who.Clerk))
	path, form := fmt.Sprintf("/lists/%d/approve", w.List), seen(o, w.List)
	signed := first.signed(path, form...).Encode()
	const from = "Fangpin-From: 192.0.2.1\r\n"
	cookie := func(v visitor) string { return "Cookie: " + kit.SessionCookie + "=" + v.token + "\r\n" }
	post := func(path, body string, headers ...string) string {
		return "POST " + path + " HTTP/1.1\r\nHost: gate\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n" + strings.Join(headers, "") +
			fmt.Sprintf("Content-Length: %d\r\n\r\n", len(body)) + body
	}
	own := cookie(first)
	for name, c := range map[string]struct {
		words string
		want  []int
	}{
		"nobody":                  {post(path, signed, from), []int{http.StatusUnauthorized}},
		"a made-up session":       {post(path, signed, from, "Cookie: "+kit.SessionCookie+"=410602.AAAA\r\n"), []int{http.StatusUnauthorized}},
		"another role's session":  {post(path, signed, from, cookie(clerk)), []int{http.StatusForbidden}},
		"another's signature":     {post(path, signed, from, cookie(s.as(o.Other(who.Approver)))), []int{http.StatusConflict}},
		"from nowhere":            {post(path, signed, own), []int{http.StatusConflict}},
		"from no address":         {post(path, signed, own, "Fangpin-From: ../etc\r\n"), []int{http.StatusConflict}},
		"another site's":          {post(path, signed, own, from, "Sec-Fetch-Site: cross-site\r\n"), []int{http.StatusForbidden}},
		"another origin's":        {post(path, signed, own, from, "Origin: https://evil.example\r\n"), []int{http.StatusForbidden}},
		"a way around":            {post("/lists/../lists/1/../"+path[7:], signed, own, from), []int{http.StatusMovedPermanently, http.StatusNotFound, http.StatusBadRequest}},
		"a hidden way around":     {post("/lists/%2e%2e/"+path[7:], signed, own, from), []int{http.StatusMovedPermanently, http.StatusNotFound, http.StatusBadRequest}},
		"two slashes":             {post("/"+path, signed, own, from), []int{http.StatusMovedPermanently, http.StatusNotFound}},
		"a number that is none":   {post("/lists/１/approve", signed, own, from), []int{http.StatusNotFound, http.StatusBadRequest}},
		"a larger number":         {post("/lists/99999999999999999999/approve", signed, own, from), []int{http.StatusNotFound}},
		"a page":                  {"GET " + path + " HTTP/1.1\r\nHost: gate\r\nConnection: close\r\n" + own + "\r\n", []int{http.StatusNotFound}},
		"a file of ours":          {"GET /../../etc/passwd HTTP/1.1\r\nHost: gate\r\nConnection: close\r\n" + own + "\r\n", []int{http.StatusNotFound, http.StatusMovedPermanently}},
		"a tunnel":                {"CONNECT gate:1 HTTP/1.1\r\nHost: gate:1\r\n\r\n", []int{http.StatusMovedPermanently, http.StatusNotFound}},
		"a method renamed":        {"GET " + path + " HTTP/1.1\r\nHost: gate\r\nConnection: close\r\nX-HTTP-Method-Override: POST\r\n" + own + from + "\r\n", []int{http.StatusNotFound}},
		"two lengths":             {post(path, signed, own, from, "Content-Length: 3\r\n"), []int{http.StatusBadRequest}},
		"a length and pieces":     {post(path, "0\r\n\r\n"+signed, own, from, "Transfer-Encoding: chunked\r\n"), []int{http.StatusBadRequest, http.StatusOK, http.StatusConflict, http.StatusUnprocessableEntity}},
		"garbage":                 {strings.Repeat("\x00\xff\x16\x03", 4096) + "\r\n\r\n", []int{http.StatusBadRequest, 0}},
		"a header without an end": {"POST " + path + " HTTP/1.1\r\nHost: gate\r\nX: " + strings.Repeat("a", 2<<20) + "\r\n\r\n", []int{http.StatusRequestHeaderFieldsTooLarge, 0}},
		"a body without an end":   {post(path, strings.Repeat("a", 9<<20), own, from), []int{http.StatusUnprocessableEntity, 0}},
		"another version's":       {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", []int{http.StatusMovedPermanently, http.StatusBadRequest}},
	} {
		if got := sayTo(t, socket, c.words); !slices.Contains(c.want, got) {
			t.Errorf("%s: %d, want one of %v", name, got, c.want)
		}
		var hands int
		o.Must(pgtest.Super(t).GetContext(t.Context(), &hands, `SELECT count(*) FROM fangpin.hand WHERE part IN ('first', 'second')`))
		if hands != 0 {
			t.Fatalf("%s: the list is approved", name)
		}
	}
	first.postForm(path, first.signed(path, form...)).see(t, http.StatusSeeOther)
	if got := sayTo(t, socket, post(path, signed, own, from)); got != http.StatusConflict && got != http.StatusForbidden {
		t.Errorf("a signature of before the approval: %d", got)
	}
}

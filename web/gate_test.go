package web

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"fangpin/internal/identity/who"
	"fangpin/internal/pg/pgtest"
	"fangpin/payouts"
	"fangpin/web/kit"
)

// apart gives the site its gate at a Unix socket, as in an office. What it answers itself is whatever the test says.
func (s *testSite) apart(answer http.Handler) (socket string, close func()) {
	s.t.Helper()
	socket = filepath.Join(s.t.TempDir(), "gate.sock")
	listener, err := net.Listen("unix", socket)
	s.Must(err)
	server := httptest.NewUnstartedServer(answer)
	s.Must(server.Listener.Close())
	server.Listener = listener
	server.Start()
	s.t.Cleanup(server.Close)
	s.site.Gate = kit.HandOver(socket)
	return socket, server.Close
}

// A list goes its way through a gate at a socket: two approvals, the sending, the bank's file, each by who may and as they saw it; what is
// refused there is shown on its form. Whoever is not signed in, comes from elsewhere or asks for anything else gets nothing of it.
func TestAListGoesThroughTheGate(t *testing.T) {
	o, s := payingSite(t)
	w := o.Work(t, 2, payouts.Listed)
	gate, err := Gate(s.site, o.DB)
	o.Must(err)
	var seenThere []string
	socket, _ := s.apart(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seenThere = append(seenThere, r.Method+" "+r.URL.Path+" from "+r.Header.Get("Fangpin-From")+r.Header.Get("X-Forwarded-For"))
		gate.ServeHTTP(w, r)
	}))
	path, form := fmt.Sprintf("/lists/%d", w.List), seen(o, w.List)
	first, sender := s.as(o.Who(who.Approver)), s.as(o.Who(who.Sender))

	nobody := visitor{s, ""}
	nobody.post(path+"/approve", form...).see(t, http.StatusUnauthorized, "登录名")
	s.as(o.Who(who.Clerk)).post(path+"/approve", form...).see(t, http.StatusForbidden, "无权办理")
	if a := first.askFrom(posted(t, path+"/approve", url.Values{}), "cross-site"); a.status != http.StatusForbidden || !strings.Contains(a.body, "没有生效") {
		t.Errorf("from elsewhere: %d %s", a.status, a.body)
	}
	first.post(path+"/approve", "digest", strings.Repeat("ab", 32), "total", form[3]).see(t, http.StatusConflict, "与您核对的不一致", "<html")
	lied := posted(t, path+"/approve", first.signed(path+"/approve", form...))
	lied.Header.Set("Fangpin-From", "10.9.9.9")
	lied.Header.Set("X-Forwarded-For", "10.9.9.9")
	a := first.ask(lied).see(t, http.StatusSeeOther)
	if policies := a.header.Values("Content-Security-Policy"); len(policies) != 1 || len(a.header.Values("Date")) > 1 {
		t.Errorf("headers come twice: %v", a.header)
	}
	s.as(o.Other(who.Approver)).post(path+"/approve", form...).see(t, http.StatusSeeOther)
	sent := sender.post(path+"/send").see(t, http.StatusSeeOther)
	file := sender.post(sent.location+"/file").see(t, http.StatusOK, "10000.00")
	if !strings.Contains(file.header.Get("Content-Disposition"), "attachment") {
		t.Errorf("the bank's file is %v", file.header)
	}
	if !slices.Contains(seenThere, "POST "+path+"/approve from 192.0.2.1") || strings.Contains(strings.Join(seenThere, "\n"), "10.9.9.9") {
		t.Errorf("the gate was told %q", seenThere)
	}

	client := &http.Client{Transport: &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) { return net.Dial("unix", socket) }}}
	for _, ask := range []string{"GET " + path, "GET " + path + "/approve", "HEAD " + path + "/approve", "POST /signin", "POST " + path + "/void", "POST /nothing", "PUT " + path + "/send", "GET /style.css"} {
		method, at, _ := strings.Cut(ask, " ")
		r, err := http.NewRequest(method, "http://gate"+at, nil)
		o.Must(err)
		answer, err := client.Do(r)
		o.Must(err)
		o.Must(answer.Body.Close())
		if answer.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", ask, answer.StatusCode)
		}
	}
	client.CloseIdleConnections()
}

func posted(t *testing.T, path string, form url.Values) *http.Request {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

// Of a gate that is not there, nothing took effect, and the page says so; of one that is lost on the way nobody can say, and the page says that.
func TestAGateThatDoesNotAnswer(t *testing.T) {
	o, s := payingSite(t)
	w := o.Work(t, 1, payouts.Listed)
	path, form, first := fmt.Sprintf("/lists/%d/approve", w.List), seen(o, w.List), s.as(o.Who(who.Approver))
	signed := first.signed(path, form...)
	gate, err := Gate(s.site, o.DB)
	o.Must(err)
	_, closed := s.apart(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		gate.ServeHTTP(httptest.NewRecorder(), r) // it is done, and the answer is lost
		panic(http.ErrAbortHandler)
	}))
	item := fmt.Sprintf(`href="/lists/%d"`, w.List)
	first.postForm(path, signed).see(t, http.StatusBadGateway, "可能已经生效", "请先打开这一项查看", item, o.Who(who.Approver).Name)
	first.postForm(path, signed).see(t, http.StatusBadGateway, "可能已经生效")
	closed()
	first.postForm(path, signed).see(t, http.StatusServiceUnavailable, "没有应答", "本次没有生效，请稍后再试").hides(t, "可能已经生效")
	var hands int
	o.Must(pgtest.Super(t).GetContext(t.Context(), &hands, `SELECT count(*) FROM fangpin.hand WHERE part IN ('first', 'second')`))
	if hands != 1 {
		t.Errorf("%d approvals, want the one", hands)
	}
}

// The gate reads no more than a form.
func TestTheGateReadsNoMoreThanAForm(t *testing.T) {
	o, s := payingSite(t)
	w := o.Work(t, 1, payouts.Listed)
	huge := []string{"digest", strings.Repeat("a", 9<<20)}
	path, first := fmt.Sprintf("/lists/%d/approve", w.List), s.as(o.Who(who.Approver))
	first.post(path, huge...).see(t, http.StatusUnprocessableEntity, "超过 8 兆")
	gate, err := Gate(s.site, o.DB)
	o.Must(err)
	s.apart(gate)
	first.post(path, huge...).see(t, http.StatusUnprocessableEntity, "超过 8 兆")
}

// halting is a form that somebody begins and does not go on with.
type halting struct {
	begun   func()
	goes    <-chan struct{}
	already bool
}

func (h *halting) Read([]byte) (int, error) {
	if !h.already {
		h.already = true
		h.begun()
	}
	<-h.goes
	return 0, io.ErrUnexpectedEOF
}

// dawdle posts as many slow forms as nobody else could be beside, and comes back when each is answered or being read.
func (v visitor) dawdle(path string, over <-chan struct{}) (answered func() []int) {
	const many = 30
	var there, all sync.WaitGroup
	there.Add(many)
	codes := make(chan int, many)
	for range many {
		all.Go(func() {
			once := sync.OnceFunc(there.Done)
			r := httptest.NewRequestWithContext(v.t.Context(), http.MethodPost, path, &halting{begun: once, goes: over})
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			codes <- v.ask(r).status
			once()
		})
	}
	there.Wait()
	return func() (answers []int) {
		all.Wait()
		for range many {
			answers = append(answers, <-codes)
		}
		return answers
	}
}

// Forms that come slowly, a stranger's or anybody's, keep no approver waiting.
func TestSlowFormsKeepNobodyWaiting(t *testing.T) {
	o, s := payingSite(t)
	w := o.Work(t, 1, payouts.Listed)
	path, form := fmt.Sprintf("/lists/%d/approve", w.List), seen(o, w.List)
	first, second := s.as(o.Who(who.Approver)), s.as(o.Other(who.Approver))
	over := make(chan struct{})
	strangers := visitor{s, ""}.dawdle(path, over)
	first.post(path, form...).see(t, http.StatusSeeOther)
	approvers := first.dawdle(path, over)
	second.post(path, form...).see(t, http.StatusSeeOther)
	close(over)
	for _, status := range append(strangers(), approvers()...) {
		if status != http.StatusUnprocessableEntity {
			t.Errorf("a form that was cut off is answered %d", status)
		}
	}
}

// What a stranger's Connection header names is struck out on the way to the gate; where a form came from is not.
func TestTheGateIsToldWhereAFormCameFrom(t *testing.T) {
	o, s := payingSite(t)
	w := o.Work(t, 1, payouts.Listed)
	path, form := fmt.Sprintf("/lists/%d/approve", w.List), seen(o, w.List)
	gate, err := Gate(s.site, o.DB)
	o.Must(err)
	s.apart(gate)
	first := s.as(o.Who(who.Approver))
	struck := posted(t, path, first.signed(path, form...))
	struck.Header.Set("Connection", "Fangpin-From")
	first.ask(struck).see(t, http.StatusSeeOther)
	s.handler = gate
	s.as(o.Other(who.Approver)).post(path, form...).see(t, http.StatusConflict, "签批服务程序没有收到来源地址").hides(t, "前置代理")
}

// Whoever closes the page before the answer is no fault of the gate's, and is in no log.
func TestWhoeverDoesNotWaitIsNotLogged(t *testing.T) {
	o, s := payingSite(t)
	w := o.Work(t, 1, payouts.Listed)
	first, log := s.as(o.Who(who.Approver)), listen(t)
	ctx, leave := context.WithCancel(t.Context())
	s.apart(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // only then is it noticed that somebody left
		leave()
		<-r.Context().Done()
	}))
	first.ask(posted(t, fmt.Sprintf("/lists/%d/approve", w.List), url.Values{}).WithContext(ctx))
	if log.Len() > 0 {
		t.Errorf("logs %s", log)
	}
}

// Every address that knocks at a door of the gate's is marked, and is a form: these and no others.
func TestTheGatesAddresses(t *testing.T) {
	var gated []string
	for _, r := range routes() {
		if r.Gated {
			gated = append(gated, r.Method+" "+r.Step.Verb)
		}
	}
	slices.Sort(gated)
	if want := []string{"POST grant.confirm", "POST payouts.admit", "POST payouts.approve", "POST payouts.confirm_heir", "POST payouts.reissue", "POST payouts.resolve", "POST payouts.send", "POST payouts.write_bank_file", "POST probation.adopt", "POST registry.confirm_accounts", "POST signing.adopt", "POST signing.confirm_root", "POST signing.revoke", "POST signing.vouch"}; !slices.Equal(gated, want) {
		t.Errorf("the gate answers %q, want %q", gated, want)
	}
}

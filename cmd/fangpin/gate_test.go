package main

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/office"
	"fangpin/internal/passkey"
	"fangpin/internal/passkey/software"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/payouts"
	"fangpin/payouts/payoutstest"
	"fangpin/web/kit"
)

// treasury is an office that pays, served by a program of its own.
type treasury struct {
	*payoutstest.Office
	*testing.T
	super     *pg.DB
	app, gate string // how each login reaches the database
	program   *exec.Cmd
	url       string
	tokens    map[int64]string
	keys      map[int64]*software.Authenticator
}

// The pages' program and its gate, over one office: whose keys are there as long as this test.
func TestTheGate(t *testing.T) {
	n := treasury{Office: payoutstest.County(t), super: pgtest.Super(t), app: pgtest.URL(t, pg.App), gate: pgtest.URL(t, pg.Gate), tokens: map[int64]string{},
		keys: map[int64]*software.Authenticator{}}
	for name, test := range map[string]func(*treasury){
		"each has a login": (*treasury).eachHasALogin, "it is killed in the middle": (*treasury).killedInTheMiddle, "it ends with its program": (*treasury).endsWithItsProgram,
	} {
		t.Run(name, func(t *testing.T) {
			own := n
			own.T = t
			test(&own)
		})
	}
}

// serve runs fangpin serve over the office's database.
func (n *treasury) serve() {
	n.Helper()
	n.program, n.url = served(n.T, n.Dir, "DATABASE_URL="+n.app, "GATE_URL="+n.gate)
}

// served runs fangpin serve as a program of its own, and answers where its pages are.
func served(t *testing.T, dir string, environment ...string) (program *exec.Cmd, address string) {
	t.Helper()
	program, line := running(t, environment, "serve", "--dir", dir, "--addr", "localhost:0")
	return program, pagesAt.FindString(line)
}

// pagesAt is where pages are, as fangpin serve says.
var pagesAt = regexp.MustCompile(`http://localhost:[0-9]+`)

// running starts a program of its own and answers the line by which it says that it is there.
func running(t *testing.T, environment []string, args ...string) (program *exec.Cmd, line string) {
	t.Helper()
	program = exec.Command(os.Args[0], args...)
	program.Env = append(append(os.Environ(), asProgram+"=1"), environment...)
	program.Stderr = os.Stderr
	said, err := program.StdoutPipe()
	if err == nil {
		err = program.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = program.Process.Kill() })
	if line, err = bufio.NewReader(said).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	return program, line
}

// letIn signs somebody in, by the same keys and the same database.
func (n *treasury) letIn(p who.Person) {
	n.Helper()
	now := n.DB.At(time.Now)
	auth := &signin.Auth{DB: now, Keys: n.Keys, Policy: signin.OWASP(), Cost: signin.Cost{Memory: 64, Time: 1, Threads: 1}}
	known := signin.Known{Staff: p.ID, Login: fmt.Sprintf("p%d", p.ID), Password: storyPassword, TOTP: storySecret}
	n.Must(n.Do(n.Admin(), func(ctx context.Context, tx *pg.Tx) error { return auth.Enrol(ctx, tx, known) }))
	session, token, err := auth.Enter(n.Context(), signin.Attempt{County: p.County, Login: known.Login, Password: storyPassword})
	n.Must(err)
	if session.State == signin.AwaitsCode {
		code, err := totp.GenerateCode(storySecret, time.Now())
		n.Must(err)
		_, token, err = auth.Code(n.Context(), token, code, "")
		n.Must(err)
	}
	n.tokens[p.ID] = token
}

// key has somebody enrol a key at the pages' address: by the real clock, after which nothing is sealed by the office's.
func (n *treasury) key(p who.Person) {
	n.Helper()
	auth := &signin.Auth{DB: n.DB.At(time.Now), Keys: n.Keys, Site: passkey.Site{RPID: "localhost", Origin: n.url}}
	key := software.New(auth.Site, fmt.Appendf(nil, "%d", p.ID))
	n.Must(deed.Do(n.Context(), auth.DB, p, func(tx *pg.Tx) error {
		e, err := auth.BeginPasskey(n.Context(), tx)
		if err != nil {
			return err
		}
		return auth.EnrolPasskey(n.Context(), tx, signin.Made{
			Name: "办公室电脑", Ticket: e.Ticket, Registration: key.Make(e.Make, e.Holder), Proof: key.Sign(e.Sign)})
	}))
	n.keys[p.ID] = key
}

var (
	signAsked = regexp.MustCompile(`data-sign="[^"]*challenge&#34;:&#34;([^&]*)&#34;`)
	ticketIn  = regexp.MustCompile(`name="ticket" value="([^"]*)"`)
)

// post sends a form as somebody, who signs it where that is asked, and answers its status and its words.
func (n *treasury) post(p who.Person, path string, form url.Values) (int, string) {
	status, words := n.postOnce(p, path, form)
	asked, ticket := signAsked.FindStringSubmatch(words), ticketIn.FindStringSubmatch(words)
	if status != http.StatusOK || asked == nil || ticket == nil {
		return status, words
	}
	over, err := base64.RawURLEncoding.DecodeString(asked[1])
	if err != nil || len(over) != len(passkey.Challenge{}) {
		return 0, "no challenge"
	}
	said := n.keys[p.ID].Sign(passkey.Challenge(over))
	signed := url.Values{"ticket": ticket[1:]}
	maps.Copy(signed, form)
	for name, value := range map[string][]byte{"key-id": said.ID, "key-holder": said.Holder, "key-client": said.ClientData, "key-data": said.AuthenticatorData,
		"key-signature": said.Signature} {
		signed.Set(name, base64.RawURLEncoding.EncodeToString(value))
	}
	return n.postOnce(p, path, signed)
}

// postOnce sends a form as it is.
func (n *treasury) postOnce(p who.Person, path string, form url.Values) (int, string) {
	r, err := http.NewRequestWithContext(n.Context(), http.MethodPost, n.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, err.Error()
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.AddCookie(&http.Cookie{Name: kit.SessionCookie, Value: n.tokens[p.ID]})
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(r)
	if err != nil {
		return 0, err.Error()
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return 0, err.Error()
	}
	return answer.StatusCode, string(body)
}

// gateOf is the process id of a program's gate, 0 for none at the moment.
func gateOf(program *exec.Cmd) int {
	tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", program.Process.Pid))
	for _, task := range tasks {
		children, _ := os.ReadFile(task)
		for _, child := range strings.Fields(string(children)) {
			command, _ := os.ReadFile(filepath.Join("/proc", child, "cmdline"))
			if id, err := strconv.Atoi(child); err == nil && strings.Contains(string(command), "\x00gate\x00") {
				return id
			}
		}
	}
	return 0
}

// count asks the database for a number.
func (n *treasury) count(query string, args ...any) (c int) {
	if err := n.super.GetContext(n.Context(), &c, query, args...); err != nil {
		n.Error(err)
	}
	return c
}

// kills ends the gate without a word, so many times, each time in the middle of a deed: when something was written.
func (n *treasury) kills(times int, over <-chan struct{}) (done int) {
	for done < times {
		select {
		case <-over:
			return done
		default:
			runtime.Gosched()
		}
		if id := gateOf(n.program); id != 0 && n.count(`SELECT count(*) FROM pg_stat_activity WHERE usename LIKE 'fangpin_gate%' AND application_name = 'fangpin'
			AND datname = current_database() AND backend_xid IS NOT NULL`) > 0 && syscall.Kill(id, syscall.SIGKILL) == nil {
			done++
		}
	}
	return done
}

// step is one that a list takes, and what is there of it afterwards.
type step struct {
	by    who.Person
	path  string
	trace string // counts it
}

// takes takes a step as a careful person does: after an answer that is none, they look before they repeat. What was answered is true.
func (n *treasury) takes(list int64, form url.Values, s step) {
	for {
		before := n.count(s.trace, list)
		status, words := n.post(s.by, fmt.Sprintf("/lists/%d/%s", list, s.path), form)
		after := n.count(s.trace, list)
		switch {
		case status == http.StatusSeeOther && after == before+1:
			return
		case status == http.StatusSeeOther:
			n.Errorf("%s of %d is done and is not there", s.path, list)
			return
		case strings.Contains(words, "本次没有生效") && after != before:
			n.Errorf("%s of %d is not done, and is there", s.path, list)
			return
		case !strings.Contains(words, "本次没有生效") && !strings.Contains(words, "可能已经生效"):
			n.Errorf("%s of %d answers %d %.400s", s.path, list, status, words)
			return
		}
		if after > before {
			return // it was done, as the page said that it might
		}
	}
}

// The gate is killed twenty times in the middle of approvals and sendings by several people at once. Nothing is lost and nothing is sent twice,
// what people are told is true, and the program starts a new gate each time.
func (n *treasury) killedInTheMiddle() {
	const rounds, workers, each = 20, 4, 8
	o, t := n.Office, n.T
	cleared := o.Work(t, workers*each, payouts.Cleared).Payouts
	lists := make(chan int64, len(cleared))
	for _, id := range cleared {
		lists <- o.Compose(t, []int64{id})
	}
	close(lists)
	n.serve()
	first, second, sender := o.Who(who.Approver), o.Other(who.Approver), o.Who(who.Sender)
	for _, p := range []who.Person{first, second, sender} {
		n.letIn(p)
	}
	for _, p := range []who.Person{first, second, sender} {
		n.key(p)
	}
	over := make(chan struct{})
	var work sync.WaitGroup
	for range workers {
		work.Go(func() {
			for list := range lists {
				n.pays(list, first, second, sender)
			}
		})
	}
	go func() { work.Wait(); close(over) }()
	killed := n.kills(rounds, over)
	<-over
	if killed < rounds {
		t.Errorf("the work was over after %d kills", killed)
	}
	for what, query := range map[string]string{
		"lists that are not sent":           `SELECT count(*) FROM fangpin.list WHERE status <> 'sent'`,
		"lists without their one batch":     `SELECT count(*) FROM fangpin.list l WHERE (SELECT count(*) FROM fangpin.batch b WHERE b.list = l.id) <> 1`,
		"payments without one instruction":  `SELECT count(*) FROM fangpin.payout p WHERE (SELECT count(*) FROM fangpin.instruction i WHERE i.payout = p.id) <> 1`,
		"lists without their three deeds":   `SELECT count(*) FROM fangpin.list l WHERE (SELECT count(*) FROM fangpin.hand h WHERE h.list = l.id AND h.part IN ('first', 'second', 'sender')) <> 3`,
		"approvals and sendings not sealed": fmt.Sprintf(`SELECT %d - count(*) FROM fangpin.deed WHERE verb IN ('payouts.approve', 'payouts.send')`, 3*workers*each),
	} {
		if c := n.count(query); c != 0 {
			t.Errorf("%s: %d", what, c)
		}
	}
}

// pays takes a list from its first approval to the bank.
func (n *treasury) pays(list int64, first, second, sender who.Person) {
	var seen struct {
		Digest []byte
		Total  string
	}
	if err := n.super.GetContext(n.Context(), &seen, `SELECT digest, total::text FROM fangpin.list WHERE id = $1`, list); err != nil {
		n.Error(err)
		return
	}
	form := url.Values{"digest": {hex.EncodeToString(seen.Digest)}, "total": {seen.Total}}
	hand := `SELECT count(*) FROM fangpin.hand WHERE list = $1 AND part = `
	n.takes(list, form, step{first, "approve", hand + `'first'`})
	n.takes(list, form, step{second, "approve", hand + `'second'`})
	n.takes(list, nil, step{sender, "send", `SELECT count(*) FROM fangpin.batch WHERE list = $1`})
}

// The program ends when it is told to, and its gate with it; killed, it takes the gate along too.
func (n *treasury) endsWithItsProgram() {
	t := n.T
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGKILL} {
		n.serve()
		gate := gateOf(n.program)
		socket := socketOf(t, gate)
		n.Must(n.program.Process.Signal(signal))
		err := n.program.Wait()
		if ended := new(exec.ExitError); signal == syscall.SIGTERM && err != nil || signal == syscall.SIGKILL && !errors.As(err, &ended) {
			t.Errorf("%v: %v", signal, err)
		}
		waits(t, "the gate's end", func() bool { return !alive(gate) })
		if _, err := os.Stat(socket); signal == syscall.SIGTERM && err == nil {
			t.Errorf("%s is still there", socket)
		}
	}
}

// socketOf is where a gate listens, as its command line says.
func socketOf(t *testing.T, id int) string {
	t.Helper()
	command, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", id))
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(command), "--socket\x00")
	socket, _, _ := strings.Cut(after, "\x00")
	info, err := os.Stat(socket)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others reach the socket: %v, %v", info, err)
	}
	if folder, err := os.Stat(filepath.Dir(socket)); err != nil || folder.Mode().Perm() != 0o700 {
		t.Errorf("others enter its folder: %v, %v", folder, err)
	}
	return socket
}

// waits looks again and again, for a while, and fails the test if it never comes.
func waits(t *testing.T, what string, there func() bool) {
	t.Helper()
	late, look := time.After(30*time.Second), time.NewTicker(10*time.Millisecond)
	defer look.Stop()
	for !there() {
		select {
		case <-look.C:
		case <-late:
			t.Fatalf("%s does not come", what)
		}
	}
}

// alive tells whether a process runs; one that nobody has buried yet does not.
func alive(id int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", id))
	return err == nil && !strings.Contains(string(stat), ") Z ")
}

// Without a login for the gate nothing is served, and each of the two logins is refused in the other's place.
func (n *treasury) eachHasALogin() {
	t := n.T
	for _, tc := range []struct{ app, gate, says string }{
		{n.app, "", "没有设置 GATE_URL"},
		{n.gate, n.gate, "把 DATABASE_URL 改为 fangpin_app"},
	} {
		t.Setenv("DATABASE_URL", tc.app)
		t.Setenv("GATE_URL", tc.gate)
		if _, err := command(t, "serve", "--dir", n.Dir, "--addr", "localhost:0"); err == nil || !strings.Contains(fault.Message(err), tc.says) {
			t.Errorf("serve: %v", err)
		}
	}
	t.Setenv("GATE_URL", n.app)
	socket := filepath.Join(t.TempDir(), "gate.sock")
	if _, err := command(t, "gate", "--dir", n.Dir, "--socket", socket); err == nil || !strings.Contains(fault.Message(err), "把 GATE_URL 改为 fangpin_gate") {
		t.Errorf("gate as the app: %v", err)
	}
	t.Setenv("GATE_URL", n.gate)
	if err := os.Chmod(filepath.Dir(socket), 0o777); err != nil {
		t.Fatal(err)
	}
	if _, err := command(t, "gate", "--dir", n.Dir, "--socket", socket); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a socket that others may replace: %v", err)
	}
	o, err := office.OpenGate(t.Context(), n.Dir)
	if err != nil {
		t.Fatalf("the gate's own login: %v", err)
	}
	if err := o.Close(); err != nil {
		t.Error(err)
	}
}

// A gate that somebody else runs decides for pages that have no login of its own: while it is away nothing is decided, and when it is back it is.
func TestAGateThatAnotherRuns(t *testing.T) {
	n := treasury{T: t, Office: payoutstest.County(t), super: pgtest.Super(t), tokens: map[int64]string{}, keys: map[int64]*software.Authenticator{}}
	list := n.Compose(t, n.Work(t, 1, payouts.Cleared).Payouts)
	public := stafftest.Site.Origin // where their keys were made
	socket := filepath.Join(t.TempDir(), "gate.sock")
	gate := func() *exec.Cmd {
		program, _ := running(t, []string{"GATE_URL=" + pgtest.URL(t, pg.Gate)}, "gate", "--dir", n.Dir, "--socket", socket, "--public-url", public)
		return program
	}
	there := gate()
	_, line := running(t, []string{"DATABASE_URL=" + pgtest.URL(t, pg.App), "GATE_URL="}, "serve", "--dir", n.Dir, "--addr", "localhost:0", "--gate", socket, "--public-url", public)
	first, second := n.Who(who.Approver), n.Other(who.Approver)
	n.letIn(first)
	n.letIn(second)
	n.url = public
	n.key(first)
	n.key(second)
	n.url = pagesAt.FindString(line)
	var seen struct {
		Digest []byte
		Total  string
	}
	n.Must(n.super.GetContext(t.Context(), &seen, `SELECT digest, total::text FROM fangpin.list WHERE id = $1`, list))
	approves := func(p who.Person, want int, says string) {
		t.Helper()
		form := url.Values{"digest": {hex.EncodeToString(seen.Digest)}, "total": {seen.Total}}
		if status, words := n.post(p, fmt.Sprintf("/lists/%d/approve", list), form); status != want || !strings.Contains(words, says) {
			t.Errorf("answers %d, want %d: %s", status, want, words)
		}
	}
	approves(first, http.StatusSeeOther, "")
	n.Must(there.Process.Kill())
	_ = there.Wait() // it was killed
	approves(second, http.StatusServiceUnavailable, "没有生效")
	gate()
	approves(second, http.StatusSeeOther, "")
	if approved := n.count(fmt.Sprintf(`SELECT count(*) FROM fangpin.list WHERE status = 'approved' AND id = %d`, list)); approved != 1 {
		t.Error("the list is not approved")
	}
}

// An office with a database of its own needs nothing more: its gate joins that database, and is there again after it was killed.
func TestTheGateOfAPrivateDatabase(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "office")
	if _, err := command(t, "migrate", "--dir", dir); err != nil {
		t.Fatal(err)
	}
	program, address := served(t, dir)
	first := gateOf(program)
	if err := syscall.Kill(first, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	n := &treasury{T: t, url: address}
	if status, words := n.post(who.Person{}, "/lists/1/approve", nil); status != http.StatusUnauthorized || !strings.Contains(words, "登录名") {
		t.Errorf("while the gate is started again, it answers %d %s", status, words)
	}
	waits(t, "another gate", func() bool { second := gateOf(program); return second != 0 && second != first })
	if err := program.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := program.Wait(); err != nil {
		t.Errorf("it ends with %v", err)
	}
}

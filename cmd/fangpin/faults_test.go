package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/deed"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/timing"
	"fangpin/internal/identity/who"
	"fangpin/internal/office"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/internal/pgserver"
	"fangpin/internal/picture/picturetest"
	"fangpin/internal/secret"
	"fangpin/policy"
	"fangpin/registry"
	"fangpin/web/kit"
)

// rounds is how often something breaks: make faults ROUNDS=1000.
var rounds = flag.Int("faults", 0, "rounds of faults, each kind in turn; 0 for a brief run")

// siege is an office at work with a private database, its pages' program, clients that enter money there, and their own record of what they were
// told (故障演练).
type siege struct {
	*testing.T
	dir     string
	port    string
	program *exec.Cmd
	ended   chan struct{} // closed when the program has
	said    *os.File      // what it complains of

	policy           int64
	clerk            string // the token of who enters
	system, security who.Person

	sync.Mutex
	told map[receipt]string // what a client was told of each, at last
	next int
}

// receipt is a payment of premium, each one different.
type receipt struct {
	Fen int    `db:"fen"`
	On  string `db:"received_on"`
}

// What clients were told.
const (
	done    = "done"
	refused = "refused"
)

// kinds are what breaks, in turn; the first of them in every run of the tests.
var kinds = []struct {
	name   string
	strike func(*siege)
}{
	{"the server is killed", (*siege).killServer},
	{"the postmaster is killed", (*siege).killPostmaster},
	{"COMMIT's answer is lost", (*siege).loseAnswers},
	{"the log is ahead of the clock", (*siege).aheadOfTheClock},
	{"a backend is killed", (*siege).killBackend},
	{"the disk is full", (*siege).fillDisk},
	{"the database stands still", (*siege).stopDatabase},
	{"the database is shut down", (*siege).shutDatabase},
	{"the keys are wrong", (*siege).wrongKeys},
}

// brief is how many rounds every run of the tests has.
const brief = 4

// Whatever breaks while people work: what they were told is done is there once, what they were told is not done is not there, what they were not told
// they learn by sending the same form again, and all of it verifies. After each round.
func TestFaults(t *testing.T) {
	t.Parallel()
	s := besiege(t)
	s.begin()
	n := *rounds
	if n == 0 {
		n = brief
	}
	struck, began := map[string]int{}, time.Now()
	for i := range n {
		kind := kinds[i%len(kinds)]
		s.round(kind.name, kind.strike)
		struck[kind.name]++
		if t.Failed() {
			t.Fatalf("in round %d: %s", i+1, kind.name)
		}
		if (i+1)%50 == 0 {
			fmt.Printf("%d rounds in %s\n", i+1, time.Since(began).Round(time.Second))
		}
	}
	tally := map[string]int{}
	for _, told := range s.told {
		tally[told]++
	}
	t.Logf("%d rounds in %s: %v; of %d payments entered %v; none lost, none twice, verified after each", n, time.Since(began).Round(time.Second), struck, len(s.told), tally)
	if tally[done] == 0 {
		t.Error("nobody was told that anything is done")
	}
	s.end()
}

// besiege furnishes an office: where a disk of memory can be mounted, on one that can be filled.
func besiege(t *testing.T) *siege {
	t.Helper()
	s := &siege{T: t, told: map[receipt]string{}}
	disk := t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=600m,mode=0755"); err != nil {
		t.Logf("no disk of memory can be mounted here (%v): no round of a full disk", err)
	} else {
		t.Cleanup(func() { _ = syscall.Unmount(disk, syscall.MNT_DETACH) })
		s.Must(os.WriteFile(filepath.Join(disk, "mounted"), nil, 0o600))
	}
	s.dir = filepath.Join(disk, "office")
	var err error
	s.said, err = os.Create(filepath.Join(t.TempDir(), "said"))
	s.Must(err)
	ear, err := net.Listen("tcp", "localhost:0")
	s.Must(err)
	_, s.port, err = net.SplitHostPort(ear.Addr().String())
	s.Must(errors.Join(err, ear.Close()))
	o, err := office.New(t.Context(), s.dir)
	s.Must(err)
	s.run("county", "set", "--dir", s.dir, "--county", "410602", "--name", "鹤山区乡村振兴局", "--phone", "0392-0000000", "--public-url", "http://localhost:"+s.port)
	s.people(o)
	s.Must(o.Close())
	return s
}

// Must ends the test at an error.
func (s *siege) Must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// run is a command that must succeed.
func (s *siege) run(words ...string) string {
	s.Helper()
	said, err := command(s.T, words...)
	if err != nil {
		s.Fatalf("%v: %v\n%s", words, err, said)
	}
	return said
}

// people take on who works there; they sign in, and open a policy year of which premium is due.
func (s *siege) people(o *office.Office) {
	ctx, auth, admin := s.Context(), doorOf(o), staff.Opener("410602", "管理员")
	s.Must(o.Place.Deed(ctx, time.Now, admin, func(tx *pg.Tx) error { return staff.Open(ctx, tx) }))
	take := func(role who.Role) (by who.Person, token string) {
		var p who.Person
		s.Must(o.Place.Deed(ctx, time.Now, admin, func(tx *pg.Tx) (err error) {
			if p, err = staff.Add(ctx, tx, staff.Member{Name: role.Title(), Role: role}); err != nil {
				return err
			}
			return auth.Enrol(ctx, tx, signin.Known{Staff: p.ID, Login: fmt.Sprintf("p%d", p.ID), Password: storyPassword, TOTP: storySecret})
		}))
		in, token, err := auth.Enter(ctx, signin.Attempt{County: "410602", Login: fmt.Sprintf("p%d", p.ID), Password: storyPassword})
		s.Must(err)
		if in.State == signin.AwaitsCode {
			code, err := totp.GenerateCode(storySecret, time.Now())
			s.Must(err)
			in, token, err = auth.Code(ctx, token, code, "")
			s.Must(err)
		}
		by = in.By
		by.Way = in.Way
		return by, token
	}
	s.system, _ = take(who.SystemAdmin)
	s.security, _ = take(who.SecurityAdmin)
	approver, _ := take(who.Approver)
	clerk, token := take(who.Clerk)
	s.clerk = token
	act := func(by who.Person, verb func(tx *pg.Tx) error) { s.Helper(); s.Must(deed.Do(ctx, o.DB, by, verb)) }
	families, err := readRoster(ctx, storyFile("花名册.csv"), "410602")
	s.Must(err)
	lines, err := families.Whole()
	s.Must(err)
	act(clerk, func(tx *pg.Tx) error { _, err := registry.Enrol(ctx, tx, o.Keys, lines); return err })
	source, err := os.ReadFile(storyFile("理赔方案.yaml"))
	s.Must(err)
	var scheme int64
	first, last := calendar.On(2024, 1, 1), calendar.On(2024, 12, 31)
	act(clerk, func(tx *pg.Tx) (err error) { scheme, err = policy.Propose(ctx, tx, source); return err })
	act(approver, func(tx *pg.Tx) error { return policy.Adopt(ctx, tx, scheme, first) })
	act(clerk, func(tx *pg.Tx) (err error) {
		s.policy, err = policy.Open(ctx, tx, policy.Year{Insurer: "演示保险公司", From: first, To: last, PerHead: decimal.NewFromInt(2000)})
		return err
	})
	act(clerk, func(tx *pg.Tx) error { _, err := policy.Insure(ctx, tx, s.policy); return err })
}

// begin starts the program, and waits until it serves.
func (s *siege) begin(environment ...string) {
	s.Helper()
	s.start(environment...)
	s.up(environment...)
}

// start starts it.
func (s *siege) start(environment ...string) {
	s.Helper()
	p := exec.Command(os.Args[0], "serve", "--dir", s.dir, "--addr", "localhost:"+s.port)
	p.Env = append(append(os.Environ(), asProgram+"=1"), environment...)
	p.Stderr = s.said
	s.Must(p.Start())
	ended := make(chan struct{})
	go func() { _ = p.Wait(); close(ended) }() // how it ended, its state tells
	s.program, s.ended = p, ended
	s.Cleanup(func() { _ = p.Process.Kill() })
}

// up waits until the pages are served again. A program that has given up is started anew, as whoever runs it would.
func (s *siege) up(environment ...string) {
	s.Helper()
	for late := time.Now().Add(time.Minute); time.Now().Before(late); time.Sleep(20 * time.Millisecond) {
		select {
		case <-s.ended:
			s.start(environment...)
		default:
		}
		if _, ok := s.page(); ok {
			return
		}
	}
	said, _ := os.ReadFile(s.said.Name())
	s.Fatalf("it does not serve again: %s", said[max(0, len(said)-4000):])
}

// end tells the program to end, and waits until it has.
func (s *siege) end() {
	s.Helper()
	s.Must(s.program.Process.Signal(syscall.SIGTERM))
	<-s.ended
	if code := s.program.ProcessState.ExitCode(); code != 0 {
		said, _ := os.ReadFile(s.said.Name())
		s.Errorf("told to end, it ends with %d: %s", code, said[max(0, len(said)-4000):])
	}
}

var (
	onceIn = regexp.MustCompile(`name="once" value="([^"]*)"`)
	client = &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
)

// ask asks the pages as the clerk; 0 where no answer came. A payment of premium brings the bank's voucher of just that form.
func (s *siege) ask(method, path string, form url.Values) (status int, words string) {
	var sent bytes.Buffer
	parts := multipart.NewWriter(&sent)
	for name := range form {
		s.Must(parts.WriteField(name, form.Get(name)))
	}
	if form.Has("amount") {
		voucher, err := parts.CreateFormFile("voucher", "回单.jpg")
		s.Must(err)
		_, err = voucher.Write(picturetest.JPEG(form.Get("once")))
		s.Must(err)
	}
	s.Must(parts.Close())
	r, err := http.NewRequestWithContext(s.Context(), method, "http://localhost:"+s.port+path, &sent)
	if err != nil {
		return 0, err.Error()
	}
	r.Header.Set("Content-Type", parts.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.AddCookie(&http.Cookie{Name: kit.SessionCookie, Value: s.clerk})
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

// page answers the word of a form to be filled in, false where the page cannot be had now.
func (s *siege) page() (once string, ok bool) {
	status, words := s.ask(http.MethodGet, fmt.Sprintf("/policies/%d", s.policy), nil)
	found := onceIn.FindStringSubmatch(words)
	if status != http.StatusOK || found == nil {
		return "", false
	}
	return found[1], true
}

// works enters payments until stop is closed, one after the other.
func (s *siege) works(stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		default:
		}
		once, ok := s.page()
		if !ok {
			time.Sleep(10 * time.Millisecond)
			continue
		}
		s.Lock()
		r := receipt{s.next%400 + 1, (calendar.On(2024, 2, 1) + calendar.Date(s.next/400)).String()}
		s.next++
		s.Unlock()
		told := s.enters(r, url.Values{"once": {once}, "amount": {decimal.New(int64(r.Fen), -2).StringFixed(2)}, "on": {r.On}})
		s.Lock()
		s.told[r] = told
		s.Unlock()
	}
}

// enters sends one form as a careful person does: where no answer came, or one that nobody knows, the same form again.
func (s *siege) enters(r receipt, form url.Values) (told string) {
	path, open := fmt.Sprintf("/policies/%d/premium", s.policy), false
	for late := time.Now().Add(2 * time.Minute); time.Now().Before(late); time.Sleep(20 * time.Millisecond) {
		status, words := s.ask(http.MethodPost, path, form)
		switch {
		case status == http.StatusSeeOther || strings.Contains(words, "刚才已经办成"):
			return done
		case status == 0 || strings.Contains(words, "结果未知") || strings.Contains(words, "可能已经生效"):
			open = true
		case !strings.Contains(words, "没有生效") && !strings.Contains(words, "未生效"):
			s.Errorf("%v is answered %d %.600s", r, status, words)
			return refused
		case !open:
			return refused
		}
	}
	s.Errorf("%v: nobody says what became of it", r)
	return ""
}

// round lets people work while something breaks, and then looks.
func (s *siege) round(name string, strike func(*siege)) {
	stop := make(chan struct{})
	var work sync.WaitGroup
	for range 3 {
		work.Go(func() { s.works(stop) })
	}
	time.Sleep(time.Duration(50+rand.IntN(150)) * time.Millisecond)
	strike(s)
	time.Sleep(50 * time.Millisecond)
	close(stop)
	work.Wait()
	s.up()
	s.holds(name)
}

// holds compares what is there with what people were told, and verifies.
func (s *siege) holds(after string) {
	s.Helper()
	db := s.super()
	defer db.Close()
	var there []struct {
		receipt
		N int `db:"n"`
	}
	s.Must(db.SelectContext(s.Context(), &there, `
		SELECT (amount * 100)::INT AS fen, received_on::TEXT, count(*) AS n FROM fangpin.premium GROUP BY amount, received_on`))
	found := map[receipt]int{}
	for _, r := range there {
		found[r.receipt] = r.N
		if s.told[r.receipt] == "" {
			s.Errorf("after %s: %v is there, and nobody entered it", after, r.receipt)
		}
	}
	for r, told := range s.told {
		if want := map[string]int{done: 1}[told]; found[r] != want {
			s.Errorf("after %s: %v was told to be %s, and is there %d times", after, r, told, found[r])
		}
	}
	var loose int
	s.Must(db.GetContext(s.Context(), &loose, `
		SELECT (SELECT count(*) FROM fangpin.premium p WHERE (SELECT count(*) FROM fangpin.entry e WHERE e.ref = 'premium/' || p.id) <> 1)
		  + abs((SELECT count(*) FROM fangpin.premium) - (SELECT count(*) FROM fangpin.deed WHERE verb = 'policy.receive_premium'))`))
	if loose > 0 {
		s.Errorf("after %s: %d payments without their one entry and their one deed", after, loose)
	}
	s.run("checkpoint", "--dir", s.dir, "--county", "410602")
	if said := s.run("verify", "--dir", s.dir, "--county", "410602"); !strings.Contains(said, "410602 核验通过") {
		s.Errorf("after %s: %s", after, said)
	}
}

// super reaches the private database past the program.
func (s *siege) super() *pg.DB {
	s.Helper()
	c, err := pgserver.Join(s.Context(), s.dir)
	s.Must(err)
	db, err := pg.Open(s.Context(), c.URL(pg.Super))
	s.Must(err)
	return db
}

func (s *siege) killServer() {
	s.Must(s.program.Process.Kill())
	<-s.ended
	s.begin()
}

// postmaster is the process of the database.
func (s *siege) postmaster() int {
	s.Helper()
	text, err := os.ReadFile(filepath.Join(s.dir, "pg", "postmaster.pid"))
	s.Must(err)
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	s.Must(err)
	return pid
}

func (s *siege) killPostmaster() {
	s.Must(syscall.Kill(s.postmaster(), syscall.SIGKILL))
	s.up()
}

func (s *siege) killBackend() {
	db := s.super()
	defer db.Close()
	var pids []int
	s.Must(db.SelectContext(s.Context(), &pids, `SELECT pid FROM pg_stat_activity WHERE usename ~ '^fangpin_(app|gate)' ORDER BY state = 'active' DESC, random()`))
	if len(pids) == 0 {
		s.Fatal("nobody is at the database")
	}
	s.Must(syscall.Kill(pids[0], syscall.SIGKILL))
	time.Sleep(20 * time.Millisecond)
	s.up()
}

// fillDisk leaves no room for a second, where there is a disk that can be filled.
func (s *siege) fillDisk() {
	disk := filepath.Dir(s.dir)
	if _, err := os.Stat(filepath.Join(disk, "mounted")); err != nil {
		return
	}
	filler := filepath.Join(disk, "filler")
	f, err := os.Create(filler)
	s.Must(err)
	block := make([]byte, 1<<20)
	for err == nil {
		_, err = f.Write(block)
	}
	if !errors.Is(err, syscall.ENOSPC) {
		s.Errorf("the disk is not full: %v", err)
	}
	time.Sleep(time.Second)
	s.Must(errors.Join(f.Close(), os.Remove(filler)))
	s.up()
}

// loseAnswers has the program reach the database over a line that is cut at its COMMITs, before or after they are heard.
func (s *siege) loseAnswers() {
	s.end()
	c, err := pgserver.Start(s.Context(), s.dir, pgserver.Durable)
	s.Must(err)
	line := pgtest.LineTo(s.T, c.URL(pg.App))
	s.begin("DATABASE_URL="+line.URL, "GATE_URL="+strings.Replace(line.URL, pg.App+"@", pg.Gate+"@", 1))
	for range 8 {
		line.Cut.Store(int32([]int{pgtest.Before, pgtest.After}[rand.IntN(2)]))
		time.Sleep(50 * time.Millisecond)
	}
	line.Cut.Store(pgtest.Whole)
	s.end()
	s.Must(c.Stop())
	s.begin()
}

// database are its processes.
func (s *siege) database() []int {
	parent := s.postmaster()
	pids := []int{parent}
	tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", parent))
	for _, task := range tasks {
		children, _ := os.ReadFile(task)
		for _, child := range strings.Fields(string(children)) {
			if pid, err := strconv.Atoi(child); err == nil {
				pids = append(pids, pid)
			}
		}
	}
	return pids
}

func (s *siege) stopDatabase() {
	pids := s.database()
	for _, signal := range []syscall.Signal{syscall.SIGSTOP, syscall.SIGCONT} {
		for _, pid := range pids {
			_ = syscall.Kill(pid, signal) // it may have ended since
		}
		time.Sleep(time.Duration(300+rand.IntN(300)) * time.Millisecond)
	}
	s.up()
}

func (s *siege) shutDatabase() {
	s.Must(syscall.Kill(s.postmaster(), syscall.SIGINT))
	s.up()
}

// aheadOfTheClock makes the newest deed one of later; nothing is done then until two administrators let it go on.
func (s *siege) aheadOfTheClock() {
	db := s.super()
	defer db.Close()
	keys, err := secret.Open(secret.In(s.dir).Keyset())
	s.Must(err)
	waits(s.T, "a deed since the last checkpoint, of which nobody has signed yet when it was", func() (any bool) {
		s.Must(db.GetContext(s.Context(), &any, `SELECT h.size > (SELECT COALESCE(max(size), 0) FROM fangpin.checkpoint) FROM fangpin.head h`))
		return any
	})
	ranAhead(s.T, db, keys, 3*time.Minute)
	if once, ok := s.page(); !ok {
		s.Error("nothing can be read meanwhile")
	} else if status, words := s.ask(http.MethodPost, fmt.Sprintf("/policies/%d/premium", s.policy), url.Values{"once": {once}, "amount": {"9.99"}, "on": {"2024-01-02"}}); status == http.StatusSeeOther || !strings.Contains(words, "fangpin clock repair") {
		s.Errorf("a deed meanwhile is answered %d %.600s", status, words)
	}
	o, err := office.Open(s.Context(), s.dir)
	s.Must(err)
	defer func() { s.Must(o.Close()) }()
	s.Must(deed.Do(s.Context(), o.DB, s.system, func(tx *pg.Tx) error {
		_, err := timing.Repair(context.WithoutCancel(s.Context()), tx, s.security, "演练：时钟拨快三分钟")
		return err
	}))
}

// wrongKeys puts another keyset there: nothing is served with it, and the reason is said.
func (s *siege) wrongKeys() {
	s.end()
	keyset := secret.In(s.dir).Keyset()
	aside := keyset + ".aside"
	s.Must(os.Rename(keyset, aside))
	_, err := secret.Create(keyset)
	s.Must(err)
	begun, err := s.said.Seek(0, io.SeekEnd)
	s.Must(err)
	s.start()
	<-s.ended
	said, err := os.ReadFile(s.said.Name())
	s.Must(err)
	if code := s.program.ProcessState.ExitCode(); code != 1 || !strings.Contains(string(said[begun:]), "指纹应为") {
		s.Errorf("with a foreign keyset it ends with %d: %s", code, said[begun:])
	}
	s.Must(os.Rename(aside, keyset))
	s.begin()
}

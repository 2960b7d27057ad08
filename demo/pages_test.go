package demo

import (
	"bytes"
	"cmp"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"fangpin/internal/identity/signin"
	"fangpin/internal/office"
	"fangpin/internal/pg"
	"fangpin/payouts"
	"fangpin/payouts/bank"
	"fangpin/registry"
	"fangpin/web"
	"fangpin/web/kit"
	"fangpin/web/webtest"
)

// everyPage looks at every page, after the demonstration's month, as its people come to it by links. Each link leads to what is theirs to see; no page weighs
// more than it may; axe-core finds nothing serious on any, at a desk or on a phone, where each fits the screen in the largest text too.
// For make pictures they are left in var/shots too.
func everyPage(t *testing.T, m *month) {
	m.troubles(t)
	address, door, people := m.show(t)
	browser := webtest.Start(t)
	stranger := browser.Open(address, webtest.Desk)
	reached := map[string]bool{}
	for _, open := range []string{"/signin", "/enrol"} { // the second is a link of the first
		look(stranger, open, open)
		reached[open] = true
	}
	looked := map[string]bool{}
	for _, p := range people {
		if !fresh(looked, p) {
			continue // others of the role had all that this one has to do
		}
		visitor := webtest.Visit(t, address)
		door.enter(t, visitor, p)
		found := walk(t, visitor, p)
		maps.DeleteFunc(found, func(pattern, _ string) bool { return reached[pattern] })
		if len(found) == 0 {
			continue
		}
		tab := browser.Open(address, webtest.Desk)
		door.enter(t, tab, p)
		for _, pattern := range slices.Sorted(maps.Keys(found)) {
			reached[pattern] = true
			if found[pattern] != "" {
				look(tab, found[pattern], pattern)
			}
		}
		enlarged(tab, found)
	}
	for _, pattern := range patterns {
		if !reached[pattern] && !slices.Contains(inTheStory, pattern) {
			t.Errorf("nobody comes to %s by a link", pattern)
		}
	}
}

// inTheStory are the addresses that no link leads to: the story comes there by its forms, and looks at the pages; or the tests of the pages do, for
// what the demonstration leaves switched off.
var inTheStory = []string{
	"/signin/code", "/signin/bind", "/signin/bind.png", "/audit/trace", "/handover.pdf", "/watches/handover.pdf", "/watches/roll_back", "/watches/notices/{id:[0-9]+}/post",
	"/apply/{county:[0-9]+}", "/applications/{id:[0-9]+}", "/sweeps/{query}/leads", "/sweeps/{query}/rectify", "/sweeps/{query}/unchanged",
	"/account/passkeys", "/grants/{id:[0-9]+}", "/payouts/{id:[0-9]+}/death", "/objections/{id:[0-9]+}/files/{n:[0-9]+}",
}

// fresh tells whether somebody has something to do that nobody of their role had whom we looked at, or is the first of it.
func fresh(looked map[string]bool, p kit.DemoPerson) bool {
	has := !looked[role(p)]
	looked[role(p)] = true
	for _, task := range strings.Split(p.Waiting, "，") {
		task = role(p) + digits.ReplaceAllString(task, "")
		has = has || p.Waiting != "" && !looked[task]
		looked[task] = true
	}
	return has
}

// troubles are what the month was spared: a payee dies before the money is sent, a payment comes back after it had arrived, and a list
// waits for its sender.
func (m *month) troubles(t *testing.T) {
	t.Helper()
	waiting, err := m.payouts(t.Context(), payouts.Cleared)
	if err != nil || len(waiting) < 2 {
		t.Fatalf("payouts that wait: %v %v", waiting, err)
	}
	list, err := m.composeOf(t.Context(), waiting[1:2], payouts.Compose)
	if err != nil {
		t.Fatal(err)
	}
	if err := m.approve(t.Context(), list); err != nil {
		t.Fatal(err)
	}
	err = m.do(t.Context(), m.people.clerk, func(tx *pg.Tx) error {
		return registry.RecordDeath(t.Context(), tx, []registry.Death{{Person: waiting[0].Payee, On: m.today()}})
	})
	if err != nil {
		t.Fatal(err)
	}
	late := bank.Line{Attempt: 1, Outcome: bank.Returned, Words: "账户已销户"}
	err = m.look(t.Context(), func(tx *pg.Tx) error {
		return tx.QueryRowx(`SELECT payout, amount FROM instruction WHERE attempt = 1 AND status = 'paid' ORDER BY payout LIMIT 1`).Scan(&late.Payout, &late.Amount)
	})
	if err != nil {
		t.Fatal(err)
	}
	var answer bytes.Buffer
	if err := bank.WriteAnswer(&answer, []bank.Line{late}); err != nil {
		t.Fatal(err)
	}
	if _, err := m.settle(t.Context(), answer.Bytes()); err != nil {
		t.Fatal(err)
	}
}

// show serves the pages to everybody.
func (m *month) show(t *testing.T) (address string, d *door, people []kit.DemoPerson) {
	t.Helper()
	site, err := m.Site(office.Serving{})
	if err != nil {
		t.Fatal(err)
	}
	d = &door{}
	d.clock.Put(time.Now())
	site.Auth.DB = m.DB.At(d.clock.Now)
	site.Auth.Cost = signin.Cost{Memory: 64, Time: 1, Threads: 1}
	shown, err := m.letIn(t.Context(), site.Auth)
	if err != nil {
		t.Fatal(err)
	}
	site.Demo = kit.NewDemo(m.now, shown)
	m.DB.Clock, m.Gate.Clock = site.Demo.Now, site.Demo.Now
	handler, err := web.Handler(site)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL, d, shown
}

// role is a person's, without a reporter's department.
func role(p kit.DemoPerson) string {
	role, _, _ := strings.Cut(p.Role, " ")
	return role
}

// door lets people in, one a minute: a code is good once.
type door struct{ clock webtest.Clock }

func (d *door) enter(t *testing.T, at webtest.Person, p kit.DemoPerson) {
	t.Helper()
	d.clock.Put(d.clock.Now().Add(time.Minute))
	at.Open("/signin")
	at.Fill("登录名", p.Login)
	at.Fill("密码", p.Password)
	at.Press("登录")
	if p.Secret != "" {
		code, err := totp.GenerateCode(p.Secret, d.clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		at.Fill("手机验证器上的六位数字", code)
		at.Press("继续")
	}
	at.See("今日待办", p.Name)
}

// Of each pattern one person looks at a few, and follows a few links of each page: a list has pages, orders and filters without end.
const enough, each = 5, 2

// walk follows every link that a person sees, and answers an example of each pattern; of a pattern of files, none.
func walk(t *testing.T, v *webtest.Visitor, p kit.DemoPerson) map[string]string {
	t.Helper()
	common, forms := shared(v), len(v.Get("/form.js").Content)
	found, times, known := map[string]string{}, map[string]int{}, map[string]bool{}
	for waiting := []string{"/"}; len(waiting) > 0; waiting = waiting[1:] {
		path := waiting[0]
		pattern := patternOf(path)
		if known[path] || times[sortOf(path)] == enough {
			continue
		}
		known[path] = true
		times[sortOf(path)]++
		answer := v.Get(path)
		if answer.Status != http.StatusOK {
			t.Errorf("a link that %s sees, %s, answers %d", p.Role, path, answer.Status)
			continue
		}
		if answer.Kind != "text/html" {
			found[pattern] = ""
			continue
		}
		if found[pattern] == "" {
			found[pattern] = path
		}
		weight := common + len(answer.Content)
		if bytes.Contains(answer.Content, []byte(`src="/form.js"`)) {
			weight += forms
		}
		if weight > heaviest {
			t.Errorf("%s weighs %d bytes, more than %d", path, weight, heaviest)
		}
		links, err := answer.Links()
		if err != nil {
			t.Fatal(err)
		}
		waiting = append(waiting, few(links)...)
	}
	return found
}

// few leaves some links of each pattern, the first ones.
func few(links []string) []string {
	times := map[string]int{}
	return slices.DeleteFunc(links, func(path string) bool {
		times[sortOf(path)]++
		return times[sortOf(path)] > each
	})
}

// heaviest is what a page may weigh without photos, in bytes, with what all pages share: the style sheet, the script and the icon.
const heaviest = 60 << 10

func shared(v *webtest.Visitor) (weight int) {
	for _, file := range []string{"/style.css", "/script.js", "/icon.svg"} {
		weight += len(v.Get(file).Content)
	}
	return weight
}

// sortOf is the pattern that a path goes by, and of a list of watches what they wait for: each leads to other forms.
func sortOf(path string) string {
	u, err := url.Parse(path)
	if err != nil {
		return path
	}
	return patternOf(path) + " " + u.Query().Get("next")
}

// patternOf is the route's pattern that a path goes by, or the path.
func patternOf(path string) string {
	u, err := url.Parse(path)
	if err != nil {
		return path
	}
	steps := strings.Split(u.Path, "/")
	fits := func(pattern string) bool {
		return slices.EqualFunc(steps, strings.Split(pattern, "/"), func(step, of string) bool { return step == of || strings.HasPrefix(of, "{") && step != "" })
	}
	if slices.Contains(patterns, u.Path) {
		return u.Path
	}
	if i := slices.IndexFunc(patterns, fits); i >= 0 {
		return patterns[i]
	}
	return digits.ReplaceAllString(u.Path, "{}")
}

var (
	patterns  = web.Pages()
	digits    = regexp.MustCompile("[0-9]+")
	variables = regexp.MustCompile("{([a-z]+)[^}]*}")
)

// enlarged reads the pages on the phone in the largest text.
func enlarged(tab *webtest.Tab, pages map[string]string) {
	tab.Choose("字号", "30")
	tab.Press("调整")
	for _, path := range pages {
		if path != "" {
			tab.Open(path)
			tab.Fits()
		}
	}
}

// look audits a page on both screens and takes its pictures, which cost as much as the audit, if they are wanted.
func look(tab *webtest.Tab, path, pattern string) {
	name := cmp.Or(strings.Trim(strings.ReplaceAll(variables.ReplaceAllString(pattern, "$1"), "/", "-"), "-"), "home")
	picture := func(on string) {
		if webtest.Pictured() {
			tab.Shoot(name + on)
		}
	}
	tab.Resize(webtest.Desk)
	tab.Open(path)
	tab.Axe()
	picture("-1280")
	tab.Resize(webtest.Phone)
	tab.Axe()
	tab.Fits()
	picture("-360")
}

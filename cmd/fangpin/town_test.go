package main

import (
	"fmt"
	"hash/fnv"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"fangpin/demo"
	"fangpin/internal/calendar"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/office"
	"fangpin/internal/office/officetest"
	"fangpin/internal/passkey"
	"fangpin/internal/pg"
	"fangpin/web"
	"fangpin/web/webtest"
)

// town is an office of a few people and eight families (testdata/story), with its pages. Its people sit down at them one by one, each
// in a session of their own.
type town struct {
	*testing.T
	office *office.Office
	clock  *webtest.Clock
	url    string
	sit    seat
	look   func(p webtest.Person, name string) // at a page that somebody works at
	seated map[string]webtest.Person
	posts  map[string]post

	reference string // of a payment: what the bank calls it
	photos    int    // that were taken so far
}

// seat puts somebody in front of the pages at the address; on the way, in a village, that is a small screen.
type seat func(t *testing.T, url string, small bool) webtest.Person

// post is somebody's place in the office.
type post struct {
	member staff.Member
	id     int64
	secret string // of an authenticator of their own
}

// The people.
const (
	clerk     = "王秀兰"
	colleague = "李建国" // the second clerk
	first     = "张志强" // of two approvers
	second    = "孙立新"
	newcomer  = "刘桂英" // an approver to be
	sender    = "陈丽"
	adjuster  = "杨帆"
	another   = "黄勇"
	assessor  = "周敏"
	reporter  = "何文静" // 教体局
	township  = "郭建设" // 鹤壁集镇
	lilintou  = "牛春梅" // 梨林头村
	shibeitou = "秦国良" // 石碑头村
	auditor   = "吴静"
	admin     = "马超"
	security  = "徐强"
)

// posted are the people who are there when the story begins.
func posted() []staff.Member {
	return []staff.Member{
		{Name: clerk, Role: who.Clerk}, {Name: colleague, Role: who.Clerk}, {Name: first, Role: who.Approver}, {Name: second, Role: who.Approver},
		{Name: sender, Role: who.Sender}, {Name: adjuster, Role: who.Adjuster}, {Name: another, Role: who.Adjuster}, {Name: assessor, Role: who.Assessor}, {Name: auditor, Role: who.Auditor},
		{Name: security, Role: who.SecurityAdmin},
		{Name: reporter, Role: who.Reporter, Agency: "教体局"}, {Name: township, Role: who.Township, Division: "410602100000"},
		{Name: lilintou, Role: who.Village, Division: "410602100228"}, {Name: shibeitou, Role: who.Village, Division: "410602100227"},
	}
}

const (
	storyPassword = "correct horse battery"
	storySecret   = "JBSWY3DPEHPK3PXP"
)

// openTown opens the office on 4 January 2024 and serves its pages.
func openTown(t *testing.T, sit seat, look func(webtest.Person, string)) *town {
	t.Helper()
	dir := t.TempDir()
	o, err := office.New(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := o.Close(); err != nil {
			t.Error(err)
		}
	})
	n := &town{T: t, office: o, clock: &webtest.Clock{}, sit: sit, look: look, seated: map[string]webtest.Person{}, posts: map[string]post{}}
	o.DB.Clock, o.Gate.Clock = n.clock.Now, n.clock.Now
	o.DB.Way, o.Gate.Way = who.Demonstration, who.Demonstration // whose sessions go on for as long as they like
	n.on(calendar.On(2024, 1, 4))
	site, err := o.Site(office.Serving{})
	n.must(err)
	site.Auth.Policy.Idle, site.Auth.Policy.Absolute = 365*24*time.Hour, 365*24*time.Hour // nobody signs in anew for each day that the story leaves out
	site.Auth.Cost = signin.Cost{Memory: 64, Time: 1, Threads: 1}
	n.hire(site.Auth)
	handler, err := web.Handler(site)
	n.must(err)
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	n.url = strings.Replace(server.URL, "127.0.0.1", "localhost", 1) // keys are bound to a name
	site.Auth.Site = passkey.Site{RPID: "localhost", Origin: n.url}
	return n
}

// hire takes the people on. Every posting of 2024 is recorded today, which a real county's setting would not allow.
func (n *town) hire(auth *signin.Auth) {
	n.must(n.office.Place.Set(n.Context(), pg.Office{County: demo.County, Name: "鹤山区乡村振兴局", Phone: "0392-0000000", LateDays: 36500, SlackDays: 36500, RPID: "localhost"}))
	opener := staff.Opener(demo.County, admin)
	opener.Way = who.Demonstration
	byOwner := func(verb func(tx *pg.Tx) error) { n.must(n.office.Place.Deed(n.Context(), n.clock.Now, opener, verb)) }
	byOwner(func(tx *pg.Tx) error { return staff.Open(n.Context(), tx) })
	byOwner(func(tx *pg.Tx) error {
		n.posts[admin] = post{staff.Member{Name: admin, Role: who.SystemAdmin}, opener.ID, ""}
		for _, m := range posted() {
			hired, err := staff.Add(n.Context(), tx, m)
			if err != nil {
				return err
			}
			n.posts[m.Name] = post{m, hired.ID, ""}
		}
		return n.letIn(tx, auth)
	})
	n.allowCodes(opener, who.Person{County: demo.County, ID: n.posts[security].id, Role: who.SecurityAdmin})
}

// letIn gives the people sign-ins that the story knows.
func (n *town) letIn(tx *pg.Tx, auth *signin.Auth) error {
	for _, p := range n.posts {
		known := signin.Known{Staff: p.id, Login: p.login(), Password: storyPassword}
		if coded(p.member.Role) {
			known.TOTP = storySecret
		}
		if err := auth.Enrol(n.Context(), tx, known); err != nil {
			return err
		}
	}
	return nil
}

// login is the person's, by number.
func (p post) login() string { return fmt.Sprintf("p%d", p.id) }

// on puts the clock to nine in the morning of a day.
func (n *town) on(day calendar.Date) { n.clock.Put(day.Start().Add(9 * time.Hour)) }

func (n *town) must(err error) {
	n.Helper()
	if err != nil {
		n.Fatal(err)
	}
}

// as is one of the people, at the desk; signed in the first time.
func (n *town) as(name string) webtest.Person {
	n.Helper()
	p, ok := n.seated[name]
	if !ok {
		p = n.sit(n.T, n.url, n.posts[name].member.Role == who.Village || n.posts[name].member.Role == who.Adjuster)
		n.signIn(p, n.posts[name])
		n.keyed(p, n.posts[name].member.Role)
		n.seated[name] = p
	}
	p.Open("/")
	return p
}

func (n *town) signIn(p webtest.Person, at post) {
	n.Helper()
	p.Open("/")
	p.Fill("登录名", at.login())
	p.Fill("密码", storyPassword)
	p.Press("登录")
	if coded(at.member.Role) {
		code, err := totp.GenerateCode(storySecret, n.clock.Now())
		n.must(err)
		n.look(p, "signin-code")
		p.Fill("手机验证器上的六位数字", code)
		p.Press("继续")
	}
	p.See("今日待办", at.member.Name)
}

// photo is a picture taken on the spot, one of its own for each.
func (n *town) photo(words ...string) string {
	n.Helper()
	path := filepath.Join(n.TempDir(), "照片.png")
	h := fnv.New64a()
	n.photos++
	_, _ = fmt.Fprint(h, n.photos, words)
	n.must(os.WriteFile(path, demo.Picture(int64(h.Sum64())), 0o600))
	return path
}

// storyFile is one of the story's.
func storyFile(name string) string { return filepath.Join("testdata", "story", name) }

// books are the office's, as its clerk reads them.
func (n *town) books() officetest.Books {
	return officetest.Books{T: n.T, DB: n.office.DB, Reader: who.Person{County: demo.County, ID: n.posts[clerk].id, Role: who.Clerk}}
}

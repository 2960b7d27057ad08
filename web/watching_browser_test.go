package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"fangpin/internal/calendar"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg/pgtest"
	"fangpin/internal/picture/picturetest"
	"fangpin/procedure"
	"fangpin/web/webtest"
)

// onPhone is a photo on the phone.
func onPhone(t *testing.T, name string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, picturetest.JPEG(name), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// onPhoneAs signs somebody in on a phone.
func (s watchSite) onPhoneAs(person who.Person) (*webtest.Tab, string) {
	s.t.Helper()
	server := httptest.NewServer(s.handler)
	s.t.Cleanup(server.Close)
	s.enrol(person)
	p := webtest.Start(s.t).Open(server.URL, webtest.Phone)
	p.Open("/signin")
	s.signsIn(p, person)
	return p, server.URL
}

func (s watchSite) signsIn(p *webtest.Tab, person who.Person) {
	s.t.Helper()
	p.Fill("登录名", loginOf(person))
	p.Fill("密码", testPassword)
	p.Press("登录")
}

// endSessions has whoever is signed in sit idle for too long.
func (s watchSite) endSessions() {
	s.t.Helper()
	_, err := pgtest.Super(s.t).ExecContext(s.t.Context(), `UPDATE fangpin.session SET ended_at = seen_at WHERE ended_at IS NULL`)
	s.Must(err)
}

// visitsMade is how many visits were recorded.
func (s watchSite) visitsMade() (n int) {
	s.t.Helper()
	s.Must(pgtest.Super(s.t).GetContext(s.t.Context(), &n, `SELECT COUNT(*) FROM fangpin.visit`))
	return n
}

// visits fills in a visit, question by question, as far as its last screen.
func visits(p *webtest.Tab) {
	p.Tap("下一步")
	p.Tap("下一步")
	p.Fill("工资性收入（元）", "9,000")
	p.Fill("工资性收入说明", "县内务工")
	p.Tap("下一步")
	p.Fill("生产经营支出（元）", "1000")
	p.Fill("自付医疗费用（元）", "8000")
	p.Tap("下一步")
	for _, of := range []string{"义务教育", "住房安全", "饮水安全"} {
		p.Choose(of, "没有问题")
	}
	p.Choose("基本医疗", "有问题")
	p.Fill("基本医疗有什么问题", "慢性病未签约")
	p.Shoot("watch-visit-safe-360")
	p.Tap("下一步")
	p.Tap("下一步")
	p.Choose("有没有返贫致贫风险", "有风险")
	p.Tap("下一步")
	p.Choose("全户劳动力类别", "弱劳动力或半劳动力")
	p.Tap("下一步")
	p.Fill("看到、听到的情况", "户主患病，不能务工")
	p.Tap("下一步")
}

// A village cadre visits a family, records the meeting and puts the notice up, all on a phone, one question a screen; what is forgotten is asked
// for, and nothing that was filled in is lost. Then the county sees it on its board.
func TestACadreWorksOnAPhone(t *testing.T) {
	s := newWatchSite(t)
	id, _ := s.led(procedure.HandOver)
	p, _ := s.onPhoneAs(s.Office.Who(who.Village))
	p.In("监测入户核查").Follow("监测入户核查")
	p.Fits()
	p.Follow(s.Get(t, id).Head)
	p.Follow("登记入户核查")
	p.Fits()
	p.Axe()
	p.See("第 1 步，共 10 步")
	p.SeeNot("工资性收入", "提交入户核查")
	p.Shoot("watch-visit-360")
	visits(p)
	p.See("第 10 步，共 10 步")
	p.Tap("上一步")
	p.Await("第 9 步，共 10 步")
	if got := p.Value("看到、听到的情况"); got != "户主患病，不能务工" {
		t.Errorf("on the way back the form forgot %q", got)
	}
	p.Tap("下一步")
	p.Attach("照片", onPhone(t, "入户.png"))
	p.Press("先算一算")
	p.See("人均低于监测线", "4,000.00", "已上传", "第 10 步，共 10 步")
	p.Fits()
	p.Axe()
	p.Shoot("watch-visit-reckoned-360")
	for n := 9; n >= 3; n-- {
		p.Tap("上一步")
		p.Await(fmt.Sprintf("第 %d 步，", n))
	}
	if got := p.Value("工资性收入（元）"); got != "9,000" {
		t.Errorf("the form forgot the wages: %q", got)
	}
	for range 7 {
		p.Tap("下一步")
	}
	p.Press("提交入户核查")
	p.See("已登记入户核查", "有返贫致贫风险：进入认定程序")
	p.Shoot("watch-visited-360")

	p.Follow("登记申请及承诺授权")
	p.Attach("农户签字的申请及承诺授权书", onPhone(t, "申请.png"))
	p.Press("登记")
	p.Follow("登记村级评议")
	p.Fits()
	p.Fill("参加评议的人员", "张三、李四、王五")
	p.Tap("下一步")
	p.Fill("同意（票）", "3")
	p.Choose("评议结果", "评议通过")
	p.Shoot("watch-evaluate-360")
	p.Tap("下一步")
	p.Fill("评议意见", "同意纳入")
	p.Tap("下一步")
	p.Press("登记评议结果")
	p.See("请上传评议记录的照片")
	p.Attach("评议记录照片", onPhone(t, "评议.png"))
	p.Press("登记评议结果")
	p.Follow("制作公示")
	p.Fits()
	p.Press("制作公示")
	p.See("已制作公示")
	p.Follow("登记张贴")
	p.Fits()
	p.Attach("张贴照片", onPhone(t, "墙.png"))
	p.Shoot("watch-post-360")
	p.Press("登记已张贴")
	p.See("公示至2024年9月14日24时")
	p.SeeNot("4,000.00", "慢性病")
	p.Fits()
	p.Axe()
	p.Shoot("watch-notice-360")
	if w := s.Get(t, id); w.Waits() != procedure.Wait {
		t.Errorf("after all that the family waits for %s", w.Waits())
	}
	if kept := p.Kept(); len(kept) != 0 {
		t.Errorf("what was sent is kept still: %v", kept)
	}
}

// Without a network nothing is lost: what was filled in stays on the device with its photo, over a page that is opened anew too, and is sent when
// the network is back.
func TestANetworkThatDropsLosesNothing(t *testing.T) {
	s := newWatchSite(t)
	id, _ := s.led(procedure.HandOver)
	at := watchPath(id) + "/visit"
	p, _ := s.onPhoneAs(s.Office.Who(who.Village))
	p.Open(at)
	p.Network(false)
	visits(p)
	p.Attach("照片", onPhone(t, "入户.png"))
	p.Press("提交入户核查")
	p.See("网络不通，还没有提交", "已存在本机", "自动提交")
	p.Fits()
	p.Shoot("watch-visit-offline-360")
	if kept := p.Kept(); !slices.Equal(kept, []string{at, at + " photos"}) {
		t.Fatalf("the device keeps %v", kept)
	}
	if n := s.visitsMade(); n != 0 {
		t.Fatalf("%d visits came without a network", n)
	}

	p.Open("about:blank")
	p.Network(true)
	p.Open("/")
	p.Await("还没有提交")
	p.Shoot("watch-unsent-360")
	p.Follow("登记入户核查 " + s.Get(t, id).Head)
	p.Await("已恢复上次填写")
	p.Shoot("watch-visit-restored-360")
	p.Tap("到最后一步")
	p.Tap("上一步")
	p.Await("第 9 步")
	if got := p.Value("看到、听到的情况"); got != "户主患病，不能务工" {
		t.Errorf("what was filled in came back as %q", got)
	}
	p.Tap("下一步")
	p.See("已选 1 张")
	p.Network(false)
	p.Press("提交入户核查")
	p.See("网络不通")
	p.Network(true)
	p.Await("已登记入户核查")
	p.See("4,000.00")
	if n := s.visitsMade(); n != 1 {
		t.Errorf("%d visits", n)
	}
	if kept := p.Kept(); len(kept) != 0 {
		t.Errorf("what was sent is kept still: %v", kept)
	}
}

// Whoever signs out leaves nothing on the device, and what one person began, nobody else reads.
func TestNothingIsKeptOfWhoHasSignedOut(t *testing.T) {
	s := newWatchSite(t)
	id, _ := s.led(procedure.HandOver)
	at := watchPath(id) + "/visit"
	cadre, other := s.Office.Who(who.Village), s.Office.Who(who.Township)
	p, _ := s.onPhoneAs(cadre)
	s.enrol(other)
	begin := func() {
		p.Open(at)
		visits(p)
		p.Attach("照片", onPhone(t, "入户.png"))
		p.Network(false)
		p.Press("提交入户核查")
		p.See("已存在本机")
		p.Open("about:blank")
		p.Network(true)
	}
	begin()
	p.Open("/")
	p.Press("退出")
	if kept := p.Kept(); len(kept) != 0 {
		t.Errorf("after signing out the device keeps %v", kept)
	}

	s.signsIn(p, cadre)
	begin()
	s.endSessions()
	p.Open("/")
	s.signsIn(p, other)
	p.Open(at)
	p.Tap("下一步")
	p.Tap("下一步")
	if got := p.Value("工资性收入（元）"); got != "" {
		t.Errorf("somebody else reads %q", got)
	}
	if kept := p.Kept(); len(kept) != 0 {
		t.Errorf("somebody else's device keeps %v", kept)
	}
}

// A session that ended while the form was filled in is said, and what was filled in comes back after signing in.
func TestASessionThatEndsLosesNothing(t *testing.T) {
	s := newWatchSite(t)
	id, _ := s.led(procedure.HandOver)
	cadre := s.Office.Who(who.Village)
	p, _ := s.onPhoneAs(cadre)
	p.Open(watchPath(id) + "/visit")
	visits(p)
	p.Attach("照片", onPhone(t, "入户.png"))
	s.endSessions()
	p.Press("提交入户核查")
	p.See("登录已失效，还没有提交", "已存在本机")
	p.Follow("重新登录")
	s.signsIn(p, cadre)
	p.Await("已恢复上次填写")
	for range 9 {
		p.Tap("下一步")
	}
	p.Press("提交入户核查")
	p.See("已登记入户核查")
}

// A form whose answer was lost is sent again, and its step is taken once; another form, shown later, takes another.
func TestAFormSentTwiceIsTakenOnce(t *testing.T) {
	s := newWatchSite(t)
	id, h := s.led(procedure.HandOver)
	v, at := s.by(who.Village), watchPath(id)
	page := v.get(at+"/visit").hidden(t, "once")
	v.send(at+"/visit", photo, found(h, "once", page)...).see(t, http.StatusSeeOther)
	again := v.send(at+"/visit", photo, found(h, "once", page)...).see(t, http.StatusSeeOther)
	if again.location != at || !strings.Contains(again.said(), "没有重复办理") {
		t.Errorf("sent again it goes to %s with %q", again.location, again.said())
	}
	if n := s.visitsMade(); n != 1 {
		t.Errorf("%d visits", n)
	}
	v.send(at+"/visit", photo, found(h)...).see(t, http.StatusConflict)
}

// Of two that come at once one is taken: a follow-up may be made any day, so the family's standing refuses neither.
func TestOfTwoAtOnceOneIsTaken(t *testing.T) {
	s := newWatchSite(t)
	id, _ := s.led(procedure.HandOver, procedure.Visit, procedure.Apply, procedure.Evaluate, procedure.Post, procedure.Review, procedure.Compare, procedure.Approve)
	v, at := s.by(who.Village), watchPath(id)+"/follow_up"
	follow := func(page string) answer {
		return v.send(at, nil, "on", calendar.DateOf(s.Clock()).String(), "words", "在岗，收入稳定", "once", page)
	}
	page := v.get(at).hidden(t, "once")
	both := make(chan answer)
	for range 2 {
		go func() { both <- follow(page) }()
	}
	for range 2 {
		(<-both).see(t, http.StatusSeeOther)
	}
	made := func() (n int) {
		s.Must(pgtest.Super(t).GetContext(t.Context(), &n, `SELECT COUNT(*) FROM fangpin.watch_event WHERE event = 'follow_up'`))
		return n
	}
	if n := made(); n != 1 {
		t.Errorf("two at once made %d follow-ups", n)
	}
	follow(v.get(at).hidden(t, "once")).see(t, http.StatusSeeOther)
	if n := made(); n != 2 {
		t.Errorf("another form made it %d follow-ups", n)
	}
}

// The county looks at its board on an office screen, without a mouse: each number leads to its list, the lists are in the order of their days, and the
// filters are reached and set by keys. Nothing has to be pushed to and fro.
func TestTheCountysBoardByKeyboard(t *testing.T) {
	s := newWatchSite(t)
	late, _ := s.led(procedure.HandOver)
	s.At("2024-09-12")
	s.led(procedure.HandOver)
	s.At("2024-09-18")
	s.led(procedure.HandOver)
	s.led()
	server := httptest.NewServer(s.handler)
	t.Cleanup(server.Close)
	clerk := s.Office.Who(who.Clerk)
	s.enrol(clerk)
	p := webtest.Start(t).Open(server.URL, webtest.Desk)
	p.Open("/signin")
	p.Fill("登录名", loginOf(clerk))
	p.Fill("密码", testPassword)
	p.Press("登录")
	p.Open("/watches/board")
	p.See("按期限看板", "鹤壁集镇")
	p.Fits()
	p.Axe()
	p.Shoot("watch-board-1280")
	p.Reach("已逾期 1")
	p.Enter()
	p.See(s.Get(t, late).In)
	if rows := p.Rows("监测事项"); len(rows) != 1 {
		t.Errorf("the number of the late leads to %d rows", len(rows))
	}
	p.Open("/watches")
	p.Fits()
	p.Axe()
	var days []string
	for _, row := range p.Rows("监测事项") {
		days = append(days, row[4])
	}
	if len(days) != 4 || !slices.IsSorted(days) || !strings.HasSuffix(days[0], "逾期") {
		t.Errorf("the days of the list are %v", days)
	}
	p.Reach("下一步")
	p.Key(kb.ArrowDown)
	if got := p.Value("下一步"); got != "交办" {
		t.Errorf("a key chooses %q", got)
	}
	p.Reach("查询")
	p.Enter()
	if rows := p.Rows("监测事项"); len(rows) != 1 || !strings.Contains(p.Path(), "next=hand_over") {
		t.Errorf("%s shows %v", p.Path(), rows)
	}
	p.Open("/watches?next=visit")
	p.Reach("只看逾期")
	p.Key(" ")
	p.Reach("查询")
	p.Enter()
	if rows := p.Rows("监测事项"); len(rows) != 1 || !strings.Contains(strings.Join(rows[0], " "), "逾期") {
		t.Errorf("the late are %v", rows)
	}
	p.Reach("期限")
	p.Enter()
	p.Fits()
}

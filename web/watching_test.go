package web

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"fangpin/claims/claimstest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/picture/picturetest"
	"fangpin/monitoring"
	"fangpin/monitoring/monitoringtest"
	"fangpin/procedure"
)

// watchSite is a county whose families are watched by forms.
type watchSite struct {
	*monitoringtest.Office
	*testSite
	t *testing.T
}

func newWatchSite(t *testing.T) watchSite {
	t.Helper()
	o := monitoringtest.County(t)
	return watchSite{o, newSite(t, o.Office.Office), t}
}

func (s watchSite) by(role who.Role) visitor { return s.as(s.Office.Who(role)) }

func watchPath(id int64) string { return fmt.Sprintf("/watches/%d", id) }

// led is a family with a lead, taken through steps.
func (s watchSite) led(steps ...procedure.Act) (int64, claimstest.Household) {
	s.t.Helper()
	h := s.Enrol(s.t, "脱贫户", 1)[0]
	id := s.Lead(s.t, h)[0]
	s.Through(s.t, id, h, steps...)
	return id, h
}

var photo = []attached{{"photo", "照片.png", picturetest.JPEG("照片")}}

// found is what a cadre fills in of a family of two.
func found(h claimstest.Household, more ...string) []string {
	return append([]string{
		"visited_on", "2024-09-09", "lines", "4", "member", fmt.Sprint(h.Head), "member", fmt.Sprint(h.Child), fmt.Sprintf("labour-%d", h.Head), "weak",
		"income.1", "9,000", "words.1", "县内务工", "costs", "1000", "medical", "8000", "safe-education", "good", "safe-medical", "bad",
		"problem-medical", "慢病未签约", "safe-housing", "good", "safe-water", "good", "risk", "yes", "labour", "weak", "found", "户主患病，不能务工",
	}, more...)
}

// A cadre visits: what is refused comes back as it was filled in, with its photos; what is worked out first is not sent; and the page shows how the
// income per head came about and what follows from it.
func TestACadreVisits(t *testing.T) {
	s := newWatchSite(t)
	id, h := s.led(procedure.HandOver)
	v, at := s.by(who.Village), watchPath(id)+"/visit"
	v.get(at).see(t, http.StatusOK, "共同生活的家庭成员", "2023年9月9日至2024年9月8日", "群众反映该户有人住院")
	v.send(at, photo, found(h, "reckon", "1", "income.2", "-1")...).see(t, http.StatusUnprocessableEntity, "本钱填在“生产经营支出”", "已上传").
		hides(t, `id="reckoned"`)
	v.send(at, photo, found(h, "reckon", "1")...).see(t, http.StatusOK, "先算一算", "4,000.00", "人均低于监测线", "已上传", `value="9,000"`, "慢病未签约")
	pairs := found(h)
	for i, p := range pairs {
		if p == "safe-water" {
			pairs[i+1] = ""
		}
	}
	v.send(at, photo, pairs...).see(t, http.StatusUnprocessableEntity, "请选择“饮水安全”有无问题", "已上传", "户主患病，不能务工")
	v.send(at, photo, found(h)...).see(t, http.StatusSeeOther)
	v.get(watchPath(id)).see(t, http.StatusOK, "认定中", "脱贫不稳定户", "4,000.00", "减去生产经营支出", "监测线 6,700.00 元，人均低于监测线", "转民政局：低收入家庭认定",
		"慢病未签约", "县内务工", "弱劳动力或半劳动力")
}

// Each step is taken by its form, from the lead to the plan, and the page says what is next.
func TestAFamilyIsTakenInByForms(t *testing.T) {
	s := newWatchSite(t)
	h := s.Enrol(t, "脱贫户", 1)[0]
	village, township, clerk := s.by(who.Village), s.by(who.Township), s.by(who.Clerk)
	clerk.get(fmt.Sprintf("/watches/new?household=%d", h.ID)).see(t, http.StatusOK, "群众反映", "自主申报（直接入户核查）")
	clerk.post("/watches/new", "household", fmt.Sprint(h.ID), "source", "public", "risk", "因病", "words", "").see(t, http.StatusUnprocessableEntity, "请写明线索内容")
	at := clerk.post("/watches/new", "household", fmt.Sprint(h.ID), "source", "public", "risk", "因病", "words", "住院花费大").see(t, http.StatusSeeOther).location
	var id int64
	if _, err := fmt.Sscanf(at, "/watches/%d", &id); err != nil {
		t.Fatal(err)
	}
	one := fmt.Sprint(id)
	clerk.get("/watches?next=hand_over").see(t, http.StatusOK, "交办：核对选中的户", "共 1 条")
	clerk.get("/watches/hand_over?id="+one).see(t, http.StatusOK, "可办理 <b>1</b> 户", "核查中", "2024-09-14", "住院花费大")
	clerk.post("/watches/hand_over", "id", one, "to", "乡镇").see(t, http.StatusSeeOther)
	village.get("/").see(t, http.StatusOK, "监测入户核查")
	village.send(at+"/visit", photo, found(h)...).see(t, http.StatusSeeOther)
	village.get(at+"/apply").see(t, http.StatusOK)
	village.send(at+"/apply", photo, "on", "2024-09-09").see(t, http.StatusSeeOther)
	village.get(at+"/evaluate").see(t, http.StatusOK, "4,000.00", "户主患病")
	village.send(at+"/evaluate", nil, "on", "2024-09-09", "present", "张三、李四、王五、赵六、钱七、孙八", "yes", "5", "no", "1", "passed", "yes", "opinion", "同意纳入").
		see(t, http.StatusUnprocessableEntity, "请上传评议记录的照片", "同意纳入")
	village.send(at+"/evaluate", photo, "on", "2024-09-09", "present", "张三、李四、王五、赵六、钱七、孙八", "yes", "5", "no", "1", "passed", "yes", "opinion", "同意纳入").see(t, http.StatusSeeOther)
	village.get(at).see(t, http.StatusOK, "制作公示")
	village.get("/watches/post?id="+one).see(t, http.StatusOK, "公示日期")
	notice := village.post("/watches/post", "id", one).see(t, http.StatusSeeOther).location
	village.post("/watches/post", "id", one).see(t, http.StatusConflict, "不必再制作")
	village.get("/watches/notices?state=to_post").see(t, http.StatusOK, "待张贴")
	village.get(notice+"/post").see(t, http.StatusOK, "村委会公示栏")
	village.send(notice+"/post", photo, "on", "2024-09-09").see(t, http.StatusSeeOther)
	village.get(notice).see(t, http.StatusOK, "公示至2024年9月14日24时", "脱贫不稳定户", "拟纳入监测").hides(t, "4,000.00", "慢病", "因病", "住院")
	village.get(notice+"/paper.pdf").see(t, http.StatusOK)
	village.post(at+"/object", "object_on", "2024-09-09", "object_words", "家有轿车").see(t, http.StatusSeeOther)
	village.get(at).see(t, http.StatusOK, "家有轿车", "有异议待处理")
	township.get(at).see(t, http.StatusOK, "2024年9月9日反映：家有轿车", "异议不成立")
	township.post(at+"/dismiss", "objection", "7", "dismissed_because", "系其兄所有").see(t, http.StatusConflict, "不是最早待处理的一件", "系其兄所有")
	read := regexp.MustCompile(`name="objection" value="([0-9]+)"`).FindStringSubmatch(township.get(at).body)
	township.post(at+"/dismiss", "objection", read[1], "dismissed_because", "系其兄所有").see(t, http.StatusSeeOther)
	s.At("2024-09-15")
	township, clerk = s.by(who.Township), s.by(who.Clerk)
	approver := s.by(who.Approver)
	township.post("/watches/review", "id", one, "opinion", "同意").see(t, http.StatusUnprocessableEntity, "请选择“通过”", "同意")
	township.post("/watches/review", "id", one, "opinion", "同意", "result", "pass").see(t, http.StatusSeeOther)
	clerk.post("/watches/compare", "id", one, "opinion", "部门信息无异常", "result", "pass").see(t, http.StatusSeeOther)
	approver.get("/watches/approve?id="+one).see(t, http.StatusOK, "监测帮扶中", "监测对象类别")
	approver.post("/watches/approve", "id", one, "opinion", "同意", "result", "pass", "kind-"+one, "边缘易致贫户").see(t, http.StatusSeeOther)
	clerk.post("/watches/announce", "id", one, "no", "公告3号").see(t, http.StatusSeeOther)
	township.post("/watches/register", "id", one, "no-"+one, "").see(t, http.StatusUnprocessableEntity)
	township.post("/watches/register", "id", one, "no-"+one, "G410602001").see(t, http.StatusSeeOther)
	clerk.post("/watches/file", "id", one).see(t, http.StatusSeeOther)
	again := clerk.get("/watches/sheets?month=2024-09").see(t, http.StatusOK, "可以再次打印", "公告3号", "2024-09-15", "备案表").link(t, `/watches/announcement.pdf\?[^"]`)
	clerk.get(again).see(t, http.StatusOK)
	clerk.get(again+"0").see(t, http.StatusUnprocessableEntity)
	clerk.get("/watches/filing.pdf?on=2024-09-14").see(t, http.StatusNotFound, "没有找到")
	village = s.by(who.Village)
	village.get(at).see(t, http.StatusOK, "空白入户核查表")
	if blank, filled := village.get(at+"/visit.pdf?blank=1").see(t, http.StatusOK), village.get(at+"/visit.pdf").see(t, http.StatusOK); blank.body == filled.body {
		t.Error("the blank form is the one that was filled in")
	}
	clerk.get(at).see(t, http.StatusOK, "边缘易致贫户", "G410602001", "公告3号", "制定帮扶方案")
	clerk.get(notice).see(t, http.StatusOK, "脱贫不稳定户").hides(t, "边缘易致贫户")
	township.post(at+"/plan", "plan", "落实公益性岗位").see(t, http.StatusSeeOther)
	township.post(at+"/helpers", "level", "village", "helper_name", "张三", "duty", "村支书").see(t, http.StatusSeeOther)
	township.get(at+"/measures").see(t, http.StatusOK, "公益性岗位")
	township.post(at+"/measures", "kind", "公益性岗位", "words", "护路岗位一个", "to", "乡镇", "on", "2024-09-15").see(t, http.StatusSeeOther)
	w := s.Get(t, id)
	measure := fmt.Sprintf("%s/measures/%d", at, w.Events)
	township.get(measure).see(t, http.StatusOK, "护路岗位一个")
	township.post(measure+"/accept", "accept", "yes").see(t, http.StatusSeeOther)
	township.send(measure+"/done", nil, "on", "2024-09-15", "done_words", "已上岗").see(t, http.StatusUnprocessableEntity, "已上岗")
	township.send(measure+"/done", photo, "on", "2024-09-15", "done_words", "已上岗").see(t, http.StatusSeeOther)
	township.post(measure+"/judge", "effective", "yes").see(t, http.StatusForbidden, "须由另一人评价成效")
	clerk.post(measure+"/judge", "effective", "yes").see(t, http.StatusSeeOther)
	township.send(at+"/follow_up", nil, "on", "2024-09-15", "words", "在岗，收入稳定").see(t, http.StatusSeeOther)
	clerk.get(at).see(t, http.StatusOK, "张三", "护路岗位一个", "有成效", "在岗，收入稳定", "已承办")
	clerk.get(fmt.Sprintf("/households/%d", h.ID)).see(t, http.StatusOK, at)
	clerk.get("/watches/board").see(t, http.StatusOK, "各乡镇", "走访")
}

// A matter that is a department's own is answered by it, which reads no more of the family than what was told of it.
func TestADepartmentReadsWhatItWasHanded(t *testing.T) {
	s := newWatchSite(t)
	id, h := s.led()
	_, other := s.led()
	r := s.by(who.Reporter)
	s.by(who.Clerk).post("/watches/hand_over", "id", fmt.Sprint(id), "to", "医保局").see(t, http.StatusSeeOther)
	r.get("/watches").see(t, http.StatusOK, "共 1 条")
	r.get(watchPath(id)).see(t, http.StatusOK, "部门答复", "群众反映该户有人住院").hides(t, "入户核查</h2>", "帮扶责任人", fmt.Sprintf("/households/%d", h.ID))
	r.get(watchPath(other.ID)).see(t, http.StatusNotFound)
	r.post(watchPath(id)+"/answer", "answer", "done", "answer_words", "已纳入大病救治").see(t, http.StatusSeeOther)
	r.get(watchPath(id)).see(t, http.StatusOK, "部门已办结")
}

// One that is ordered to help reads its own measure: not what was told of the family, and not what it lives on, on the list either.
func TestADepartmentThatHelpsReadsItsMeasureAlone(t *testing.T) {
	s := newWatchSite(t)
	id, _ := s.led(procedure.HandOver, procedure.Visit, procedure.Apply, procedure.Evaluate, procedure.Post, procedure.Review, procedure.Compare, procedure.Approve)
	r := s.by(who.Reporter)
	s.by(who.Township).post(watchPath(id)+"/measures", "kind", "医疗", "to", "医保局", "words", "慢病签约", "on", "2024-09-15").see(t, http.StatusSeeOther)
	perHead := "人均（元）"
	s.by(who.Clerk).get("/watches").see(t, http.StatusOK, perHead)
	r.get("/watches").see(t, http.StatusOK, "共 1 条").hides(t, perHead, "脱贫不稳定户")
	r.get(watchPath(id)).see(t, http.StatusOK, "慢病签约").hides(t, "风险信号", "群众反映该户有人住院")
}

// What is shown before a batch counts those that cannot be done, and a batch with one such does nothing.
func TestABatchIsShownBeforeItIsDone(t *testing.T) {
	s := newWatchSite(t)
	homes := s.Enrol(t, "脱贫户", 2)
	ids := s.Lead(t, homes...)
	s.Step(t, ids[1], homes[1], procedure.HandOver)
	both := fmt.Sprintf("?id=%d&id=%d", ids[0], ids[1])
	clerk := s.by(who.Clerk)
	clerk.get("/watches/hand_over"+both).see(t, http.StatusOK, "可办理 <b>1</b> 户", "1 户现在不能办理")
	clerk.post("/watches/hand_over", "id", fmt.Sprint(ids[0]), "id", fmt.Sprint(ids[1]), "to", "乡镇").see(t, http.StatusConflict, "1 户现在不能办理")
	if w := s.Get(t, ids[0]); w.State != procedure.StateLead {
		t.Errorf("half of a batch was done: %s", w.State)
	}
	clerk.get("/watches/hand_over?id=7").see(t, http.StatusNotFound)
	s.Step(t, ids[0], homes[0], procedure.HandOver)
	for i, h := range homes {
		s.Step(t, ids[i], h, procedure.Visit)
	}
	township := s.by(who.Township)
	one, two := fmt.Sprintf("reason-%d", ids[0]), fmt.Sprintf("reason-%d", ids[1])
	pairs := []string{"id", fmt.Sprint(ids[0]), "id", fmt.Sprint(ids[1]), one, "已享受低保，风险已消除"}
	township.get("/watches/not_taken"+both).see(t, http.StatusOK, "不纳入的理由", "类别和依据", "人均 <b>4,500.00</b> 元", "没有评议")
	township.post("/watches/not_taken", pairs...).see(t, http.StatusUnprocessableEntity, "逐户说明情况", "已享受低保，风险已消除")
	township.post("/watches/not_taken", append(pairs, two, "收入稳定")...).see(t, http.StatusSeeOther)
}

// Who comes to a batch without having chosen is led to where one chooses, and told why; the list that they came from stays as it was.
func TestABatchOfNobodyLeadsToTheList(t *testing.T) {
	s := newWatchSite(t)
	for path, leads := range map[string]string{
		"/watches/compare": "/watches?next=compare", "/watches/hand_over?next=hand_over&q=王": "/watches?next=hand_over&q=%E7%8E%8B",
		"/watches/roll_back": "/watches?state=cleared",
	} {
		a := s.by(who.Clerk).get(path).see(t, http.StatusSeeOther)
		if a.location != leads || !strings.Contains(a.said(), "没有选中任何一户") {
			t.Errorf("%s leads to %s and says %q", path, a.location, a.said())
		}
	}
	s.by(who.Village).get("/watches/nominate").see(t, http.StatusSeeOther)
	s.by(who.Clerk).get("/watches").see(t, http.StatusOK, `href="/watches/pushes"`, `href="/spotchecks"`, `href="/watches/sheets"`)
	s.by(who.Village).get("/watches").see(t, http.StatusOK).hides(t, `href="/watches/pushes"`, `href="/spotchecks"`, `href="/watches/sheets"`)
}

// A release that may not be passed is refused, or returned to the visit: the page says why it may not, and lets the office do the other.
func TestAReleaseThatMayNotPassIsRefusedOrReturned(t *testing.T) {
	s := newWatchSite(t)
	homes := s.Enrol(t, "脱贫户", 2)
	ids := s.Lead(t, homes...)
	all := func(did ...procedure.Act) {
		for _, d := range did {
			for i, id := range ids {
				s.Step(t, id, homes[i], d)
			}
		}
	}
	all(procedure.HandOver, procedure.Visit, procedure.Apply, procedure.Evaluate, procedure.Post)
	s.At("2024-09-15")
	all(procedure.Review, procedure.Compare, procedure.Approve, procedure.Announce, procedure.Register, procedure.File)
	for _, id := range ids {
		s.Order(t, id, "公益性岗位", nil)
		s.Office.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Done(ctx, tx, []monitoring.Close{{Watch: id, N: s.Get(t, id).Events, Words: "已上岗", Photos: s.Photo("上岗照片")}})
		})
	}
	s.At("2025-04-01")
	all(procedure.Nominate)
	for i, id := range ids { // the income has fallen again
		s.Office.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.VisitFamilies(ctx, tx, []monitoring.Visit{s.Visit(id, homes[i], "9000.00", procedure.AtRisk)})
		})
	}
	all(procedure.Evaluate, procedure.Post)
	s.At("2025-04-10")
	all(procedure.Review)
	approver := s.by(who.Approver)
	for i, tc := range []struct {
		result string
		then   procedure.Act
	}{{"refuse", ""}, {"return", procedure.Visit}} {
		id := fmt.Sprint(ids[i])
		approver.get("/watches/approve?id="+id).see(t, http.StatusOK, "1 户现在不能通过", "只能退回或不通过", "审定 1 户").hides(t, " disabled")
		approver.post("/watches/approve", "id", id, "result", "pass", "opinion", "同意").see(t, http.StatusConflict, "1 户现在不能通过")
		approver.post("/watches/approve", "id", id, "result", tc.result, "opinion", "收入仍低于监测线").see(t, http.StatusSeeOther)
		if w := s.Get(t, ids[i]); tc.then != "" && (w.State != procedure.StateClearing || w.Waits() != tc.then) || tc.then == "" && w.State != procedure.StateWatched {
			t.Errorf("%s leaves it at %s, %s", tc.result, w.State, w.Waits())
		}
	}
}

// A release that should not have been is taken back by the county, with its reason.
func TestAReleaseIsTakenBack(t *testing.T) {
	s := newWatchSite(t)
	id, h := s.led(procedure.HandOver, procedure.Visit, procedure.Apply, procedure.Evaluate, procedure.Post, procedure.Review, procedure.Compare, procedure.Approve,
		procedure.Announce, procedure.Register, procedure.File)
	s.Order(t, id, "公益性岗位", nil)
	s.Office.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Done(ctx, tx, []monitoring.Close{{Watch: id, N: s.Get(t, id).Events, Words: "已上岗", Photos: s.Photo("上岗照片")}})
	})
	s.At("2025-04-01")
	village := s.by(who.Village)
	village.get("/watches?can=nominate").see(t, http.StatusOK, "提名风险消除：核对选中的户", "共 1 条")
	village.post("/watches/nominate", "id", fmt.Sprint(id), "opinion", "收入稳定").see(t, http.StatusSeeOther)
	s.Through(t, id, h, procedure.Visit, procedure.Evaluate, procedure.Post, procedure.Review, procedure.Approve, procedure.Announce)
	s.by(who.Township).post("/watches/mark", "id", fmt.Sprint(id)).see(t, http.StatusSeeOther)
	clerk := s.by(who.Clerk)
	clerk.get("/watches?state=cleared").see(t, http.StatusOK, "风险消除回退：核对选中的户")
	clerk.get(watchPath(id)).see(t, http.StatusOK, fmt.Sprintf("/watches/roll_back?id=%d", id))
	clerk.get(fmt.Sprintf("/watches/roll_back?id=%d", id)).see(t, http.StatusOK, "1 户监测帮扶中")
	clerk.post("/watches/roll_back", "id", fmt.Sprint(id), "opinion", "回头看发现收入不稳").see(t, http.StatusSeeOther)
	clerk.get(watchPath(id)).see(t, http.StatusOK, "监测帮扶中", "回头看发现收入不稳")
}

// A procedure's mistakes are shown beside their lines; one that holds is confirmed by another, and read as tables.
func TestAProcedureIsProposedConfirmedAndRead(t *testing.T) {
	s := newWatchSite(t)
	clerk := s.by(who.Clerk)
	clerk.get("/procedures/template.yaml").see(t, http.StatusOK, "监测帮扶程序")
	clerk.post("/procedures", "source", "name: 草稿\ncounty: \"410602\"\nkinds: [富裕户]\n").
		see(t, http.StatusUnprocessableEntity, "处错误", "富裕户", `class="wrong"`, `<td class="num">3</td>`)
	changed := monitoringtest.Procedure + "# 修订\n"
	at := clerk.post("/procedures", "source", changed).see(t, http.StatusSeeOther).location
	clerk.get(at).see(t, http.StatusOK, "须由另一位", "每月10日前", "有返贫致贫风险：进入认定程序", "人均低于监测线：转民政局，低收入家庭认定", "5 个工作日", "自落实第一项帮扶措施起满 6 个月",
		"医保局", "不能只有")
	s.by(who.Approver).post(at+"/adopt", "from", "2024-10-01").see(t, http.StatusSeeOther)
	clerk.get("/procedures").see(t, http.StatusOK, "现行", "2024-10-01起生效")
	at = clerk.post("/procedures", "source", changed+"# 再修订\n").see(t, http.StatusSeeOther).location
	s.by(who.Approver).post(at+"/refuse", "reason", "与上一版相同").see(t, http.StatusSeeOther)
	clerk.get(at).see(t, http.StatusOK, "已驳回", "与上一版相同")
	clerk.get("/watches").see(t, http.StatusOK).hides(t, "没有生效的监测程序")
	s.At("2031-01-02")
	s.by(who.Clerk).get("/watches").see(t, http.StatusOK, "没有生效的监测程序", "/procedures")
}

package web

import (
	"fmt"
	"html"
	"net/http"
	"regexp"
	"testing"

	"fangpin/internal/identity/who"
	"fangpin/internal/pg/pgtest"
	"fangpin/procedure"
)

// A sample is drawn, looked at and counted, by forms; whoever took a step with the family does not look at it, and what is wrong is put right.
func TestASpotCheckIsDrawnAndFound(t *testing.T) {
	s := newWatchSite(t)
	h := s.Enrol(t, "脱贫户", 3)
	for i, id := range s.Lead(t, h...) {
		s.Step(t, id, h[i], procedure.HandOver)
	}
	clerk, approver, township := s.by(who.Clerk), s.by(who.Approver), s.by(who.Township)
	draw := []string{"from", "2024-09-01", "to", "2024-09-09", "per_township", "2"}
	clerk.get("/spotchecks").see(t, http.StatusOK, "还没有抽查")
	clerk.post("/spotchecks", append(draw, "points", "")...).see(t, http.StatusUnprocessableEntity, "不计入考核的填 0", `value="2"`)
	at := clerk.post("/spotchecks", append(draw, "points", "10")...).see(t, http.StatusSeeOther).location
	clerk.get("/").see(t, http.StatusOK, "登记抽查结果")
	clerk.get(at).see(t, http.StatusOK, "种子", "共 2 条", "未查", "鹤壁集镇")
	clerk.get(at+"/redraw").see(t, http.StatusOK, "与登记的样本一致")
	clerk.get(at+"/sample.xlsx").see(t, http.StatusOK)
	township.get(at).see(t, http.StatusForbidden)
	township.get("/spotchecks").see(t, http.StatusOK, "本乡镇已查").hides(t, at)
	for _, path := range []string{"/watches", at, "/sweeps", "/sweeps/may", "/spotchecks", "/rectifications"} { // all lie under one line of the menu
		clerk.get(path).see(t, http.StatusOK, `<a href="/watches" aria-current="page">监测帮扶</a>`)
	}
	one := at + "/rows/1"
	approver.get(one).see(t, http.StatusOK, "核查办理是否规范", "上门查看")
	approver.post(one, "how", "visit", "found", "没有人去过").see(t, http.StatusUnprocessableEntity, "请选择“规范”", "没有人去过")
	approver.post(one, "how", "visit", "sound", "no", "found", "没有人去过").see(t, http.StatusSeeOther)
	approver.post(one, "how", "visit", "sound", "yes", "found", "属实").see(t, http.StatusConflict, "不能重复登记")
	clerk.post(at+"/rows/2", "how", "public", "sound", "yes", "found", "群众知晓").see(t, http.StatusSeeOther)
	clerk.get(at).see(t, http.StatusOK, "已查 <b>2</b> 户", "5.00", "没有人去过", "群众知晓")
	clerk.get(at+"?open=1").see(t, http.StatusOK, "没有符合条件的样本")
	township.get("/spotchecks").see(t, http.StatusOK, "5.00")
	s.by(who.Reporter).get("/spotchecks").see(t, http.StatusOK, "本部门已查").hides(t, "5.00", at)
	clerk.get("/watches/sheets?month=2024-09").see(t, http.StatusOK, "抽查核查办理情况", "计入单位")
	page := clerk.get(one).see(t, http.StatusOK, "有问题", "下达整改")
	form := page.link(t, `/rectifications/new\?`)
	clerk.get(form).see(t, http.StatusOK, `value="spot_check" selected`)
	for _, p := range []string{"household", "watch"} {
		draw = append(draw, p, clerk.get(form).hidden(t, p))
	}
	order := append(draw[6:], "source", "spot_check", "problem", "没有入户", "unit", "乡镇", "person", "李四")
	clerk.post("/rectifications/new", append(order, "due", "2024-09-08")...).see(t, http.StatusUnprocessableEntity, "早于今天", "没有入户")
	anothers := append([]string{"household", fmt.Sprint(s.Enrol(t, "", 1)[0].ID)}, append(order, "due", "2024-09-20")...)
	clerk.post("/rectifications/new", anothers...).see(t, http.StatusUnprocessableEntity, "不是这一户的", "没有入户")
	problem := clerk.post("/rectifications/new", append(order, "due", "2024-09-20")...).see(t, http.StatusSeeOther).location
	watch := clerk.get(problem).see(t, http.StatusOK, "抽查", "李四", "2024年9月20日", "整改中").link(t, `/watches/[0-9]`)
	clerk.get(watch).see(t, http.StatusOK, "本户的整改", "没有入户", problem+`"`)
	again := clerk.get(watch).link(t, `/rectifications/new\?`)
	clerk.get(again).see(t, http.StatusOK, `<option value="">请选择`, watch+`"`, "返回监测事项").hides(t, `" selected`)
	township.get(watch).see(t, http.StatusOK, problem+`"`).hides(t, "/rectifications/new")
	approver.get(watch).hides(t, "/rectifications/new")
}

// link is the first link of a page that begins as the expression says.
func (a answer) link(t *testing.T, begins string) string {
	t.Helper()
	m := regexp.MustCompile(`href="(` + begins + `[^"]*)"`).FindStringSubmatch(a.body)
	if m == nil {
		t.Fatalf("no link leads to %s", begins)
	}
	return html.UnescapeString(m[1])
}

// What a query finds is shown with its definition, and becomes leads or is ordered to be put right, as it was shown; it is put right with evidence, and
// signed off by another than who did it.
func TestAHitIsPutRightAndSignedOff(t *testing.T) {
	s := newWatchSite(t)
	id, h := s.led(procedure.HandOver, procedure.Visit, procedure.Apply, procedure.Evaluate, procedure.Post)
	s.At("2024-09-15")
	s.Through(t, id, h, procedure.Review, procedure.Compare, procedure.Approve)
	s.At("2024-10-20")
	clerk, township, village := s.by(who.Clerk), s.by(who.Township), s.by(who.Village)
	clerk.get("/sweeps").see(t, http.StatusOK, "体外循环", "超过 20 天", "年度全面摸排", "收入按季更新")
	clerk.get("/sweeps/weather").see(t, http.StatusNotFound)
	clerk.get("/sweeps/outside?days=x").see(t, http.StatusUnprocessableEntity, "审定后天数")
	clerk.get("/sweeps/outside?days=100").see(t, http.StatusOK, "超过 100 天", "没有查到符合定义的户")
	clerk.get("/sweeps/outside?days=10").see(t, http.StatusOK, "超过 10 天", "2024-09-15 审定，没有录入系统", "登记为线索：核对选中的户", "下达整改：核对选中的户", "共 1 条")
	clerk.get("/sweeps/outside/hits.xlsx?days=10").see(t, http.StatusOK)
	clerk.get("/sweeps/areas?villages=410602100228&villages=410602100206").see(t, http.StatusOK, `value="410602100228" selected`, "重点区域（鹤壁集").hides(t, `value="410602100202" selected`)
	clerk.get("/sweeps/areas?villages=410602").see(t, http.StatusUnprocessableEntity, "请从列出的村中选择")
	village.get("/sweeps/quarter").see(t, http.StatusOK, "下载季度收入核算表", watchPath(id)+"/visit")
	village.get("/watches/income.xlsx?month=2024-09").see(t, http.StatusOK)
	clerk.get("/watches/income.xlsx?month=2024-13").see(t, http.StatusUnprocessableEntity, "月份")
	village.get("/sweeps/outside").see(t, http.StatusOK, "登记为线索：核对选中的户").hides(t, "下达整改：")
	home, with := fmt.Sprint(h.ID), "?days=10"
	clerk.get("/sweeps/outside/leads"+with+"&id="+home).see(t, http.StatusOK, "1 户并入本户的监测事项")
	clerk.get("/sweeps/outside/rectify"+with).see(t, http.StatusUnprocessableEntity, "请选择")
	clerk.get("/sweeps/outside/rectify?days=100&id="+home).see(t, http.StatusNotFound, "不在“体外循环”的结果中")
	clerk.get("/sweeps/outside/rectify"+with+"&id="+home).see(t, http.StatusOK, "可办理 <b>1</b> 户", "责任人")
	to := []string{"unit", "乡镇", "due", "2024-10-30"}
	clerk.post("/sweeps/outside/rectify"+with, append(to, "all", "0")...).see(t, http.StatusConflict, "与刚才显示的不同")
	clerk.post("/sweeps/outside/rectify"+with, append(to, "id", home)...).see(t, http.StatusUnprocessableEntity, "责任人")
	list := clerk.post("/sweeps/outside/rectify"+with, append(to, "id", home, "person-"+home, "李四")...).see(t, http.StatusSeeOther).location
	clerk.get("/sweeps/outside/rectify"+with+"&id="+home).see(t, http.StatusOK, "已下达整改，尚未销号")
	at := clerk.get(list).see(t, http.StatusOK, "体外循环", "李四", "2024-10-30", "整改中").link(t, `/rectifications/[0-9]`)
	township.get("/").see(t, http.StatusOK, "办结整改")
	township.get("/rectifications/units").see(t, http.StatusOK, "鹤壁集镇")
	township.send(at+"/done", nil, "on", "2024-10-20", "what", "已录入系统").see(t, http.StatusUnprocessableEntity, "请上传整改佐证材料", "已录入系统")
	township.send(at+"/done", photo, "on", "2024-10-20", "what", "").see(t, http.StatusUnprocessableEntity, "请写明整改情况", "已上传")
	township.send(at+"/done", photo, "on", "2024-10-20", "what", "已录入系统").see(t, http.StatusSeeOther)
	township.get(at).see(t, http.StatusOK, "待县级销号", "已录入系统").hides(t, "提交核实结果")
	township.post(at+"/sign", "passed", "yes").see(t, http.StatusForbidden)
	clerk.get("/").see(t, http.StatusOK, "整改销号")
	clerk.get(at+"/evidence/1").see(t, http.StatusOK)
	clerk.get(at+"/evidence/2").see(t, http.StatusNotFound)
	clerk.post(at+"/sign", "passed", "no").see(t, http.StatusUnprocessableEntity, "理由")
	clerk.post(at+"/sign", "passed", "no", "why", "截图看不清").see(t, http.StatusSeeOther)
	township.get(at).see(t, http.StatusOK, "县里已退回", "截图看不清")
	township.send(at+"/done", photo, "on", "2024-10-20", "what", "已补截图").see(t, http.StatusSeeOther)
	clerk.post(at+"/sign", "passed", "yes").see(t, http.StatusSeeOther)
	clerk.get(at).see(t, http.StatusOK, "已销号", "核实销号", "已补截图", "截图看不清")
	clerk.get("/rectifications?state=closed").see(t, http.StatusOK, "共 1 条")
	clerk.get("/rectifications/ledger.xlsx?state=closed").see(t, http.StatusOK)
}

// Whom the year's round found as they were, a village says of many at once: a family that is looked after is visited instead, and one that somebody else
// looked at meanwhile is said to be.
func TestTheRoundIsWalkedByForms(t *testing.T) {
	s := newWatchSite(t)
	_, led := s.led()
	h := s.Enrol(t, "", 2)
	village, township := s.by(who.Village), s.by(who.Township)
	one, other, busy := fmt.Sprint(h[0].ID), fmt.Sprint(h[1].ID), fmt.Sprint(led.ID)
	village.get("/sweeps/may").see(t, http.StatusOK, "登记摸排：情况没有变化：核对选中的户", "没有入户、走访或摸排的记录", "年度全面摸排清单")
	s.by(who.Clerk).get("/sweeps/may").see(t, http.StatusOK).hides(t, "登记摸排：情况没有变化")
	at := "/sweeps/may/unchanged"
	village.get(at).see(t, http.StatusUnprocessableEntity, "请选择")
	village.get("/sweeps/outside/unchanged?id="+one).see(t, http.StatusNotFound)
	village.get(at+"?id="+one+"&id="+busy).see(t, http.StatusOK, "可办理 <b>1</b> 户", "1 户本年度已摸排，情况没有变化", "1 户现在不能办理", "在办或监测中，请入户核查或走访")
	village.post(at, "id", one, "id", busy).see(t, http.StatusConflict, "请入户核查或走访")
	village.get(at+"?id="+one+"&id="+other).see(t, http.StatusOK, "可办理 <b>2</b> 户")
	township.post(at, "id", other).see(t, http.StatusSeeOther)
	village.post(at, "id", one, "id", other).see(t, http.StatusConflict, "当天已经摸排")
	list := village.post(at, "id", one).see(t, http.StatusSeeOther).location
	village.get(list).see(t, http.StatusOK, "情况没有变化")
	village.get("/watches/round?state=done").see(t, http.StatusOK, "共 2 条")
}

// Whoever put a problem right does not sign it off, whatever role they have now.
func TestTheSameHandDoesNotSignOff(t *testing.T) {
	s := newWatchSite(t)
	h := s.Enrol(t, "", 1)[0]
	clerk, township := s.by(who.Clerk), s.by(who.Township)
	clerk.get("/rectifications/new").see(t, http.StatusOK, "先找到农户")
	clerk.get("/rectifications/new?q=查无此人").see(t, http.StatusOK, "没有找到这户")
	clerk.get(fmt.Sprintf("/rectifications/new?household=%d", h.ID)).see(t, http.StatusOK, "存在的问题", "巡视、审计、督查")
	at := clerk.post("/rectifications/new", "household", fmt.Sprint(h.ID), "source", "inspection", "problem", "没有入户", "unit", "乡镇", "person", "李四", "due", "2024-09-20").
		see(t, http.StatusSeeOther).location
	township.send(at+"/done", photo, "on", "2024-09-09", "what", "已入户").see(t, http.StatusSeeOther)
	if _, err := pgtest.Super(t).ExecContext(t.Context(), `UPDATE staff SET role = 'clerk' WHERE id = $1`, s.Office.Who(who.Township).ID); err != nil {
		t.Fatal(err)
	}
	same := s.by(who.Township)
	same.get(at).see(t, http.StatusOK, "须由另一人核实销号").hides(t, "提交核实结果")
	same.post(at+"/sign", "passed", "yes").see(t, http.StatusForbidden, "办结整改的人不得销号")
	clerk.post(at+"/sign", "passed", "yes").see(t, http.StatusSeeOther)
}

package web

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"fangpin/claims"
	"fangpin/claims/claimstest"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/picture/picturetest"
	"fangpin/internal/shown"
)

// claimSite is a county office whose claims are worked on by forms.
type claimSite struct {
	*claimstest.Office
	*testSite
	t *testing.T
}

func newClaimSite(t *testing.T) claimSite {
	t.Helper()
	o := claimstest.County(t)
	return claimSite{o, newSite(t, o.Office), t}
}

// by is the first person of a role in a browser.
func (s claimSite) by(role who.Role) visitor { return s.as(s.Office.Who(role)) }

func claimPath(id int64) string { return fmt.Sprintf("/claims/%d", id) }

// stands fails the test unless the claim stands at the status, in the round and turn.
func (s claimSite) stands(id int64, status claims.Status, round, turn int) claims.Row {
	s.t.Helper()
	var c claims.Row
	s.Office.Look(s.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) (err error) {
		c, err = claims.Get(ctx, tx, id)
		return err
	})
	if c.Status != status || c.Round != round || c.Turn != turn {
		s.t.Errorf("claim stands at %s, round %d, turn %d; want %s, %d, %d", c.Status, c.Round, c.Turn, status, round, turn)
	}
	return c
}

// told is a claim that one hospital bill of 30,000 yuan raised, screened by the form.
func (s claimSite) told() int64 {
	s.t.Helper()
	home := s.Enrol(s.t, "低收入户", 1)[0]
	s.Report(s.t, "hospital", "2024-09", map[string]string{
		"name": "患者", "id_number": home.HeadID, "discharged": "2024-09-03", "institution": "鹤山区人民医院", "settlement": "S1",
		"expense": "30000.00", "basic_paid": "1000.00", "self_paid": "29000.00",
	})
	s.by(who.Clerk).get("/screening?month=2024-09").see(s.t, http.StatusOK, "2024年9月将比对的内容", "1 条", "比对2024年9月月报")
	done := s.by(who.Clerk).post("/screening", "month", "2024-09").see(s.t, http.StatusSeeOther)
	if done.location != "/screening?month=2024-09" {
		s.t.Errorf("goes on to %s", done.location)
	}
	var id int64
	s.Office.Look(s.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		found, err := claims.Find(ctx, tx, claims.Filter{Households: pg.Only([]int64{home.ID})})
		id = found[0].ID
		return err
	})
	return id
}

// snap is a photo, another for each n.
func snap(n int) []byte { return picturetest.JPEG(fmt.Sprint(n)) }

// visit is the form of a visit as it starts, with some fields filled in.
func (s claimSite) visit(id int64, pairs ...string) []string {
	s.t.Helper()
	page := s.by(who.Adjuster).get(claimPath(id)+"/investigate").see(s.t, http.StatusOK)
	fields := map[string]string{"cases": "1", "visited_on": "2024-09-09", "qualifies": "yes", "why": "住院属实"}
	for _, m := range regexp.MustCompile(`name="([a-z_]+\.1)"[^>]*value="([^"]*)"`).FindAllStringSubmatch(page.body, -1) {
		fields[m[1]] = m[2]
	}
	if m := regexp.MustCompile(`<option value="(\d+)" selected>`).FindStringSubmatch(page.body); m != nil {
		fields["person.1"] = m[1]
	}
	for i := 0; i < len(pairs); i += 2 {
		fields[pairs[i]] = pairs[i+1]
	}
	var out []string
	for name, value := range fields {
		out = append(out, name, value)
	}
	return out
}

func TestAClaimByItsForms(t *testing.T) {
	s := newClaimSite(t)
	id := s.told()
	at := claimPath(id)
	clerk, adjuster := s.by(who.Clerk), s.Who(who.Adjuster)
	village, township := s.by(who.Village), s.by(who.Township)

	clerk.get(at).see(t, http.StatusOK, "请县经办委托查勘员", "总费用", "30000.00", "A2", "/rows/", "撤销本案件")
	clerk.post(at+"/entrust").see(t, http.StatusUnprocessableEntity, "请选择“查勘员”")
	clerk.post(at+"/entrust", "to", fmt.Sprint(adjuster.ID)).see(t, http.StatusSeeOther)
	clerk.get(at).see(t, http.StatusOK, "于2024年9月12日前入户查勘", "改派或延期")
	village.get(at).see(t, http.StatusOK).hides(t, "改派或延期", "登记查勘结论")

	visit := func(n int) {
		s.by(who.Adjuster).get(at).see(t, http.StatusOK, "登记查勘结论")
		s.by(who.Adjuster).send(at+"/investigate", []attached{{"photo.0", "结算单.png", snap(n)}}, s.visit(id, "basic_paid.1", "2,000")...).
			see(t, http.StatusSeeOther)
	}
	visit(1)
	clerk.get(at).see(t, http.StatusOK, "请梨林头村", "<strong>2,000.00</strong>", "住院属实", "住院结算单")
	village.post(at+"/endorse", "opinion", " ", "decision", "pass").see(t, http.StatusUnprocessableEntity, "请填写“审核意见”")
	village.post(at+"/endorse", "opinion", "情况属实", "decision", "pass").see(t, http.StatusSeeOther)
	township.post(at+"/review", "opinion", "缺出院小结").see(t, http.StatusUnprocessableEntity, "请选择“通过”或“退回重新查勘”", "缺出院小结</textarea>")
	township.post(at+"/review", "opinion", "缺出院小结", "decision", "back").see(t, http.StatusSeeOther)
	s.stands(id, claims.Entrusted, 1, 2)
	clerk.get(at).see(t, http.StatusOK, "乡镇退回", "缺出院小结", "第 1 轮第 2 次查勘")

	visit(2)
	village.post(at+"/endorse", "opinion", "情况属实", "decision", "pass").see(t, http.StatusSeeOther)
	township.post(at+"/review", "opinion", "同意", "decision", "pass").see(t, http.StatusSeeOther)
	clerk.post(at+"/file").see(t, http.StatusSeeOther)
	s.stands(id, claims.Filed, 1, 2)
	clerk.get(at).see(t, http.StatusOK, "请核定员核定金额", "2024-1", "办理经过", "比对立案", "乡镇审核")
	clerk.get("/claims?q=2024-1").see(t, http.StatusOK, "共 1 条", at)
	clerk.get("/claims?q=2024-2").see(t, http.StatusOK, "没有符合条件的案件")
}

func TestARefusedVisitLosesNothing(t *testing.T) {
	s := newClaimSite(t)
	id := s.told()
	at := claimPath(id) + "/investigate"
	s.by(who.Clerk).post(claimPath(id)+"/entrust", "to", fmt.Sprint(s.Who(who.Adjuster).ID)).see(t, http.StatusSeeOther)
	adjuster := s.by(who.Adjuster)
	refused := adjuster.send(at, []attached{{"photo.0", "一.png", snap(1)}, {"photo.3", "二.png", snap(2)}},
		s.visit(id, "expense.1", "三万", "why", "邻居证实")...).
		see(t, http.StatusUnprocessableEntity, "“总费用”应为金额", `value="三万"`, "邻居证实</textarea>", "已上传", "住院结算单", "现场照片")
	held := regexp.MustCompile(`name="held" value="([^"]+)"`).FindAllStringSubmatch(refused.body, -1)
	if len(held) != 2 {
		t.Fatalf("holds %v", held)
	}
	adjuster.send(at, []attached{{"photo.0", "脚本.html", []byte("<script>")}}, s.visit(id, "held", held[0][1])...).
		see(t, http.StatusUnprocessableEntity, "不是照片或 PDF", held[0][1])
	more := adjuster.send(at, nil, s.visit(id, "more", "1", "held", held[0][1])...).see(t, http.StatusOK, "第 2 笔（查勘新增）", held[0][1])
	if strings.Contains(more.body, "未能办理") {
		t.Error("one more case is no refusal")
	}

	// Somebody else's photo, or one of another claim, is as if it were not there.
	other := s.told2()
	s.by(who.Clerk).post(claimPath(other)+"/entrust", "to", fmt.Sprint(s.Who(who.Adjuster).ID)).see(t, http.StatusSeeOther)
	adjuster.send(claimPath(other)+"/investigate", nil, s.visit(other, "held", held[0][1])...).see(t, http.StatusUnprocessableEntity, "至少一份佐证材料")
	forged := strings.Replace(held[0][1], "住院结算单", "现场照片", 1)
	adjuster.send(at, nil, s.visit(id, "held", forged)...).see(t, http.StatusUnprocessableEntity, "至少一份佐证材料")

	adjuster.send(at, nil, s.visit(id, "held", held[0][1])...).see(t, http.StatusSeeOther)
	page := adjuster.get(claimPath(id)).see(t, http.StatusOK, `<p class="hint">住院结算单</p>`)
	proof := regexp.MustCompile(`/claims/\d+/evidence/\d+`).FindString(page.body)
	if got := adjuster.get(proof).see(t, http.StatusOK); !strings.HasPrefix(got.body, "\xff\xd8\xff") || got.header.Get("Content-Type") != "image/jpeg" {
		t.Errorf("the evidence comes back as %s", got.header.Get("Content-Type"))
	}
	adjuster.get(at).see(t, http.StatusConflict, "已查勘")
}

// A slip of the pen is asked about before it is taken down, and those who review see what was told beside it.
func TestAFactFarFromWhatWasTold(t *testing.T) {
	s := newClaimSite(t)
	id := s.told()
	at := claimPath(id) + "/investigate"
	s.by(who.Clerk).post(claimPath(id)+"/entrust", "to", fmt.Sprint(s.Who(who.Adjuster).ID)).see(t, http.StatusSeeOther)
	adjuster, photo := s.by(who.Adjuster), []attached{{"photo.0", "结算单.png", snap(1)}}
	adjuster.send(at, photo, s.visit(id, "basic_paid.1", "-1000")...).
		see(t, http.StatusUnprocessableEntity, "“基本医保支付”-1,000.00 元是负数", `value="-1000"`).hides(t, `name="far"`) // to look again does not help
	adjuster.send(at, photo, s.visit(id, "basic_paid.1", "-3000")...).see(t, http.StatusUnprocessableEntity, "是负数").hides(t, `name="far"`)
	adjuster.get(at).see(t, http.StatusOK).hides(t, "差异较大")
	adjuster.send(at, photo, s.visit(id, "expense.1", "300000")...).
		see(t, http.StatusUnprocessableEntity, "总费用：报送 30,000.00 元，核实 300,000.00 元", `name="far"`, `value="300000"`, "住院属实</textarea>")
	adjuster.send(at, photo, s.visit(id, "expense.1", "300000", "far", "yes")...).see(t, http.StatusSeeOther)
	for _, role := range []who.Role{who.Village, who.Township, who.Clerk} {
		s.by(role).get(claimPath(id)).see(t, http.StatusOK, "差异较大，查勘员已核实：总费用：报送 30,000.00 元，核实 300,000.00 元")
	}
}

// What was told is neither got around nor a dead end by a case of one's own of the same person and day: it is asked about, and the page
// that asks has the box to answer with.
func TestACaseOfOnesOwnFarFromWhatWasTold(t *testing.T) {
	s := newClaimSite(t)
	id := s.told()
	at := claimPath(id) + "/investigate"
	s.by(who.Clerk).post(claimPath(id)+"/entrust", "to", fmt.Sprint(s.Who(who.Adjuster).ID)).see(t, http.StatusSeeOther)
	adjuster, photo := s.by(who.Adjuster), []attached{{"photo.0", "结算单.png", snap(1)}}
	head := regexp.MustCompile(`<option value="(\d+)"[^>]*>张户主`).FindStringSubmatch(adjuster.get(at).body)[1]
	form := func(expense string, more ...string) []string {
		return s.visit(id, append(more, "cases", "2", "counts.1", "no", "counts.2", "yes", "person.2", head, "on.2", "2024-09-03",
			"expense.2", expense, "basic_paid.2", "1000", "serious_paid.2", "0", "aid_paid.2", "0", "other_paid.2", "0")...)
	}
	adjuster.send(at, nil, s.visit(id, "more", "1", "counts.1", "no")...).see(t, http.StatusOK, "第 2 笔（查勘新增）").hides(t, `name="far"`)
	adjuster.send(at, nil, form("30500")...).see(t, http.StatusUnprocessableEntity, "至少一份佐证材料").hides(t, `name="far"`)
	adjuster.send(at, photo, form("300000")...).
		see(t, http.StatusUnprocessableEntity, "总费用：报送 30,000.00 元，核实 300,000.00 元", `name="far"`, `name="expense.2"`, `value="300000"`)
	adjuster.send(at, photo, form("300000", "far", "yes")...).see(t, http.StatusSeeOther)
	s.by(who.Village).get(claimPath(id)).see(t, http.StatusOK, "差异较大，查勘员已核实：总费用：报送 30,000.00 元，核实 300,000.00 元")
}

// The persons of a household are held against the roster.
func TestPersonsThatAreNotOnTheRoster(t *testing.T) {
	s := newClaimSite(t)
	id := s.Claims(t, 1, "income", claims.Entrusted)[0]
	at, adjuster := claimPath(id)+"/investigate", s.by(who.Adjuster)
	photo := []attached{{"photo.0", "证明.png", snap(1)}}
	head := regexp.MustCompile(`<option value="(\d+)"[^>]*>张户主`).FindStringSubmatch(adjuster.get(at).body)[1]
	form := func(persons string, more ...string) []string {
		return s.visit(id, append(more, "person.1", head, "on.1", "2024-08-31", "income_per_head.1", "4000", "persons.1", persons)...)
	}
	adjuster.send(at, photo, form("14")...).see(t, http.StatusUnprocessableEntity, "核实 14 人，花名册在世 2 人", `name="far"`)
	adjuster.send(at, photo, form("14", "far", "yes")...).see(t, http.StatusSeeOther)
	s.by(who.Village).get(claimPath(id)).see(t, http.StatusOK, "核实 14 人，花名册在世 2 人")
}

// told2 is a claim without reports.
func (s claimSite) told2() int64 { return s.Claims(s.t, 1, "hospital", claims.Screened)[0] }

func TestAVisitThatDeclines(t *testing.T) {
	s := newClaimSite(t)
	id := s.Claims(t, 1, "industry", claims.Entrusted)[0]
	adjuster := s.by(who.Adjuster)
	adjuster.send(claimPath(id)+"/investigate", nil, s.visit(id, "qualifies", "no", "why", "损失未达起付线")...).see(t, http.StatusSeeOther)
	s.stands(id, claims.Declined, 1, 1)
	township := s.by(who.Township)
	township.get(claimPath(id)).see(t, http.StatusOK, "不予赔付，案件办结", "重新查勘", "不予赔付通知书")
	if letter := township.get(claimPath(id)+"/paper.pdf").see(t, http.StatusOK); !strings.HasPrefix(letter.body, "%PDF") {
		t.Error("the letter is no PDF")
	}
	township.post(claimPath(id)+"/reopen", "to", fmt.Sprint(s.Other(who.Adjuster).ID)).see(t, http.StatusSeeOther)
	s.stands(id, claims.Entrusted, 2, 1)
	adjuster.get(claimPath(id)).see(t, http.StatusOK, "损失未达起付线").hides(t, "登记查勘结论</a>") // it was theirs, and stays readable
}

func TestManyAtOnce(t *testing.T) {
	s := newClaimSite(t)
	ids := s.Claims(t, 60, "hospital", claims.Screened)
	clerk := s.by(who.Clerk)
	list := clerk.get("/claims?status=screened").see(t, http.StatusOK, "共 60 条", "全部 60 件", "委托给", "委托查勘选中的案件")
	if !strings.Contains(list.body, `action="/claims/entrust?status=screened"`) {
		t.Error("the batch does not go back to its list")
	}
	clerk.post("/claims/entrust?status=screened", "id", fmt.Sprint(ids[0])).see(t, http.StatusUnprocessableEntity, "请选择查勘员", "checked")
	clerk.post("/claims/entrust?status=screened", "to", fmt.Sprint(s.Who(who.Adjuster).ID)).see(t, http.StatusUnprocessableEntity, "没有选中任何案件")
	clerk.post("/claims/entrust?status=screened", "to", fmt.Sprint(s.Who(who.Adjuster).ID), "all", string(shown.Of(append(ids[:59:59], 1)))).see(t, http.StatusConflict, "现有 60 项")
	clerk.post("/claims/entrust?status=screened", "to", fmt.Sprint(s.Who(who.Adjuster).ID), "all", list.hidden(t, "all")).see(t, http.StatusSeeOther)
	clerk.get("/claims?status=screened").see(t, http.StatusOK, "没有符合条件的案件")
	s.Office.At("2024-09-14")
	s.by(who.Clerk).get("/claims?late=1").see(t, http.StatusOK, "共 60 条", "逾期", "下一页")
	s.by(who.Clerk).get("/claims?late=1&page=2&sort=-date").see(t, http.StatusOK, "本页第 51 至 60 条", "上一页")

	found := s.Claims(t, 2, "hospital", claims.Investigated)
	village := s.by(who.Village)
	village.get("/claims?status=investigated").see(t, http.StatusOK, "村两委审核选中的案件")
	village.post("/claims/endorse?status=investigated", "opinion", "均属实", "decision", "pass", "id", fmt.Sprint(found[0]), "id", fmt.Sprint(found[1])).see(t, http.StatusSeeOther)
	s.by(who.Township).post("/claims/review?status=endorsed", "opinion", "同意", "decision", "pass", "all", string(shown.Of(found))).see(t, http.StatusSeeOther)
	s.by(who.Clerk).post("/claims/file?status=reviewed", "id", fmt.Sprint(found[0]), "id", "1").see(t, http.StatusNotFound)
	s.by(who.Clerk).post("/claims/file?status=reviewed", "id", fmt.Sprint(found[0]), "id", fmt.Sprint(found[1])).see(t, http.StatusSeeOther)
	s.stands(found[1], claims.Filed, 1, 1)
}

func TestAnotherAdjusterOrMoreDays(t *testing.T) {
	s := newClaimSite(t)
	id := s.Claims(t, 1, "industry", claims.Entrusted)[0]
	clerk, at := s.by(who.Clerk), claimPath(id)
	clerk.post(at+"/extend").see(t, http.StatusUnprocessableEntity, "请写明查勘员申请延期的理由")
	clerk.post(at+"/extend", "why_extend", "道路中断").see(t, http.StatusSeeOther)
	clerk.get(at).see(t, http.StatusOK, "于2024年9月18日前", "已延期一次", "道路中断", "查勘延期").hides(t, "延期三个工作日</button>")
	clerk.post(at+"/reassign", "to", fmt.Sprint(s.Who(who.Adjuster).ID), "why_reassign", "生病住院").see(t, http.StatusUnprocessableEntity, "请选择另一位", `value="生病住院"`)
	clerk.post(at+"/reassign", "to", fmt.Sprint(s.Other(who.Adjuster).ID), "why_reassign", "生病住院").see(t, http.StatusSeeOther)
	clerk.get(at).see(t, http.StatusOK, "第 1 轮第 2 次查勘", "生病住院", "改派查勘员")
	s.by(who.Adjuster).get(at).see(t, http.StatusOK)
	s.by(who.Adjuster).get("/claims").see(t, http.StatusOK, "共 1 条")
	s.by(who.Adjuster).get("/claims?status=entrusted").see(t, http.StatusOK, "共 0 条")
	s.as(s.Other(who.Adjuster)).get("/claims?status=entrusted").see(t, http.StatusOK, "共 1 条", at+"/investigate")
	s.by(who.Adjuster).get(at+"/investigate").see(t, http.StatusConflict)
	clerk.post(at+"/void").see(t, http.StatusUnprocessableEntity, "请写明撤销案件的理由")
	clerk.post(at+"/void", "why_void", "重复立案").see(t, http.StatusSeeOther)
	clerk.get(at).see(t, http.StatusOK, "已撤销", "重复立案").hides(t, "撤销本案件", "改派或延期")
	clerk.get("/claims").see(t, http.StatusOK, "没有符合条件的案件")
}

func TestClaimsAreThoseOfOnesOwn(t *testing.T) {
	s := newClaimSite(t)
	id := s.Claims(t, 1, "hospital", claims.Investigated)[0]
	page := s.by(who.Adjuster).get(claimPath(id)).see(t, http.StatusOK, "张户主")
	proof := regexp.MustCompile(`/claims/\d+/evidence/\d+`).FindString(page.body)
	for name, by := range map[string]who.Person{
		"another village":  s.Office.HireMember(staff.Member{Name: "广场社区干部", Role: who.Village, Division: "410602004002"}),
		"another township": s.Office.HireMember(staff.Member{Name: "鹤山街经办", Role: who.Township, Division: "410602004000"}),
		"another adjuster": s.Other(who.Adjuster),
	} {
		t.Run(name, func(t *testing.T) {
			v := s.as(by)
			list := v.get("/claims").see(t, http.StatusOK, "没有符合条件的案件", "共 0 条").hides(t, "张户主", claimPath(id))
			if by.Role != who.Adjuster {
				list.hides(t, "梨林头")
			}
			v.get("/claims?village=410602100228&status=investigated").see(t, http.StatusOK, "共 0 条").hides(t, "张户主")
			v.get(claimPath(id)).see(t, http.StatusNotFound).hides(t, "张户主")
			v.get(proof).see(t, http.StatusNotFound)
			v.get(claimPath(id)+"/paper.pdf").see(t, http.StatusNotFound)
			switch by.Role {
			case who.Village:
				v.post(claimPath(id)+"/endorse", "opinion", "同意", "decision", "pass").see(t, http.StatusNotFound).hides(t, "张户主")
				v.post("/claims/endorse?status=investigated", "id", fmt.Sprint(id), "opinion", "同意", "decision", "pass").see(t, http.StatusNotFound).hides(t, "张户主")
			case who.Township:
				v.post(claimPath(id)+"/review", "opinion", "同意", "decision", "pass").see(t, http.StatusNotFound)
			default:
				v.get(claimPath(id)+"/investigate").see(t, http.StatusNotFound)
				v.send(claimPath(id)+"/investigate", nil, "why", "看过").see(t, http.StatusNotFound)
			}
		})
	}
	for _, role := range []who.Role{who.Reporter, who.Sender, who.SystemAdmin} {
		s.by(role).get(claimPath(id)).see(t, http.StatusForbidden)
		s.by(role).get("/claims").see(t, http.StatusForbidden)
	}
	s.by(who.Approver).get("/screening").see(t, http.StatusForbidden)
	s.by(who.Village).post(claimPath(id)+"/file").see(t, http.StatusForbidden)
	s.stands(id, claims.Investigated, 1, 1)
}

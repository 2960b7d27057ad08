package web

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/shown"
	"fangpin/payouts"
	"fangpin/payouts/payoutstest"
	"fangpin/registry"
)

// payoutSite is a county office with payouts, and its pages.
func payoutSite(t *testing.T) (*payoutstest.Office, *testSite) {
	t.Helper()
	o := payoutstest.County(t)
	return o, newSite(t, o.Office.Office)
}

// elsewhere are people whose part of the county is another, or the county.
func elsewhere(o *payoutstest.Office) map[string]who.Person {
	return map[string]who.Person{
		"another village":  o.HireMember(staff.Member{Name: "邻村干部", Role: who.Village, Division: "410602100206"}),
		"another township": o.HireMember(staff.Member{Name: "外乡干部", Role: who.Township, Division: "410602201000"}),
	}
}

func headOf(o *payoutstest.Office, payout int64) (head registry.Person) {
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		p, err := payouts.Get(ctx, tx, payout)
		o.Must(err)
		head, err = registry.Get(ctx, tx, p.Payee)
		return err
	})
	return head
}

func TestAssessingOnThePage(t *testing.T) {
	o, s := payoutSite(t)
	o.Filed(t, 2, "hospital")
	zero := o.Claim(t, o.Enrol(t, "低收入户", 1)[0], "hospital", "2024-09", payoutstest.Cost("100.00"))
	assessor := s.as(o.Who(who.Assessor))
	page := assessor.get("/payouts/assess").see(t, http.StatusOK, "核定选中的案件", "共 3 条", "疾病住院")
	assessor.post("/payouts/assess").see(t, http.StatusUnprocessableEntity, "没有选中要核定的案件", "核定选中的案件")
	s.as(o.Who(who.Clerk)).get("/payouts/assess").see(t, http.StatusOK, "由核定员核定金额").hides(t, "核定选中的案件")
	var pending []int64
	o.Look(o.Who(who.Assessor), func(ctx context.Context, tx *pg.Tx) (err error) {
		pending, err = payouts.Pending(ctx, tx)
		return err
	})
	s.as(o.Who(who.Clerk)).post("/payouts/assess", "all", string(shown.Of(pending))).see(t, http.StatusForbidden)
	s.as(o.Who(who.Village)).get("/payouts/assess").see(t, http.StatusForbidden)

	assessor.post("/payouts/assess", "all", string(shown.Of(append(pending[:2:2], 1)))).see(t, http.StatusConflict, "现有 3 项")
	done := assessor.post("/payouts/assess", "all", string(shown.Of(pending))).see(t, http.StatusSeeOther)
	if want := "已核定 3 件，其中 2 件有应付金额"; done.location != "/payouts/assess" || !strings.Contains(done.said(), want) || !strings.Contains(done.said(), "1 件无应付金额") {
		t.Errorf("goes to %s with %q", done.location, done.said())
	}
	assessor.get("/payouts/assess").see(t, http.StatusOK, "没有等待核定的案件")
	unpaid := assessor.get("/payouts/assess?zero=1").see(t, http.StatusOK, "共 1 条", fmt.Sprintf("/claims/%d", zero))
	head := regexp.MustCompile(fmt.Sprintf(`<a href="/claims/%d">([^<]+)</a>`, zero)).FindStringSubmatch(unpaid.body)
	if strings.Contains(done.said(), head[1]) || strings.Contains(done.said(), "备案号") {
		t.Errorf("the browser keeps who is paid nothing: %q", done.said())
	}
	assessor.get("/payouts").see(t, http.StatusOK, "共 2 条", "已核定", "10,000.00")
	if strings.Contains(page.body, "100.00") {
		t.Error("the list of what waits shows amounts")
	}
}

func TestThePagesOfAPayout(t *testing.T) {
	o, s := payoutSite(t)
	o.At("2024-09-09")
	w := o.Work(t, 1, payouts.Announced)
	path := fmt.Sprintf("/payouts/%d", w.Payouts[0])
	head := headOf(o, w.Payouts[0])
	for _, role := range admitted("/payouts") {
		s.as(o.Who(role)).get(path).see(t, http.StatusOK, head.Name, "10,000.00", "公示至2024年9月19日24时", "计算步骤", "总费用", "办理经过")
		s.as(o.Who(role)).get("/payouts?status=announced").see(t, http.StatusOK, "共 1 条", head.Name)
	}
	for name, by := range elsewhere(o) {
		s.as(by).get(path).see(t, http.StatusNotFound).hides(t, head.Name)
		list := s.as(by).get("/payouts").see(t, http.StatusOK, "共 0 条").hides(t, head.Name, "梨林头")
		if list.status != http.StatusOK {
			t.Errorf("%s: %d", name, list.status)
		}
	}
	s.as(o.Hire(who.Adjuster)).get(path).see(t, http.StatusNotFound)
	s.as(o.Hire(who.Adjuster)).get("/payouts").see(t, http.StatusOK, "共 0 条")
	s.as(o.Hire(who.Reporter)).get(path).see(t, http.StatusForbidden)
	s.as(o.Who(who.Clerk)).get("/payouts/1").see(t, http.StatusNotFound)
	s.as(o.Who(who.Clerk)).get("/payouts?q="+head.Name).see(t, http.StatusOK, "共 1 条")
	s.as(o.Who(who.Clerk)).get("/payouts?q=无此人").see(t, http.StatusOK, "没有符合条件的救助金")
	paper := s.as(o.Who(who.Clerk)).get(path+"/paper.pdf").see(t, http.StatusOK)
	if !strings.HasPrefix(paper.body, "%PDF") {
		t.Error("the working is no PDF")
	}
}

func TestWithdrawingOnThePage(t *testing.T) {
	o, s := payoutSite(t)
	id := o.Work(t, 1, payouts.Assessed).Payouts[0]
	path := fmt.Sprintf("/payouts/%d", id)
	clerk := s.as(o.Who(who.Clerk))
	clerk.get(path).see(t, http.StatusOK, path+"/withdraw")
	clerk.get(path+"/withdraw").see(t, http.StatusOK, "撤回 10,000.00 元")
	clerk.post(path+"/withdraw", "reason", " ").see(t, http.StatusUnprocessableEntity, "请填写“撤回理由”")
	s.as(o.Who(who.Township)).get(path).hides(t, path+"/withdraw")
	s.as(o.Who(who.Township)).post(path+"/withdraw", "reason", "有误").see(t, http.StatusForbidden)
	clerk.post(path+"/withdraw", "reason", "该户已搬离本县").see(t, http.StatusSeeOther)
	clerk.get(path).see(t, http.StatusOK, "该户已搬离本县", "已撤回，本笔终止").hides(t, path+"/withdraw")
	clerk.post(path+"/withdraw", "reason", "再撤一次").see(t, http.StatusConflict, "未能办理", "不能撤回")
}

// A death that was recorded after the sending is looked into from the payout's page.
func TestADeathAfterTheSendingOnThePage(t *testing.T) {
	o, s := payoutSite(t)
	id := o.Work(t, 1, payouts.Sent).Payouts[0]
	path, clerk := fmt.Sprintf("/payouts/%d", id), s.as(o.Who(who.Clerk))
	clerk.get(path+"/death").see(t, http.StatusOK, "没有待核实的发送后死亡")
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return o.Bury(ctx, tx, headOf(o, id).ID) })
	clerk.get("/payouts?death=unchecked").see(t, http.StatusOK, "共 1 条")
	clerk.get(path).see(t, http.StatusOK, path+"/death", "待县经办向银行和家属核实")
	clerk.post(path+"/death", "said", "银行已答应退回").see(t, http.StatusUnprocessableEntity, "请选择")
	clerk.post(path+"/death", "recalled", "yes", "said", "好").see(t, http.StatusUnprocessableEntity, "请写明具体原因", "checked")
	clerk.post(path+"/death", "recalled", "yes", "said", "银行已答应退回").see(t, http.StatusSeeOther)
	clerk.get(path).see(t, http.StatusOK, "已请银行退回", "银行已答应退回").hides(t, path+"/death")
}

func TestNamingAnHeirOnThePage(t *testing.T) {
	o, s := payoutSite(t)
	id := o.Work(t, 1, payouts.Cleared).Payouts[0]
	path := fmt.Sprintf("/payouts/%d/heir", id)
	head, clerk := headOf(o, id), s.as(o.Who(who.Clerk))
	clerk.get(path).see(t, http.StatusOK, "没有死亡登记")
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return o.Bury(ctx, tx, head.ID) })
	clerk.get("/payouts?heir=missing").see(t, http.StatusOK, "共 1 条")
	var family []registry.Person
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) (err error) {
		family, err = registry.Find(ctx, tx, registry.Filter{Households: pg.Only([]int64{head.Household})})
		return err
	})
	heir := family[len(family)-1]
	form := clerk.get(path).see(t, http.StatusOK, heir.Name, "提出，由所选的人领取")
	if strings.Contains(form.body, fmt.Sprintf(`value="%d"`, head.ID)) {
		t.Error("the dead can be chosen")
	}
	stranger := o.Enrol(t, "低收入户", 1)[0]
	number := stranger.HeadID
	clerk.post(path, "find", "1", "q", number, "reason", "公证书").see(t, http.StatusOK, "公证书", number[len(number)-4:]).hides(t, number+"</")
	clerk.post(path, "person", fmt.Sprint(heir.ID)).see(t, http.StatusUnprocessableEntity, "请填写“依据”", "checked")
	clerk.post(path, "person", fmt.Sprint(heir.ID), "reason", "公证书").see(t, http.StatusSeeOther)
	clerk.get(fmt.Sprintf("/payouts/%d", id)).see(t, http.StatusOK, "已提出由 "+heir.Name+" 领取，待另一位县经办复核")
	clerk.post(path+"/confirm").see(t, http.StatusForbidden, "须由另一人复核")
	second := s.as(o.Other(who.Clerk))
	second.get("/payouts?heir=proposed").see(t, http.StatusOK, "共 1 条")
	second.get(path).see(t, http.StatusOK, "复核，由 "+heir.Name+" 领取", path+"/refuse")
	second.post(path+"/refuse", "reason", "证明没有盖章").see(t, http.StatusSeeOther)
	clerk.post(path, "person", fmt.Sprint(heir.ID), "reason", "公证书").see(t, http.StatusSeeOther)
	second.post(path+"/confirm").see(t, http.StatusSeeOther)
	clerk.get(fmt.Sprintf("/payouts/%d", id)).see(t, http.StatusOK, "由 "+heir.Name+" 领取", "公证书")
	clerk.get("/payouts?heir=missing").see(t, http.StatusOK, "共 0 条")
	s.as(o.Who(who.Village)).get(path).see(t, http.StatusForbidden)
}

func TestConfirmingTheEndOfPublicityOnThePage(t *testing.T) {
	o, s := payoutSite(t)
	w := o.Work(t, 3, payouts.Announced)
	o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
		_, err := payouts.Object(ctx, tx, w.Payouts[0], "家有轿车")
		return err
	})
	clerk := s.as(o.Who(who.Clerk))
	clerk.get("/payouts/clear").see(t, http.StatusOK, "现在没有可以确认的", "1 笔有异议待处理", "2 笔未满期，最晚公示至 2024-09-19")
	clerk.post("/payouts/clear", "seen", string(shown.Of(w.Payouts[1:]))).see(t, http.StatusConflict, "现有 0 项")
	o.At("2024-09-20")
	clerk = s.as(o.Who(who.Clerk))
	page := clerk.get("/payouts/clear").see(t, http.StatusOK, "确认 2 笔公示期满无异议", "20,000.00")
	s.as(o.Who(who.Township)).get("/payouts/clear").see(t, http.StatusForbidden)
	clerk.post("/payouts/clear", "seen", string(shown.Of(w.Payouts[:2]))).see(t, http.StatusConflict, "现有 2 项")
	clerk.post("/payouts/clear", "seen", page.hidden(t, "seen")).see(t, http.StatusSeeOther)
	clerk.get("/payouts?status=cleared").see(t, http.StatusOK, "共 2 条")
	clerk.get(fmt.Sprintf("/payouts/%d", w.Payouts[1])).see(t, http.StatusOK, "须于2024年9月26日前发放")
	o.At("2024-09-27")
	s.as(o.Who(who.Clerk)).get(fmt.Sprintf("/payouts/%d", w.Payouts[1])).see(t, http.StatusOK, "已逾期")
}

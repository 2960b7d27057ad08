package web

import (
	"net/http"
	"strings"
	"testing"

	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/picture/picturetest"
	"fangpin/templates"
)

// demoScheme is the scheme that a county starts from.
func demoScheme(t *testing.T) string {
	t.Helper()
	source, err := templates.Schemes.ReadFile("schemes/demo.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(source)
}

func TestASchemeIsProposedByOneAndConfirmedByAnother(t *testing.T) {
	o := stafftest.New(t)
	s := newSite(t, o)
	clerk, approver := s.as(o.Hire(who.Clerk)), s.as(o.Hire(who.Approver))
	clerk.get("/schemes").see(t, http.StatusOK, "还没有理赔方案")
	clerk.get("/schemes/template.yaml").see(t, http.StatusOK, "name: ")
	page := clerk.post("/schemes", "source", strings.ReplaceAll(demoScheme(t), "\n", "\r\n")).see(t, http.StatusSeeOther).location
	clerk.get(page).see(t, http.StatusOK, "由您提出", "待确认", "publicity").hides(t, `action="`+page+`/adopt"`)
	if source := clerk.get(page+"/source.yaml").see(t, http.StatusOK); source.body != demoScheme(t) {
		t.Errorf("the file is not what was proposed:\n%s", source.body)
	}
	clerk.post(page+"/adopt", "from", "2024-01-01").see(t, http.StatusForbidden, "须由另一人确认")
	approver.get(page).see(t, http.StatusOK, "确认方案", `value="2024-01-01"`)
	approver.post(page+"/adopt", "from", "2025-06-01").see(t, http.StatusUnprocessableEntity, "不在方案的保单年度", `value="2025-06-01"`)
	approver.post(page+"/adopt", "from", "2024-01-01").see(t, http.StatusSeeOther)
	approver.get(page).see(t, http.StatusOK, "2024-01-01 起生效", "确认理赔方案", "县审批人").hides(t, `action="`+page+`/adopt"`)
	clerk.get("/schemes").see(t, http.StatusOK, "2024-01-01起生效")
	clerk.post("/schemes", "source", demoScheme(t)).see(t, http.StatusConflict, "已经提出过")
	clerk.get("/schemes/1").see(t, http.StatusNotFound)
	s.as(o.Hire(who.Village)).get(page).see(t, http.StatusForbidden)
}

func TestARefusedSchemeSaysWhy(t *testing.T) {
	o := stafftest.New(t)
	s := newSite(t, o)
	clerk, approver := s.as(o.Hire(who.Clerk)), s.as(o.Hire(who.Approver))
	page := clerk.post("/schemes", "source", demoScheme(t)).see(t, http.StatusSeeOther).location
	clerk.get(page).see(t, http.StatusOK, "提出与复核", "待复核", "到期").hides(t, `action="`+page+`/refuse"`)
	clerk.post(page+"/refuse", "reason", "税率有误").see(t, http.StatusForbidden, "由本人提出")
	approver.post(page+"/refuse", "reason", " ").see(t, http.StatusUnprocessableEntity, "请写明驳回的理由")
	approver.get(page).see(t, http.StatusOK, `action="`+page+`/refuse"`)
	approver.post(page+"/refuse", "reason", "税率有误").see(t, http.StatusSeeOther)
	approver.get(page).see(t, http.StatusOK, "已驳回", "税率有误", "驳回理赔方案").hides(t, `action="`+page+`/adopt"`, `action="`+page+`/refuse"`)
	clerk.get("/schemes").see(t, http.StatusOK, "已驳回")
	clerk.post("/schemes", "source", demoScheme(t)).see(t, http.StatusSeeOther)
	approver.post(page+"/adopt", "from", "2024-01-01").see(t, http.StatusSeeOther)
}

func TestASchemesMistakesAreNamedByLine(t *testing.T) {
	o := stafftest.New(t)
	clerk := newSite(t, o).as(o.Hire(who.Clerk))
	broken := strings.Replace(demoScheme(t), "days: 10", "days: 十", 1)
	clerk.post("/schemes", "source", broken).see(t, http.StatusUnprocessableEntity, "理赔方案有误", "行", "days: 十")
	clerk.send("/schemes", []attached{{"file", "方案.yaml", []byte(broken)}}).see(t, http.StatusUnprocessableEntity, "理赔方案有误", "days: 十")
	clerk.post("/schemes").see(t, http.StatusUnprocessableEntity, "请选择方案文件")
}

func TestAPolicyYearIsOpenedInsuredAndPaid(t *testing.T) {
	h := newHomes(t)
	clerk, approver := h.as(h.clerk), h.as(h.Hire(who.Approver))
	clerk.post("/policies", "insurer", "演示保险公司", "from", "2024-01-01", "to", "2024-12-31", "per_head", "1,00.555").
		see(t, http.StatusUnprocessableEntity, "每人保费", `value="演示保险公司"`, `value="2024-12-31"`)
	page := clerk.post("/policies", "insurer", "演示保险公司", "from", "2024-01-01", "to", "2024-12-31", "per_head", "100").see(t, http.StatusSeeOther).location
	clerk.get("/policies").see(t, http.StatusOK, "演示保险公司", "100.00")
	clerk.post(page+"/insure").see(t, http.StatusConflict, "没有生效的理赔方案")
	scheme := clerk.post("/schemes", "source", demoScheme(t)).see(t, http.StatusSeeOther).location
	approver.post(scheme+"/adopt", "from", "2024-01-01").see(t, http.StatusSeeOther)
	approver.post(page+"/insure").see(t, http.StatusForbidden)
	clerk.get(page).see(t, http.StatusOK, "待县经办生成参保名册", "演示方案")
	clerk.post(page+"/insure").see(t, http.StatusSeeOther)
	clerk.post(page+"/insure").see(t, http.StatusConflict, "已经生成")
	clerk.get(page).see(t, http.StatusOK, "脱贫户", "按名册", "按名额", "325", "32,500.00", "未收保费")
	receipt := []attached{{"voucher", "回单.jpg", picturetest.JPEG("保费银行回单")}}
	clerk.send(page+"/premium", nil, "amount", "32,500", "on", "2024-09-01").see(t, http.StatusUnprocessableEntity, "银行回单")
	clerk.send(page+"/premium", receipt, "amount", "32500.01", "on", "2024-09-01").see(t, http.StatusConflict, "超过应收未收", `value="32500.01"`)
	clerk.send(page+"/premium", receipt, "amount", "32,500", "on", "2024-09-10").see(t, http.StatusUnprocessableEntity, "在今天之后")
	clerk.send(page+"/premium", receipt, "amount", "30,000", "on", "2024-09-01").see(t, http.StatusSeeOther)
	clerk.send(page+"/premium", receipt, "amount", "2,500", "on", "2024-09-01").see(t, http.StatusConflict, "已用于另一笔到账")
	clerk.send(page+"/premium", []attached{{"voucher", "回单.jpg", picturetest.JPEG("另一笔")}}, "amount", "2,500", "on", "2024-09-01").see(t, http.StatusSeeOther)
	_, rest, _ := strings.Cut(h.as(h.Hire(who.Auditor)).get(page).see(t, http.StatusOK, "查看").body, `href="/premiums/`)
	premium, _, _ := strings.Cut(rest, `"`)
	h.as(h.Hire(who.Auditor)).get("/premiums/"+premium).see(t, http.StatusOK)
	clerk.get(page).see(t, http.StatusOK, "保费已收齐", "登记保费到账", "2024-09-01")
	h.as(h.Hire(who.Sender)).get(page).see(t, http.StatusOK, "可用余额").hides(t, "登记保费到账</button>", `href="/schemes`)
	h.as(h.Hire(who.Township)).get(page).see(t, http.StatusForbidden)
}

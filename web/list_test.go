package web

import (
	"context"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/internal/picture/picturetest"
	"fangpin/payouts"
	"fangpin/payouts/bank"
	"fangpin/payouts/payoutstest"
	"fangpin/registry"
)

// payingSite is an office that pays, with its pages and its checkpoint key.
func payingSite(t *testing.T) (*payoutstest.Office, *testSite) {
	t.Helper()
	o := payoutstest.County(t)
	return o, newSite(t, o.Office.Office)
}

// seen are the fields of an approval's form, as the list stands.
func seen(o *payoutstest.Office, list int64) []string {
	var l payouts.List
	o.Look(o.Who(who.Approver), func(ctx context.Context, tx *pg.Tx) (err error) {
		l, err = payouts.GetList(ctx, tx, list)
		return err
	})
	return []string{"digest", hex.EncodeToString(l.Digest), "total", l.Total.StringFixed(2)}
}

func TestAListIsComposedOfWhatWasChosen(t *testing.T) {
	o, s := payingSite(t)
	w := o.Work(t, 3, payouts.Cleared)
	clerk := s.as(o.Who(who.Clerk))
	clerk.get("/lists").see(t, http.StatusOK, "尚未列入花名册的救助金有 <b>3</b> 笔", `href="/lists/compose"`)
	clerk.get("/lists/compose").see(t, http.StatusOK, "梨林头村", fmt.Sprintf(`name="id" value="%d"`, w.Payouts[0]))
	clerk.post("/lists/compose/check").see(t, http.StatusUnprocessableEntity, "请先勾选")
	two := []string{"id", fmt.Sprint(w.Payouts[0]), "id", fmt.Sprint(w.Payouts[2])}
	clerk.post("/lists/compose/check", two...).see(t, http.StatusOK, "20,000.00", "贰万元整")
	clerk.post("/lists/compose/check", "whole", fmt.Sprint(payoutstest.Village)).see(t, http.StatusOK, "30,000.00")
	clerk.post("/lists/compose", append(two, "total", "30000.00")...).see(t, http.StatusConflict, "与您核对的 30000.00 元不一致", "20,000.00")
	clerk.get("/lists").see(t, http.StatusOK, "<b>3</b> 笔").hides(t, "<option>2024</option>")
	made := clerk.post("/lists/compose", append(two, "total", "20000.00")...).see(t, http.StatusSeeOther)
	clerk.get(made.location).see(t, http.StatusOK, "2024年第1册", "20,000.00", "贰万元整", "待县审批人第一级审批", "备案或编制").hides(t, "核对并审批", "990000000000")
	clerk.post("/lists/compose", append(two, "total", "20000.00")...).see(t, http.StatusConflict, "已不在这一步")
	clerk.get("/lists").see(t, http.StatusOK, "<option>2024</option>") // the year has a list by now
}

// A year that is none narrows nothing.
func TestAYearThatIsNone(t *testing.T) {
	o, s := payingSite(t)
	o.Work(t, 1, payouts.Listed)
	clerk := s.as(o.Who(who.Clerk))
	for _, year := range []string{"99999999999", "-1", "x"} {
		clerk.get("/lists?year="+year).see(t, http.StatusOK, "共 1 条")
		clerk.get("/notices?year="+year).see(t, http.StatusOK, "共 1 条")
	}
	clerk.get("/lists?year=2023").see(t, http.StatusOK, "共 0 条")
}

// Whoever approves answers what is odd on the page, and what they answered stands on the list's page and under the signature.
func TestAnApproverAnswersWhatIsOdd(t *testing.T) {
	o, s := payingSite(t)
	w := o.Work(t, 1, payouts.Cleared)
	o.Account(t, o.Get(t, w.Payouts[0])[0].Payee)
	w.List = o.Compose(t, w.Payouts)
	path, first := fmt.Sprintf("/lists/%d", w.List), s.as(o.Who(who.Approver))
	reason, salt := fmt.Sprintf("reason-%d-second", w.Payouts[0]), fmt.Sprintf("salt-%d-second", w.Payouts[0])
	first.get(path+"/approve").see(t, http.StatusOK, "风险提示 1 条", "领款人另有演示银行账户", `name="`+reason+`"`, `name="`+salt+`"`)
	form := seen(o, w.List)
	first.post(path+"/approve", form...).see(t, http.StatusConflict, "还没有答复")
	short := slices.Concat(form, []string{reason, "同意", salt, strings.Repeat("ab", 16)})
	first.post(path+"/approve", short...).see(t, http.StatusUnprocessableEntity, "请写明具体原因", "同意</textarea>")
	first.post(path+"/approve", slices.Concat(form, []string{reason, "本人到场核对存折", salt, "ab"})...).see(t, http.StatusUnprocessableEntity, "答复不完整")
	answered := slices.Concat(form, []string{reason, "本人到场核对存折", salt, strings.Repeat("ab", 16)})
	first.postForm(path+"/approve", pairsOf(answered)).see(t, http.StatusOK, signPage, "本人到场核对存折", "1 条，已逐条答复")
	first.post(path+"/approve", answered...).see(t, http.StatusSeeOther)
	s.as(o.Who(who.Auditor)).get(path).see(t, http.StatusOK, "另有账户", "第一级审批", "本人到场核对存折")
	s.as(o.Other(who.Approver)).get(path+"/approve").see(t, http.StatusOK, "风险提示 1 条", "本人到场核对存折")
}

// Every part of a list is another person's, and each is told why.
func TestHandsOfAList(t *testing.T) {
	o, s := payingSite(t)
	w := o.Work(t, 2, payouts.Listed)
	path := fmt.Sprintf("/lists/%d", w.List)
	first, second := s.as(o.Who(who.Approver)), s.as(o.Other(who.Approver))
	form := seen(o, w.List)

	first.get(path+"/approve").see(t, http.StatusOK, "第一级审批", "审批后结余", "未见疑点", `value="`+form[1]+`"`)
	wrong := strings.Repeat("ab", 32)
	first.post(path+"/approve", "digest", wrong, "total", form[3]).see(t, http.StatusConflict, "与您核对的不一致")
	for total, want := range map[string]int{"1.00": http.StatusConflict, "-20000.00": http.StatusConflict, "99999999999999999999": http.StatusUnprocessableEntity} {
		// Nobody reads on the page that is signed what is not on record.
		first.postForm(path+"/approve", url.Values{"digest": {form[1]}, "total": {total}}).see(t, want).hides(t, signPage)
	}
	first.postForm(path+"/approve", url.Values{"digest": {wrong}, "total": {form[3]}}).see(t, http.StatusConflict, "与您核对的不一致").hides(t, signPage)
	first.post(path+"/approve", form...).see(t, http.StatusSeeOther)
	first.post(path+"/approve", form...).see(t, http.StatusForbidden, "您在本花名册已担任“第一级审批”", "须由未经手本册的另一位县审批人办理")
	first.get(path+"/approve").see(t, http.StatusOK, "第二级审批").hides(t, "同意发放")

	for name, one := range map[string]visitor{"clerk": s.as(o.Who(who.Clerk)), "sender": s.as(o.Who(who.Sender)), "auditor": s.as(o.Who(who.Auditor)), "township": s.as(o.Who(who.Township))} {
		if a := one.post(path+"/approve", form...); a.status != http.StatusForbidden {
			t.Errorf("the %s approves: %d", name, a.status)
		}
	}
	if a := s.as(o.Who(who.Township)).get(path); a.status != http.StatusForbidden {
		t.Errorf("a township reads a list: %d", a.status)
	}
	sender := s.as(o.Who(who.Sender))
	sender.post(path+"/send").see(t, http.StatusConflict, "还没有两级审批")
	second.post(path+"/approve", form...).see(t, http.StatusSeeOther)
	second.post(path+"/send").see(t, http.StatusForbidden, "无权办理")
	second.post(path+"/approve", form...).see(t, http.StatusConflict)

	sender.get(path+"/send").see(t, http.StatusOK, "2 条打款指令")
	sent := sender.post(path+"/send").see(t, http.StatusSeeOther)
	sender.post(path+"/send").see(t, http.StatusConflict)
	sender.get(sent.location).see(t, http.StatusOK, "2024年第1册第1批", "待发送员下载代发文件")
	s.as(o.Who(who.Clerk)).post(path+"/void", "reason", "账户有误").see(t, http.StatusConflict, "不在这一步", "不能作废")
	s.as(o.Who(who.Auditor)).get(path).see(t, http.StatusOK, "已发送银行", "第二级审批").hides(t, "作废本册", "核对并")
}

func TestAListIsVoidedWithItsReason(t *testing.T) {
	o, s := payingSite(t)
	w := o.Work(t, 1, payouts.Listed)
	path := fmt.Sprintf("/lists/%d", w.List)
	clerk := s.as(o.Who(who.Clerk))
	clerk.post(path+"/void", "reason", " ").see(t, http.StatusUnprocessableEntity, "请填写“作废理由”")
	clerk.post(path+"/void", "reason", "账户录错").see(t, http.StatusSeeOther)
	clerk.get(path).see(t, http.StatusOK, "已作废", "账户录错")
	clerk.get("/lists/compose").see(t, http.StatusOK, "10,000.00")
	clerk.get("/lists/999").see(t, http.StatusNotFound, "没有找到这份花名册")
}

func TestDoubtsBeforeAnApproval(t *testing.T) {
	o, s := payingSite(t)
	w := o.Work(t, 1, payouts.Listed)
	o.Account(t, o.Get(t, w.Payouts...)[0].Payee)
	s.as(o.Who(who.Approver)).get(fmt.Sprintf("/lists/%d/approve", w.List)).see(t, http.StatusOK, "另有账户（编册以后新增）", "您如何核实，为何可以发放")
}

// A fund that cannot pay says so before a list is made of it, and again instead of the button that could not work.
func TestAListThatTheFundCannotPay(t *testing.T) {
	o, s := payingSite(t)
	w := o.Work(t, 3, payouts.Cleared)
	pgtest.Super(t).MustExecContext(t.Context(), `UPDATE fangpin.premium SET amount = 25000`)
	clerk, approver := s.as(o.Who(who.Clerk)), s.as(o.Who(who.Approver))
	two := []string{"id", fmt.Sprint(w.Payouts[0]), "id", fmt.Sprint(w.Payouts[1])}
	clerk.post("/lists/compose/check", two...).see(t, http.StatusOK, "25,000.00 元").hides(t, "保费不足")
	clerk.post("/lists/compose/check", append(two, "id", fmt.Sprint(w.Payouts[2]))...).
		see(t, http.StatusOK, "结余 25,000.00 元，所选 30,000.00 元，缺 5,000.00 元")
	path := fmt.Sprintf("/lists/%d/approve", o.Compose(t, w.Payouts))
	approver.get(path).see(t, http.StatusOK, "本年度保费不足，缺 5,000.00 元；补足资金前不能审批，可作废本册、减少笔数重新编制").hides(t, "同意发放")
	pgtest.Super(t).MustExecContext(t.Context(), `UPDATE fangpin.premium SET amount = 30000`)
	approver.get(path).see(t, http.StatusOK, "同意发放 30,000.00 元").hides(t, "保费不足")
}

// One account under two families is said where it is confirmed, and where money goes out to it again.
func TestOneAccountUnderTwoFamilies(t *testing.T) {
	o, s := payingSite(t)
	w := o.Work(t, 2, payouts.Sent)
	found := o.Get(t, w.Payouts...)
	other := []string{"同一账户还登记在另一户名下", "请核实"}
	o.Answer(t, payouts.Returned, w.Payouts[:1])
	path := fmt.Sprintf("/lists/%d/reissue", w.List)
	sender, clerk := s.as(o.Who(who.Sender)), s.as(o.Who(who.Clerk))
	sender.get(path).see(t, http.StatusOK, "原账户").hides(t, other...)
	clerk.get("/accounts").see(t, http.StatusOK).hides(t, other...)
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		accounts, err := registry.ConfirmedAccounts(ctx, tx, []int64{found[0].Payee})
		if err != nil {
			return err
		}
		number, err := accounts[found[0].Payee].Plain(o.Keys, tx.County)
		if err != nil {
			return err
		}
		_, err = registry.AddAccount(ctx, tx, o.Keys, found[1].Payee, "演示银行", number)
		return err
	})
	sender.get(path).see(t, http.StatusOK, other...)
	clerk.get("/accounts").see(t, http.StatusOK, other...)
}

func TestPapersOfAList(t *testing.T) {
	o, s := payingSite(t)
	w := o.Work(t, 2, payouts.Listed)
	clerk := s.as(o.Who(who.Clerk))
	for _, file := range []string{"roll.xlsx", "roll.pdf", "approval.pdf"} {
		a := clerk.get(fmt.Sprintf("/lists/%d/%s", w.List, file))
		if a.status != http.StatusOK || len(a.body) == 0 || !strings.Contains(a.header.Get("Content-Disposition"), "attachment") {
			t.Errorf("%s: %d %s", file, a.status, a.header.Get("Content-Disposition"))
		}
	}
}

// The bank's answer, from the file that goes out to the reissue of what came back.
func TestTheBankAnswers(t *testing.T) {
	o, s := payingSite(t)
	w := o.Work(t, 3, payouts.Sent)
	sender, clerk := s.as(o.Who(who.Sender)), s.as(o.Who(who.Clerk))
	batch := fmt.Sprintf("/batches/%d", w.Batch)

	file := sender.post(batch+"/file").see(t, http.StatusOK, "合计,3,30000.00,")
	if name := file.header.Get("Content-Disposition"); !strings.Contains(name, "attachment") {
		t.Errorf("the bank's file comes as %q", name)
	}
	sender.get(batch).see(t, http.StatusOK, "生成代发文件", "待银行回盘").hides(t, "990000000000")
	clerk.post(batch+"/file").see(t, http.StatusForbidden)

	answers := o.Lines(t, bank.Paid, w.Payouts)
	answers[1].Outcome, answers[2].Outcome = bank.Returned, bank.Unknown
	content := payoutstest.Written(t, answers)
	upload := []attached{{"file", "回盘.csv", content}}
	clerk.send("/bank/answers", nil).see(t, http.StatusUnprocessableEntity, "请选择一个银行回盘文件")
	clerk.send("/bank/answers", []attached{{"file", "回盘.csv", content[:len(content)-20]}}).see(t, http.StatusUnprocessableEntity, "回盘文件")
	s.as(o.Who(who.Auditor)).send("/bank/answers", upload).see(t, http.StatusForbidden)
	read := clerk.send("/bank/answers", upload).see(t, http.StatusSeeOther)
	again := clerk.send("/bank/answers", upload).see(t, http.StatusSeeOther)
	if again.location != read.location {
		t.Errorf("the same file leads to %s, not %s", again.location, read.location)
	}
	clerk.get(read.location).see(t, http.StatusOK, "相符，已入账", "退票", "相符，银行处理中，未入账", "各行均已处理", "查看凭证")
	if a := clerk.get(read.location + "/file"); a.body != string(content) {
		t.Errorf("the bank's file comes back as %q", a.body)
	}
	clerk.get("/bank").see(t, http.StatusOK, "2024年第1册第1批", "有 1 笔退票待处理")
	clerk.get("/bank/waiting").see(t, http.StatusOK, "银行处理中").hides(t, "请向银行核实")
	clerk.get("/bank/returns").see(t, http.StatusOK, "请县经办核实并录入新账户", "到该户更正账户")

	account := o.Account(t, o.Get(t, w.Payouts[1])[0].Payee)
	path := fmt.Sprintf("/lists/%d/reissue", w.List)
	sender.get(path).see(t, http.StatusOK, "账户已更正并复核，待县经办编入重新支付花名册", "disabled")
	back := fmt.Sprint(w.Payouts[1])
	sender.post(path).see(t, http.StatusUnprocessableEntity, "请先勾选")
	clerk.post(path, "id", back).see(t, http.StatusForbidden)
	sender.post(path, "id", back, "account-"+back, fmt.Sprint(account)).see(t, http.StatusConflict, "不是审批时的账户")

	// A corrected account is approved again: the list says so, and why.
	clerk.get("/bank/returns").see(t, http.StatusOK, "编制重新支付花名册")
	clerk.get("/lists/again").see(t, http.StatusOK, "须重新审批的退票", "10,000.00")
	clerk.post("/lists/again/check", "id", back).see(t, http.StatusOK, "编制重新支付花名册", "10,000.00")
	made := clerk.post("/lists/again", "id", back, "total", "10000.00").see(t, http.StatusSeeOther)
	clerk.get(made.location).see(t, http.StatusOK, "重新支付", "收款账户已变更", "2024年第1册，第 1 次打款")
	s.as(o.Who(who.Approver)).get(made.location+"/approve").see(t, http.StatusOK, "由暂挂款支付", "收款账户已变更").hides(t, "审批后结余")
	s.as(o.Who(who.Approver)).get("/ledger/reconciliation").see(t, http.StatusOK, "账实相符")
}

// What the bank had called paid and sends back after all is admitted by a clerk, once.
func TestALateReturnIsAdmitted(t *testing.T) {
	o, s := payingSite(t)
	w := o.Work(t, 1, payouts.Paid)
	lines := o.Lines(t, bank.Returned, w.Payouts)
	late := o.Settle(t, lines)
	clerk := s.as(o.Who(who.Clerk))
	path := fmt.Sprintf("/bank/answers/%d", late.Answer)
	clerk.get(path).see(t, http.StatusOK, "此前已有结果", "核对并确认退票", "有 1 行对不上")
	s.as(o.Who(who.Sender)).get(path).see(t, http.StatusOK, "待县经办确认")
	s.as(o.Who(who.Sender)).post(path+"/1/admit").see(t, http.StatusForbidden)
	clerk.get(path+"/1/admit").see(t, http.StatusOK, "确认退票 10,000.00 元")
	clerk.get(path+"/2/admit").see(t, http.StatusNotFound)
	clerk.post(path+"/1/admit").see(t, http.StatusSeeOther)
	clerk.post(path+"/1/admit").see(t, http.StatusConflict)
	clerk.get(path).see(t, http.StatusOK, "确认为退票", "各行均已处理")
	clerk.get("/bank/returns").see(t, http.StatusOK, "10,000.00", "银行曾答复到账")
}

// What the bank returned and then calls paid is said of by a clerk with its document, and decided by an approver.
func TestAContradictionIsDecidedByTwo(t *testing.T) {
	o, s := payingSite(t)
	w := o.Work(t, 1, payouts.Returned)
	answer := o.Settle(t, o.Lines(t, bank.Paid, w.Payouts)).Answer
	sender, clerk, approver := s.as(o.Who(who.Sender)), s.as(o.Who(who.Clerk)), s.as(o.Who(who.Approver))
	one := fmt.Sprintf("/bank/contradictions/%d/1", answer)
	clerk.get(fmt.Sprintf("/bank/answers/%d", answer)).see(t, http.StatusOK, "先退票、后到账", "待核定", "有 1 行对不上")
	clerk.get("/").see(t, http.StatusOK, "处理回盘矛盾")
	sender.get("/bank/returns").see(t, http.StatusOK, "银行回盘前后矛盾").hides(t, "/reissue")
	clerk.get("/bank/contradictions?open=1").see(t, http.StatusOK, "待县经办凭银行证明提出处理")
	clerk.get(one).see(t, http.StatusOK, "提出处理", "银行证明").hides(t, "核定已到账")
	clerk.get(one+"/file").see(t, http.StatusNotFound)
	document := []attached{{"file", "证明.png", picturetest.JPEG("流水")}}
	clerk.send(one+"/propose", nil, "paid", "yes", "reason", "流水").see(t, http.StatusUnprocessableEntity, "请上传银行证明")
	clerk.send(one+"/propose", []attached{{"file", "证明.png", []byte("\x89PNG\r\n\x1a\n")}}, "paid", "yes", "reason", "银行流水已入账").see(t, http.StatusUnprocessableEntity, "证明.png")
	clerk.send(one+"/propose", document, "reason", "流水").see(t, http.StatusUnprocessableEntity, "请选择已到账或未到账")
	clerk.send(one+"/propose", document, "paid", "yes").see(t, http.StatusUnprocessableEntity, "处理依据")
	clerk.send(one+"/propose", document, "paid", "yes", "reason", "银行流水已入账").see(t, http.StatusSeeOther)
	approver.get("/").see(t, http.StatusOK, "核定回盘矛盾")
	approver.get(one).see(t, http.StatusOK, "银行流水已入账", "核定已到账", "驳回").hides(t, "提出处理")
	if a := approver.get(one + "/file"); a.status != http.StatusOK || a.header.Get("Content-Type") != "image/jpeg" {
		t.Errorf("the bank's document comes back as %d %q", a.status, a.body)
	}
	approver.post(one+"/refuse").see(t, http.StatusUnprocessableEntity, "请写明驳回的理由")
	clerk.post(one+"/resolve").see(t, http.StatusForbidden)
	approver.post(one+"/resolve").see(t, http.StatusSeeOther)
	approver.post(one+"/resolve").see(t, http.StatusConflict)
	clerk.get(one).see(t, http.StatusOK, "已核定：已到账", "已发放")
	clerk.get(fmt.Sprintf("/bank/answers/%d", answer)).see(t, http.StatusOK, "已核定", "各行均已处理")
	approver.get("/ledger/reconciliation").see(t, http.StatusOK, "账实相符")
}

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"

	"fangpin/demo"
	"fangpin/web/webtest"
)

// assess: the insurer's assessor fixes the amounts by the scheme, never by hand.
func (n *town) assess() {
	p := n.as(assessor)
	p.Follow("核定金额")
	n.look(p, "assess")
	for _, head := range []string{"张守田", "李满仓", "赵长根", "陈玉珍", "周建国", "吴大山"} {
		p.Check("选择" + head + "的案件")
	}
	p.Press("核定选中的案件")
	b := n.books()
	b.Cents("all amounts", 2827284, `SELECT SUM(amount) FROM payout`)
	b.Cents("illness: 5,000 at 50 %, 3,000 at 60 %, above the deductible of 5,000", 680000, amountOf("张守田"))
	b.Cents("illness: half of 7,345.67, half a fen up", 367284, amountOf("李满仓"))
	b.Cents("income: 2,700 below the line, four heads", 1080000, amountOf("赵长根"))
	b.Cents("admission: a lump", 200000, amountOf("陈玉珍"))
	b.Cents("schooling: all above 6,000", 300000, amountOf("周建国"))
	b.Cents("industry: a fifth above 10,000", 200000, amountOf("吴大山"))
	b.Count("no payout of another sum than its assessments", 0,
		`SELECT COUNT(*) FROM payout p WHERE p.amount <> (SELECT SUM(amount) FROM assessment a WHERE a.claim = p.claim AND a.round = p.round)`)
}

// amountOf asks for a family's last amount.
func amountOf(head string) string {
	return `SELECT p.amount FROM payout p JOIN claim c ON c.id = p.claim JOIN person h ON h.household = c.household
		WHERE h.name = '` + head + `' ORDER BY p.round DESC LIMIT 1`
}

// pay: composed, approved twice, sent, each by another person.
func (n *town) pay() {
	n.list("5 笔 17,472.84 元", "17,472.84", "梨林头村 全部可列入的", "石碑头村 全部可列入的")
	n.books().Count("six parts in different hands", 0, `
		SELECT COUNT(*) FROM (SELECT list FROM hand GROUP BY list HAVING COUNT(DISTINCT part) <> 6 OR COUNT(DISTINCT person) <> COUNT(*)) l`)
}

// list takes what is chosen through a list of its own to the bank.
func (n *town) list(sum, total string, chosen ...string) {
	n.Helper()
	c := n.as(clerk)
	c.Follow("编制花名册")
	n.look(c, "compose")
	for _, row := range chosen {
		c.Check(row)
	}
	c.Press("核对所选合计")
	n.look(c, "compose-check")
	c.Press("编制花名册，" + sum)
	n.look(c, "list")
	n.approved(sum, total)
}

// approved takes a list through two approvals to the bank. What is odd about it is answered by each.
func (n *town) approved(sum, total string, answer ...string) {
	n.Helper()
	for _, approver := range []string{first, newcomer, second} {
		a := n.as(approver)
		a.Follow("审批花名册")
		a.In(total).Follow("册")
		a.Follow("核对并审批")
		if approver == newcomer { // whose account was granted a moment ago, by a clock that no story moves
			a.See("未满本县的新账号等待期")
			continue
		}
		n.look(a, "approve")
		for _, why := range answer {
			a.Fill("您如何核实，为何可以发放", why)
		}
		a.Press("同意发放 " + total + " 元")
		n.signs(approver, "已审批", "同意发放", "校验码", total)
	}
	s := n.as(sender)
	s.Follow("发送银行")
	s.In(total).Follow("册")
	s.Follow("核对并发送银行")
	n.look(s, "send")
	s.Press("发送银行，" + sum)
	n.signs(sender, "已生成", "发送银行", "校验码", total)
}

// settle: the bank pays all but two, which it sends back; the same answer twice changes nothing.
func (n *town) settle() {
	n.bankAnswers("17,472.84", 2)
	b := n.books()
	b.Count("two payments came back", 2, `SELECT COUNT(*) FROM payout WHERE status = 'returned'`)
	b.Count("three arrived", 3, `SELECT COUNT(*) FROM payout WHERE status = 'paid'`)
}

// bankAnswers carries the file of the batch to the bank, and its answer back, twice.
func (n *town) bankAnswers(total string, returned int) {
	n.Helper()
	s := n.as(sender)
	s.Follow("代发与回盘")
	s.In(total).Follow("批")
	n.look(s, "batch")
	ordered := s.Download("下载代发文件")
	n.reference = s.Rows("打款指令")[0][0]
	answer, err := demo.BankAnswers(ordered.Content, returned)
	n.must(err)
	path := filepath.Join(n.TempDir(), "银行回盘.csv")
	n.must(os.WriteFile(path, answer, 0o600))
	for range 2 {
		s.Follow("代发与回盘")
		s.Follow("银行回盘")
		s.Attach("银行回盘文件", path)
		s.Press("导入并核对")
		n.look(s, "answer")
	}
}

// reissue corrects one account, under two pairs of eyes, and has that payment approved again; the other stays in suspense.
func (n *town) reissue() {
	c := n.as(clerk)
	c.Follow("代发与回盘")
	c.Follow("退票处理")
	n.look(c, "returns")
	back := c.Rows("银行退回、尚未补发的救助金")[0]
	head, amount := back[3], back[5]
	c.In(head).Follow("到该户更正账户")
	n.look(c, "household")
	c.Choose("户名", head)
	c.Fill("开户行", "鹤山区农村信用社")
	c.Fill("银行账号", "9990000000000000017")
	c.Press("录入账户")

	d := n.as(colleague)
	d.Follow("复核账户")
	d.Check("选择 " + head + " 的账户")
	d.Press("复核选中的账户")
	n.signs(colleague, "已复核账户", "1 个")

	c = n.as(clerk)
	c.Follow("编制重新支付花名册")
	n.look(c, "again")
	c.Check(head)
	c.Press("核对所选合计")
	c.Press("编制花名册，1 笔 " + amount + " 元")
	n.approved("1 笔 "+amount+" 元", amount, "已对照新存折原件，账户为本人")
	n.bankAnswers(amount, 0)
	n.books().Count("the one approved again, to a corrected account, has arrived", 1, `SELECT COUNT(*) FROM instruction WHERE attempt = 2 AND status = 'paid'`)
}

// visitAgain takes the claim whose objection was upheld through everything once more, with one head fewer.
func (n *town) visitAgain() {
	n.visitBy(another, "赵长根", "符合条件", "入户核实，赵雨桐户口已迁出，家庭人口三人", "家庭人口数", "3")
	n.endorseIn(shibeitou, "赵长根")
	n.judge("通过", "审核通过", "赵长根")
	c := n.as(clerk)
	c.Follow("备案")
	c.Check("选择赵长根的案件")
	c.Press("备案选中的案件")
	p := n.as(assessor)
	p.Follow("核定金额")
	p.Check("选择赵长根的案件")
	p.Press("核定选中的案件")
	n.books().Cents("income: 2,700 below the line, three heads", 810000, amountOf("赵长根"))
}

// payAgain pays the second round.
func (n *town) payAgain() {
	c := n.as(clerk)
	c.Follow("确认公示期满")
	c.Press("确认 1 笔公示期满无异议")
	n.list("1 笔 8,100.00 元", "8,100.00", "石碑头村 全部可列入的")
	n.bankAnswers("8,100.00", 0)
	n.books().Count("the second round stood on a second notice, and is paid", 1,
		`SELECT COUNT(*) FROM payout p JOIN notice_row r ON r.payout = p.id WHERE p.round = 2 AND p.status = 'paid'`)
}

// audit: lists, books and bank agree to the fen; the auditor signs, verifies, follows a payment to its cell, and carries all away.
func (n *town) audit() {
	c := n.as(clerk)
	c.Follow("账簿")
	n.look(c, "ledger")
	c.Follow("对账")
	n.look(c, "reconciliation")
	c.See("账实相符", "花名册合计 25,572.84 元")
	n.books().Agrees()

	a := n.as(auditor)
	a.Follow("审计")
	a.Press("现在签一个检查点")
	n.look(a, "audit")
	a.Fill("业务参考号", n.reference)
	a.Press("追溯")
	n.look(a, "trace")
	a.See("打款指令", "两处张贴", "乘人数2700.00×3=8100.00", "入户查勘", "成立，撤回该笔", "社会救助!第2行", "借应付救助金贷银行存款8100.00元")
	a.Follow("返回审计")
	a.Choose("用途", "年度审计")
	n.verified(a.Download("导出证据包"))
	a.Press("开始核验")
	n.look(a, "verify")
	a.See("核验通过")
	for _, row := range a.Rows("核验项目") {
		if !strings.HasPrefix(row[2], "一致") { // a note may follow
			n.Errorf("verified: %v", row)
		}
	}
}

// verified derives everything again from the bundle alone, as the auditor does elsewhere.
func (n *town) verified(bundle webtest.File) {
	n.Helper()
	path := filepath.Join(n.TempDir(), bundle.Name)
	n.must(os.WriteFile(path, bundle.Content, 0o600))
	var out bytes.Buffer
	if err := run(n.Context(), []string{"verify", "--bundle", path}, &out, &out); err != nil {
		n.Errorf("verify --bundle: %v\n%s", err, out.String())
	}
}

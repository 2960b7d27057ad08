package demo

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"fangpin/internal/fault"
	"fangpin/internal/office/officetest"
	"fangpin/ledger"
	"fangpin/payouts/bank"
)

// The demonstration's month, verb by verb, in the order of S2. Each chapter is a step of it, followed by what must be true after it.
// How the people do it at the pages is told in story_test.go; the pages that the month leaves are looked at here, one and all.
func TestTheDemonstrationsMonth(t *testing.T) {
	dir := t.TempDir()
	mark, err := clearDemo(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = mark.Close() })
	var printed bytes.Buffer
	m, err := openMonth(t.Context(), dir, Heshan, 0, newTable(&printed, &printed))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := m.Close(); err != nil {
			t.Error(err)
		}
	})
	s := chapters{officetest.Books{T: t, DB: m.DB, Reader: m.people.clerk}, m}
	for _, step := range m.steps() {
		if err := m.work(t.Context(), step); err != nil {
			t.Fatal(err)
		}
		s.after(step.what)
	}
	if err := m.verify(t.Context()); err != nil {
		t.Errorf("verify: %v\n%s", err, printed.String())
	}
	if err := m.Knows(t.Context(), "999999"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a county that nobody opened is verified: %v", err)
	}
	s.traces()
	s.leaves()
	s.papers()
	for _, step := range []string{"报送", "比对", "委托", "查勘", "村乡审核", "备案", "核定", "公示", "异议", "发放", "退票", "回盘矛盾", "重新支付", "对账",
		"程序", "线索", "认定", "帮扶", "交办", "核查", "评议", "审定", "录入", "消除", "在办"} {
		if !strings.Contains(printed.String(), "\n"+step) {
			t.Errorf("the table has no line %s:\n%s", step, printed.String())
		}
	}
	t.Run("EveryPage", func(t *testing.T) { everyPage(t, m) })
}

// chapters are the month's, each followed by questions to the books.
type chapters struct {
	officetest.Books
	m *month
}

// after asks the books what came of a step, by what the month calls it.
func (s chapters) after(what string) {
	s.Helper()
	switch what {
	case "建户、参保":
		s.Count("every member of a 脱贫户 (S2)", 3205,
			`SELECT COUNT(*) FROM person p JOIN label l USING (county, household) WHERE l.label = '脱贫户'`)
		s.Count("every member of a 边缘易致贫户 (S2)", 41,
			`SELECT COUNT(*) FROM person p JOIN label l USING (county, household) WHERE l.label = '边缘易致贫户'`)
		s.Some("accounts", `SELECT COUNT(*) FROM account`)
		s.Count("no account that one person alone entered and confirmed", 0,
			`SELECT COUNT(*) FROM account a LEFT JOIN confirmation c ON c.account = a.id WHERE c.confirmed_by IS NULL OR c.confirmed_by = a.entered_by`)
	case "方案、保费":
		s.Balance(ledger.PremiumFund, "356700.00") // 3,205 + 41 + 321 heads at 100 yuan (S2; the tenth rounded up)
		s.Balance(ledger.Bank, "356700.00")
	case "部门报送":
		s.Count("seven files handed over, one of them a correction", 7, `SELECT COUNT(*) FROM report WHERE status = 'handed_over'`)
		s.Count("the file that was corrected", 1, `SELECT COUNT(*) FROM report WHERE status = 'replaced'`)
		s.Some("first files", `SELECT COUNT(*) FROM report WHERE replaces IS NULL`)
		s.Count("no first file without a defect, each with its cell", 0,
			`SELECT COUNT(*) FROM report r WHERE r.replaces IS NULL AND NOT EXISTS (SELECT FROM defect d WHERE d.report = r.id AND d.cell <> '')`)
	case "比对":
		s.Count("all six categories", 6, `SELECT COUNT(DISTINCT category) FROM claim`)
		s.Some("claims of the quota class", `SELECT COUNT(*) FROM claim WHERE class = '低收入户'`)
		s.Some("rows taken in", `SELECT COUNT(*) FROM judged_row WHERE outcome = 'claim'`)
		s.Some("rows not taken in", `SELECT COUNT(*) FROM judged_row WHERE outcome = 'not_taken'`)
		s.Count("no row without its outcome, none left out without a reason (S3: 逐户说明情况)", 0, `
			SELECT COUNT(*) FROM judged_row w JOIN report r ON r.id = w.report
			WHERE r.status = 'handed_over' AND (w.outcome IS NULL OR w.outcome = 'not_taken' AND w.reason IS NULL)`)
	case "委托查勘":
		s.Some("visits", `SELECT COUNT(*) FROM assignment`)
		s.Count("no visit due later than three working days (10 September 2024 was a Tuesday)", 0,
			`SELECT COUNT(*) FROM assignment WHERE due_on <> '2024-09-13'`)
	case "入户查勘":
		s.Count("the claim that the adjuster refused", 1, `SELECT COUNT(*) FROM claim WHERE status = 'declined'`)
		s.Some("findings", `SELECT COUNT(*) FROM finding WHERE qualifies`)
		s.Count("no finding without evidence", 0,
			`SELECT COUNT(*) FROM finding f WHERE NOT EXISTS (SELECT FROM evidence e WHERE e.claim = f.claim AND e.round = f.round AND e.turn = f.turn)`)
	case "村乡审核":
		s.Count("the claim that the township sent back, visited twice", 1,
			`SELECT COUNT(*) FROM claim WHERE turn = 2 AND status = 'reviewed'`)
	case "备案":
	case "核定金额":
		s.Some("payouts", `SELECT COUNT(*) FROM payout`)
		s.Count("no payout of another sum than its assessments", 0,
			`SELECT COUNT(*) FROM payout p WHERE p.amount <> (SELECT SUM(amount) FROM assessment a WHERE a.claim = p.claim AND a.round = p.round)`)
	case "公示":
		s.Some("clocks", `SELECT COUNT(*) FROM clock`)
		s.Count("every clock ends on 8 October: posted on the 27th, ten days end in the holiday", 0,
			`SELECT COUNT(*) FROM clock k JOIN notice n ON n.id = k.notice WHERE n.about IS NULL AND k.last_day <> '2024-10-08'`)
		s.Some("rows of notices", `SELECT COUNT(*) FROM notice_row`)
		s.Count("no row without a running clock", 0,
			`SELECT COUNT(*) FROM notice_row r LEFT JOIN clock k ON k.notice = r.notice AND k.place = r.place WHERE k.run IS NULL`)
	case "受理异议":
		s.Count("the payout withdrawn by the objection that was upheld", 1, `SELECT COUNT(*) FROM payout WHERE status = 'withdrawn'`)
		s.Count("its claim, in a second round", 1, `SELECT COUNT(*) FROM claim WHERE round = 2 AND status = 'entrusted'`)
	case "公示期满":
		s.Some("payouts that stood their days", `SELECT COUNT(*) FROM payout WHERE status = 'cleared'`)
		s.Count("none still announced: the dismissed objection holds nothing back", 0,
			`SELECT COUNT(*) FROM payout WHERE status = 'announced'`)
	case "发放":
		s.Count("two payments came back", 2, `SELECT COUNT(*) FROM payout WHERE status = 'returned'`)
		s.Some("hands", `SELECT COUNT(*) FROM hand WHERE part = 'sender'`)
		s.Count("six parts in different hands at the least", 0, `
			SELECT COUNT(*) FROM (SELECT list FROM hand GROUP BY list
			  HAVING COUNT(DISTINCT part) <> 6 OR COUNT(DISTINCT person) <> COUNT(*)) l`)
	case "退票处理":
		s.Count("the one approved again, to a corrected account, has arrived", 1,
			`SELECT COUNT(*) FROM instruction i JOIN batch b ON b.id = i.batch JOIN list l ON l.id = b.list WHERE i.attempt = 2 AND i.status = 'paid' AND l.again`)
		s.Count("what the bank said of the other was decided by two", 1,
			`SELECT COUNT(*) FROM resolution r JOIN proposal p ON p.subject = r.id WHERE NOT r.paid AND p.confirmed AND p.proposed_by <> p.decided_by`)
	case "第二轮":
		s.Count("the second round's payout stood on a second notice, of another sum, and is paid", 1,
			`SELECT COUNT(*) FROM payout p JOIN notice_row r ON r.payout = p.id JOIN payout f ON f.claim = p.claim AND f.round = 1
			 WHERE p.round = 2 AND p.status = 'paid' AND p.amount < f.amount`)
	case "对账":
		s.Agrees()
	case "十二月在办":
		s.Count("work is left before each step", 6,
			`SELECT COUNT(DISTINCT status) FROM claim WHERE void_reason IS NULL AND status <> 'declined'`)
		s.Count("and before each step of the money", 7, `SELECT COUNT(DISTINCT status) FROM payout WHERE status <> 'withdrawn'`)
	default:
		s.afterWatching(what)
	}
}

// traces: every payment of the bank's file leads back to a cell.
func (s chapters) traces() {
	s.Helper()
	file, err := os.ReadFile(filepath.Join(s.m.out, "代发文件-第1册.csv"))
	if err != nil {
		s.Fatal(err)
	}
	_, reference, _ := strings.Cut(strings.Split(string(file), "\r\n")[1], ",")
	reference, _, _ = strings.Cut(reference, ",")
	payout, _, ok := bank.ParseReference(reference)
	if !ok {
		s.Fatalf("the bank's file has no reference in its first row: %q", reference)
	}
	var out bytes.Buffer
	if err := s.m.Trace(s.Context(), County, payout, &out); err != nil {
		s.Fatal(err)
	}
	for _, word := range []string{"打款指令", "发放花名册", "公示：", "核定", "查勘", "来源：", "记字第"} {
		if !strings.Contains(out.String(), word) {
			s.Errorf("the trace of %s has no %s:\n%s", reference, word, out.String())
		}
	}
	if name := regexp.MustCompile(`[a-z]+_[a-z]+`).FindString(out.String()); name != "" {
		s.Errorf("the trace of %s calls a fact %s:\n%s", reference, name, out.String())
	}
}

// papers: each kind lies in the out directory, as PDF, and the bundle beside them.
func (s chapters) papers() {
	s.Helper()
	if err := s.m.papers(s.Context()); err != nil {
		s.Fatal(err)
	}
	for _, name := range []string{"公示-*.pdf", "发放花名册-*.pdf", "发放审批表-*.pdf", "交办单-*.pdf", "不予赔付通知书.pdf", "理赔计算书.pdf", "证据包.zip",
		"监测交办单.pdf", "申请及承诺授权书.pdf", "入户核查表*.pdf", "村级评议记录.pdf", "监测公示.pdf", "监测对象*.pdf", "帮扶手册.pdf", "风险消除*.pdf", "信任根登记表.pdf"} {
		found, err := filepath.Glob(filepath.Join(s.m.out, name))
		if err != nil || len(found) == 0 {
			s.Errorf("no %s was left: %v", name, err)
		}
	}
}

// leaves: the roll's amounts add up to its total, as a spreadsheet reads them.
func (s chapters) leaves() {
	s.Helper()
	book, err := excelize.OpenFile(filepath.Join(s.m.out, "发放花名册-1.xlsx"))
	if err != nil {
		s.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows("发放花名册", excelize.Options{RawCellValue: true})
	if err != nil {
		s.Fatal(err)
	}
	sum := decimal.Zero
	for _, row := range rows[3:] {
		amount := decimal.RequireFromString(row[8])
		if row[0] == "合计" {
			if !sum.Equal(amount) {
				s.Errorf("the roll says %s yuan, its rows add up to %s", amount, sum)
			}
			return
		}
		sum = sum.Add(amount)
	}
	s.Error("the roll has no total")
}

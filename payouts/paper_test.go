package payouts_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"fangpin/internal/calendar"
	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/paper"
	"fangpin/internal/paper/papertest"
	"fangpin/internal/pg"
	"fangpin/payouts"
	"fangpin/payouts/payoutstest"
)

// filler prints one paper.
type filler func(ctx context.Context, tx *pg.Tx, fonts *paper.Fonts, w io.Writer) error

// printed is a paper as somebody prints it.
func printed(t testing.TB, o *payoutstest.Office, by who.Person, fill filler) []byte {
	t.Helper()
	pdf, err := attempted(t, o, by, fill)
	o.Must(err)
	return pdf
}

func attempted(t testing.TB, o *payoutstest.Office, by who.Person, fill filler) (pdf []byte, err error) {
	t.Helper()
	fonts, failed := paper.FindFonts(t.TempDir())
	o.Must(failed)
	var out bytes.Buffer
	o.Look(by, func(ctx context.Context, tx *pg.Tx) error {
		err = fill(ctx, tx, fonts, &out)
		return nil
	})
	return out.Bytes(), err
}

func notice(id int64) filler {
	return func(ctx context.Context, tx *pg.Tx, fonts *paper.Fonts, w io.Writer) error {
		return payouts.NoticePaper(ctx, tx, fonts, id, w)
	}
}

// has fails the test for each of the words that a paper has not, spaces aside.
func has(t testing.TB, pdf []byte, words ...string) {
	t.Helper()
	text := papertest.Words(t, pdf)
	for _, w := range words {
		if !strings.Contains(text, papertest.Unspaced(w)) {
			t.Errorf("no %q in %s", w, text)
		}
	}
}

var grown = calendar.On(1970, 1, 1)

func TestNoticePaper(t *testing.T) {
	o := payoutstest.County(t)
	w := o.Work(t, 3, payouts.Assessed)
	rare := o.Enlist(t, 1, "孙𡖃", grown)
	child := o.Enlist(t, 2, "李小宝", calendar.On(2010, 1, 1))
	w.Payouts = append(w.Payouts, o.Assess(t, []int64{o.Visit(t, rare, true, "34000.50"), o.Visit(t, child, true, "50000")})...)
	id := o.Announce(t, w.Payouts)
	n, _ := o.Notice(t, id)
	before := printed(t, o, o.Who(who.Village), notice(id))
	has(t, before, "防贫救助金公示", "梨林头村〔2024〕1号", "鹤壁集镇梨林头村以下5户", "公示期10天", "东沟公示期：自年月日起至年月日止", "西沟公示期",
		"孙𡖃2防贫救助7,000.25", "李*2防贫救助", "合计5户", "监督电话：0392-0000000", "鹤山区乡村振兴局", "梨林头村民委员会（盖章）", "2024年9月9日",
		fmt.Sprintf("校验码：%X", n.Digest[:8]), "第1页共1页", "合计人民币（大写）：伍万叁仟元贰角伍分")
	if text := papertest.Words(t, before); strings.Contains(text, "李小宝") {
		t.Error("a child's name is on the wall")
	}
	o.PostAll(t, id)
	after := printed(t, o, o.Who(who.Village), notice(id))
	has(t, after, "东沟公示期：自2024年9月10日起至2024年9月19日止", "西沟公示期：自2024年9月10日起至2024年9月19日止")
	if !bytes.Equal(after, printed(t, o, o.Who(who.Clerk), notice(id))) {
		t.Error("the same notice is not the same bytes")
	}
}

// Nothing of a family that is not public stands on the wall, in the file's own words, or is told by any grouping of digits; and the
// search finds what is there.
func TestNoticeTellsNoSecrets(t *testing.T) {
	o := payoutstest.County(t)
	f := o.Enlist(t, 1, "王守田", grown)
	leaky := o.Enlist(t, 2, "王 1391-2345 678", grown) // a name that tells a number: nobody could stop it from being printed
	claims := []int64{o.Visit(t, f, true, "50000"), o.Visit(t, leaky, true, "50000")}
	ids := o.Assess(t, claims)
	for i, told := range []int{0, 1} {
		pdf := printed(t, o, o.Who(who.Village), notice(o.Announce(t, ids[i:i+1])))
		text := strings.Join(papertest.Copied(t, pdf), "") + papertest.Said(t, pdf)
		if leaks := papertest.Leaks(text, f.Secrets...); len(leaks) != told {
			t.Errorf("the notice tells %q, want %d secrets", leaks, told)
		}
	}
	for name, fill := range map[string]filler{
		"working": func(ctx context.Context, tx *pg.Tx, fonts *paper.Fonts, w io.Writer) error {
			return payouts.WorkingPaper(ctx, tx, o.Keys, fonts, claims[0], w)
		},
	} {
		pdf := printed(t, o, o.Who(who.Assessor), fill)
		if leaks := papertest.Leaks(strings.Join(papertest.Copied(t, pdf), "")+papertest.Said(t, pdf), f.Secrets...); len(leaks) > 0 {
			t.Errorf("%s tells %q", name, leaks)
		}
	}
}

// shelf keeps what was printed, by id.
type shelf map[int64]*file

type file struct {
	bytes.Buffer
	closed bool
}

func (f *file) Close() error { f.closed = true; return nil }

func (s shelf) open(id int64) (io.WriteCloser, error) {
	s[id] = &file{}
	return s[id], nil
}

// One notice that cannot be printed stops no other, and names its family.
func TestNoticePapers(t *testing.T) {
	o := payoutstest.County(t)
	bad := o.Assess(t, []int64{o.Visit(t, o.Enlist(t, 1, "张\U00031350", grown), true, "50000")})
	notices := []int64{o.Work(t, 2, payouts.Announced).Notice, o.Announce(t, bad), o.Work(t, 2, payouts.Announced).Notice}
	shelf := shelf{}
	_, err := attempted(t, o, o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx, fonts *paper.Fonts, _ io.Writer) error {
		return payouts.NoticePapers(ctx, tx, fonts, notices, shelf.open)
	})
	o.Refused(err, fault.Invalid)
	if want := "3 份公示中有 1 份未生成，其余已生成：\n公示 梨林头村〔2024〕2号 第 1 行“张\U00031350”户的“\U00031350”字（U+31350）在本机字体中没有"; !strings.HasPrefix(fault.Message(err), want) {
		t.Errorf("%s", fault.Message(err))
	}
	if len(shelf) != 2 {
		t.Errorf("%d notices printed", len(shelf))
	}
	for _, id := range []int64{notices[0], notices[2]} {
		if one := printed(t, o, o.Who(who.Clerk), notice(id)); !bytes.Equal(one, shelf[id].Bytes()) || !shelf[id].closed {
			t.Errorf("notice %d is another paper in a batch, or was left open: %t", id, shelf[id].closed)
		}
	}
}

// The code says what stands in the books: the notice's digest and the newest checkpoint's note.
func TestNoticeCode(t *testing.T) {
	o := payoutstest.County(t)
	w := o.Work(t, 1, payouts.Announced)
	n, _ := o.Notice(t, w.Notice)
	code := func() (text string) {
		o.Look(o.Who(who.Village), func(ctx context.Context, tx *pg.Tx) (err error) {
			text, err = payouts.NoticeCode(ctx, tx, w.Notice)
			return err
		})
		return text
	}
	head := fmt.Sprintf("公示 梨林头村〔2024〕1号\n摘要 %x\n存证\n", n.Digest)
	if got := code(); got != head+"尚无检查点" {
		t.Errorf("%q", got)
	}
	dir := t.TempDir()
	signer, err := deed.FirstSigner(dir)
	o.Must(err)
	point, err := deed.Checkpoint(t.Context(), o.DB, o.Who(who.Clerk).County, signer, dir)
	o.Must(err)
	if got, want := code(), fmt.Sprintf("%sfangpin/410602\n%d\n%s", head, point.Size, point.Root); got != want || !strings.HasPrefix(point.Signed, strings.TrimPrefix(want, head)) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestWorkingPaper(t *testing.T) {
	o := payoutstest.County(t)
	f := o.Enlist(t, 1, "王守田", grown)
	claim := o.Visit(t, f, true, "50000.30")
	fill := func(ctx context.Context, tx *pg.Tx, fonts *paper.Fonts, w io.Writer) error {
		return payouts.WorkingPaper(ctx, tx, o.Keys, fonts, claim, w)
	}
	_, err := attempted(t, o, o.Who(who.Clerk), fill)
	o.Refused(err, fault.Conflict)
	o.Assess(t, []int64{claim})
	pdf := printed(t, o, o.Who(who.Clerk), fill)
	has(t, pdf, "防贫救助金计算书", "备案〔2024〕1号", "王守田", "4199**********"+f.HeadID[14:], "鹤壁集镇梨林头村东沟", "疾病住院", "2024年9月3日", "演示方案",
		"总费用50,000.30元", "步骤计算过程得数（元）", "核定金额¥16,000.18元", "壹万陆仟元壹角捌分", "核定：", "复核：", "负责人：", "演示保险公司（盖章）")
	if strings.Contains(papertest.Words(t, pdf), fmt.Sprint(claim)) {
		t.Error("the paper shows the claim's id, which is nobody's number for it")
	}
	village := o.Who(who.Village)
	village.Division = "410602100229"
	if _, err := attempted(t, o, village, fill); fault.KindOf(err) != fault.NotFound {
		t.Errorf("another village: %v", err)
	}
}

func TestRollPaper(t *testing.T) {
	o := payoutstest.County(t)
	w := o.Work(t, 45, payouts.Listed)
	roll := func(ctx context.Context, tx *pg.Tx, fonts *paper.Fonts, out io.Writer) error {
		return payouts.RollPaper(ctx, tx, o.Keys, fonts, w.List, out)
	}
	pdf := printed(t, o, o.Who(who.Clerk), roll)
	has(t, pdf, "防贫救助金发放花名册", "花名册：2024年第1册", "共45笔", "合计45笔450,000.00", "肆拾伍万元整", "经办：", "县经办", "第一级审批：", "乡镇（街道）", "行政村（社区）")
	pages := papertest.Copied(t, pdf)
	for i, page := range pages {
		if text := papertest.Unspaced(page); !strings.Contains(text, "收款账号") || !strings.Contains(text, "本页小计") || !strings.Contains(text, fmt.Sprintf("第%d页共%d页", i+1, len(pages))) {
			t.Errorf("page %d has no head, sum or number:\n%s", i+1, page)
		}
	}
	if strings.Contains(papertest.Words(t, pdf), "9900000000") || !strings.Contains(papertest.Words(t, pdf), "****00") {
		t.Error("accounts are not masked")
	}
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return payouts.Void(ctx, tx, w.List, "测试") })
	has(t, printed(t, o, o.Who(who.Clerk), roll), "防贫救助金发放花名册（已作废）")
}

func TestApprovalPaper(t *testing.T) {
	o := payoutstest.County(t)
	w := o.Work(t, 3, payouts.Listed)
	approval := func(ctx context.Context, tx *pg.Tx, fonts *paper.Fonts, out io.Writer) error {
		return payouts.ApprovalPaper(ctx, tx, fonts, w.List, out)
	}
	before := printed(t, o, o.Who(who.Approver), approval)
	has(t, before, "防贫救助金发放审批表", "花名册2024年第1册", "3笔", "¥30,000.00元", "叁万元整", "鹤壁集镇梨林头村330,000.00", "第一级审批意见", "演示保险公司")
	if strings.Contains(papertest.Words(t, before), "县审批人") {
		t.Error("an approver's name before the approval")
	}
	o.ApproveTwice(t, w.List)
	has(t, printed(t, o, o.Who(who.Approver), approval), "县审批人")
}

package monitoring_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/monitoring/monitoringtest"
	"fangpin/procedure"
	"fangpin/publicity"
)

// deed is what somebody tries.
type deed = func(context.Context, *pg.Tx) error

// refusal is a deed that a verb refuses by itself, whatever the procedure says, with words that say what to do.
type refusal struct {
	what, says string
	by         who.Role
	kind       fault.Kind
	try        deed
}

// What verbs are given is refused where it cannot be: texts, photos, votes, sums, members, dates, departments.
func TestWhatIsWrongIsRefused(t *testing.T) {
	f := newFort(t)
	f.hand("医保局")
	done := f.done("cleared")
	tomorrow := f.today() + 1
	long := strings.Repeat("长", 5000)
	visit := func(change func(*monitoring.Visit)) deed {
		v := f.Visit(f.id("handed"), f.homes["handed"], "9000.00", procedure.AtRisk)
		change(&v)
		return func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.VisitFamilies(ctx, tx, []monitoring.Visit{v})
		}
	}
	evaluate := func(change func(*monitoring.Evaluation)) deed {
		e := f.Passed(f.id("applied"))
		change(&e)
		return func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Evaluate(ctx, tx, []monitoring.Evaluation{e})
		}
	}
	signal := func(change func(*monitoring.Signal)) deed {
		s := monitoring.Signal{Household: f.names["stranger"].(int64), Source: monitoring.Public, Words: "有人住院"}
		change(&s)
		return func(ctx context.Context, tx *pg.Tx) error {
			_, err := monitoring.Lead(ctx, tx, []monitoring.Signal{s})
			return err
		}
	}
	review := func(opinion string, ids ...int64) deed {
		return func(ctx context.Context, tx *pg.Tx) error {
			var all []monitoring.Decision
			for _, id := range ids {
				all = append(all, monitoring.Decision{Watch: id, Result: procedure.Pass, Opinion: opinion})
			}
			return monitoring.Review(ctx, tx, all)
		}
	}
	order := func(to, kind, words string) deed {
		return func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Measures(ctx, tx, []monitoring.Order{{Watch: f.id("watched"), Kind: kind, To: to, Words: words}})
		}
	}
	helper := func(h monitoring.Helper) deed {
		return func(ctx context.Context, tx *pg.Tx) error {
			h.Watch = f.id("watched")
			_, err := monitoring.NameHelpers(ctx, tx, []monitoring.Helper{h})
			return err
		}
	}
	line := func(source monitoring.IncomeSource, yuan string) func(*monitoring.Visit) {
		return func(v *monitoring.Visit) {
			v.Income = []monitoring.Income{{Source: source, Amount: decimal.RequireFromString(yuan)}}
		}
	}
	for _, r := range []refusal{
		{"a lead of nobody", "请先选择农户", who.Clerk, fault.Invalid, func(ctx context.Context, tx *pg.Tx) error { _, err := monitoring.Lead(ctx, tx, nil); return err }},
		{"a lead without words", "请写明线索内容", who.Clerk, fault.Invalid, signal(func(s *monitoring.Signal) { s.Words = " " })},
		{"a lead without end", "最多 2000 字", who.Clerk, fault.Invalid, signal(func(s *monitoring.Signal) { s.Words = long })},
		{"a source that is none", "没有“x”这一线索来源", who.Clerk, fault.Invalid, signal(func(s *monitoring.Signal) { s.Source = "x" })},
		{"a report's row by hand", "由“线索比对”形成", who.Clerk, fault.Invalid, signal(func(s *monitoring.Signal) { s.Source = monitoring.Report })},
		{"a direct source that is none", "不是本县监测程序中可直接核查的来源", who.Clerk, fault.Invalid, signal(func(s *monitoring.Signal) { s.Source = monitoring.Direct })},
		{"a direct source as another", "请按直接核查登记", who.Clerk, fault.Invalid, signal(func(s *monitoring.Signal) { s.As = "自主申报" })},
		{"a lead of tomorrow", "晚于今天", who.Clerk, fault.Invalid, signal(func(s *monitoring.Signal) { s.On = tomorrow })},
		{"a lead of no family", "不在户籍名册", who.Clerk, fault.NotFound, signal(func(s *monitoring.Signal) { s.Household = 7 })},
		{"handed to nobody", "没有在岗的部门报送员", who.Clerk, fault.Invalid, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.HandOver(ctx, tx, []monitoring.Handing{{Watch: f.id("lead"), To: "水利局"}})
		}},
		{"an answer without words", "请写明办理情况", who.Reporter, fault.Invalid, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Answer(ctx, tx, []monitoring.Reply{{Watch: f.id("dept"), Settled: true}})
		}},
		{"a feedback without words", "请逐户说明办理情况", who.Clerk, fault.Invalid, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Feedback(ctx, tx, []monitoring.Result{{Watch: f.id("handed")}})
		}},
		{"an application without its form", "请上传农户签字", who.Village, fault.Invalid, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Apply(ctx, tx, []monitoring.Application{{Watch: f.id("visited")}})
		}},
		{"an application of tomorrow", "晚于今天", who.Village, fault.Invalid, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Apply(ctx, tx, []monitoring.Application{{Watch: f.id("visited"), On: tomorrow, Form: f.Photo("授权书")}})
		}},
		{"a visit without words", "请写明入户核查的情况", who.Village, fault.Invalid, visit(func(v *monitoring.Visit) { v.Found = "" })},
		{"a visit without a photo", "请上传入户照片", who.Village, fault.Invalid, visit(func(v *monitoring.Visit) { v.Photos = nil })},
		{"a photo of nothing", "材料名称", who.Village, fault.Invalid, visit(func(v *monitoring.Visit) { v.Photos[0].Kind = "" })},
		{"a visit to nobody", "请勾选共同生活的家庭成员", who.Village, fault.Invalid, visit(func(v *monitoring.Visit) { v.Members = nil })},
		{"a member of another family", "不在本户名册", who.Village, fault.Invalid, visit(func(v *monitoring.Visit) { v.Members[0].Person = f.homes["lead"].Head })},
		{"a visit of tomorrow", "晚于今天", who.Village, fault.Invalid, visit(func(v *monitoring.Visit) { v.On = tomorrow })},
		{"a negative income", "不能是负数", who.Village, fault.Invalid, visit(line(monitoring.Wage, "-1"))},
		{"a tenth of a fen", "最多两位小数", who.Village, fault.Invalid, visit(line(monitoring.Wage, "1.001"))},
		{"an income in the wrong unit", "单位是否为元", who.Village, fault.Invalid, visit(line(monitoring.Wage, "100000000"))},
		{"an income from nowhere", "没有“x”这一收入来源", who.Village, fault.Invalid, visit(line("x", "1"))},
		{"negative costs", "生产经营支出不能是负数", who.Village, fault.Invalid, visit(func(v *monitoring.Visit) { v.Costs = decimal.NewFromInt(-1) })},
		{"negative bills", "自付医疗费用不能是负数", who.Village, fault.Invalid, visit(func(v *monitoring.Visit) { v.Medical = decimal.NewFromInt(-1) })},
		{"a safeguard left open", "请填写“饮水安全”有无问题", who.Village, fault.Invalid, visit(func(v *monitoring.Visit) { v.Safeguards = v.Safeguards[:3] })},
		{"a safeguard twice", "每项只填一次", who.Village, fault.Invalid, visit(func(v *monitoring.Visit) { v.Safeguards = append(v.Safeguards, v.Safeguards[0]) })},
		{"an asset that is none", "没有“x”这一类财产", who.Village, fault.Invalid, visit(func(v *monitoring.Visit) { v.Assets = []monitoring.AssetCode{"x"} })},
		{"a meeting of one person, three times", "“张三”写了不止一次", who.Village, fault.Invalid, evaluate(func(e *monitoring.Evaluation) { e.Present, e.Yes, e.No = "张三、张 三、张三", 3, 0 })},
		{"a meeting of nobody", "请填写参加评议的人员姓名", who.Village, fault.Invalid, evaluate(func(e *monitoring.Evaluation) { e.Present = "" })},
		{"a meeting without an opinion", "请填写评议意见", who.Village, fault.Invalid, evaluate(func(e *monitoring.Evaluation) { e.Opinion = "" })},
		{"a meeting without minutes", "请上传评议记录的照片", who.Village, fault.Invalid, evaluate(func(e *monitoring.Evaluation) { e.Minutes = [32]byte{} })},
		{"a meeting without votes", "请填写评议的票数", who.Village, fault.Invalid, evaluate(func(e *monitoring.Evaluation) { e.Yes, e.No = 0, 0 })},
		{"negative votes", "票数有误", who.Village, fault.Invalid, evaluate(func(e *monitoring.Evaluation) { e.Abstain = -1 })},
		{"half of the votes", "不能记为评议通过", who.Village, fault.Invalid, evaluate(func(e *monitoring.Evaluation) { e.Yes, e.No = 3, 3 })},
		{"a majority against the result", "不能记为评议不通过", who.Village, fault.Invalid, evaluate(func(e *monitoring.Evaluation) { e.Passed = false })},
		{"a meeting of tomorrow", "晚于今天", who.Village, fault.Invalid, evaluate(func(e *monitoring.Evaluation) { e.On = tomorrow })},
		{"a review without an opinion", "请填写“监测审核”的意见", who.Township, fault.Invalid, review("", f.id("hung"))},
		{"a review of nobody", "没有选中任何一户", who.Township, fault.Invalid, review("同意")},
		{"a review of one twice", "重复", who.Township, fault.NotFound, review("同意", f.id("hung"), f.id("hung"))},
		{"a review of an unknown one too", "不存在", who.Township, fault.NotFound, review("同意", f.id("hung"), 7)},
		{"a batch of which one may not", "不能“乡镇审核”", who.Township, fault.Blocked, review("同意", f.id("hung"), f.id("visited"))},
		{"an approval of a kind that is none", "", who.Approver, fault.Invalid, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Approve(ctx, tx, []monitoring.Decision{{Watch: f.id("over"), Result: procedure.Pass, Kind: "贫困户", Opinion: "同意"}})
		}},
		{"not taken for no reason", "请写明不纳入的理由", who.Township, fault.Invalid, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.NotTaken(ctx, tx, []monitoring.Decision{{Watch: f.id("visited")}})
		}},
		{"registered under no number", "全国防返贫监测信息系统的编号", who.Township, fault.Invalid, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Register(ctx, tx, []monitoring.Numbered{{Watch: f.id("announced")}})
		}},
		{"an objection without words", "异议内容", who.Clerk, fault.Invalid, func(ctx context.Context, tx *pg.Tx) error { return monitoring.Object(ctx, tx, f.id("hung"), 0, "") }},
		{"an objection of tomorrow", "晚于今天", who.Clerk, fault.Invalid, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Object(ctx, tx, f.id("hung"), tomorrow, "家里有车")
		}},
		{"dismissed for no reason", "不成立的理由", who.Township, fault.Invalid, func(ctx context.Context, tx *pg.Tx) error { return monitoringtest.Dismiss(ctx, tx, f.id("hung"), "") }},
		{"a plan of nothing", "帮扶方案", who.Township, fault.Invalid, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Plan(ctx, tx, []monitoring.Planned{{Watch: f.id("watched"), Words: ""}})
		}},
		{"ordered from nobody", "没有在岗的部门报送员", who.Clerk, fault.Invalid, order("水利局", "医疗", "x")},
		{"a measure of no kind", "帮扶类别", who.Clerk, fault.Invalid, order(monitoring.Township, "", "x")},
		{"a measure without words", "措施内容", who.Clerk, fault.Invalid, order(monitoring.Township, "医疗", "")},
		{"due before it works", "早于落实日期", who.Clerk, fault.Invalid, func(ctx context.Context, tx *pg.Tx) error {
			yesterday := f.today() - 1
			return monitoring.Measures(ctx, tx, []monitoring.Order{{Watch: f.id("watched"), Kind: "医疗", To: monitoring.Township, Words: "x", Due: &yesterday}})
		}},
		{"done without a photo", "请上传措施落实的照片或凭证", who.Township, fault.Invalid, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Done(ctx, tx, []monitoring.Close{{Watch: f.id("cleared"), N: done, Words: "x"}})
		}},
		{"done twice", "已办结或撤销", who.Township, fault.Conflict, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Done(ctx, tx, []monitoring.Close{{Watch: f.id("cleared"), N: done, Words: "x", Photos: f.Photo("照片")}})
		}},
		{"done what nobody ordered", "没有找到这项措施", who.Township, fault.NotFound, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Done(ctx, tx, []monitoring.Close{{Watch: f.id("watched"), N: 1, Words: "x", Photos: f.Photo("照片")}})
		}},
		{"an effect judged by who did it", "须由另一人评价", who.Township, fault.Forbidden, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Judge(ctx, tx, f.id("cleared"), done, true, "")
		}},
		{"no effect, for no reason", "成效不好的情况", who.Clerk, fault.Invalid, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Judge(ctx, tx, f.id("cleared"), done, false, "")
		}},
		{"nominated for no reason", "请写明提名的理由", who.Village, fault.Invalid, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Nominate(ctx, tx, []int64{f.id("ripe")}, "")
		}},
		{"taken back for no reason", "请写明回退的理由", who.Clerk, fault.Invalid, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.RollBack(ctx, tx, []int64{f.id("cleared")}, "")
		}},
		{"somebody without a name", "帮扶责任人姓名", who.Village, fault.Invalid, helper(monitoring.Helper{Level: procedure.Village, Duty: "村干部"})},
		{"somebody without a duty", "单位、职务", who.Village, fault.Invalid, helper(monitoring.Helper{Level: procedure.Village, Name: "李四"})},
		{"somebody of no level", "请选择帮扶责任人的层级", who.Village, fault.Invalid, helper(monitoring.Helper{Name: "李四", Duty: "村干部"})},
		{"nobody's duty ended", "已更换", who.Village, fault.Conflict, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.EndHelper(ctx, tx, f.id("watched"), 7, f.today())
		}},
		{"a duty ended tomorrow", "晚于今天", who.Village, fault.Invalid, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.EndHelper(ctx, tx, f.id("watched"), 7, tomorrow)
		}},
		{"a procedure with mistakes", "监测程序有误", who.Clerk, fault.Invalid, func(ctx context.Context, tx *pg.Tx) error {
			_, err := monitoring.Propose(ctx, tx, []byte("name: x"))
			return err
		}},
		{"a procedure of another county", "本县代码为 410602", who.Clerk, fault.Invalid, func(ctx context.Context, tx *pg.Tx) error {
			_, err := monitoring.Propose(ctx, tx, []byte(strings.Replace(sourceOf(f), "410602", "410603", 1)))
			return err
		}},
		{"the same procedure again", "不必重复提出", who.Clerk, fault.Conflict, func(ctx context.Context, tx *pg.Tx) error {
			_, err := monitoring.Propose(ctx, tx, []byte(sourceOf(f)))
			return err
		}},
	} {
		t.Run(r.what, func(t *testing.T) {
			err := f.Do(f.Who(r.by), r.try)
			if err == nil || fault.KindOf(err) != r.kind || !strings.Contains(fault.Message(err), r.says) {
				t.Errorf("%v, want kind %d, %s", err, r.kind, r.says)
			}
		})
	}
}

// sourceOf is the source of the procedure in force.
func sourceOf(f *fort) string { return f.scalar(`SELECT source FROM fangpin.procedure`) }

// Whoever comes at once: one approval stands; an objection comes before it, or not at all; of a posting and its taking down, both do.
func TestRaces(t *testing.T) {
	f := newFort(t)
	approve := func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Approve(ctx, tx, []monitoring.Decision{{Watch: f.id("over"), Result: procedure.Pass, Opinion: "同意"}})
	}
	won := f.race(map[who.Role]deed{who.Approver: approve}, 8)
	if won[who.Approver] != 1 {
		t.Errorf("%d approvals stand", won[who.Approver])
	}
	f.Step(t, f.id("reviewed"), f.homes["reviewed"], procedure.Compare)
	f.names["over"] = f.names["reviewed"]
	won = f.race(map[who.Role]deed{who.Approver: approve,
		who.Clerk: func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Object(ctx, tx, f.id("over"), 0, "家里有车")
		}}, 4)
	if (won[who.Approver] == 1) != (won[who.Clerk] == 0) && won[who.Clerk] > 4 {
		t.Errorf("approved and objected to: %v", won)
	}
	f.agree("over")
	posting := f.scalarID(`SELECT max(p.id) FROM fangpin.posting p JOIN fangpin.notice_row x ON x.notice = p.notice WHERE x.watch = :hung`)
	won = f.race(map[who.Role]deed{
		who.Village: func(ctx context.Context, tx *pg.Tx) error {
			return publicity.TakeDown(ctx, tx, posting, calendar.DateOf(tx.Now), "被大风刮落")
		},
		who.Township: f.try("hung", procedure.Review)}, 4)
	if won[who.Village] != 1 {
		t.Errorf("taken down %d times", won[who.Village])
	}
	f.agree("hung")
}

// race lets each role act n times at once, and counts who was let. Whoever loses is told so by a fault.
func (f *fort) race(acts map[who.Role]deed, n int) map[who.Role]int {
	f.t.Helper()
	var at sync.WaitGroup
	var lock sync.Mutex
	ready, won := make(chan struct{}), map[who.Role]int{}
	for role, act := range acts {
		by := f.Who(role)
		for range n {
			at.Go(func() {
				<-ready
				err := f.Do(by, act)
				lock.Lock()
				defer lock.Unlock()
				switch {
				case err == nil:
					won[role]++
				case fault.KindOf(err) == fault.Internal:
					f.t.Errorf("%s: %v", role, err)
				}
			})
		}
	}
	close(ready)
	at.Wait()
	return won
}

// agree fails the test unless a watch stands where its events leave it.
func (f *fort) agree(name string) {
	f.t.Helper()
	rule, family := f.replayed(name)
	if stored, derived := f.standing(name), standingOf(rule, family, f.lastDay(name)); stored != derived {
		f.t.Errorf("%s stands %+v, its events leave it %+v", name, stored, derived)
	}
}

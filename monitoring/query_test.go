package monitoring_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fangpin/claims/claimstest"
	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/monitoring"
	"fangpin/monitoring/monitoringtest"
	"fangpin/procedure"
	"fangpin/registry"
	"fangpin/reports"
)

// ask answers which of the households a query finds, by their place in the list, with why.
func ask(t *testing.T, o *monitoringtest.Office, code string, of []claimstest.Household, with ...string) map[int]string {
	t.Helper()
	params := map[string]string{}
	for i := 0; i < len(with); i += 2 {
		params[with[i]] = with[i+1]
	}
	got := map[int]string{}
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		hits, err := monitoring.Ask(ctx, tx, code, params)
		for _, h := range hits {
			i := slices.IndexFunc(of, func(c claimstest.Household) bool { return c.ID == h.Household })
			got[i] = h.Why
		}
		return err
	})
	return got
}

func wantHits(t *testing.T, what string, got, want map[int]string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s: %s", what, diff)
	}
}

// Each query can be asked as it stands, shows in words what it asked, and refuses a number that it has not or cannot read.
func TestEveryQueryIsAskedAndSaysWhat(t *testing.T) {
	o := monitoringtest.County(t)
	if n := len(monitoring.Queries()); n != 15 {
		t.Errorf("%d queries, want S1's seven sweeps and six faults, and S4's two", n)
	}
	codes := map[string]bool{}
	for _, q := range monitoring.Queries() {
		if codes[q.Code] || q.Title == "" {
			t.Errorf("%s stands twice or has no title", q.Code)
		}
		codes[q.Code] = true
		if got := ask(t, o, q.Code, nil); len(got) > 0 && q.Code != "areas" && q.Code != "may" {
			t.Errorf("%s finds %v in an office without a watch", q.Code, got)
		}
		says := today(t, o, q.Code).Says(nil)
		if strings.ContainsAny(says, "{}") {
			t.Errorf("%s says %q", q.Code, says)
		}
		for _, p := range q.Params {
			if !strings.Contains(q.Definition, "{"+p.Word+"}") {
				t.Errorf("%s does not say %s", q.Code, p.Word)
			}
			for _, bad := range []string{"'; DROP TABLE watch; --", "-1", "一千"} {
				if p.Kind == monitoring.InKinds {
					continue // any word may be a kind
				}
				o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
					_, err := monitoring.Ask(ctx, tx, q.Code, map[string]string{p.Word: bad})
					o.Refused(err, fault.Invalid)
					return nil
				})
			}
		}
	}
	for role, want := range map[who.Role]fault.Kind{who.Reporter: fault.Forbidden, who.Adjuster: fault.Forbidden, who.Sender: fault.Forbidden} {
		o.Look(o.Who(role), func(ctx context.Context, tx *pg.Tx) error {
			_, err := monitoring.Ask(ctx, tx, "stock", nil)
			o.Refused(err, want)
			return nil
		})
	}
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		_, err := monitoring.Ask(ctx, tx, "weather", nil)
		o.Refused(err, fault.NotFound)
		_, err = monitoring.Ask(ctx, tx, "stock", map[string]string{"line": "1"})
		o.Refused(err, fault.Invalid)
		return nil
	})
}

// today is a query as the county asks it today.
func today(t *testing.T, o *monitoringtest.Office, code string) (q monitoring.Query) {
	t.Helper()
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) (err error) {
		q, err = monitoring.QueryOf(ctx, tx, code)
		return err
	})
	return q
}

// What a county calls below the line is what its procedure calls so; one that draws no line compares no income.
func TestQueriesGoByTheLineOfTheCounty(t *testing.T) {
	lineless := strings.NewReplacer("line: {per_head: 6700}\n", "", "  line: above\n", "", "  - {income: below, risk: no, then: offline}\n", "",
		"refer: [{income: below, to: 民政局, for: 低收入家庭认定}]\n", "").Replace(monitoringtest.Procedure)
	for _, c := range []struct{ name, source, says, missed string }{
		{"as S1", monitoringtest.Procedure, "低于监测标准（6700 元）", "2024-09-09 入户人均 4500.00 元、有风险，没有纳入"},
		{"lower", strings.Replace(monitoringtest.Procedure, "6700", "4500", 1), "低于监测标准（4500 元）", ""},
		{"none", lineless, "低于监测标准（本县程序没有设，不比对收入）", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := monitoringtest.With(t, c.source)
			h := o.Enrol(t, "", 1)
			id := o.Lead(t, h...)[0]
			o.Step(t, id, h[0], procedure.HandOver)
			o.Step(t, id, h[0], procedure.Visit)
			o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
				return monitoring.NotTaken(ctx, tx, []monitoring.Decision{{Watch: id, Opinion: "不符合"}})
			})
			if says := today(t, o, "missed").Says(nil); !strings.Contains(says, c.says) {
				t.Errorf("it says %s", says)
			}
			if got := ask(t, o, "missed", h)[0]; got != c.missed {
				t.Errorf("it finds %q, want %q", got, c.missed)
			}
		})
	}
}

// S1 §三.2 and §三.6: what is left per head of the income that a visit found when what the family paid in hospital is taken off it.
func TestTheSweepsTakeOwnPaymentsOffTheIncome(t *testing.T) {
	o := monitoringtest.County(t)
	h := o.Enrol(t, "", 3)
	for i, income := range []string{"20000.00", "24400.00"} { // less 11,000, by two: 4,500 and 6,700
		id := o.Lead(t, h[i])[0]
		o.Step(t, id, h[i], procedure.HandOver)
		o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.VisitFamilies(ctx, tx, []monitoring.Visit{o.Visit(id, h[i], income, procedure.NoRisk)})
		})
	}
	o.At("2024-10-08")
	o.Report(t, "hospital", "2024-10", bill(h[0].HeadID, "2024-09-20", "11000.00", "1"), bill(h[1].HeadID, "2024-09-20", "11000.00", "2"),
		bill(h[2].HeadID, "2024-09-20", "11000.00", "3"))
	paid := "其他农户，2024年累计自付 11000.00 元，单次最高 11000.00 元；"
	wantHits(t, "bills", ask(t, o, "self_pay", h), map[int]string{0: paid + "2024-09-09 入户测算的收入扣除自付后人均 4500.00 元，低于监测标准",
		1: paid + "2024-09-09 入户测算的收入扣除自付后人均 6700.00 元", 2: paid + "没有入户测算过收入"})
	wantHits(t, "burdens", ask(t, o, "safeguards", h), map[int]string{
		0: "2024年住院自付 11000.00 元，2024-09-09 入户测算的收入扣除自付后人均 4500.00 元，低于监测标准，其后没有入户"})
	wantHits(t, "burdens by another line", ask(t, o, "safeguards", h, "line", "4500"), map[int]string{})
}

// S1's numbers for hospital bills, by the household's label: strictly above, of one bill or of the year, a bill once.
func TestTheSweepOfHospitalBills(t *testing.T) {
	o := monitoringtest.County(t)
	poor, plain := o.Enrol(t, "脱贫户", 5), o.Enrol(t, "", 4)
	h := slices.Concat(poor, plain)
	o.Report(t, "hospital", "2024-08", bill(h[0].HeadID, "2024-07-01", "4000.01", "1"), bill(h[1].HeadID, "2024-07-01", "4000.00", "2"),
		bill(h[2].HeadID, "2024-07-01", "3000.00", "3"), bill(h[2].ChildID, "2024-07-02", "3700.01", "4"),
		bill(h[3].HeadID, "2024-07-01", "3400.00", "5"), bill(h[4].HeadID, "2024-07-01", "9000.00", "6"),
		bill(h[5].HeadID, "2024-07-01", "10000.01", "7"), bill(h[6].HeadID, "2024-07-01", "10000.00", "8"),
		bill(h[7].HeadID, "2023-12-31", "6000.00", "9"), bill(h[7].HeadID, "2024-01-01", "6000.00", "10"),
		bill(h[8].HeadID, "2020-12-31", "90000.00", "11"))
	o.Report(t, "hospital", "2024-09", bill(h[3].HeadID, "2024-07-01", "3400.00", "5")) // told again
	o.Lead(t, h[4])
	offline := o.Lead(t, h[5])[0] // which nothing is under way for
	o.Step(t, offline, h[5], procedure.HandOver)
	o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.VisitFamilies(ctx, tx, []monitoring.Visit{o.Visit(offline, h[5], "1000.00", procedure.NoRisk)})
	})
	wantHits(t, "bills", ask(t, o, "self_pay", h), map[int]string{
		0: "脱贫户，2024年累计自付 4000.01 元，单次最高 4000.01 元；没有入户测算过收入", 2: "脱贫户，2024年累计自付 6700.01 元，单次最高 3700.01 元；没有入户测算过收入",
		5: "其他农户，2024年累计自付 10000.01 元，单次最高 10000.01 元；2024-09-09 入户测算的收入扣除自付后人均 -4500.01 元，低于监测标准"})
	wantHits(t, "other lines", ask(t, o, "self_pay", h, "once", "9000", "year", "9000", "other_once", "5999.99", "since", "2020-01-01"), map[int]string{
		5: "其他农户，2024年累计自付 10000.01 元，单次最高 10000.01 元；2024-09-09 入户测算的收入扣除自付后人均 -4500.01 元，低于监测标准", 6: "其他农户，2024年累计自付 10000.00 元，单次最高 10000.00 元；没有入户测算过收入",
		7: "其他农户，2024年累计自付 6000.00 元，单次最高 6000.00 元；没有入户测算过收入", 8: "其他农户，2020年累计自付 90000.00 元，单次最高 90000.00 元；没有入户测算过收入"})
	lead := func(households ...int64) error {
		return o.Do(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
			_, err := monitoring.LeadHits(ctx, tx, "self_pay", nil, households)
			return err
		})
	}
	o.Refused(lead(h[0].ID, h[1].ID), fault.Conflict)
	o.Refused(lead(), fault.Invalid)
	o.Must(lead(h[0].ID))
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		events, err := monitoring.History(ctx, tx, watchOf(t, o, h[0]))
		if err != nil || string(events[0].Detail) != `{"risk": "因病", "source": "专项排查"}` {
			t.Errorf("the lead tells %s, %v", events[0].Detail, err)
		}
		signals, err := monitoring.Signals(ctx, tx, watchOf(t, o, h[0]))
		if len(signals) != 1 || signals[0].Source != monitoring.Sweep || !strings.HasPrefix(signals[0].Words, "住院治疗自费线索：脱贫户") {
			t.Errorf("signals %+v", signals)
		}
		return err
	})
	if got := ask(t, o, "self_pay", h); got[0] != "" {
		t.Errorf("a lead since: %s", got[0])
	}
}

// New 低保户, families told of more than once, problems nobody looked at, and the villages that the county names.
func TestTheSweepsOfFamiliesNobodyWatches(t *testing.T) {
	o := monitoringtest.County(t)
	h := o.Enrol(t, "脱贫户", 4)
	o.At("2024-09-20")
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return registry.SetLabel(ctx, tx, []registry.Label{{Household: h[0].ID, Name: "低保户", On: calendar.On(2024, 9, 3)}, {Household: h[1].ID, Name: "低保户", On: calendar.On(2020, 1, 1)}})
	})
	since := "2024-09-03 起为低保户，没有在办或监测中"
	wantHits(t, "new 低保", ask(t, o, "new_relief", h), map[int]string{0: since})
	o.Report(t, "relief", "2024-09", of(h[0].HeadID, "relief", "农村低保", "approved", "2024-09-03"))
	wantHits(t, "one of two", ask(t, o, "new_relief", h), map[int]string{0: since + "；家庭 2 人中民政部门报送新增救助 1 人"})
	o.Report(t, "relief", "2024-10", of(h[0].ChildID, "relief", "农村低保", "approved", "2024-09-03"))
	wantHits(t, "the whole household", ask(t, o, "new_relief", h), map[int]string{0: since + "；整户新识别"})
	for range 2 {
		id := o.Lead(t, h[2])[0]
		o.Step(t, id, h[2], procedure.HandOver)
		o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.VisitFamilies(ctx, tx, []monitoring.Visit{o.Visit(id, h[2], "90000.00", procedure.NoRisk)})
		})
	}
	wantHits(t, "told of twice", ask(t, o, "warnings", h), map[int]string{2: "收到预警 2 次，最近一次 2024-09-20，未纳入监测"})
	wantHits(t, "told of three times", ask(t, o, "warnings", h, "times", "3"), map[int]string{})
	problem := func(of claimstest.Household, found string) map[string]string {
		return map[string]string{"name": "某人", "id_number": of.HeadID, "problem": "住房安全", "description": "C级危房", "found": found}
	}
	o.Report(t, "problem", "2024-09", problem(h[2], "2024-09-19"), problem(h[3], "2024-09-19"))
	wantHits(t, "a problem", ask(t, o, "safeguards", h), map[int]string{3: "教体局 2024-09-19 报送“三保障”及饮水问题，其后没有入户"})
	housing := o.HireMember(staff.Member{Name: "住建局报送员", Role: who.Reporter, Agency: "住建局"})
	answered := o.Lead(t, h[3])[0]
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.HandOver(ctx, tx, []monitoring.Handing{{Watch: answered, To: "住建局"}})
	})
	o.Must(o.Do(housing, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Answer(ctx, tx, []monitoring.Reply{{Watch: answered, Settled: true, Words: "危房已改造"}})
	}))
	wantHits(t, "a problem that its department settled", ask(t, o, "safeguards", h), map[int]string{})
	why := "脱贫户，6 个月以来没有入户"
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return registry.SetLabel(ctx, tx, []registry.Label{{Household: h[0].ID, Name: "易地搬迁户", On: calendar.On(2024, 9, 3)}})
	})
	moved := "易地搬迁户、脱贫户，6 个月以来没有入户"
	wantHits(t, "key areas", ask(t, o, "areas", h, "villages", "410602100228"), map[int]string{0: moved, 1: why, 3: why, -1: why}) // and those insured first
	wantHits(t, "another village", ask(t, o, "areas", h, "villages", "410602100001、410602100002"), map[int]string{})
	o.Look(o.HireMember(staff.Member{Name: "外乡干部", Role: who.Township, Division: "410602201000"}), func(ctx context.Context, tx *pg.Tx) error {
		hits, err := monitoring.Ask(ctx, tx, "areas", nil)
		if len(hits) > 0 {
			t.Errorf("another township sees %v", hits)
		}
		return err
	})
}

// S1 §三.5: 多次预警. A warning counts though nobody was sent for it: soon after the family was checked, or where the insurance took it; a bill counts once.
func TestTheSweepOfWarnings(t *testing.T) {
	o := monitoringtest.With(t, withFeeds(feeds))
	o.Must(pg.SetOffice(t.Context(), pgtest.Owner(t), pg.Office{County: "410602", Name: "鹤山区乡村振兴局", Phone: "0392-0000000", LateDays: 36500, AgainMonths: 3}))
	h := o.Enrol(t, "脱贫户", 4)
	o.Report(t, "hospital", "2024-09", bill(h[0].HeadID, "2024-08-02", "6000.00", "1"), bill(h[1].HeadID, "2024-08-02", "6000.00", "2"),
		bill(h[2].HeadID, "2024-08-02", "60.00", "3"), bill(h[3].HeadID, "2024-08-02", "60.00", "4"), bill(h[3].HeadID, "2024-08-03", "60.00", "5"))
	insured := told(o)[1:4]
	screen(t, o, "2024-09")
	for _, of := range h[:2] {
		id := watchOf(t, o, of)
		o.Step(t, id, of, procedure.HandOver)
		o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.VisitFamilies(ctx, tx, []monitoring.Visit{o.Visit(id, of, "90000.00", procedure.NoRisk)})
		})
	}
	o.At("2024-10-08")
	o.Report(t, "hospital", "2024-10", bill(h[0].HeadID, "2024-09-20", "50.00", "6"), bill(h[2].HeadID, "2024-09-20", "60.00", "7"))
	screen(t, o, "2024-10")
	insured = append(insured, told(o)[6])
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		var taken []reports.Outcome
		for i, of := range []claimstest.Household{h[1], h[2], h[3], h[2]} {
			taken = append(taken, reports.Outcome{Row: insured[i].ID, Household: of.ID, Person: of.Head, Result: reports.TakenIn})
		}
		return reports.Conclude(ctx, tx, reports.Insurance, taken)
	})
	twice := "收到预警 2 次，最近一次 2024-10-08，未纳入监测"
	wantHits(t, "warned twice", ask(t, o, "warnings", h), map[int]string{0: twice, 2: twice})
	wantHits(t, "once since", ask(t, o, "warnings", h, "since", "2024-10-01", "times", "1"), map[int]string{0: strings.Replace(twice, "2 次", "1 次", 1),
		2: strings.Replace(twice, "2 次", "1 次", 1)})
	wantHits(t, "three times", ask(t, o, "warnings", h, "times", "3"), map[int]string{})
}

// S1 §三.1: 收入不稳定: whose newest income per head is less than the one before by so many percent.
func TestTheSweepOfUnsteadyIncomes(t *testing.T) {
	o := monitoringtest.County(t)
	h := o.Enrol(t, "脱贫户", 2)
	earns := func(id int64, of claimstest.Household, income string) {
		o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.VisitFamilies(ctx, tx, []monitoring.Visit{o.Visit(id, of, income, procedure.AtRisk)})
		})
	}
	first, second := takeIn(t, o, h[0]), takeIn(t, o, h[1]) // on 9,000 yuan
	before := o.Get(t, first).PerHead
	earns(first, h[0], "6000.00")
	earns(second, h[1], "6300.00") // 30 percent, and no more
	after := o.Get(t, first).PerHead
	wantHits(t, "by a third", ask(t, o, "stock", h, "fall", "30"), map[int]string{0: "收入不稳定：人均 " + after.StringFixed(2) + " 元，上一次 " + before.StringFixed(2) + " 元"})
	wantHits(t, "by more than half", ask(t, o, "stock", h, "fall", "60"), map[int]string{})
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		_, err := monitoring.Ask(ctx, tx, "stock", map[string]string{"fall": "100"})
		o.Refused(err, fault.Invalid)
		return nil
	})
}

// A family that is watched without help, out of the system, with only relief, or missing somebody; and one that was taken in no time.
func TestTheFaultsOfWatchedFamilies(t *testing.T) {
	o := monitoringtest.County(t)
	h := o.Enrol(t, "", 4)
	ids := o.Lead(t, h...)
	for i, id := range ids[:3] {
		o.Step(t, id, h[i], procedure.HandOver)
		if i == 1 { // without the child
			o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
				v := o.Visit(id, h[i], "9000.00", procedure.AtRisk)
				v.Members = v.Members[:1]
				return monitoring.VisitFamilies(ctx, tx, []monitoring.Visit{v})
			})
		} else {
			o.Step(t, id, h[i], procedure.Visit)
		}
	}
	steps := []procedure.Act{procedure.Apply, procedure.Evaluate, procedure.Post, procedure.Review, procedure.Compare, procedure.Approve}
	for n, step := range steps {
		if n == 3 {
			o.At("2024-09-15") // the days of publicity are over
		}
		for i, id := range ids[:2] {
			o.Step(t, id, h[i], step)
		}
	}
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.NotTaken(ctx, tx, []monitoring.Decision{{Watch: ids[2], Opinion: "不符合"}})
	})
	o.At("2024-10-20")
	wantHits(t, "without help", ask(t, o, "unhelped", h), map[int]string{0: "2024-09-15 纳入，没有帮扶措施", 1: "2024-09-15 纳入，没有帮扶措施"})
	wantHits(t, "not in the system", ask(t, o, "outside", h), map[int]string{0: "2024-09-15 审定，没有录入系统", 1: "2024-09-15 审定，没有录入系统"})
	wantHits(t, "without a measure", ask(t, o, "measures", h), map[int]string{0: "没有帮扶措施；没有帮扶责任人", 1: "没有帮扶措施；没有帮扶责任人"})
	missed := ask(t, o, "missed", h)
	if len(missed) != 2 || !strings.HasPrefix(missed[1], "没有登记的家庭成员：张子") || missed[2] != "2024-09-09 入户人均 4500.00 元、有风险，没有纳入" {
		t.Errorf("missed: %v", missed)
	}
	wantHits(t, "below another line", ask(t, o, "missed", h, "line", "4500"), map[int]string{1: missed[1]})
	due := calendar.On(2024, 10, 1)
	o.At("2024-09-20")
	o.Order(t, ids[0], "综合保障", &due)
	o.At("2024-10-20")
	wantHits(t, "only relief", ask(t, o, "imprecise", h), map[int]string{0: "有劳动力，只有兜底措施；因病，没有医疗、健康类措施"})
	wantHits(t, "past its day", ask(t, o, "unhelped", h), map[int]string{0: "措施期限 2024-10-01 已过，没有办结", 1: "2024-09-15 纳入，没有帮扶措施"})
	wantHits(t, "not looked after", ask(t, o, "stock", h, "months", "0"), map[int]string{0: "最近一次入户或走访在 2024-09-15", 1: "最近一次入户或走访在 2024-09-15"})
	o.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		_, err := monitoring.NameHelpers(ctx, tx, []monitoring.Helper{{Watch: ids[0], Level: procedure.Township, Name: "李四", Duty: "镇干部"}})
		return err
	})
	wantHits(t, "somebody helps", ask(t, o, "measures", h), map[int]string{0: "因病，没有医疗、健康类措施；措施期限 2024-10-01 已过，没有办结", 1: "没有帮扶措施；没有帮扶责任人"})
	// “瞄准风险、对症下药”: what is aimed at another risk does not fit, what the county says fits does; nobody lacks what the procedure lists for nobody
	wantHits(t, "as another county reads it", ask(t, o, "imprecise", h, "kinds", "低保", "fits", "因病：保障；因学：教育"), map[int]string{})
	wantHits(t, "what nobody may have", ask(t, o, "imprecise", h, "kinds", "低保", "fits", "因病：住房"), map[int]string{})
	o.Order(t, ids[0], "医疗", nil)
	wantHits(t, "aimed at the risk", ask(t, o, "imprecise", h), map[int]string{})
	o.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Withdraw(ctx, tx, []monitoring.Close{{Watch: ids[0], N: o.Get(t, ids[0]).Events, Words: "已由医保局办理"}})
	})
	wantHits(t, "taken back", ask(t, o, "imprecise", h, "kinds", "低保"), map[int]string{0: "因病，没有医疗、健康类措施"})
}

// A release that came too soon, that was of a family without labour, or that a new lead denies.
func TestTheFaultsOfReleases(t *testing.T) {
	o := monitoringtest.County(t)
	h := o.Enrol(t, "", 1)
	id := o.Lead(t, h[0])[0]
	o.Step(t, id, h[0], procedure.HandOver)
	o.Through(t, id, h[0], entering...)
	o.Step(t, id, h[0], procedure.Plan)
	o.Order(t, id, "公益性岗位", nil)
	o.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Done(ctx, tx, []monitoring.Close{{Watch: id, N: o.Get(t, id).Events, Words: "已上岗", Photos: o.Photo("上岗照片")}})
	})
	o.At("2025-03-15")
	o.Through(t, id, h[0], releasing...)
	wantHits(t, "half a year", ask(t, o, "in_and_out", h), map[int]string{})
	wantHits(t, "a year", ask(t, o, "in_and_out", h, "months", "12"), map[int]string{0: "2024-09-15 纳入，2025-03-21 认定风险消除"})
	wantHits(t, "well founded", ask(t, o, "unfounded", h), map[int]string{})
	wantHits(t, "by a higher line", ask(t, o, "unfounded", h, "line", "15000.01"), map[int]string{0: "最近一次入户人均 15000.00 元"})
	o.At("2025-05-01")
	o.Lead(t, h[0])
	wantHits(t, "a new lead", ask(t, o, "unfounded", h), map[int]string{0: "2025-05-01 又有风险线索"})
	wantHits(t, "a new lead, later", ask(t, o, "unfounded", h, "months", "1"), map[int]string{})
}

// S1: “坚决杜绝‘体外循环’”: who bears a kind's label since the county has a procedure, and nobody approved; those that the roster brought before are none.
func TestAKindThatNobodyApprovedIsOutside(t *testing.T) {
	o := monitoringtest.County(t)
	h := o.Enrol(t, "", 2)
	monitoringtest.Labelled(t, h[0].ID, procedure.OnEdge, calendar.On(2024, 9, 2))
	monitoringtest.Labelled(t, h[1].ID, procedure.OnEdge, calendar.On(2024, 8, 31))
	wantHits(t, "labelled by hand", ask(t, o, "outside", h), map[int]string{0: "2024-09-02 起为边缘易致贫户，没有经监测审定"})
}

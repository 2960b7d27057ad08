package monitoring_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fangpin/claims"
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
	"fangpin/screening"
)

// feeds are those of S3 §二.
const feeds = `feeds:
  - {agency: 医保局, kind: hospital, measure: self_pay_year, classes: [脱贫户], at_least: 5000, due: {day: 5}}
  - {agency: 医保局, kind: hospital, measure: self_pay_year, at_least: 20000, due: {day: 5}}
  - {agency: 医保局, kind: outpatient, measure: outpatient_month, at_least: 500, due: {day: 5}}
  - {agency: 卫健委, kind: serious_illness, due: {day: 5}}
  - {agency: 教体局, kind: schooling, measure: school_cost_year, more_than: 10000, due: {month: 4, day: end}}
  - {agency: 应急管理局, kind: disaster, due: promptly}
  - {agency: 卫健委, kind: health_event, due: {days: 3}}
  - {agency: 农业农村局, kind: industry, measure: industry_loss, classes: [脱贫户], more_than: 10000, due: promptly}
  - {agency: 人社局, kind: employment, due: {day: 5}}
  - {agency: 民政局, kind: relief, due: {day: 5}}
  - {agency: 教体局, kind: problem, to: agency, due: promptly}
  - {agency: 公安局, kind: population, due: {day: 5}}
`

// withFeeds is the test's procedure with other feeds.
func withFeeds(feeds string) string {
	before, rest, _ := strings.Cut(monitoringtest.Procedure, "feeds:\n")
	_, after, _ := strings.Cut(rest, "door:\n")
	return before + feeds + "door:\n" + after
}

// of is a row about a person.
func of(id string, more ...string) map[string]string {
	row := map[string]string{"name": "某人", "id_number": id}
	for i := 0; i < len(more); i += 2 {
		row[more[i]] = more[i+1]
	}
	return row
}

// bill is a hospital bill of which the household bore an amount.
func bill(id, discharged, selfPaid, settlement string) map[string]string {
	return of(id, "discharged", discharged, "institution", "区人民医院", "settlement", settlement, "expense", selfPaid, "basic_paid", "0.00", "self_paid", selfPaid)
}

func monthOf(t *testing.T, text string) reports.Month {
	t.Helper()
	m, err := reports.ParseMonth(text)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func screen(t *testing.T, o *monitoringtest.Office, month string) (s monitoring.Screening) {
	t.Helper()
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) (err error) {
		s, err = monitoring.Screen(ctx, tx, monthOf(t, month))
		return err
	})
	return s
}

// came is what the watch made of every reported row, in the order of reporting: the reason where there is one.
func came(o *monitoringtest.Office) (got []string) {
	for _, r := range told(o) {
		if r.Reason != "" {
			r.Outcome = r.Reason
		}
		got = append(got, r.Outcome)
	}
	return got
}

func told(o *monitoringtest.Office) (rows []reports.Reported) {
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) (err error) {
		rows, err = reports.Rows(ctx, tx, reports.RowFilter{For: reports.Watch})
		return err
	})
	return rows
}

func wantCame(t *testing.T, o *monitoringtest.Office, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, came(o)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

// Each of the twelve kinds comes to a lead by the feeds of S3, or keeps why not.
func TestEveryKindIsScreenedByTheFeeds(t *testing.T) {
	o := monitoringtest.With(t, withFeeds(feeds))
	out := o.Enrol(t, "脱贫户", 6)
	plain := o.Enrol(t, "", 14)
	o.Report(t, "hospital", "2024-09", bill(out[0].HeadID, "2024-08-02", "5000.00", "1"), bill(out[1].HeadID, "2024-08-02", "4999.99", "2"),
		bill(plain[0].HeadID, "2024-08-02", "19999.99", "3"), bill(plain[1].HeadID, "2024-08-02", "20000.00", "4"))
	o.Report(t, "outpatient", "2024-09", of(plain[2].HeadID, "month", "2024-08", "outpatient", "300.00", "special", "200.00"),
		of(plain[3].HeadID, "month", "2024-08", "outpatient", "499.99", "special", ""))
	o.Report(t, "serious_illness", "2024-09", of(plain[4].HeadID, "disease", "肺癌", "diagnosed", "2024-08-03"))
	o.Report(t, "health_event", "2024-09", of(plain[5].HeadID, "event", "食物中毒", "occurred", "2024-08-03", "grade", "重大"))
	fees := func(id, tuition string) map[string]string {
		return of(id, "school", "区高中", "school_year", "2024-2025", "tuition", tuition, "aid_paid", "500.00")
	}
	o.Report(t, "schooling", "2024-09", fees(plain[6].ChildID, "10500.00"), fees(plain[7].ChildID, "10500.01"))
	o.Report(t, "admission", "2024-09", of(plain[8].ChildID, "school", "河南理工大学", "level", "本科", "admitted", "2024-08-01", "notice", "2024031"))
	o.Report(t, "disaster", "2024-09", of(plain[9].HeadID, "disaster", "暴雨洪涝", "occurred", "2024-07-16", "loss", "100.00"))
	loss := func(id string) map[string]string {
		return of(id, "industry", "生猪", "occurred", "2024-08-16", "loss", "10000.01")
	}
	o.Report(t, "industry", "2024-09", loss(out[2].HeadID), loss(plain[10].HeadID))
	o.Report(t, "employment", "2024-09", of(out[3].HeadID, "no_earner", "是", "willing", "有"))
	o.Report(t, "relief", "2024-09", of(plain[11].HeadID, "relief", "低保", "approved", "2024-08-12"))
	o.Report(t, "problem", "2024-09", of(plain[12].HeadID, "problem", "住房安全", "description", "C级危房", "found", "2024-08-12"))
	o.Report(t, "population", "2024-09", of(plain[13].HeadID, "change", "迁出", "changed", "2024-08-12"))
	var seen monitoring.Screening
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) (err error) {
		seen, err = monitoring.Preview(ctx, tx, monthOf(t, "2024-09"))
		return err
	})
	wantCame(t, o, make([]string, 18)...) // a preview writes nothing
	s := screen(t, o, "2024-09")
	wantCame(t, o,
		"lead", "本户本年累计自付 4,999.99 元，未达筛查标准 5,000.00 元；本户本年累计自付 4,999.99 元，未达筛查标准 20,000.00 元",
		"本户本年累计自付 19,999.99 元，未达筛查标准 20,000.00 元", "lead",
		"lead", "本户当月门诊统筹和门特费用 499.99 元，未达筛查标准 500.00 元",
		"lead", "lead",
		"本户本学年自负学费 10,000.00 元，未超过筛查标准 10,000.00 元", "lead",
		"现行监测程序没有要求教体局筛查“升学录取”",
		"lead",
		"lead", "2024年8月16日本户不属于此项筛查的户类（脱贫户）",
		"lead", "lead", "lead",
		"人口变动本身不是风险，请判定是否影响该户生活",
	)
	if s.Rows != 18 || s.Families != 11 || s.Joining != 0 || s.Sorts != (monitoring.Sorts{Leads: 11, NotTaken: 6, Doubtful: 1}) || len(s.Begun) != 11 {
		t.Errorf("screening %+v", s)
	}
	if diff := cmp.Diff(map[screening.Ground]int{screening.Short: 4, screening.NoFeed: 1, screening.NoClass: 1}, s.Grounds); diff != "" {
		t.Error(diff)
	}
	s.Begun, s.Joined = nil, nil
	if diff := cmp.Diff(s, seen); diff != "" {
		t.Errorf("the preview said something else:\n%s", diff)
	}
	if again := screen(t, o, "2024-09"); again.Rows != 7 || len(again.Begun)+len(again.Joined) != 0 || again.NotTaken != 6 || again.Doubtful != 1 {
		t.Errorf("again: %+v", again)
	}
	var outcomes int
	o.Must(pgtest.Super(t).GetContext(t.Context(), &outcomes, `SELECT count(*) FROM row_outcome`))
	if outcomes != 18 {
		t.Errorf("screened twice, %d outcomes were written", outcomes)
	}
	w := o.Get(t, watchOf(t, o, out[0]))
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		signals, err := monitoring.Signals(ctx, tx, w.ID)
		if len(signals) != 1 || signals[0].As != "医保局" || signals[0].Words != "医保局2024年9月报送“住院自付”：本户本年累计自付 5,000.00 元，达到 5,000.00 元" {
			t.Errorf("signals %+v", signals)
		}
		return err
	})
}

// watchOf is the household's open watch.
func watchOf(t *testing.T, o *monitoringtest.Office, h claimstest.Household) (id int64) {
	t.Helper()
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		found, _, err := monitoring.Find(ctx, tx, monitoring.Filter{Households: pg.Only([]int64{h.ID})})
		if len(found) != 1 {
			t.Fatalf("%d open watches", len(found))
		}
		id = found[0].ID
		return err
	})
	return id
}

// The calendar year counts, over all persons of the household and whatever month told it; a bill told twice counts once.
func TestAHouseholdsYearIsAddedUp(t *testing.T) {
	o := monitoringtest.With(t, withFeeds(feeds))
	h := o.Enrol(t, "脱贫户", 2)
	o.Report(t, "hospital", "2024-08", bill(h[0].HeadID, "2024-07-02", "3000.00", "1"), bill(h[1].HeadID, "2023-12-31", "3000.00", "2"))
	screen(t, o, "2024-08")
	o.Report(t, "hospital", "2024-09", bill(h[0].ChildID, "2024-08-02", "2000.00", "3"), bill(h[1].HeadID, "2024-01-01", "2000.00", "4"),
		bill(h[1].HeadID, "2023-12-31", "3000.00", "2"))
	screen(t, o, "2024-09")
	short := func(yuan string) string {
		return "本户本年累计自付 " + yuan + " 元，未达筛查标准 5,000.00 元；本户本年累计自付 " + yuan + " 元，未达筛查标准 20,000.00 元"
	}
	wantCame(t, o, "lead", "与2024年9月医保局报送的是同一事项，以该次报送为准", "lead", short("2,000.00"), short("3,000.00"))
	if o.Get(t, watchOf(t, o, h[0])).Events != 1 {
		t.Error("two rows of a family are one lead")
	}
}

// Of whom nobody knows, and of who had died, the reason is kept; an open family's rows are signals, a doubtful one among them.
func TestRowsOfStrangersOfTheDeadAndOfWatchedFamilies(t *testing.T) {
	o := monitoringtest.With(t, withFeeds(feeds))
	h := o.Enrol(t, "脱贫户", 2)
	id := o.Lead(t, h[0])[0]
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return registry.RecordDeath(ctx, tx, []registry.Death{{Person: h[1].Child, On: calendar.On(2024, 8, 1)}})
	})
	o.Report(t, "disaster", "2024-09", of("419900196001019995", "disaster", "火灾", "occurred", "2024-08-05", "loss", "1.00"),
		of(h[1].ChildID, "disaster", "火灾", "occurred", "2024-08-05", "loss", "1.00"), of(h[0].HeadID, "disaster", "火灾", "occurred", "2024-08-05", "loss", "1.00"))
	o.Report(t, "population", "2024-09", of(h[0].ChildID, "change", "死亡", "changed", "2024-08-12"))
	s := screen(t, o, "2024-09")
	wantCame(t, o, "身份证号不在户籍名册，请核对证件号码或补录花名册", "本人已于2024年8月1日去世，早于2024年8月5日，请核对", "signal", "signal")
	if s.Joining != 1 || len(s.Joined) != 1 || s.Joined[0] != id || s.Families != 0 {
		t.Errorf("screening %+v", s)
	}
}

// A family that was checked is not handed over again for the same kind within the county's months; for another it is, and once they are over.
func TestAFamilyCheckedNotLongAgoIsNotHandedOverAgain(t *testing.T) {
	o := monitoringtest.With(t, withFeeds(feeds))
	o.Must(pg.SetOffice(t.Context(), pgtest.Owner(t), pg.Office{County: "410602", Name: "鹤山区乡村振兴局", Phone: "0392-0000000", LateDays: 36500, SlackDays: 36500, AgainMonths: 3}))
	h := o.Enrol(t, "脱贫户", 1)[0]
	o.Report(t, "hospital", "2024-09", bill(h.HeadID, "2024-08-02", "6000.00", "1"))
	screen(t, o, "2024-09")
	id := watchOf(t, o, h)
	o.Step(t, id, h, procedure.HandOver)
	o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.VisitFamilies(ctx, tx, []monitoring.Visit{o.Visit(id, h, "90000.00", procedure.NoRisk)})
	})
	o.At("2024-10-08")
	o.Report(t, "hospital", "2024-10", bill(h.HeadID, "2024-09-20", "50.00", "2"))
	screen(t, o, "2024-10")
	wantCame(t, o, "lead", "本户于2024年9月9日核查（不纳入），3 个月内同类预警不重复交办")
	o.Report(t, "disaster", "2024-10", of(h.HeadID, "disaster", "火灾", "occurred", "2024-10-05", "loss", "1.00"))
	screen(t, o, "2024-10")
	wantCame(t, o, "lead", "lead", "lead") // the bill goes with the new matter
}

// A row that was kept because its family had been checked is judged again with every screening: once the county's months are over it is a lead of its own,
// though nothing new was told, for nobody ever looked at what it tells of.
func TestAFamilyIsHandedOverOnceTheMonthsAreOver(t *testing.T) {
	o := monitoringtest.With(t, withFeeds(feeds))
	o.Must(pg.SetOffice(t.Context(), pgtest.Owner(t), pg.Office{County: "410602", Name: "鹤山区乡村振兴局", Phone: "0392-0000000", LateDays: 36500, SlackDays: 36500, AgainMonths: 3}))
	h := o.Enrol(t, "脱贫户", 2)
	o.Report(t, "hospital", "2024-09", bill(h[0].HeadID, "2024-08-02", "6000.00", "1"))
	screen(t, o, "2024-09")
	id := watchOf(t, o, h[0])
	o.Step(t, id, h[0], procedure.HandOver)
	o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error { // 9 September
		return monitoring.VisitFamilies(ctx, tx, []monitoring.Visit{o.Visit(id, h[0], "90000.00", procedure.NoRisk)})
	})
	kept := "本户于2024年9月9日核查（不纳入），3 个月内同类预警不重复交办"
	o.At("2024-10-08")
	o.Report(t, "hospital", "2024-10", bill(h[0].HeadID, "2024-09-20", "50.00", "2"))
	screen(t, o, "2024-10")
	wantCame(t, o, "lead", kept)
	o.At("2024-12-08") // the last day within three months
	o.Report(t, "hospital", "2024-12", bill(h[1].HeadID, "2024-11-02", "9.00", "3"))
	screen(t, o, "2024-12")
	short := told(o)[2].Reason
	wantCame(t, o, "lead", kept, short)
	o.At("2024-12-09")
	screen(t, o, "2024-12")
	wantCame(t, o, "lead", "lead", short)
	if again := watchOf(t, o, h[0]); again == id {
		t.Errorf("the watch %d goes on", again)
	} else if w := o.Get(t, again); w.OpenedOn.String() != "2024-12-09" || w.Previous == nil || *w.Previous != id {
		t.Errorf("the new lead %+v", w)
	}
}

// A clerk's answer stands until the rules take the row themselves.
func TestAClerkDecidesDoubtfulRows(t *testing.T) {
	o := monitoringtest.With(t, withFeeds(feeds))
	h := o.Enrol(t, "", 2)
	o.Report(t, "population", "2024-09", of(h[0].HeadID, "change", "死亡", "changed", "2024-08-12"), of(h[1].HeadID, "change", "出生", "changed", "2024-08-12"))
	screen(t, o, "2024-09")
	rows := told(o)
	decide := func(doubts ...monitoring.Doubt) error {
		return o.Do(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
			_, err := monitoring.DecideDoubtful(ctx, tx, doubts)
			return err
		})
	}
	o.Refused(decide(), fault.Invalid)
	o.Refused(decide(monitoring.Doubt{Row: rows[1].ID}), fault.Invalid)
	o.Refused(decide(monitoring.Doubt{Row: 1, Take: true}), fault.Conflict)
	o.Must(decide(monitoring.Doubt{Row: rows[0].ID, Take: true, Words: "主要劳力去世"}, monitoring.Doubt{Row: rows[1].ID, Words: "新生儿，家庭稳定"}))
	wantCame(t, o, "lead", "新生儿，家庭稳定")
	o.Refused(decide(monitoring.Doubt{Row: rows[1].ID, Take: true}), fault.Conflict)
	s := screen(t, o, "2024-09")
	wantCame(t, o, "lead", "新生儿，家庭稳定")
	if s.Rows != 0 {
		t.Errorf("judged again: %+v", s)
	}
	o.Lead(t, h[1]) // now it has an open matter, and what was told of it is a signal
	screen(t, o, "2024-09")
	wantCame(t, o, "lead", "signal")
}

// Insurance judges the same rows by itself: what the watch makes of them changes nothing there.
func TestTheWatchLeavesInsurancesOutcomesAlone(t *testing.T) {
	o := monitoringtest.With(t, withFeeds(feeds))
	h := o.Named[0]
	o.Report(t, "hospital", "2024-09", bill(h.HeadID, "2024-08-02", "6000.00", "1"))
	o.Report(t, "outpatient", "2024-09", of(h.HeadID, "month", "2024-08", "outpatient", "800.00", "special", "0.00"))
	insured := func() (got []string) {
		o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
			rows, err := reports.Rows(ctx, tx, reports.RowFilter{})
			for _, r := range rows {
				got = append(got, r.Outcome+r.Reason)
			}
			return err
		})
		return got
	}
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		_, err := claims.Screen(ctx, tx, monthOf(t, "2024-09"))
		return err
	})
	want := []string{"claim", "not_taken属监测线索，不直接形成理赔案件"}
	if diff := cmp.Diff(want, insured()); diff != "" {
		t.Error(diff)
	}
	screen(t, o, "2024-09")
	if diff := cmp.Diff(want, insured()); diff != "" {
		t.Errorf("after the watch: %s", diff)
	}
	wantCame(t, o, "lead", "lead")
}

// A feed that asks for what no report says is named with each preview, and its rows are not passed over in silence.
func TestFeedsThatNoReportAnswersAreNamed(t *testing.T) {
	for wrong, says := range map[string]string{
		"{agency: 农业农村局, kind: industry_loss, due: promptly}":               "没有 kind: industry_loss 这种月报",
		"{agency: 教体局, kind: hospital, due: promptly}":                      "由医保局报送",
		"{agency: 农业农村局, kind: industry, measure: loss, more_than: 1}":      "可用的有 industry_loss",
		"{agency: 民政局, kind: relief, measure: self_pay_year, more_than: 1}": "没有可比的金额",
	} {
		rule, mistakes := procedure.Read([]byte(withFeeds("feeds:\n  - " + wrong + "\n")))
		if got := screening.Unanswered(rule); len(mistakes) > 0 || len(got) != 1 || !strings.Contains(got[0], says) {
			t.Errorf("%s: %v", wrong, got)
		}
	}
	o := monitoringtest.With(t, withFeeds("feeds:\n  - {agency: 民政局, kind: relief, measure: aid_year, more_than: 1}\n"))
	o.Report(t, "relief", "2024-09", of(o.Enrol(t, "", 1)[0].HeadID, "relief", "低保", "approved", "2024-08-12"))
	if s := screen(t, o, "2024-09"); s.Doubtful != 1 || len(s.Unanswered) != 1 {
		t.Errorf("screening %+v", s)
	}
	wantCame(t, o, "月报没有监测程序所写的指标 aid_year，无法与筛查标准 1.00 元比对，请判定是否属于风险线索")
}

func TestScreeningRefusals(t *testing.T) {
	o := monitoringtest.County(t)
	screening := func(role who.Role) error {
		return o.Do(o.Who(role), func(ctx context.Context, tx *pg.Tx) error {
			_, err := monitoring.Screen(ctx, tx, monthOf(t, "2024-09"))
			return err
		})
	}
	for _, role := range who.Roles() {
		want := fault.Forbidden
		if role == who.Clerk {
			want = fault.Invalid // nothing was handed over
		}
		o.Refused(screening(role), want)
		o.Look(o.Who(role), func(ctx context.Context, tx *pg.Tx) error {
			_, err := monitoring.Preview(ctx, tx, monthOf(t, "2024-09"))
			o.Refused(err, want)
			return nil
		})
	}
	o.At("2024-08-01")
	o.Refused(screening(who.Clerk), fault.Blocked) // no procedure was in force then
}

// A department's own matter goes to it; with anything else told of the family, to the township.
func TestWhoseALeadIs(t *testing.T) {
	o := monitoringtest.With(t, withFeeds(feeds))
	h := o.Enrol(t, "", 4)
	problem := func(i int) map[string]string {
		return of(h[i].HeadID, "problem", "义务教育", "description", "辍学", "found", "2024-08-12")
	}
	o.Report(t, "problem", "2024-09", problem(0), problem(1), problem(3))
	o.Report(t, "disaster", "2024-09", of(h[1].HeadID, "disaster", "火灾", "occurred", "2024-08-05", "loss", "1.00"), of(h[2].HeadID, "disaster", "火灾", "occurred", "2024-08-05", "loss", "1.00"))
	screen(t, o, "2024-09")
	ids := []int64{watchOf(t, o, h[0]), watchOf(t, o, h[1]), watchOf(t, o, h[2]), watchOf(t, o, h[3])}
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		whose, err := monitoring.Whose(ctx, tx, ids)
		if diff := cmp.Diff(map[int64]string{ids[0]: "教体局", ids[1]: monitoring.Township, ids[2]: monitoring.Township, ids[3]: "教体局"}, whose); diff != "" {
			t.Error(diff)
		}
		return err
	})
	// Left to the procedure each goes there, but to the township where the department has nobody to answer.
	hand := func(i int) (to string) {
		o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.HandOver(ctx, tx, []monitoring.Handing{{Watch: ids[i], To: monitoring.ByProcedure}})
		})
		o.Must(pgtest.Super(t).GetContext(t.Context(), &to, `SELECT COALESCE(detail->>'to', '乡镇') FROM fangpin.watch_event WHERE watch = $1 AND event = 'hand_over'`, ids[i]))
		return to
	}
	if to := hand(0); to != monitoring.Township {
		t.Errorf("without anybody there to answer it goes to %s", to)
	}
	o.HireMember(staff.Member{Name: "教体报送", Role: who.Reporter, Agency: "教体局"})
	if to := hand(1); to != monitoring.Township {
		t.Errorf("with a disaster besides it goes to %s", to)
	}
	if to := hand(3); to != "教体局" {
		t.Errorf("with somebody there it goes to %s", to)
	}
}

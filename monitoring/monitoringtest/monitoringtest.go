// Package monitoringtest gives a test a county with a procedure in force, and families at whatever point of the watch the test begins from.
package monitoringtest

import (
	"context"
	"crypto/sha256"
	"fmt"
	"regexp"
	"testing"

	"github.com/shopspring/decimal"

	"fangpin/claims/claimstest"
	"fangpin/internal/calendar"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/monitoring"
	"fangpin/procedure"
	"fangpin/publicity"
	"fangpin/registry"
	"fangpin/templates"
)

// Procedure uses every word of a procedure file, with short days.
const Procedure = `name: 试行程序
county: "410602"
term: {from: 2024-01-01, to: 2027-12-31}
levels: {village: 村（居）, township: 乡级, county: 县级, city: 市级}
line: {per_head: 6700}
income: {months: 12, ends: procedure}
kinds: [脱贫不稳定户, 边缘易致贫户, 突发严重困难户]
leads:
  hand_over: {day: 10}
  direct: [自主申报, 走访排查]
  check: {working_days: 20}
  feedback: month_end
feeds:
  - {agency: 医保局, kind: hospital, measure: self_pay_year, classes: [脱贫户], at_least: 5000, due: {day: 5}}
  - {agency: 医保局, kind: hospital, measure: self_pay_year, at_least: 20000, due: {day: 5}}
  - {agency: 应急管理局, kind: disaster, due: promptly}
  - {agency: 住建局, kind: problem, to: agency, due: promptly}
door:
  - {risk: yes, then: enter}
  - {income: below, risk: no, then: offline}
  - {then: not_taken}
refer: [{income: below, to: 民政局, for: 低收入家庭认定}]
enter:
  - visit: {working_days: 5}
  - apply
  - evaluate
  - post
  - review: {days: 5}
  - compare
  - approve
  - announce
  - register
  - file
publicity: {days: 5, past_holiday: false, past_weekend: false}
plan: {working_days: 10}
measures:
  none: [综合保障, 医疗, 社会帮扶]
  weak: [综合保障, 医疗, 产业, 公益性岗位]
  able: [综合保障, 医疗, 产业, 公益性岗位, 就业]
  never_only: {able: [综合保障], weak: [综合保障]}
follow_up: {months: 1}
clear:
  after: {months: 6, from: measure}
  line: above
  labour: [weak, able]
  steps: [nominate, visit, evaluate, post, review, approve, announce, mark]
`

// Office is a county with a procedure in force from 1 January 2024. Its clock stands at 9 September 2024 until At moves it.
type Office struct {
	*claimstest.Office
	Rule int64

	// Archive keeps the bytes of a photo and answers their SHA-256. Nobody keeps those of an office that has no archive.
	Archive func(content string) [sha256.Size]byte

	visits int
}

func hashed(content string) [sha256.Size]byte { return sha256.Sum256([]byte(content)) }

// County opens the office with Procedure.
func County(t testing.TB) *Office { return With(t, Procedure) }

// With opens it with another procedure, whose term holds 1 September 2024.
func With(t testing.TB, source string) *Office {
	t.Helper()
	return counties.Begin(t, source, func() *Office { return On(t, claimstest.County(t), source) })
}

var counties pgtest.Kept[*Office]

// In is the office in the database of another test.
func (o *Office) In(t testing.TB) *Office {
	in := *o
	in.Office = o.Office.In(t)
	return &in
}

// On puts a procedure in force in an office that is open already.
func On(t testing.TB, office *claimstest.Office, source string) *Office {
	t.Helper()
	o := &Office{Office: office, Archive: hashed}
	o.Adopt(t, source, calendar.On(2024, 9, 1))
	return o
}

// Shipped opens it on a day with one of the procedures that ship, adopted by this county from that day.
func Shipped(t testing.TB, name, day string) *Office {
	t.Helper()
	source, err := templates.Procedures.ReadFile("procedures/" + name + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	return Of(t, ofCounty.ReplaceAllString(string(source), `county: "`+stafftest.County+`"`), day)
}

// Of opens it on a day with a procedure of this county's, adopted from that day.
func Of(t testing.TB, source, day string) *Office {
	t.Helper()
	return counties.Begin(t, day+source, func() *Office {
		o := &Office{Office: claimstest.Uninsured(t, day), Archive: hashed}
		from, err := calendar.ParseDate(day)
		o.Must(err)
		o.Adopt(t, source, from)
		return o
	})
}

var ofCounty = regexp.MustCompile(`(?m)^county: "[0-9]{6}"`)

// Adopt puts a procedure in force from a day on.
func (o *Office) Adopt(t testing.TB, source string, from calendar.Date) {
	t.Helper()
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) (err error) {
		o.Rule, err = monitoring.Propose(ctx, tx, []byte(source))
		return err
	})
	o.As(t, who.Approver, func(ctx context.Context, tx *pg.Tx) error { return monitoring.Adopt(ctx, tx, o.Rule, from) })
}

// Families enrols n households that have held a label since the year of the office's clock began; empty for none.
func (o *Office) Families(t testing.TB, label string, n int) []claimstest.Household {
	t.Helper()
	families := o.Enrol(t, "", n)
	if label == "" {
		return families
	}
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		var labels []registry.Label
		for _, h := range families {
			labels = append(labels, registry.Label{Household: h.ID, Name: label, On: calendar.On(calendar.DateOf(tx.Now).Year(), 1, 1)})
		}
		return registry.SetLabel(ctx, tx, labels)
	})
	return families
}

// Labelled is a household that has borne a label of a kind since a day, as one that a county brought with its roster before it had a procedure.
func Labelled(t testing.TB, household int64, kind string, on calendar.Date) {
	t.Helper()
	pgtest.Super(t).MustExecContext(t.Context(), `INSERT INTO fangpin.label (county, id, household, label, from_on) VALUES ($1, $2, $3, $4, $5)`,
		stafftest.County, pg.NewID(), household, kind, on)
}

// Lead records a lead of each household, told by the public, and answers their watches in the same order.
func (o *Office) Lead(t testing.TB, of ...claimstest.Household) []int64 {
	t.Helper()
	signals := make([]monitoring.Signal, len(of))
	for i, h := range of {
		signals[i] = monitoring.Signal{Household: h.ID, Source: monitoring.Public, Risk: "因病", Words: "群众反映该户有人住院，花费较大"}
	}
	return o.Signal(t, signals...)
}

// Signal records signals, one of each household, and answers the watches that they began or joined in the same order.
func (o *Office) Signal(t testing.TB, signals ...monitoring.Signal) []int64 {
	t.Helper()
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		_, err := monitoring.Lead(ctx, tx, signals)
		return err
	})
	ids := make([]int64, len(signals))
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		for i, s := range signals {
			found, _, err := monitoring.Find(ctx, tx, monitoring.Filter{Households: pg.Only([]int64{s.Household})})
			if err != nil {
				return err
			}
			ids[i] = found[0].ID
		}
		return nil
	})
	return ids
}

// Get is a watch as the county clerk sees it.
func (o *Office) Get(t testing.TB, id int64) (w monitoring.Watch) {
	t.Helper()
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) (err error) {
		w, err = monitoring.Get(ctx, tx, id)
		return err
	})
	return w
}

// Photo is an attachment that no other has.
func (o *Office) Photo(kind string) []monitoring.Attachment {
	o.visits++
	return []monitoring.Attachment{{Kind: kind, File: o.Archive(fmt.Sprint("photo ", o.visits))}}
}

// Visit is a visit of today to a household of two, with the income of the year in yuan and whether there is a risk.
func (o *Office) Visit(watch int64, h claimstest.Household, income string, risk procedure.Risk) monitoring.Visit {
	v := monitoring.Visit{
		Watch: watch, Members: []monitoring.Member{{Person: h.Head}, {Person: h.Child}}, Risk: risk, Labour: procedure.AbleLabour,
		Income:  []monitoring.Income{{Source: monitoring.Wage, Amount: decimal.RequireFromString(income)}},
		Medical: decimal.RequireFromString("8000.00"), Found: "入户核实，情况属实", Photos: o.Photo("入户照片"),
	}
	if risk == procedure.NoRisk {
		v.Why = "收入稳定，没有返贫致贫风险" // where it ends the matter
	}
	for _, of := range monitoring.Safeguards() {
		v.Safeguards = append(v.Safeguards, monitoring.Safeguard{Of: of})
	}
	return v
}

// Step takes a watch's next step as its usual person does, passed; a visit finds 9,000 yuan and a risk while the family is taken in, 30,000 and
// none while it is released.
func (o *Office) Step(t testing.TB, id int64, h claimstest.Household, did procedure.Act) {
	t.Helper()
	role, verb := o.step(t, id, h, did)
	o.As(t, role, verb)
}

// Through takes steps one after another, the days of publicity being waited for.
func (o *Office) Through(t testing.TB, id int64, h claimstest.Household, steps ...procedure.Act) {
	t.Helper()
	for _, did := range steps {
		o.Step(t, id, h, did)
		if w := o.Get(t, id); w.Next != nil && *w.Next == procedure.Wait {
			o.At((*w.Due + 1).String())
		}
	}
}

func (o *Office) step(t testing.TB, id int64, h claimstest.Household, did procedure.Act) (who.Role, func(context.Context, *pg.Tx) error) {
	t.Helper()
	one := func(verb func(context.Context, *pg.Tx, []monitoring.Decision) error) func(context.Context, *pg.Tx) error {
		return func(ctx context.Context, tx *pg.Tx) error {
			return verb(ctx, tx, []monitoring.Decision{{Watch: id, Result: procedure.Pass, Opinion: "情况属实，同意"}})
		}
	}
	number := func(verb func(context.Context, *pg.Tx, []monitoring.Numbered) error) func(context.Context, *pg.Tx) error {
		return func(ctx context.Context, tx *pg.Tx) error {
			return verb(ctx, tx, []monitoring.Numbered{{Watch: id, No: fmt.Sprintf("J%d", id%100000)}})
		}
	}
	switch did {
	case procedure.HandOver:
		return who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.HandOver(ctx, tx, []monitoring.Handing{{Watch: id}})
		}
	case procedure.Visit:
		income, risk := "9000.00", procedure.AtRisk
		if o.Get(t, id).State == procedure.StateClearing {
			income, risk = "30000.00", procedure.NoRisk
		}
		return who.Village, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.VisitFamilies(ctx, tx, []monitoring.Visit{o.Visit(id, h, income, risk)})
		}
	case procedure.Apply:
		return who.Village, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Apply(ctx, tx, []monitoring.Application{{Watch: id, Form: o.Photo("申请及承诺授权书")}})
		}
	case procedure.Evaluate:
		return who.Village, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Evaluate(ctx, tx, []monitoring.Evaluation{o.Passed(id)})
		}
	case procedure.Post:
		return who.Village, func(ctx context.Context, tx *pg.Tx) error { return o.post(ctx, tx, id) }
	case procedure.Review:
		return who.Township, one(monitoring.Review)
	case procedure.Compare:
		return who.Clerk, one(monitoring.Compare)
	case procedure.Approve:
		return who.Approver, one(monitoring.Approve)
	case procedure.Announce:
		return who.Clerk, number(monitoring.Announce)
	case procedure.Register:
		return who.Township, number(monitoring.Register)
	case procedure.File:
		return who.Clerk, number(monitoring.File)
	case procedure.Nominate:
		return who.Village, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Nominate(ctx, tx, []int64{id}, "收入稳定，风险已消除")
		}
	case procedure.Mark:
		return who.Township, func(ctx context.Context, tx *pg.Tx) error { return monitoring.Mark(ctx, tx, []int64{id}) }
	case procedure.Plan:
		return who.Township, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Plan(ctx, tx, []monitoring.Planned{{Watch: id, Words: "落实公益性岗位一个，申请医疗救助"}})
		}
	case procedure.Feedback:
		return who.Township, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Feedback(ctx, tx, []monitoring.Result{{Watch: id, Words: "已按程序办理"}})
		}
	case procedure.FollowUp:
		return who.Village, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.FollowUp(ctx, tx, []monitoring.Looked{{Watch: id, Words: "走访一次，家庭情况稳定"}})
		}
	case procedure.RollBack:
		return who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.RollBack(ctx, tx, []int64{id}, "回头看发现收入不稳定")
		}
	}
	t.Fatalf("no usual way to take %s", did)
	return "", nil
}

// Passed is an evaluation that a village's meeting passed.
func (o *Office) Passed(watch int64) monitoring.Evaluation {
	return monitoring.Evaluation{Watch: watch, Yes: 5, No: 1, Passed: true, Present: "张三、李四、王五、赵六、钱七、孙八", Opinion: "同意纳入",
		Minutes: o.Archive(fmt.Sprint("minutes ", watch))}
}

// post makes a notice of the watch and puts it up at once.
func (o *Office) post(ctx context.Context, tx *pg.Tx, id int64) error {
	w, err := monitoring.Get(ctx, tx, id)
	if err != nil {
		return err
	}
	notice, err := monitoring.Notify(ctx, tx, w.Village, []int64{id})
	if err != nil {
		return err
	}
	return monitoring.Post(ctx, tx, publicity.Posting{Notice: notice, On: calendar.DateOf(tx.Now), Photo: o.Archive(fmt.Sprint("notice ", notice))})
}

// Dismiss decides that a watch's oldest open objection, which was read, is not right.
func Dismiss(ctx context.Context, tx *pg.Tx, watch int64, why string) error {
	return monitoring.Dismiss(ctx, tx, watch, oldest(ctx, tx, watch), why, stafftest.Sign)
}

// Uphold decides that it is right.
func Uphold(ctx context.Context, tx *pg.Tx, watch int64, why string) error {
	return monitoring.Uphold(ctx, tx, watch, oldest(ctx, tx, watch), why, stafftest.Sign)
}

// oldest is 0 for whoever may not read it: that is for the verb to refuse.
func oldest(ctx context.Context, tx *pg.Tx, watch int64) int64 {
	all, err := monitoring.ObjectionsOf(ctx, tx, watch)
	if err != nil {
		return 0
	}
	return monitoring.OldestOpen(all)
}

// Village is the village in which the households live.
const Village = stafftest.Village

// Order orders a measure of today from the township.
func (o *Office) Order(t testing.TB, watch int64, kind string, due *calendar.Date) {
	t.Helper()
	o.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Measures(ctx, tx, []monitoring.Order{{Watch: watch, Kind: kind, To: monitoring.Township, Due: due, Words: "安排一个岗位"}})
	})
}

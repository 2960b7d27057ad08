package monitoring_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fangpin/claims/claimstest"
	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/monitoring/monitoringtest"
	"fangpin/procedure"
	"fangpin/registry"
	"fangpin/reports"
)

// offline has families visited and found below the line without a risk: they are watched offline (S0 线下监测).
func offline(t *testing.T, o *monitoringtest.Office, of ...claimstest.Household) (ids []int64) {
	t.Helper()
	ids = o.Lead(t, of...)
	for i, h := range of {
		o.Step(t, ids[i], h, procedure.HandOver)
		o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.VisitFamilies(ctx, tx, []monitoring.Visit{o.Visit(ids[i], h, "9000.00", procedure.NoRisk)})
		})
	}
	return ids
}

func doubtfuls(o *monitoringtest.Office, f monitoring.DoubtfulFilter) (rows []monitoring.Doubtful) {
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) (err error) {
		rows, _, err = monitoring.Doubtfuls(ctx, tx, o.Keys, f)
		return err
	})
	return rows
}

// A row that a feed asks for opens an offline family's matter at the visit, and is a lead, and whatever else was told of the family goes with it; of a
// doubtful one a clerk is asked first, for it would send somebody to the family.
func TestRowsOfOfflineFamilies(t *testing.T) {
	o := monitoringtest.With(t, withFeeds(`feeds:
  - {agency: 应急管理局, kind: disaster, due: promptly}
  - {agency: 公安局, kind: population, due: {day: 5}}
  - {agency: 民政局, kind: relief, measure: aid_year, more_than: 1}
`))
	h := o.Enrol(t, "", 3)
	ids := offline(t, o, h...)
	o.Report(t, "disaster", "2024-09", of(h[0].HeadID, "disaster", "火灾", "occurred", "2024-08-05", "loss", "1.00"))
	o.Report(t, "population", "2024-09", of(h[0].ChildID, "change", "迁出", "changed", "2024-08-12"), of(h[1].HeadID, "change", "出生", "changed", "2024-08-12"))
	o.Report(t, "relief", "2024-09", of(h[2].HeadID, "relief", "低保", "approved", "2024-08-12"))
	var seen monitoring.Screening
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) (err error) {
		seen, err = monitoring.Preview(ctx, tx, monthOf(t, "2024-09"))
		return err
	})
	s := screen(t, o, "2024-09")
	wantCame(t, o, "lead", "lead", "人口变动本身不是风险，请判定是否影响该户生活", "月报没有监测程序所写的指标 aid_year，无法与筛查标准 1.00 元比对，请判定是否属于风险线索")
	if s.Families != 1 || s.Joining != 0 || seen.Families != 1 || len(s.Begun) != 1 || s.Begun[0] != ids[0] || s.Doubtful != 2 {
		t.Errorf("screening %+v", s)
	}
	stands := func() (got []procedure.State) {
		for _, id := range ids {
			got = append(got, o.Get(t, id).State)
		}
		return got
	}
	if diff := cmp.Diff([]procedure.State{procedure.StateHandedOver, procedure.StateOffline, procedure.StateOffline}, stands()); diff != "" {
		t.Error(diff)
	}
	rows := doubtfuls(o, monitoring.DoubtfulFilter{})
	if len(rows) != 2 || rows[1].Result != reports.Lead || rows[1].Family.ID != h[2].ID {
		t.Fatalf("doubtful %+v", rows)
	}
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		leads, err := monitoring.DecideDoubtful(ctx, tx, []monitoring.Doubt{{Row: rows[1].ID, Take: true}, {Row: rows[0].ID, Words: "新生儿，家庭稳定"}})
		if len(leads.Begun) != 1 {
			t.Errorf("leads %+v", leads)
		}
		return err
	})
	wantCame(t, o, "lead", "lead", "新生儿，家庭稳定", "lead")
	if got := stands()[2]; got != procedure.StateHandedOver {
		t.Errorf("the clerk's lead left the family %s", got)
	}
}

// The clerk reads what is asked, of which family and what it would come to; afterwards, who decided and why. Nobody else does.
func TestDoubtfulRowsAreListed(t *testing.T) {
	o := monitoringtest.With(t, withFeeds(feeds))
	h := o.Enrol(t, "脱贫户", 3)
	o.Lead(t, h[2])
	o.Report(t, "population", "2024-09", of(h[0].HeadID, "change", "死亡", "changed", "2024-08-12"), of(h[1].HeadID, "change", "出生", "changed", "2024-08-13"))
	screen(t, o, "2024-09")
	rows := doubtfuls(o, monitoring.DoubtfulFilter{Month: monthOf(t, "2024-09"), Kind: "population"})
	if len(rows) != 2 || rows[0].Told.Texts["change"] != "死亡" || rows[0].Result != reports.Lead || rows[0].Family.No == "" || rows[0].Reason != "人口变动本身不是风险，请判定是否影响该户生活" {
		t.Fatalf("doubtful %+v", rows)
	}
	if other := doubtfuls(o, monitoring.DoubtfulFilter{Month: monthOf(t, "2024-08")}); len(other) != 0 {
		t.Errorf("of August %+v", other)
	}
	o.Lead(t, h[0])
	if again := doubtfuls(o, monitoring.DoubtfulFilter{IDs: pg.Only([]int64{rows[0].ID})}); len(again) != 1 || again[0].Result != reports.Signal {
		t.Errorf("of a family with a matter %+v", again)
	}
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		_, err := monitoring.DecideDoubtful(ctx, tx, []monitoring.Doubt{{Row: rows[0].ID, Take: true, Words: "主要劳力去世"}, {Row: rows[1].ID, Words: "家庭稳定"}})
		return err
	})
	if left := doubtfuls(o, monitoring.DoubtfulFilter{}); len(left) != 0 {
		t.Errorf("still asked %+v", left)
	}
	decided := doubtfuls(o, monitoring.DoubtfulFilter{Decided: true})
	if len(decided) != 2 || decided[0].Result != reports.Signal || decided[1].Result != reports.NotTaken || decided[1].Reason != "家庭稳定" || decided[1].By != o.Who(who.Clerk).Name {
		t.Errorf("decided %+v", decided)
	}
	for _, role := range who.Roles() {
		if role == who.Clerk {
			continue
		}
		o.Look(o.Who(role), func(ctx context.Context, tx *pg.Tx) error {
			_, _, err := monitoring.Doubtfuls(ctx, tx, o.Keys, monitoring.DoubtfulFilter{})
			o.Refused(err, fault.Forbidden)
			return nil
		})
	}
}

// Reports that were handed over wait to be screened, and doubtful rows to be decided, until the day of hand-over of their month; of a report that
// came in after it, until the next.
func TestLeadsWaitForTheClerk(t *testing.T) {
	o := monitoringtest.With(t, withFeeds(feeds))
	h := o.Enrol(t, "", 2)
	waits := func() (got []string) {
		o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
			tasks, err := monitoring.Tasks(ctx, tx)
			for _, task := range tasks {
				if task.Verb == monitoring.ScreenStep.Verb || task.Verb == monitoring.DecideStep.Verb {
					got = append(got, said(task))
				}
			}
			return err
		})
		return got
	}
	o.Report(t, "population", "2024-09", of(h[0].HeadID, "change", "死亡", "changed", "2024-08-12"))
	want(t, waits(), "monitoring.screen 1 2024-09-10 0")
	o.At("2024-09-11")
	o.Report(t, "disaster", "2024-09", of(h[1].HeadID, "disaster", "火灾", "occurred", "2024-08-05", "loss", "1.00"))
	want(t, waits(), "monitoring.screen 2 2024-09-10 1")
	screen(t, o, "2024-09")
	want(t, waits(), "monitoring.decide_doubtful 1 2024-09-10 1")
	row := doubtfuls(o, monitoring.DoubtfulFilter{})[0].ID
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		_, err := monitoring.DecideDoubtful(ctx, tx, []monitoring.Doubt{{Row: row, Words: "家庭稳定"}})
		return err
	})
	want(t, waits())
	o.Report(t, "disaster", "2024-10", of(h[0].HeadID, "disaster", "火灾", "occurred", "2024-09-05", "loss", "1.00"))
	want(t, waits(), "monitoring.screen 1 2024-10-10 0")
	o.At("2024-08-31") // no procedure was in force: by none nothing is screened
	want(t, waits())
}

func said(task flow.Task) string {
	due := "-"
	if task.Due != nil {
		due = task.Due.String()
	}
	return fmt.Sprint(task.Verb, " ", task.Count, " ", due, " ", task.Late)
}

func want(t *testing.T, got []string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A list says before it is imported which families it means, and which of them have a matter; a risk opens that of an offline one again.
func TestWhatAListWouldComeTo(t *testing.T) {
	o := monitoringtest.County(t)
	h := o.Enrol(t, "", 3)
	o.Lead(t, h[1])
	off := offline(t, o, h[2])[0]
	list := "户编号,姓名（户主）,风险类别,情况\n"
	for _, one := range h {
		no, head := nameOf(o, one)
		list += no + "," + head + ",因病,住院\n"
	}
	foresee := func(by who.Person, from monitoring.Teller) (out monitoring.NamesForeseen, err error) {
		l, err := readNames(t, list)
		o.Must(err)
		o.Look(by, func(ctx context.Context, tx *pg.Tx) error {
			out, err = monitoring.ForeseeNames(ctx, tx, o.Keys, from, l)
			return nil
		})
		return out, err
	}
	from := monitoring.Teller{Source: monitoring.Agency, As: "残联"}
	out, err := foresee(o.Who(who.Clerk), from)
	o.Must(err)
	if out.Begin != 2 || out.Join != 1 || len(out.Lines) != 3 || !out.Lines[0].Begins || out.Lines[1].Begins || !out.Lines[2].Begins || out.Lines[0].Family.ID != h[0].ID {
		t.Errorf("foreseen %+v", out)
	}
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		l, err := readNames(t, list)
		o.Must(err)
		leads, err := monitoring.ImportNames(ctx, tx, o.Keys, from, l)
		if len(leads.Begun) != 2 || len(leads.Joined) != 1 {
			t.Errorf("leads %+v", leads)
		}
		return err
	})
	if w := o.Get(t, off); w.State != procedure.StateHandedOver {
		t.Errorf("the offline family is %s", w.State)
	}
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		signals, err := monitoring.Signals(ctx, tx, watchOf(t, o, h[0]))
		if len(signals) != 1 || signals[0].As != "残联" || signals[0].Source != monitoring.Agency {
			t.Errorf("signals %+v", signals)
		}
		return err
	})
	now, err := foresee(o.Who(who.Clerk), from)
	o.Must(err)
	if now.Join != 3 || now.Seen() == out.Seen() {
		t.Errorf("what was shown is still said to stand: %+v", now)
	}
	_, err = foresee(o.Who(who.Village), from)
	o.Refused(err, fault.Forbidden)
}

// nameOf is a household's number and head.
func nameOf(o *monitoringtest.Office, h claimstest.Household) (no, head string) {
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		found, _, err := registry.Families(ctx, tx, registry.FamilyFilter{ID: h.ID})
		no, head = found[0].No, found[0].Head
		return err
	})
	return no, head
}

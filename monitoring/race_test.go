package monitoring_test

import (
	"context"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/monitoring"
	"fangpin/monitoring/monitoringtest"
	"fangpin/procedure"
)

// race lets many people act at once, each by what act gives, and answers how many won. Whoever loses is told the reason by a fault, and nobody by a
// deadlock.
func race(t *testing.T, o *monitoringtest.Office, role who.Role, many int, reason string, act func(i int) func(context.Context, *pg.Tx) error) (won int) {
	t.Helper()
	errs, by := make([]error, many), o.Who(role)
	ready := make(chan struct{})
	var at sync.WaitGroup
	for i := range errs {
		do := act(i)
		at.Go(func() {
			<-ready
			errs[i] = o.Do(by, do)
		})
	}
	close(ready)
	at.Wait()
	for i, err := range errs {
		switch {
		case err == nil:
			won++
		case reason == "" || fault.KindOf(err) != fault.Conflict || !strings.Contains(fault.Message(err), reason):
			t.Errorf("number %d is not told “%s”: %v", i, reason, err)
		}
	}
	return won
}

// However many tell of a family at once, it has one watch; whoever closes a measure closes that one; whoever orders for several families waits for
// whoever began before.
func TestManyActOnOneFamilyAtOnce(t *testing.T) {
	o := monitoringtest.County(t)
	families := o.Enrol(t, "脱贫户", 3)
	told := make([]monitoring.Leads, 8)
	won := race(t, o, who.Clerk, 8, "", func(i int) func(context.Context, *pg.Tx) error {
		return func(ctx context.Context, tx *pg.Tx) (err error) {
			var signals []monitoring.Signal
			for _, h := range families {
				signals = append(signals, monitoring.Signal{Household: h.ID, Source: monitoring.Public, Risk: "因病", Words: "群众反映住院花费较大"})
			}
			if i%2 == 1 {
				slices.Reverse(signals)
			}
			told[i], err = monitoring.Lead(ctx, tx, signals)
			return err
		}
	})
	var ids []int64
	for _, l := range told {
		ids = append(ids, l.Begun...)
	}
	if won != 8 || len(ids) != 3 {
		t.Fatalf("%d told of three families, %d watches began", won, len(ids))
	}
	slices.Sort(ids)
	for i, id := range ids {
		o.Step(t, id, families[i], procedure.HandOver)
		o.Through(t, id, families[i], entering...)
	}
	won = race(t, o, who.Township, 8, "", func(i int) func(context.Context, *pg.Tx) error {
		return func(ctx context.Context, tx *pg.Tx) error {
			orders := []monitoring.Order{
				{Watch: ids[0], Kind: "医疗", To: monitoring.Township, Words: "落实医疗救助"}, {Watch: ids[1], Kind: "医疗", To: monitoring.Township, Words: "落实医疗救助"},
				{Watch: ids[0], Kind: "就业", To: monitoring.Township, Words: "推荐岗位"},
			}
			if i%2 == 1 {
				slices.Reverse(orders)
			}
			return monitoring.Measures(ctx, tx, orders)
		}
	})
	all := measures(o, ids[0])
	if won != 8 || len(all) != 16 || len(measures(o, ids[1])) != 8 {
		t.Fatalf("%d ordered; the first family has %d measures", won, len(all))
	}
	photo := o.Photo("凭证")
	won = race(t, o, who.Township, 8, "这项措施已办结或撤销", func(int) func(context.Context, *pg.Tx) error {
		return func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Done(ctx, tx, []monitoring.Close{{Watch: ids[0], N: all[0].N, Words: "已办", Photos: photo}})
		}
	})
	open := 0
	for _, m := range measures(o, ids[0]) {
		if m.Open() {
			open++
		}
	}
	if won != 1 || open != 15 {
		t.Errorf("%d closed the measure, %d are open; want one, and fifteen", won, open)
	}
}

// A sample is drawn once, a problem ordered to be put right once, and a row becomes a lead once, however many ask at the same moment.
func TestManyAskForOneThingAtOnce(t *testing.T) {
	o := monitoringtest.County(t)
	h := o.Enrol(t, "脱贫户", 2)
	o.Report(t, "hospital", "2024-09", bill(h[0].HeadID, "2024-08-02", "6000.00", "1"), bill(h[1].HeadID, "2024-08-02", "7000.00", "2"))
	screened := make([]monitoring.Screening, 16)
	won := race(t, o, who.Clerk, len(screened), "", func(i int) func(context.Context, *pg.Tx) error {
		return func(ctx context.Context, tx *pg.Tx) (err error) {
			screened[i], err = monitoring.Screen(ctx, tx, monthOf(t, "2024-09"))
			return err
		}
	})
	var began []int64
	for _, s := range screened {
		began = append(began, s.Begun...)
	}
	var outcomes int
	o.Must(pgtest.Super(t).GetContext(t.Context(), &outcomes, `SELECT count(*) FROM fangpin.row_outcome`))
	if won != len(screened) || len(began) != 2 || outcomes != 2 {
		t.Errorf("%d screened two rows, %d watches began, %d outcomes were written", won, len(began), outcomes)
	}

	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.HandOver(ctx, tx, []monitoring.Handing{{Watch: began[0]}, {Watch: began[1]}})
	})
	today := day(t, "2024-09-09")
	if won = race(t, o, who.Clerk, 24, "一天之内已经抽取过", func(int) func(context.Context, *pg.Tx) error {
		return func(ctx context.Context, tx *pg.Tx) error {
			_, err := monitoring.DrawSample(ctx, tx, monitoring.Sampling{From: today, To: today, PerTownship: 1})
			return err
		}
	}); won != 1 {
		t.Errorf("%d drew the same sample at once", won)
	}

	problem := monitoring.Rectify{Source: monitoring.OfFault, Query: "imprecise", Household: h[0].ID, Unit: monitoring.Township, Person: "李四", Due: today, Problem: "只有兜底措施"}
	if won = race(t, o, who.Clerk, 32, "尚未销号，不能重复下达", func(int) func(context.Context, *pg.Tx) error {
		return func(ctx context.Context, tx *pg.Tx) error {
			_, err := monitoring.OpenRectifications(ctx, tx, []monitoring.Rectify{problem})
			return err
		}
	}); won != 1 {
		t.Errorf("%d ordered the same problem to be put right", won)
	}
}

// Whoever orders something to be put right waits for who approves the family's watch, and holds nothing that he needs for its label.
func TestAnOrderToPutRightWaitsForAnApproval(t *testing.T) {
	o := monitoringtest.County(t)
	h := o.Enrol(t, "脱贫户", 1)[0]
	id := o.Lead(t, h)[0]
	approving, err := o.Begin(t.Context(), o.Who(who.Approver))
	o.Must(err)
	defer func() { _ = approving.Rollback() }()
	_, err = approving.ExecContext(t.Context(), `SELECT watch_lock($1, ARRAY[$2::bigint])`, approving.County, id) // as watch_record does
	o.Must(err)
	ordered := make(chan error, 1)
	go func() {
		ordered <- o.Do(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
			_, err := monitoring.OpenRectifications(ctx, tx, []monitoring.Rectify{{Source: monitoring.OfFault, Query: "imprecise", Household: h.ID, Watch: id,
				Unit: monitoring.Township, Person: "李四", Due: calendar.DateOf(tx.Now), Problem: "只有兜底措施"}})
			return err
		})
	}()
	for waiting := 0; waiting == 0 && len(ordered) == 0; runtime.Gosched() {
		o.Must(pgtest.Super(t).GetContext(t.Context(), &waiting, `SELECT count(*) FROM pg_locks WHERE NOT granted`))
	}
	_, err = approving.ExecContext(t.Context(), `SELECT household_lock($1, ARRAY[$2::bigint])`, approving.County, h.ID) // as watch_label_begin does
	o.Must(err)
	o.Must(approving.Commit())
	o.Must(<-ordered)
}

// measures are a watch's, in the order of their orders.
func measures(o *monitoringtest.Office, id int64) (all []monitoring.MeasureLine) {
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) (err error) {
		all, err = monitoring.MeasuresOf(ctx, tx, id)
		return err
	})
	return all
}

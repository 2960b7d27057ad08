package monitoring_test

import (
	"context"
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

// Whoever helps ten families writes one list: plans, helpers, measures that were done, several of one family too, are a deed each.
func TestFamiliesAreHelpedByTheList(t *testing.T) {
	o := monitoringtest.County(t)
	families := o.Families(t, "脱贫户", 2)
	ids := o.Lead(t, families...)
	for i, id := range ids {
		o.Step(t, id, families[i], procedure.HandOver)
		o.Through(t, id, families[i], entering...)
	}
	var before, after int
	deeds := func(n *int) {
		o.Must(pgtest.Super(t).GetContext(t.Context(), n, `SELECT COUNT(*) FROM fangpin.deed`))
	}
	deeds(&before)
	o.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Plan(ctx, tx, []monitoring.Planned{{Watch: ids[0], Words: "安排岗位"}, {Watch: ids[1], Words: "医疗救助"}})
	})
	o.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		named, err := monitoring.NameHelpers(ctx, tx, []monitoring.Helper{
			{Watch: ids[0], Level: procedure.Township, Name: "李志强", Duty: "包村干部"}, {Watch: ids[1], Level: procedure.Township, Name: "李志强", Duty: "包村干部"},
			{Watch: ids[0], Level: procedure.County, Name: "王海燕", Duty: "医保局副局长"}})
		if len(named) != 3 {
			t.Errorf("%d helpers were named", len(named))
		}
		return err
	})
	order := func(watch int64, kind string) monitoring.Order {
		return monitoring.Order{Watch: watch, Kind: kind, To: monitoring.Township, Words: "落实" + kind}
	}
	o.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Measures(ctx, tx, []monitoring.Order{order(ids[0], "医疗"), order(ids[0], "医疗"), order(ids[0], "就业"), order(ids[1], "医疗")})
	})
	o.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error { // each of a kind with the measures before it
		return monitoring.Withdraw(ctx, tx, []monitoring.Close{{Watch: ids[1], N: o.Get(t, ids[1]).Events, Words: "另行安排"}})
	})
	o.Order(t, ids[1], "医疗", nil)
	if all := measures(o, ids[1]); len(all) != 2 || all[0].Closed == nil || *all[0].Closed != procedure.Withdraw || !all[1].Open() {
		t.Errorf("one is withdrawn, one open: %+v", all)
	}
	first, second := measures(o, ids[0]), measures(o, ids[1])[1:]
	closed := func(m monitoring.MeasureLine) monitoring.Close {
		return monitoring.Close{Watch: m.Watch, N: m.N, Words: "已落实", Photos: o.Photo("凭证")}
	}
	done := func(closes ...monitoring.Close) func(context.Context, *pg.Tx) error {
		return func(ctx context.Context, tx *pg.Tx) error { return monitoring.Done(ctx, tx, closes) }
	}
	o.Refused(o.Do(o.Who(who.Township), done()), fault.Invalid)
	o.Refused(o.Do(o.Who(who.Township), done(closed(second[0]), closed(first[1]), closed(first[0]))), fault.Blocked) // the older of two alike first
	o.Refused(o.Do(o.Who(who.Township), done(closed(second[0]), closed(second[0]))), fault.Conflict)                 // once
	o.As(t, who.Township, done(closed(second[0]), closed(first[0]), closed(first[1]), closed(first[2])))
	for _, m := range append(measures(o, ids[0]), measures(o, ids[1])[1:]...) {
		if m.Open() || *m.Closed != procedure.Done || m.ClosedOn == nil {
			t.Errorf("%s of %d is not done", m.Kind, m.Watch)
		}
	}
	o.At("2024-10-09")
	o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.FollowUp(ctx, tx, []monitoring.Looked{{Watch: ids[0], On: calendar.On(2024, 10, 8), Words: "家庭情况稳定"},
			{Watch: ids[1], Words: "仍在住院", Photos: o.Photo("走访照片")}})
	})
	if deeds(&after); after-before != 7 {
		t.Errorf("it was written in %d deeds", after-before)
	}
	for i, want := range []string{"2024-11-08", "2024-11-09"} {
		if w := o.Get(t, ids[i]); w.Due == nil || w.Due.String() != want {
			t.Errorf("the next visit is due %v; want %s", w.Due, want)
		}
	}
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		for i, want := range []int{5, 4} { // of the visit, the application, each measure that was done, and one visit more
			if files, err := monitoring.Files(ctx, tx, ids[i]); err != nil || len(files) != want {
				t.Errorf("%d files of %d, %v", len(files), ids[i], err)
			}
		}
		return nil
	})
}

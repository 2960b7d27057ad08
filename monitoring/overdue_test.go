package monitoring_test

import (
	"context"
	"slices"
	"testing"

	"fangpin/internal/flow"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/monitoring/monitoringtest"
)

// A department's own day that is past is named to it and to the county: a report of the month that did not come, a matter that it did not answer.
func TestADepartmentsDayThatIsPast(t *testing.T) {
	o := monitoringtest.Shipped(t, "county-rule", "2020-09-04")
	s := story{o, t}
	housing := o.HireMember(staff.Member{Name: "住建局报送员", Role: who.Reporter, Agency: "住建局"})
	labour := o.HireMember(staff.Member{Name: "人社局报送员", Role: who.Reporter, Agency: "人社局"})
	roofs := s.families("脱贫户", 2)
	for _, f := range roofs {
		f.told(monitoring.City, "住建局", "住房安全")
	}
	o.At("2020-09-10")
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.HandOver(ctx, tx, []monitoring.Handing{{Watch: roofs[0].watch, To: "住建局"}, {Watch: roofs[1].watch, To: "住建局"}})
	})
	waits := func(by who.Person) (task flow.Task) {
		t.Helper()
		o.Look(by, func(ctx context.Context, tx *pg.Tx) error {
			tasks, err := monitoring.Tasks(ctx, tx)
			if i := slices.IndexFunc(tasks, func(t flow.Task) bool { return t.Verb == monitoring.AnswerStep.Verb }); i >= 0 {
				task = tasks[i]
			}
			return err
		})
		return task
	}
	late := func() (n int) {
		t.Helper()
		o.Look(o.Who(who.Approver), func(ctx context.Context, tx *pg.Tx) error {
			loads, err := monitoring.Board(ctx, tx)
			for _, l := range loads {
				n += l.Late
			}
			return err
		})
		return n
	}
	o.At("2020-10-14") // the last of twenty working days
	if task := waits(housing); task.Count != 2 || task.Late != 0 || task.Due.String() != "2020-10-14" || late() != 0 {
		t.Errorf("on its day %+v waits, %d are late", task, late())
	}
	o.At("2020-10-15")
	if task := waits(housing); task.Count != 2 || task.Late != 2 || late() != 2 {
		t.Errorf("after its day %+v waits, %d are late", task, late())
	}
	if task := waits(labour); task.Count != 0 {
		t.Errorf("another department is told of %+v", task)
	}
	o.Must(o.Do(housing, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Answer(ctx, tx, []monitoring.Reply{{Watch: roofs[0].watch, Settled: true, Words: "已竣工"}})
	}))
	if task := waits(housing); task.Count != 1 || task.Late != 1 {
		t.Errorf("one answered late, %+v waits", task)
	}
	for by, want := range map[who.Person][]monitoring.FeedState{labour: {monitoring.FeedMissing}, housing: {monitoring.FeedIdle}} {
		o.Look(by, func(ctx context.Context, tx *pg.Tx) error {
			lines, err := monitoring.Feeds(ctx, tx, monthOf(t, "2020-10"))
			var got []monitoring.FeedState
			for _, l := range lines {
				got = append(got, l.State)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s stands at %v; want %v", by.Agency, got, want)
			}
			return err
		})
	}
}

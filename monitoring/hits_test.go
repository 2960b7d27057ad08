package monitoring_test

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/monitoring/monitoringtest"
	"fangpin/procedure"
)

// wantTask asks for what waits for the acting person before a step.
func wantTask(t *testing.T, ctx context.Context, tx *pg.Tx, step flow.Step, want flow.Task) {
	t.Helper()
	tasks, err := monitoring.Tasks(ctx, tx)
	if err != nil {
		t.Fatal(err)
	}
	got := flow.Task{}
	for _, task := range tasks {
		if task.Verb == step.Verb {
			got = task
		}
	}
	if want.Count > 0 {
		want.Verb = step.Verb
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s waits: %s", step.Verb, diff)
	}
}

// What a query found is ordered to be put right, once; what it does not find any more refuses all. It waits for the unit, then for the county.
func TestHitsArePutRight(t *testing.T) {
	o := monitoringtest.County(t)
	h := o.Enrol(t, "脱贫户", 2)
	ids := o.Lead(t, h...)
	for i, id := range ids {
		o.Step(t, id, h[i], procedure.HandOver)
	}
	o.Through(t, ids[0], h[0], entering...)
	o.At("2024-10-20")
	wantHits(t, "without a measure", ask(t, o, "measures", h), map[int]string{0: "没有帮扶措施；没有帮扶责任人"})
	wantHits(t, "this quarter", ask(t, o, "quarter", h), map[int]string{0: "最近一次收入在 2024-09-09 测算"})
	due := calendar.On(2024, 10, 30)
	order := func(by who.Role, of ...int64) (made []int64, err error) {
		orders := make([]monitoring.Rectify, len(of))
		for i, id := range of {
			orders[i] = monitoring.Rectify{Household: id, Unit: monitoring.Township, Person: "李四", Due: due}
		}
		err = o.Do(o.Who(by), func(ctx context.Context, tx *pg.Tx) (err error) {
			made, err = monitoring.RectifyHits(ctx, tx, "measures", nil, orders)
			return err
		})
		return made, err
	}
	for _, try := range []struct {
		by   who.Role
		of   []int64
		want fault.Kind
	}{{who.Clerk, nil, fault.Invalid}, {who.Clerk, []int64{h[0].ID, h[1].ID}, fault.Conflict}, {who.Township, []int64{h[0].ID}, fault.Forbidden}} {
		_, err := order(try.by, try.of...)
		o.Refused(err, try.want)
	}
	made, err := order(who.Clerk, h[0].ID)
	o.Must(err)
	_, err = order(who.Clerk, h[0].ID)
	o.Refused(err, fault.Conflict)
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		r, err := monitoring.GetRectification(ctx, tx, made[0])
		if r.Problem != "帮扶措施：没有帮扶措施；没有帮扶责任人" || r.Source != monitoring.OfSweep || r.Watch == nil || *r.Watch != ids[0] || r.Asks() != "帮扶措施" {
			t.Errorf("ordered %+v", r)
		}
		hits, n, err2 := monitoring.AskOf(ctx, tx, "measures", nil, monitoring.Among{Township: 410602100, Window: pg.Window{Limit: 5}})
		if n != 1 || hits[0].Ordered == nil || *hits[0].Ordered != made[0] || hits[0].Open == nil || *hits[0].Open != ids[0] {
			t.Errorf("%d hits: %+v", n, hits)
		}
		if _, none, _ := monitoring.AskOf(ctx, tx, "measures", nil, monitoring.Among{Township: 410602201}); none != 0 {
			t.Errorf("%d hits in another township", none)
		}
		var out bytes.Buffer
		if err == nil {
			err = monitoring.HitsSheet(ctx, tx, "measures", nil, monitoring.Among{}, &out)
		}
		wantCell(t, &out, "排查结果", "H4", "整改中")
		wantTask(t, ctx, tx, monitoring.SignOffStep, flow.Task{})
		return errors.Join(err, err2)
	})
	o.Look(o.Who(who.Township), func(ctx context.Context, tx *pg.Tx) error {
		wantTask(t, ctx, tx, monitoring.RectifiedStep, flow.Task{Count: 1, Due: &due})
		return nil
	})
	o.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Rectified(ctx, tx, monitoring.PutRight{ID: made[0], Words: "已落实公益性岗位", Evidence: o.Photo("岗位")[0].File})
	})
	o.At("2024-10-31")
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		wantTask(t, ctx, tx, monitoring.SignOffStep, flow.Task{Count: 1, Due: &due, Late: 1})
		units, err := monitoring.Units(ctx, tx)
		want := []monitoring.UnitLoad{{Unit: monitoring.Township, Township: 410602100, Name: "鹤壁集镇", Late: 1, Done: 1, Total: 1}}
		if diff := cmp.Diff(want, units); diff != "" {
			t.Errorf("the units' ledger: %s", diff)
		}
		turns, err2 := monitoring.Turns(ctx, tx, made[0])
		if len(turns) != 1 || turns[0].Words != "已落实公益性岗位" || turns[0].Closed() || turns[0].DoneBy != o.Who(who.Township).ID {
			t.Errorf("turns %+v", turns)
		}
		var out bytes.Buffer
		err = errors.Join(err, err2, monitoring.RectificationSheet(ctx, tx, monitoring.RectificationFilter{Unit: monitoring.Township, Query: "measures"}, "整改台账", &out))
		wantCell(t, &out, "整改台账", "M4", "待县级销号，已逾期")
		return err
	})
}

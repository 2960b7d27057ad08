package monitoring_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/monitoring/monitoringtest"
	"fangpin/procedure"
)

// A measure goes to whoever it was ordered to, who takes it on, does it, and is judged by another; the meeting hears how it stands.
func TestMeasuresGoThroughTheirHands(t *testing.T) {
	o := monitoringtest.County(t)
	h := o.Enrol(t, "脱贫户", 1)[0]
	id := o.Lead(t, h)[0]
	o.Step(t, id, h, procedure.HandOver)
	o.Through(t, id, h, entering...)
	due := calendar.On(2024, 9, 30)
	o.Who(who.Reporter) // 医保局 has somebody to answer
	orders := []monitoring.Order{
		{Watch: id, Kind: "医疗", To: "医保局", Due: &due, Words: "落实医疗救助"},
		{Watch: id, Kind: "医疗", To: "医保局", Words: "办理慢病卡"},
		{Watch: id, Kind: "就业", To: monitoring.Township, Words: "推荐岗位"},
	}
	o.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error { return monitoring.Measures(ctx, tx, orders) })
	o.Refused(o.Do(o.Who(who.Township), func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Measures(ctx, tx, []monitoring.Order{{Watch: id, Kind: "社会帮扶", To: monitoring.Township, Words: "慰问"}})
	}), fault.Blocked) // not for a family with labour
	o.Refused(o.Do(o.Who(who.Township), func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Measures(ctx, tx, []monitoring.Order{{Watch: id, Kind: "医疗", To: "水利局", Words: "通水"}})
	}), fault.Invalid) // nobody works there
	all := func() (all []monitoring.MeasureLine) {
		o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) (err error) {
			all, err = monitoring.MeasuresOf(ctx, tx, id)
			return err
		})
		return all
	}
	first, second, third := all()[0].N, all()[1].N, all()[2].N
	done := func(by who.Role, n int) error {
		return o.Do(o.Who(by), func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Done(ctx, tx, []monitoring.Close{{Watch: id, N: n, Words: "已办", Photos: o.Photo("凭证")}})
		})
	}
	o.Refused(done(who.Township, first), fault.Blocked)  // it was ordered to 医保局
	o.Refused(done(who.Reporter, second), fault.Blocked) // the older one first
	o.Refused(done(who.Reporter, third), fault.Blocked)  // the township's
	o.Must(o.Do(o.Who(who.Reporter), func(ctx context.Context, tx *pg.Tx) error { return monitoring.Accept(ctx, tx, id, first, true, "") }))
	o.Refused(o.Do(o.Who(who.Reporter), func(ctx context.Context, tx *pg.Tx) error { return monitoring.Accept(ctx, tx, id, second, false, "") }), fault.Invalid)
	o.Must(o.Do(o.Who(who.Reporter), func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Accept(ctx, tx, id, second, false, "不符合慢病卡条件")
	}))
	o.Must(done(who.Reporter, first))
	o.Refused(done(who.Reporter, first), fault.Conflict)
	o.Refused(o.Do(o.Who(who.Reporter), func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Feedback(ctx, tx, []monitoring.Result{{Watch: id, Words: "已办结"}})
	}), fault.Forbidden) // it helps; the matter was the township's
	o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Judge(ctx, tx, id, first, false, "钱还没有到账")
	})
	o.Refused(o.Do(o.Who(who.Village), func(ctx context.Context, tx *pg.Tx) error { return monitoring.Judge(ctx, tx, id, third, true, "") }), fault.Blocked)
	o.At("2024-10-08")
	want := []monitoring.Carried{{By: monitoring.Township, Ordered: 1, Unanswered: 1}, {By: "医保局", Ordered: 2, Declined: 1, Done: 1, Ineffective: 1}}
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		got, err := monitoring.Meeting(ctx, tx, 2024, 10)
		if err != nil || len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
			t.Errorf("the meeting hears %+v, %v; want %+v", got, err, want)
		}
		var out bytes.Buffer
		if err := monitoring.MeetingSheet(ctx, tx, 2024, 10, &out); err != nil {
			return err
		}
		book := out.Bytes()
		wantCell(t, &out, "部门会议", "A5", "医保局")
		wantCell(t, bytes.NewBuffer(bytes.Clone(book)), "需研究的措施", "B4", "医保局")
		wantCell(t, bytes.NewBuffer(bytes.Clone(book)), "需研究的措施", "G4", "不承办")
		uncounted, err := monitoring.Ask(ctx, tx, "quarter", nil)
		if err != nil || len(uncounted) != 1 || !strings.HasPrefix(uncounted[0].Why, "最近一次收入在 2024-09-") {
			t.Errorf("uncounted %+v, %v", uncounted, err)
		}
		return nil
	})
}

package monitoring_test

import (
	"bytes"
	"context"
	"reflect"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/monitoring/monitoringtest"
	"fangpin/procedure"
	"fangpin/registry"
)

// Four families come in, one is taken in, one is not, one is watched offline, one that the roster calls watched waits: the month's circular, the
// quarter's figures and the register tell it.
func TestFiguresOfAMonthAndAQuarter(t *testing.T) {
	o := monitoringtest.County(t)
	families := o.Enrol(t, "脱贫户", 3)
	ids := o.Lead(t, families...)
	for i, id := range ids {
		o.Step(t, id, families[i], procedure.HandOver)
	}
	o.Step(t, ids[1], families[1], procedure.Visit)
	o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.VisitFamilies(ctx, tx, []monitoring.Visit{o.Visit(ids[2], families[2], "1000.00", procedure.NoRisk)})
	})
	o.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.NotTaken(ctx, tx, []monitoring.Decision{{Watch: ids[1], Opinion: "收入稳定，自付费用可以承受"}})
	})
	o.Through(t, ids[0], families[0], entering...)
	o.Order(t, ids[0], "公益性岗位", nil)
	known := o.Enrol(t, "", 1)
	monitoringtest.Labelled(t, known[0].ID, procedure.OnEdge, calendar.On(2024, 1, 1))
	o.Lead(t, known...)
	o.At("2024-10-20")
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		month, err := monitoring.MonthFigures(ctx, tx, 2024, 9)
		want := monitoring.Figures{Township: "鹤壁集镇", Begun: 4, Handed: 3, Visited: 3, TakenIn: 1, NotTaken: 1, Offline: 1, Watched: 1, Helped: 1}
		if err != nil || len(month) != 7 || month[5] != want {
			t.Errorf("September %+v, %v; want %+v", month, err, want)
		}
		if october, err := monitoring.MonthFigures(ctx, tx, 2024, 10); err != nil || october[5].Begun != 0 || october[5].Watched != 1 {
			t.Errorf("October %+v, %v", october, err)
		}
		_, err = monitoring.MonthFigures(ctx, tx, 2024, 11)
		o.Refused(err, fault.Invalid)
		q, err := monitoring.QuarterFigures(ctx, tx, 2024, 3)
		if err != nil || q.Last.String() != "2024-09-30" || q.Kinds[0] != (monitoring.Counted{Of: procedure.Unsteady, Households: 1, Persons: 2}) ||
			q.Labour[2] != (monitoring.Counted{Of: "有劳动力", Households: 1, Persons: 2}) || q.Labour[3].Households != 0 ||
			q.Labour[4] != (monitoring.Counted{Of: "花名册标注、未在本系统认定", Households: 1, Persons: 2}) || *q.Parts()[1].All != *q.Parts()[2].All {
			t.Errorf("the quarter %+v, %v", q, err)
		}
		found := map[string]monitoring.Counted{}
		for _, c := range q.Found {
			found[c.Of] = c
		}
		if found["本季度新增线索（疑似）"].Households != 4 || found["累计识别监测对象"].Households != 1 || found["累计识别监测对象"].Persons != 2 || found["累计识别：有劳动力"].Households != 1 {
			t.Errorf("whom leads found: %+v", q.Found)
		}
		_, err = monitoring.QuarterFigures(ctx, tx, 2024, 5)
		o.Refused(err, fault.Invalid)
		var out bytes.Buffer
		for cell, want := range map[string]string{"A9": "鹤壁集镇", "B9": "4", "A11": "合计", "G11": "1", "I11": "1", "A4": "中山北路街道", "B4": "0"} {
			out.Reset()
			if err := monitoring.MonthSheet(ctx, tx, 2024, 9, &out); err != nil {
				return err
			}
			wantCell(t, &out, "调度通报", cell, want)
		}
		out.Reset()
		if err := monitoring.RegisterSheet(ctx, tx, &out); err != nil {
			return err
		}
		wantCell(t, &out, "监测对象台账", "F4", "监测帮扶中")
		wantCell(t, &out, "监测对象台账", "A5", "") // nobody else was ever watched
		out.Reset()
		if err := monitoring.QuarterSheet(ctx, tx, 2024, 3, &out); err != nil {
			return err
		}
		wantCell(t, &out, "季度报表", "B9", procedure.Unsteady)
		wantCell(t, &out, "季度报表", "C12", "2") // all kinds
		return nil
	})
}

// A family that is released twice is told of twice, each time in its own month; a measure that was withdrawn helps nobody; and a label counts on its
// last day.
func TestFiguresOfAFamilyThatComesAgain(t *testing.T) {
	o := monitoringtest.County(t)
	h := o.Enrol(t, "脱贫户", 1)[0]
	figures := func(year int, month time.Month) (f monitoring.Figures) {
		t.Helper()
		o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
			found, err := monitoring.MonthFigures(ctx, tx, year, month)
			if err == nil {
				f = found[5] // where the family lives
			}
			return err
		})
		return f
	}
	through := func() int64 {
		id := o.Lead(t, h)[0]
		o.Step(t, id, h, procedure.HandOver)
		o.Through(t, id, h, entering...)
		return id
	}
	closed := func(id int64, verb func(context.Context, *pg.Tx, []monitoring.Close) error) {
		o.Order(t, id, "公益性岗位", nil)
		o.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
			return verb(ctx, tx, []monitoring.Close{{Watch: id, N: o.Get(t, id).Events, Words: "已办理", Photos: o.Photo("凭证")}})
		})
	}
	first := through() // approved on 15 September 2024
	closed(first, monitoring.Withdraw)
	if f := figures(2024, 9); f.Watched != 1 || f.Helped != 0 {
		t.Errorf("with a measure withdrawn, September is %+v", f)
	}
	o.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Measures(ctx, tx, []monitoring.Order{{Watch: first, Kind: "医疗", To: monitoring.Township, Words: "签约", Waits: true}})
	})
	ordered := o.Get(t, first).Events
	if f := figures(2024, 9); f.Watched != 1 || f.Helped != 0 {
		t.Errorf("with a measure that does not work yet, September is %+v", f)
	}
	o.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error { return monitoring.Begin(ctx, tx, first, ordered, 0) })
	if f := figures(2024, 9); f.Helped != 1 {
		t.Errorf("with a measure that works, September is %+v", f)
	}
	o.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Done(ctx, tx, []monitoring.Close{{Watch: first, N: ordered, Words: "已签约", Photos: o.Photo("凭证")}})
	})
	closed(first, monitoring.Done)
	o.At("2025-04-01")
	o.Through(t, first, h, releasing...)
	o.At("2025-05-01")
	second := through()
	closed(second, monitoring.Done)
	o.At("2025-12-01")
	o.Through(t, second, h, releasing...)
	for month, want := range map[time.Month]monitoring.Figures{
		time.April:    {Township: "鹤壁集镇", Released: 1, Visited: 1},
		time.June:     {Township: "鹤壁集镇", Watched: 1, Helped: 1, Late: 1}, // nobody looked after it for a month
		time.December: {Township: "鹤壁集镇", Released: 1, Visited: 1},
	} {
		if got := figures(2025, month); got != want {
			t.Errorf("%s: %+v, want %+v", month, got, want)
		}
	}
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		var out bytes.Buffer
		if err := monitoring.RegisterSheet(ctx, tx, &out); err != nil {
			return err
		}
		wantCell(t, &out, "监测对象台账", "F4", "风险消除")
		wantCell(t, &out, "监测对象台账", "I4", "2024-09-15")
		return nil
	})
	o.At("2025-12-31")
	poor := o.Families(t, "低保户", 1)[0]
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return registry.EndLabel(ctx, tx, []registry.Label{{Household: poor.ID, Name: "低保户", On: calendar.DateOf(tx.Now)}})
	})
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		q, err := monitoring.QuarterFigures(ctx, tx, 2025, 4)
		if err != nil || q.Low[0] != (monitoring.Counted{Of: "低保户", Households: 1, Persons: 2}) {
			t.Errorf("the label ends with the quarter: %+v, %v", q.Low, err)
		}
		return nil
	})
}

// A month that is over is told as it was on its last day, whatever became of its families since: one was late then and was visited later, one was watched and
// released, one watched from afar was told of again, a measure was done and judged; one that comes later is none of it.
func TestAMonthIsToldAsItWasAtItsEnd(t *testing.T) {
	o := monitoringtest.County(t)
	h := o.Enrol(t, "脱贫户", 4)
	ids := o.Lead(t, h[:3]...)
	for i, id := range ids {
		o.Step(t, id, h[i], procedure.HandOver)
	}
	o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.VisitFamilies(ctx, tx, []monitoring.Visit{o.Visit(ids[1], h[1], "1000.00", procedure.NoRisk)})
	})
	o.Through(t, ids[0], h[0], entering...)
	due := calendar.On(2024, 9, 20)
	o.Order(t, ids[0], "公益性岗位", &due)
	ordered := o.Get(t, ids[0]).Events
	type told struct {
		figures  []monitoring.Figures
		carried  []monitoring.Carried
		unsolved int
	}
	september := func() (x told) {
		t.Helper()
		o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) (err error) {
			if x.figures, err = monitoring.MonthFigures(ctx, tx, 2024, 9); err != nil {
				return err
			}
			if x.carried, err = monitoring.Meeting(ctx, tx, 2024, 9); err != nil {
				return err
			}
			_, x.unsolved, err = monitoring.UnsolvedMeasures(ctx, tx, 2024, 9, pg.Window{})
			return err
		})
		return x
	}
	o.At("2024-09-30")
	then := september()
	want := monitoring.Figures{Township: "鹤壁集镇", Begun: 3, Handed: 3, Visited: 2, TakenIn: 1, Offline: 1, Watched: 1, Helped: 1, Late: 2}
	if then.figures[5] != want || then.carried[0].Late != 1 || then.carried[0].Done != 0 || then.unsolved != 1 {
		t.Fatalf("September, on its last day: %+v, want %+v", then, want)
	}

	o.At("2024-10-09")
	o.Lead(t, h[1], h[3])
	o.Step(t, ids[2], h[2], procedure.Visit)
	o.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.NotTaken(ctx, tx, []monitoring.Decision{{Watch: ids[2], Opinion: "收入稳定"}})
	})
	o.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Done(ctx, tx, []monitoring.Close{{Watch: ids[0], N: ordered, Words: "已上岗", Photos: o.Photo("凭证")}})
	})
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Judge(ctx, tx, ids[0], ordered, false, "收入没有增加")
	})
	o.At("2025-04-01")
	o.Through(t, ids[0], h[0], releasing...)
	if now := september(); !reflect.DeepEqual(now, then) {
		t.Errorf("September has become\n%+v\nit was\n%+v", now, then)
	}
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		october, err := monitoring.Meeting(ctx, tx, 2024, 10)
		if err != nil || october[0].Done != 1 || october[0].Ineffective != 1 || october[0].Late != 0 {
			t.Errorf("the meeting of October hears %+v, %v", october, err)
		}
		var out bytes.Buffer
		if err := monitoring.MeetingSheet(ctx, tx, 2024, 9, &out); err != nil {
			return err
		}
		wantCell(t, &out, "部门会议", "A1", "2024年9月帮扶措施落实情况（部门会议）")
		return nil
	})
}

func wantCell(t *testing.T, workbook *bytes.Buffer, sheet, cell, want string) {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(workbook.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := f.GetCellValue(sheet, cell); err != nil || got != want {
		t.Errorf("%s!%s is %q, %v; want %q", sheet, cell, got, err, want)
	}
}

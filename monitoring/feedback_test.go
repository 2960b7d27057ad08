package monitoring_test

import (
	"context"
	"testing"

	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/monitoring/monitoringtest"
	"fangpin/procedure"
)

// S3 §三.4: “每月月底前，相关乡镇或部门反馈当月交办事项的核查办理结果”: of each matter of the month, whatever became of it, whoever it was handed over to.
func TestEveryMatterOfTheMonthIsFedBack(t *testing.T) {
	o := monitoringtest.County(t)
	housing := o.HireMember(staff.Member{Name: "住建局报送员", Role: who.Reporter, Agency: "住建局"})
	h := o.Enrol(t, "脱贫户", 4)
	ids := o.Lead(t, h...)
	taken, open, refused, roof := ids[0], ids[1], ids[2], ids[3]
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.HandOver(ctx, tx, []monitoring.Handing{{Watch: taken}, {Watch: open}, {Watch: refused}, {Watch: roof, To: "住建局"}})
	})
	o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.VisitFamilies(ctx, tx, []monitoring.Visit{o.Visit(refused, h[2], "90000.00", procedure.NoRisk)})
	})
	o.Through(t, taken, h[0], entering...)
	waits := func(by who.Person, late int, due string, want ...int64) {
		t.Helper()
		task := tasks(o, by)[monitoring.FeedbackStep.Verb]
		if task.Count != len(want) || task.Late != late || task.Due != nil && task.Due.String() != due {
			t.Errorf("for %s %+v waits, want %d by %s", by.Name, task, len(want), due)
		}
		o.Look(by, func(ctx context.Context, tx *pg.Tx) error {
			untold, err := monitoring.Untold(ctx, tx)
			o.Must(err)
			listed, err := monitoring.IDs(ctx, tx, monitoring.Filter{Untold: untold, Ended: true})
			if len(listed) != len(want) {
				t.Errorf("listed %v, want %v", listed, want)
			}
			for _, id := range want {
				if owes, err := monitoring.Owes(ctx, tx, id); err != nil || !owes {
					t.Errorf("%d owes nothing: %v", id, err)
				}
			}
			return err
		})
	}
	feedBack := func(by who.Person, id int64, words string) {
		t.Helper()
		o.Must(o.Do(by, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Feedback(ctx, tx, []monitoring.Result{{Watch: id, Words: words}})
		}))
	}
	township := o.Who(who.Township)
	waits(township, 0, "2024-09-30", taken, open, refused)
	waits(housing, 0, "2024-09-30", roof)
	feedBack(township, refused, "收入稳定，不需纳入")
	waits(township, 0, "2024-09-30", taken, open)
	o.At("2024-10-01")
	waits(township, 2, "2024-09-30", taken, open)
	waits(housing, 1, "2024-09-30", roof)
	feedBack(township, taken, "已纳入监测")
	feedBack(township, open, "正在入户，下月办结")
	feedBack(housing, roof, "正在鉴定")
	waits(township, 0, "")
	waits(housing, 0, "")
}

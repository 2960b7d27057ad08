package monitoring_test

import (
	"context"
	"crypto/sha256"
	"strings"
	"testing"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/monitoring/monitoringtest"
	"fangpin/procedure"
	"fangpin/publicity"
)

// hanging is a family whose notice hangs since the office's first day.
func hanging(t *testing.T) (*monitoringtest.Office, int64) {
	t.Helper()
	o := monitoringtest.County(t)
	h := o.Enrol(t, "脱贫户", 1)[0]
	id := o.Lead(t, h)[0]
	for _, did := range []procedure.Act{procedure.HandOver, procedure.Visit, procedure.Apply, procedure.Evaluate, procedure.Post} {
		o.Step(t, id, h, did)
	}
	return o, id
}

// objectionsTo are those to a watch, as the county clerk reads them.
func objectionsTo(o *monitoringtest.Office, id int64) (all []monitoring.Objected) {
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) (err error) {
		all, err = monitoring.ObjectionsOf(ctx, tx, id)
		return err
	})
	return all
}

// Whoever decides an objection read that one: of eight who dismiss the oldest of two at once, one does, and nobody answers the other unread. It keeps
// the day on which it was heard, though others were recorded since.
func TestAnObjectionIsDecidedByWhoReadIt(t *testing.T) {
	o, id := hanging(t)
	object := func(on calendar.Date, words string) func(context.Context, *pg.Tx) error {
		return func(ctx context.Context, tx *pg.Tx) error { return monitoring.Object(ctx, tx, id, on, words) }
	}
	o.Refused(o.Do(o.Who(who.Clerk), object(calendar.On(2024, 9, 8), "家有轿车")), fault.Invalid)
	o.At("2024-09-12")
	o.As(t, who.Clerk, object(calendar.On(2024, 9, 12), "家有轿车"))
	o.As(t, who.Village, object(calendar.On(2024, 9, 10), "儿子在外务工"))
	all := objectionsTo(o, id)
	if len(all) != 2 || all[1].On != calendar.On(2024, 9, 10) {
		t.Fatalf("received: %+v", all)
	}
	won := race(t, o, who.Township, 8, "不是最早待处理的一件", func(int) func(context.Context, *pg.Tx) error {
		return func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Dismiss(ctx, tx, id, all[0].ID, "车已报废", stafftest.Sign)
		}
	})
	after := objectionsTo(o, id)
	if won != 1 || after[0].Upheld == nil || after[1].Upheld != nil {
		t.Errorf("%d dismissed it; they stand %+v", won, after)
	}
	o.Refused(o.Do(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Uphold(ctx, tx, id, all[0].ID, "经核查属实", stafftest.Sign)
	}), fault.Conflict)
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Uphold(ctx, tx, id, all[1].ID, "经核查属实", stafftest.Sign)
	})
}

// A notice that is found to have come down after the review hangs anew before anything goes on, and what follows is due from its new days.
func TestANoticeThatCameDownBeforeTheReview(t *testing.T) {
	o, id := hanging(t)
	notice, posting := posted(t, o, id)
	o.At("2024-09-16")
	o.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Review(ctx, tx, []monitoring.Decision{{Watch: id, Result: procedure.Pass, Opinion: "同意"}})
	})
	o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
		return publicity.TakeDown(ctx, tx, posting, calendar.On(2024, 9, 12), "被大风刮落")
	})
	if w := o.Get(t, id); w.Waits() != procedure.Post || w.Due != nil {
		t.Errorf("after it came down it waits for %s until %v", w.Waits(), w.Due)
	}
	o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Post(ctx, tx, publicity.Posting{Notice: notice, On: calendar.On(2024, 9, 16), Photo: sha256.Sum256([]byte("again"))})
	})
	wantNext(t, o, id, procedure.StateEntering, procedure.Wait, "2024-09-21")
	o.At("2024-09-22")
	wantNext(t, o, id, procedure.StateEntering, procedure.Compare, "2024-10-12")
}

// What follows a notice that was put up again is due from its new days.
func TestDaysOfItsOwnRunFromTheNewestPosting(t *testing.T) {
	o, id := hanging(t)
	notice, posting := posted(t, o, id)
	o.At("2024-09-11")
	o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
		return publicity.TakeDown(ctx, tx, posting, calendar.On(2024, 9, 11), "被大风刮落")
	})
	o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Post(ctx, tx, publicity.Posting{Notice: notice, On: calendar.On(2024, 9, 11), Photo: sha256.Sum256([]byte("again"))})
	})
	o.At("2024-09-17")
	wantNext(t, o, id, procedure.StateEntering, procedure.Review, "2024-09-21") // five days after the 16th
}

// Six months run from the day on which the first measure began to work, which may be entered later, and not before it was ordered.
func TestAReleaseCountsFromWhenAMeasureBegan(t *testing.T) {
	o := monitoringtest.County(t)
	h := o.Enrol(t, "脱贫户", 1)[0]
	id := o.Lead(t, h)[0]
	o.Step(t, id, h, procedure.HandOver)
	o.Through(t, id, h, entering...)
	ordered := todayOf(o)
	o.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Measures(ctx, tx, []monitoring.Order{{Watch: id, Kind: "公益性岗位", To: monitoring.Township, Waits: true, Words: "护路"}})
	})
	n := o.Get(t, id).Events
	if all := measures(o, id); all[0].Began != nil || all[0].On != ordered {
		t.Errorf("ordered: %+v", all[0])
	}
	o.At((ordered + 30).String())
	o.Step(t, id, h, procedure.FollowUp)
	began := ordered + 10
	begin := func(on calendar.Date) error {
		return o.Do(o.Who(who.Township), func(ctx context.Context, tx *pg.Tx) error { return monitoring.Begin(ctx, tx, id, n, on) })
	}
	o.Refused(begin(ordered-1), fault.Blocked)
	o.Refused(begin(todayOf(o)+1), fault.Blocked)
	o.Must(begin(began))
	o.Refused(begin(began), fault.Conflict)
	o.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Done(ctx, tx, []monitoring.Close{{Watch: id, N: n, Words: "已上岗", Photos: o.Photo("上岗照片")}})
	})
	if w := o.Get(t, id); w.NominateFrom == nil || *w.NominateFrom != began.AddMonths(6) {
		t.Errorf("nominable from %v; want %s", w.NominateFrom, began.AddMonths(6))
	}
	judge := func(ctx context.Context, tx *pg.Tx) error { return monitoring.Judge(ctx, tx, id, n, true, "") }
	o.As(t, who.Clerk, judge)
	o.Refused(o.Do(o.Who(who.Clerk), judge), fault.Conflict)
}

// A meeting's votes are held to the names of who was there: more are refused, fewer are a slip of the pen until somebody looked again.
func TestVotesAreHeldToNames(t *testing.T) {
	o := monitoringtest.County(t)
	h := o.Enrol(t, "脱贫户", 1)[0]
	id := o.Lead(t, h)[0]
	for _, did := range []procedure.Act{procedure.HandOver, procedure.Visit, procedure.Apply} {
		o.Step(t, id, h, did)
	}
	e := o.Passed(id)
	hold := func(change func(*monitoring.Evaluation)) error {
		change(&e)
		return o.Do(o.Who(who.Village), func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Evaluate(ctx, tx, []monitoring.Evaluation{e})
		})
	}
	for says, change := range map[string]func(*monitoring.Evaluation){
		"写了 5 人，却有 6 票": func(e *monitoring.Evaluation) { e.Present = "张三、李四、王五、赵六、钱七" },
		"表决票数少于到会人数": func(e *monitoring.Evaluation) {
			e.Present = "张三、李四，王五；赵六、钱七、孙八\n周九"
		},
		"未超过到会人数的半数": func(e *monitoring.Evaluation) { e.Present, e.Yes, e.No = "张三、李四、王五、赵六", 2, 1 },
	} {
		e = o.Passed(id)
		if err := hold(change); fault.KindOf(err) != fault.Invalid || !strings.Contains(fault.Message(err), says) {
			t.Errorf("%v; want %s", err, says)
		}
	}
	e = o.Passed(id)
	o.Must(hold(func(e *monitoring.Evaluation) { e.Present, e.Confirmed = e.Present+"、周九", true }))
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		held, err := monitoring.EvaluationsOf(ctx, tx, id)
		if len(held) != 1 || held[0].Odd == nil || *held[0].Odd != monitoring.FewVotes {
			t.Errorf("kept: %+v", held)
		}
		return err
	})
}

// A visit by which the door ends the matter says why, and is of the level that the procedure names.
func TestAVisitThatEndsAMatter(t *testing.T) {
	o := monitoringtest.With(t, strings.Replace(monitoringtest.Procedure, "visit: {working_days: 5}", "visit: {working_days: 5, by: township}", 1))
	h := o.Enrol(t, "脱贫户", 1)[0]
	id := o.Lead(t, h)[0]
	o.Step(t, id, h, procedure.HandOver)
	v := o.Visit(id, h, "90000.00", procedure.NoRisk)
	visit := func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.VisitFamilies(ctx, tx, []monitoring.Visit{v})
	}
	if err := o.Do(o.Who(who.Village), visit); fault.KindOf(err) != fault.Forbidden || !strings.Contains(fault.Message(err), "由乡级办理") {
		t.Errorf("by the village: %v", err)
	}
	v.Why = ""
	if err := o.Do(o.Who(who.Township), visit); fault.KindOf(err) != fault.Invalid || !strings.Contains(fault.Message(err), "“不纳入”") {
		t.Errorf("for no reason: %v", err)
	}
	v.Why = "收入稳定"
	o.As(t, who.Township, visit)
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		all, err := monitoring.History(ctx, tx, id)
		if last := all[len(all)-1]; last.Words == nil || *last.Words != "收入稳定" {
			t.Errorf("kept: %+v", last)
		}
		return err
	})
}

func todayOf(o *monitoringtest.Office) (day calendar.Date) {
	o.Look(o.Who(who.Clerk), func(_ context.Context, tx *pg.Tx) error { day = calendar.DateOf(tx.Now); return nil })
	return day
}

// A list and the tasks tell whose a visit is by the procedure of each watch, in taking in and in clearing.
func TestWhoseVisitsWait(t *testing.T) {
	source := strings.Replace(monitoringtest.Procedure, "visit: {working_days: 5}", "visit: {working_days: 5, by: township}", 1)
	o := monitoringtest.With(t, source)
	h := o.Enrol(t, "脱贫户", 2)
	ids := o.Lead(t, h...)
	o.Step(t, ids[0], h[0], procedure.HandOver)
	for role, want := range map[who.Role]int{who.Village: 0, who.Township: 1} {
		o.Look(o.Who(role), func(ctx context.Context, tx *pg.Tx) error {
			v, err := monitoring.VisitorsOf(ctx, tx)
			if err != nil {
				return err
			}
			w, err := monitoring.Get(ctx, tx, ids[0])
			if err != nil {
				return err
			}
			if v.May(tx.By, w) != (want == 1) {
				t.Errorf("%s may visit: %t", role, want != 1)
			}
			w.State = procedure.StateClearing
			if !v.May(tx.By, w) {
				t.Errorf("%s may not visit in clearing, which the procedure leaves to either", role)
			}
			tasks, err := monitoring.Tasks(ctx, tx)
			n := 0
			for _, task := range tasks {
				if task.Verb == monitoring.VisitStep.Verb {
					n = task.Count
				}
			}
			if n != want {
				t.Errorf("%s: %d visits wait; want %d", role, n, want)
			}
			return err
		})
	}
}

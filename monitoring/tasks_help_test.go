package monitoring_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/monitoring/monitoringtest"
	"fangpin/procedure"
)

// A family under watch needs a named helper by the day of its plan, and a measure that was done is judged by the end of the next month.
func TestHelpersAndJudgementsAreAskedFor(t *testing.T) {
	o := monitoringtest.County(t)
	h := o.Enrol(t, "脱贫户", 1)[0]
	id := takeIn(t, o, h)
	village, township := o.Who(who.Village), o.Who(who.Township)
	waits := func(by who.Person, verb string, f monitoring.Filter, count, late int, due string) {
		t.Helper()
		task := tasks(o, by)[verb]
		if task.Count != count || task.Late != late || task.Due != nil && task.Due.String() != due {
			t.Errorf("%s: %+v waits, want %d by %s", verb, task, count, due)
		}
		o.Look(by, func(ctx context.Context, tx *pg.Tx) error {
			_, total, err := monitoring.Find(ctx, tx, f)
			if total != count {
				t.Errorf("%s: %d listed, want %d", verb, total, count)
			}
			return err
		})
	}
	helper, judge := monitoring.NameHelperStep.Verb, monitoring.JudgeStep.Verb
	none, unjudged := monitoring.Filter{Helpless: true}, monitoring.Filter{Unjudged: true}
	var plan procedure.Due
	o.Look(village, func(ctx context.Context, tx *pg.Tx) error {
		rule, err := monitoring.InForce(ctx, tx, *o.Get(t, id).Since)
		plan, _ = rule.PlanBy(*o.Get(t, id).Since)
		return err
	})
	waits(township, helper, none, 1, 0, plan.Day.String())
	if asked := tasks(o, village); asked[helper].Count != 0 || asked[monitoring.RoundStep.Verb].Count != 0 {
		t.Errorf("the township names who helps, and the procedure has no yearly round: the village is asked %+v", asked)
	}
	o.At((plan.Day + 1).String())
	waits(township, helper, none, 1, 1, plan.Day.String())
	o.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		_, err := monitoring.NameHelpers(ctx, tx, []monitoring.Helper{{Watch: id, Level: procedure.Township, Name: "王建国", Duty: "乡镇干部"}})
		return err
	})
	waits(township, helper, none, 0, 0, "")
	o.Order(t, id, "公益性岗位", nil)
	n := o.Get(t, id).Events
	waits(village, judge, unjudged, 0, 0, "")
	o.At("2024-11-30")
	o.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Done(ctx, tx, []monitoring.Close{{Watch: id, N: n, Words: "已上岗", Photos: o.Photo("凭证")}})
	})
	waits(village, judge, unjudged, 1, 0, "2024-12-31")
	o.At("2025-01-01")
	waits(village, judge, unjudged, 1, 1, "2024-12-31")
	o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error { return monitoring.Judge(ctx, tx, id, n, true, "") })
	waits(village, judge, unjudged, 0, 0, "")
}

// S4 §二.3: “5月底前对全团户籍人员、常住人员进行全面摸排”: whom nobody looked at since the round before waits until 31 May, and is late after it.
func TestTheYearsRoundIsDueOnTheLastOfMay(t *testing.T) {
	o := monitoringtest.With(t, strings.Replace(monitoringtest.Procedure, "ends: procedure", "ends: quarter", 1))
	h := o.Enrol(t, "脱贫户", 2)
	takeIn(t, o, h[0]) // visited in September 2024
	village, verb := o.Who(who.Village), monitoring.RoundStep.Verb
	round := func() map[int]string {
		got := ask(t, o, "may", h)
		delete(got, -1) // families of the county's own
		return got
	}
	o.At("2025-05-31")
	wantHits(t, "the round of 2025", round(), map[int]string{1: "没有入户、走访或摸排的记录"})
	if task := tasks(o, village)[verb]; task.Count == 0 || task.Late != 0 || task.Due.String() != "2025-05-31" {
		t.Errorf("on its last day %+v waits", task)
	}
	o.At("2025-06-01")
	if task := tasks(o, village)[verb]; task.Count == 0 || task.Late != task.Count || task.Due.String() != "2025-05-31" {
		t.Errorf("after it %+v waits", task)
	}
	o.At("2026-01-04")
	wantHits(t, "the round of 2026", round(), map[int]string{0: "最近一次入户、走访或摸排在 2024-09-09", 1: "没有入户、走访或摸排的记录"})
	if task := tasks(o, o.Who(who.Clerk))[verb]; task.Count != 0 {
		t.Errorf("the round is walked by villages and townships, and %+v waits for the county", task)
	}
}

// The round is of all households, whatever their labels: where nothing changed a village says so of many at once, without a form for each; the list tells
// what it came to of each. Whom somebody looks after is visited.
func TestTheRoundIsOfAllHouseholds(t *testing.T) {
	o := monitoringtest.With(t, strings.Replace(monitoringtest.Procedure, "ends: procedure", "ends: quarter", 1))
	h := o.Families(t, "", 3)
	led := o.Lead(t, h[2])[0]
	o.At("2025-05-20")
	look := func(ids ...int64) error {
		return o.Do(o.Who(who.Village), func(ctx context.Context, tx *pg.Tx) error { return monitoring.LookedRound(ctx, tx, ids) })
	}
	round := func() map[int]string {
		got := ask(t, o, "may", h)
		delete(got, -1)
		return got
	}
	none := "没有入户、走访或摸排的记录"
	wantHits(t, "before anybody went", round(), map[int]string{0: none, 1: none, 2: none})
	o.Refused(look(), fault.Invalid)
	o.Refused(look(h[0].ID, h[2].ID), fault.Conflict) // a lead waits
	o.Refused(o.Do(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error { return monitoring.LookedRound(ctx, tx, []int64{h[0].ID}) }), fault.Forbidden)
	o.Must(look(h[0].ID))
	o.Refused(look(h[0].ID), fault.Conflict)
	wantHits(t, "after one was seen", round(), map[int]string{1: none, 2: none})
	result := map[int64]string{}
	o.Look(o.Who(who.Village), func(ctx context.Context, tx *pg.Tx) error {
		found, total, err := monitoring.Round(ctx, tx, monitoring.RoundFilter{})
		for _, r := range found {
			result[r.Household] = r.Result()
		}
		open, left, err2 := monitoring.Round(ctx, tx, monitoring.RoundFilter{Open: true})
		if total != len(found) || left != total-1 || len(open) != left || err2 != nil {
			t.Errorf("%d households, %d left", total, left)
		}
		var out bytes.Buffer
		if err := monitoring.RoundSheet(ctx, tx, monitoring.RoundFilter{Done: true}, &out); err != nil {
			return err
		}
		wantCell(t, &out, "年度全面摸排", "F4", "情况没有变化")
		wantCell(t, &out, "年度全面摸排", "F5", "")
		return err
	})
	if result[h[0].ID] != "情况没有变化" || result[h[1].ID] != "未摸排" || o.Get(t, led).Household != h[2].ID {
		t.Errorf("the list tells %v", result)
	}
	o.At("2025-06-02") // the round of 2025 counts until the year is over
	wantHits(t, "in June", round(), map[int]string{1: none, 2: none})
	o.At("2026-02-01")
	wantHits(t, "in the next round", round(), map[int]string{0: "最近一次入户、走访或摸排在 2025-05-20", 1: none, 2: none})
}

package monitoring

import (
	"context"
	"fmt"
	"slices"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/pg"
	"fangpin/procedure"
)

// helpless tells of a watch w under watch that nobody is named who helps (S0: 落实“一对一”帮扶干部; S4 §三.5: 明确各级帮扶责任人).
const helpless = `(w.since IS NOT NULL AND NOT EXISTS (SELECT FROM helper x WHERE x.county = w.county AND x.watch = w.id AND (x.to_on IS NULL OR x.to_on >= @today)))`

// finished are the measures of families under watch that were done, and of which nobody said whether they worked.
const finished = `SELECT m.watch, m.n, m.closed_on FROM measure_closing m JOIN watch w ON w.county = m.county AND w.id = m.watch
	  WHERE m.county = @county AND m.closed = 'done' AND w.since IS NOT NULL AND NOT EXISTS (SELECT FROM measure_note o
	    WHERE o.county = m.county AND o.watch = m.watch AND o.n = m.n AND o.what IN ('effective', 'ineffective'))`

// judging are the finished measures of the village's families: by the meeting of the month after they were done it is known whether they worked (S0: 每月
// 召开部门会议，听取帮扶工作落实情况; S4 §一: 事后问效).
func judging(ctx context.Context, tx *pg.Tx, tasks []flow.Task) ([]flow.Task, error) {
	if !slices.Contains(village, tx.By.Role) {
		return tasks, nil
	}
	t := flow.Task{Verb: JudgeStep.Verb}
	err := tx.GetContext(ctx, &t, `
		SELECT COUNT(*) AS count, MIN(d.due) AS due, COUNT(*) FILTER (WHERE d.due < @today) AS late
		FROM (SELECT w.id`+fromWatches(tx)+`) w JOIN (`+finished+`) m ON m.watch = w.id
		CROSS JOIN LATERAL (SELECT (date_trunc('month', m.closed_on) + INTERVAL '2 months - 1 day')::date AS due) d`, Filter{Watched: true}.args(tx))
	if err != nil {
		return nil, fmt.Errorf("measures to judge: %w", err)
	}
	return some(tasks, t), nil
}

// naming are the township's families that nobody helps: a helper is named by the day of the plan; where the procedure asks for none, by the end of the
// month in which the family was taken in.
func naming(ctx context.Context, tx *pg.Tx, tasks []flow.Task) ([]flow.Task, error) {
	if !slices.Contains(township, tx.By.Role) {
		return tasks, nil
	}
	var found []struct {
		Procedure int64         `db:"procedure"`
		Since     calendar.Date `db:"since"`
		Count     int           `db:"count"`
	}
	err := tx.SelectContext(ctx, &found, `SELECT w.procedure, w.since, COUNT(*) AS count`+fromWatches(tx)+` GROUP BY 1, 2`, Filter{Helpless: true}.args(tx))
	if err != nil {
		return nil, fmt.Errorf("families nobody helps: %w", err)
	}
	ids := map[int64]bool{}
	for _, f := range found {
		ids[f.Procedure] = true
	}
	rules, err := rulesOf(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	t := flow.Task{Verb: NameHelperStep.Verb}
	for _, f := range found {
		due, set := rules[f.Procedure].PlanBy(f.Since)
		if !set {
			due.Day = f.Since.MonthEnd()
		}
		if t.Count += f.Count; due.Day < calendar.DateOf(tx.Now) {
			t.Late += f.Count
		}
		if t.Due == nil || due.Day < *t.Due {
			t.Due = &due.Day
		}
	}
	return some(tasks, t), nil
}

// looking are the families that nobody looked at in the year's round (S4 §二.3: 5月底前全面摸排), due 31 May.
func looking(ctx context.Context, tx *pg.Tx, tasks []flow.Task) ([]flow.Task, error) {
	due := calendar.On(calendar.DateOf(tx.Now).Year(), 5, 31)
	return found(ctx, tx, tasks, "may", flow.Task{Verb: RoundStep.Verb, Due: &due})
}

// ForIncome is what a visit is made for that establishes the income of a new quarter's year.
const ForIncome = "income"

// counting are the families under watch whose income nobody established since the newest quarter's end (S4 §二.3: 收入计算周期按整年度依季递延), due by the end of this
// quarter: then the year moves on.
func counting(ctx context.Context, tx *pg.Tx, tasks []flow.Task) ([]flow.Task, error) {
	today := calendar.DateOf(tx.Now)
	due := calendar.On(today.Year(), today.Month()+(12-today.Month())%3, 1).MonthEnd()
	return found(ctx, tx, tasks, "quarter", flow.Task{Verb: VisitStep.Verb, For: ForIncome, Due: &due})
}

// found adds how many families one of S4's two queries finds, for those who go to them. The procedure file has no word for either: they are asked where
// the file moves the income's year on by the quarter, which is the same sentence of S4.
func found(ctx context.Context, tx *pg.Tx, tasks []flow.Task, code string, t flow.Task) ([]flow.Task, error) {
	if !slices.Contains(field, tx.By.Role) {
		return tasks, nil
	}
	today := calendar.DateOf(tx.Now)
	rule, err := InForce(ctx, tx, today)
	if fault.KindOf(err) == fault.Blocked || err == nil && rule.Income.Ends != procedure.EndsQuarter {
		return tasks, nil
	}
	if err != nil {
		return nil, err
	}
	if _, t.Count, err = AskOf(ctx, tx, code, nil, Among{Window: pg.Window{Limit: 1}}); err != nil {
		return nil, err
	}
	if *t.Due < today {
		t.Late = t.Count
	}
	return some(tasks, t), nil
}

package monitoring

import (
	"context"
	"fmt"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/pg"
	"fangpin/reports"
	"fangpin/screening"
)

// fromUnscreened are the reports p that were handed over and not screened for leads. A screening judges all rows of a report, so its first one tells;
// it looks back so many months, and what is older waits for nobody. Each report is asked by itself: as NOT EXISTS it would be joined to every outcome.
const fromUnscreened = `
	FROM report p
	WHERE p.county = @county AND p.status = 'handed_over' AND p.month >= @since::date AND p.rows > 0 AND (
	  SELECT (SELECT o.outcome FROM row_outcome o WHERE o.county = p.county AND o.report_row = r.id AND o.purpose = 'watch' AND o.n = 1)
	  FROM report_row r WHERE r.county = p.county AND r.report = p.id ORDER BY r.id LIMIT 1) IS NULL`

// leadsWaiting are the county clerk's: reports that were handed over and not screened for leads, and doubtful rows.
func leadsWaiting(ctx context.Context, tx *pg.Tx, tasks []flow.Task) ([]flow.Task, error) {
	if !ScreenStep.May(tx.By.Role) {
		return tasks, nil
	}
	rule, err := InForce(ctx, tx, calendar.DateOf(tx.Now))
	if fault.KindOf(err) == fault.Blocked {
		return tasks, nil // by no procedure nothing is screened
	}
	if err != nil {
		return nil, err
	}
	for _, w := range []struct {
		step flow.Step
		from string
	}{{ScreenStep, fromUnscreened}, {DecideStep, fromAsked}} {
		t, err := rule.dueByHandOver(ctx, tx, w.from)
		if err != nil {
			return nil, fmt.Errorf("what waits for %s: %w", w.step.Verb, err)
		}
		t.Verb = w.step.Verb
		tasks = some(tasks, t)
	}
	return tasks, nil
}

// dueByHandOver counts what waits of reports p. It is due on the day of hand-over of its report's month, or, of a report that came in later, on the
// next one (S3 §三.2): what is screened after it is handed over after it.
func (r Rule) dueByHandOver(ctx context.Context, tx *pg.Tx, from string) (t flow.Task, err error) {
	var months []struct {
		Month    calendar.Date `db:"month"`
		Received calendar.Date `db:"received_on"`
		Count    int           `db:"count"`
	}
	today := calendar.DateOf(tx.Now)
	since := screening.Earliest(reports.MonthAt(today))
	err = tx.SelectContext(ctx, &months, `SELECT p.month, p.received_on, COUNT(*) AS count`+from+` GROUP BY 1, 2`,
		pg.Named{"county": tx.County, "since": calendar.On(since.Year, since.Month, 1)})
	for _, m := range months {
		t.Count += m.Count
		by, set := r.HandOverBy(max(m.Month, m.Received))
		if !set {
			continue
		}
		if t.Due == nil || by.Day < *t.Due {
			t.Due = &by.Day
		}
		if by.Day < today {
			t.Late += m.Count
		}
	}
	return t, err
}

package monitoring

import (
	"context"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/reports"
)

// telling asks a department for each kind of report that the procedure in force wants from it this month (S3 §二) and that it has not sent, whatever else it
// sent; what is told once a year, from the month of its day on until it is told. A feed that goes by when a thing happened, or promptly (三日内, 及时), waits for no day: only the department knows that there is something to tell.
func telling(ctx context.Context, tx *pg.Tx, tasks []flow.Task) ([]flow.Task, error) {
	if tx.By.Role != who.Reporter {
		return tasks, nil
	}
	today := calendar.DateOf(tx.Now)
	rule, err := InForce(ctx, tx, today)
	if fault.KindOf(err) == fault.Blocked {
		return tasks, nil // no procedure says what a department owes
	}
	if err != nil {
		return nil, err
	}
	month := reports.MonthAt(today)
	sent, err := reports.Find(ctx, tx, reports.Filter{Agency: tx.By.Agency, Year: month.Year})
	if err != nil {
		return nil, err
	}
	t, kinds := flow.Task{Verb: reports.AcceptStep.Verb}, map[string]bool{}
	for _, l := range feedLines(rule, month) {
		if l.Agency != tx.By.Agency || kinds[l.Kind] {
			continue
		}
		l.hear(sent, nil)
		if l.judge(today); l.State != FeedWaits && l.State != FeedMissing {
			continue
		}
		kinds[l.Kind] = true // one report answers every feed of its kind
		if t.Count++; l.State == FeedMissing {
			t.Late++
		}
		if t.Due == nil || *l.By < *t.Due {
			t.Due = l.By
		}
	}
	return some(tasks, t), nil
}

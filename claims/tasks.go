package claims

import (
	"context"
	"fmt"

	"fangpin/internal/calendar"
	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/reports"
)

// waits are the steps that claims of a status wait for, in the order of a claim's life.
var waits = []struct {
	at   Status
	step flow.Step
}{{Screened, EntrustStep}, {Entrusted, InvestigateStep}, {Investigated, EndorseStep}, {Endorsed, ReviewStep}, {Reviewed, FileStep}}

// Tasks are what waits for the acting person in this room. Only a visit has a day (domain §3 no. 17), and what was given to another
// adjuster is nobody's before it is theirs.
func Tasks(ctx context.Context, tx *pg.Tx) ([]flow.Task, error) {
	tasks, err := unscreened(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, w := range waits {
		if !w.step.May(tx.By.Role) {
			continue
		}
		t := flow.Task{Verb: w.step.Verb}
		f := RowFilter{Status: w.at}
		if tx.By.Role == who.Adjuster {
			f.Adjuster = tx.By.ID
		}
		err := tx.GetContext(ctx, &t, `
			SELECT COUNT(*) AS count, MIN(d.due) AS due, COUNT(*) FILTER (WHERE d.due < @today) AS late
			FROM (SELECT `+due+` AS due`+fromRows+`) d`,
			f.args(tx).With("today", calendar.DateOf(tx.Now)))
		if err != nil {
			return nil, fmt.Errorf("claims that wait for %s: %w", w.step.Verb, err)
		}
		if t.Count > 0 {
			tasks = append(tasks, t)
		}
	}
	return tasks, nil
}

// unscreened are the reports that were handed over and hold rows that no screening has judged. A screening judges all rows of a report, so
// its first one tells; among a year's rows nothing need be searched.
func unscreened(ctx context.Context, tx *pg.Tx) ([]flow.Task, error) {
	if tx.By.Role != who.Clerk {
		return nil, nil
	}
	t := flow.Task{Verb: ScreenStep.Verb}
	err := tx.GetContext(ctx, &t.Count, `
		SELECT COUNT(*) FROM report p WHERE p.county = $1 AND p.status = 'handed_over'
		  AND EXISTS (SELECT FROM (SELECT r.id, r.outcome FROM report_row r WHERE r.county = $1 AND r.report = p.id ORDER BY r.id LIMIT 1) f
		    WHERE f.outcome IS NULL AND NOT EXISTS (SELECT FROM row_outcome o WHERE o.county = $1 AND o.report_row = f.id AND o.purpose = $2))`,
		tx.County, reports.Insurance)
	if err != nil {
		return nil, fmt.Errorf("reports to screen: %w", err)
	}
	if t.Count == 0 {
		return nil, nil
	}
	return []flow.Task{t}, nil
}

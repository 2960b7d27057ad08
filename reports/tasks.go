package reports

import (
	"context"

	"fangpin/internal/calendar"
	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// DueOn is until when the month's reports are handed over: its 10th (S2: 每月10日前; S3 ②).
func (m Month) DueOn() calendar.Date { return calendar.On(m.Year, m.Month, 10) }

// Tasks are what waits for the acting person in this room: a clerk's reports to hand over. Which report a department owes, its feeds say (monitoring).
func Tasks(ctx context.Context, tx *pg.Tx) ([]flow.Task, error) {
	if tx.By.Role != who.Clerk {
		return nil, nil
	}
	open, err := Find(ctx, tx, Filter{Status: Received})
	if err != nil || len(open) == 0 {
		return nil, err
	}
	t := flow.Task{Verb: HandOverStep.Verb, Count: len(open)}
	for _, r := range open {
		due := r.Month().DueOn()
		if t.Due == nil || due < *t.Due {
			t.Due = &due
		}
		if due < calendar.DateOf(tx.Now) {
			t.Late++
		}
	}
	return []flow.Task{t}, nil
}

package reports

import (
	"context"
	"slices"

	"fangpin/internal/calendar"
	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// SendBy is until when the month's reports are sent: its 5th (S3: 每月5日前). They tell what happened up to the end of the month before.
func (m Month) SendBy() calendar.Date { return calendar.On(m.Year, m.Month, 5) }

// DueOn is until when the month's reports are handed over: its 10th (S2: 每月10日前; S3 ②).
func (m Month) DueOn() calendar.Date { return calendar.On(m.Year, m.Month, 10) }

// monthly are the agencies that report each month (S3).
var monthly = []string{"医保局", "卫健委", "人社局", "民政局", "公安局"}

// Tasks are what waits for the acting person in this room: a clerk's reports to hand over, a reporter's report of this month.
func Tasks(ctx context.Context, tx *pg.Tx) ([]flow.Task, error) {
	switch tx.By.Role {
	case who.Clerk:
		return toHandOver(ctx, tx)
	case who.Reporter:
		return toReport(ctx, tx)
	default:
		return nil, nil
	}
}

func toHandOver(ctx context.Context, tx *pg.Tx) ([]flow.Task, error) {
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

// toReport asks for this month's report of an agency that owes one each month and has sent none.
func toReport(ctx context.Context, tx *pg.Tx) ([]flow.Task, error) {
	if !slices.Contains(monthly, tx.By.Agency) {
		return nil, nil
	}
	today := calendar.DateOf(tx.Now)
	this := MonthAt(today)
	due := this.SendBy()
	sent, err := Count(ctx, tx, Filter{Agency: tx.By.Agency, Month: this})
	if err != nil || sent > 0 {
		return nil, err
	}
	t := flow.Task{Verb: AcceptStep.Verb, Count: 1, Due: &due}
	if due < today {
		t.Late = 1
	}
	return []flow.Task{t}, nil
}

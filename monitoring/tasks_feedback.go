package monitoring

import (
	"context"
	"fmt"

	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/procedure"
)

// owed tells of a watch w that was handed over, and is open or taken in, that its result was not fed back since: S3 §三.4 asks of every matter of the
// month how it was handled, of one still open how far it is. The procedure asks only once nothing else is next (not_taken, answered), and by its rules one
// feedback since the hand-over is enough: why a family is not taken in afterwards stands with that decision.
const owed = `(w.procedure = ANY (@untold::bigint[]) AND w.state NOT IN ('not_taken', 'answered') AND COALESCE((SELECT e.event = 'hand_over' FROM watch_event e
	  WHERE e.county = w.county AND e.watch = w.id AND e.event IN ('hand_over', 'feedback') ORDER BY e.n DESC LIMIT 1), false))`

// handedMonth is the end of the month in which a watch w was handed over.
const handedMonth = `(SELECT (date_trunc('month', MAX(e.on_day)) + INTERVAL '1 month - 1 day')::date FROM watch_event e
	  WHERE e.county = w.county AND e.watch = w.id AND e.event = 'hand_over')`

// Untold are the procedures that ask for feedback, for Filter.Untold.
func Untold(ctx context.Context, tx *pg.Tx) (pg.Among[int64], error) {
	rules, err := adopted(ctx, tx)
	if err != nil {
		return pg.Among[int64]{}, err
	}
	ids := []int64{}
	for id, rule := range rules {
		if rule.Leads.Feedback {
			ids = append(ids, id)
		}
	}
	return pg.Only(ids), nil
}

// Owes tells whether a watch's result is to be fed back by the end of its month.
func Owes(ctx context.Context, tx *pg.Tx, id int64) (bool, error) {
	untold, err := Untold(ctx, tx)
	if err != nil {
		return false, err
	}
	_, n, err := Find(ctx, tx, Filter{IDs: pg.Only([]int64{id}), Untold: untold, Ended: true, Window: pg.Window{Limit: 1}})
	return n > 0, err
}

// feedingBack are the matters whose results whoever they were handed over to is to feed back.
func feedingBack(ctx context.Context, tx *pg.Tx, tasks []flow.Task) ([]flow.Task, error) {
	if tx.By.Role != who.Township && tx.By.Role != who.Reporter {
		return tasks, nil
	}
	f, t := Filter{Ended: true}, flow.Task{Verb: FeedbackStep.Verb}
	var err error
	if f.Untold, err = Untold(ctx, tx); err != nil {
		return nil, err
	}
	err = tx.GetContext(ctx, &t, `
		SELECT COUNT(*) AS count, MIN(x.by) AS due, COUNT(*) FILTER (WHERE x.by < @today) AS late
		FROM (SELECT CASE WHEN stood.next = '`+string(procedure.Feedback)+`' THEN stood.due ELSE `+handedMonth+` END AS by`+fromWatches(tx)+`) x`, f.args(tx))
	if err != nil {
		return nil, fmt.Errorf("results to feed back: %w", err)
	}
	return some(tasks, t), nil
}

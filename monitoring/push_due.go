package monitoring

import (
	"context"
	"fmt"
	"slices"

	"github.com/lib/pq"

	"fangpin/internal/calendar"
	"fangpin/internal/flow"
	"fangpin/internal/pg"
)

// PushDue is a partner that is to be told of the families under watch again.
type PushDue struct {
	Name string         // the partner's
	Last *calendar.Date // when it last was; nil: never
	By   *calendar.Date // by when it is told again; nil: it never was told, and whether it is to be is for the county to say
}

// Late tells whether the partner should have been told again before a day.
func (d PushDue) Late(today calendar.Date) bool { return d.By != nil && *d.By < today }

// toldAgain is by when a partner is told again of the families under watch: the end of the month after the one in which it last was (S1 §四.3: 按月推送).
func toldAgain(last calendar.Date) calendar.Date {
	return calendar.On(last.Year(), last.Month()+1, 1).MonthEnd()
}

// DuePushes are the partners that help with some family under watch today, each with when it was last told and by when it is told again.
func DuePushes(ctx context.Context, tx *pg.Tx) ([]PushDue, error) {
	told, err := lastTold(ctx, tx)
	if err != nil {
		return nil, err
	}
	busy, err := busyPartners(ctx, tx)
	if err != nil {
		return nil, err
	}
	due := make([]PushDue, len(busy))
	for i, name := range busy {
		due[i] = PushDue{Name: name, Last: told[name]}
		if last := told[name]; last != nil {
			by := toldAgain(*last)
			due[i].By = &by
		}
	}
	return due, nil
}

// busyPartners are those of whose list some family is today, as Partner.whom has it.
func busyPartners(ctx context.Context, tx *pg.Tx) ([]string, error) {
	var names, labels pq.StringArray
	var low, labour, young pq.BoolArray
	for _, p := range partners {
		names, labels, low, labour, young = append(names, p.Name()), append(labels, p.label), append(low, p.low), append(labour, p.labour), append(young, p.young)
	}
	var found []string
	today := calendar.DateOf(tx.Now)
	err := tx.SelectContext(ctx, &found, `
		SELECT a.name FROM unnest($2::text[], $3::text[], $4::bool[], $5::bool[], $8::bool[]) WITH ORDINALITY AS a (name, label, labour, young, low, n)
		WHERE a.low AND EXISTS (SELECT FROM label l WHERE l.county = $1 AND l.label = ANY ($9) AND l.from_on <= $6 AND (l.to_on IS NULL OR l.to_on >= $6))
		OR NOT a.low AND EXISTS (SELECT FROM watch w WHERE w.county = $1 AND w.since IS NOT NULL
		  AND (a.label = '' OR EXISTS (SELECT FROM label l WHERE l.county = $1 AND l.household = w.household AND l.label = a.label AND l.from_on <= $6
		    AND (l.to_on IS NULL OR l.to_on >= $6)))
		  AND (NOT a.labour OR (SELECT v.labour FROM visit v WHERE v.county = $1 AND v.watch = w.id AND v.labour IS NOT NULL ORDER BY v.n DESC LIMIT 1) <> 'none')
		  AND (NOT a.young OR EXISTS (SELECT FROM person m WHERE m.county = $1 AND m.household = w.household AND m.died_on IS NULL AND m.born_on > $7)))
		ORDER BY a.n`, tx.County, names, labels, labour, young, today, calendar.On(today.Year()-18, today.Month(), today.Day()), low, pg.Only(lowIncome))
	if err != nil {
		return nil, fmt.Errorf("find whom to tell: %w", err)
	}
	return found, nil
}

// lastTold is when partners were last told, by their names.
func lastTold(ctx context.Context, tx *pg.Tx) (map[string]*calendar.Date, error) {
	var rows []struct {
		Agency string        `db:"agency"`
		Low    bool          `db:"low"`
		On     calendar.Date `db:"on_day"`
	}
	err := tx.SelectContext(ctx, &rows, `
		SELECT agency, COALESCE(whom ? 'any', false) AS low, MAX(on_day) AS on_day FROM push WHERE county = $1 GROUP BY 1, 2`, tx.County)
	if err != nil {
		return nil, fmt.Errorf("find when partners were told: %w", err)
	}
	last := map[string]*calendar.Date{}
	for _, r := range rows {
		last[partnerName(r.Agency, r.Low)] = &r.On
	}
	return last, nil
}

// duePushes are the partners that are to be told again within the month.
func duePushes(ctx context.Context, tx *pg.Tx, tasks []flow.Task) ([]flow.Task, error) {
	if !PushStep.May(tx.By.Role) {
		return tasks, nil
	}
	today := calendar.DateOf(tx.Now)
	found, err := DuePushes(ctx, tx)
	if err != nil {
		return nil, err
	}
	found = slices.DeleteFunc(found, func(d PushDue) bool { return d.By == nil || *d.By > today.MonthEnd() })
	t := flow.Task{Verb: PushStep.Verb, Count: len(found)}
	for _, d := range found {
		if t.Due == nil || *d.By < *t.Due {
			t.Due = d.By
		}
		if d.Late(today) {
			t.Late++
		}
	}
	return some(tasks, t), nil
}

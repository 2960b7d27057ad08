package monitoring

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/lib/pq"

	"fangpin/internal/calendar"
	"fangpin/internal/flow"
	"fangpin/internal/pg"
)

// PushDue is a partner that is to be told again of the families under watch, or of low income.
type PushDue struct {
	Name string         // the partner's
	Last *calendar.Date // when it last was told of all of its families; nil: never
	By   *calendar.Date // by when it is told again; nil: it never was told, and whether it is to be is for the county to say
}

// Late tells whether the partner should have been told again before a day.
func (d PushDue) Late(today calendar.Date) bool { return d.By != nil && *d.By < today }

// toldAgain is by when a partner is told again: the end of the month after the one in which it last was (S1 §四.3: 按月推送).
func toldAgain(last calendar.Date) calendar.Date {
	return calendar.On(last.Year(), last.Month()+1, 1).MonthEnd()
}

// DuePushes are the partners of whose list some family is today, each with when it was last told and by when it is told again.
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

// busyPartners are those of whose list some family is today, as Partner.asks has it.
func busyPartners(ctx context.Context, tx *pg.Tx) ([]string, error) {
	var names, labels pq.StringArray
	var low, labour, young, adults pq.BoolArray
	for _, p := range partners {
		names, labels, low, labour = append(names, p.Name()), append(labels, p.label), append(low, p.low), append(labour, p.labour)
		young, adults = append(young, p.young), append(adults, p.adults)
	}
	var found []string
	today := calendar.DateOf(tx.Now)
	ago := func(years int) calendar.Date { return calendar.On(today.Year()-years, today.Month(), today.Day()) }
	err := tx.SelectContext(ctx, &found, `
		WITH held AS (SELECT household, label FROM label WHERE county = @county AND from_on <= @today AND (to_on IS NULL OR to_on >= @today)),
		alive AS (SELECT household, bool_or(born_on > @young_from) AS young, bool_or(born_on <= @adult_to) AS adults FROM person
		  WHERE county = @county AND (died_on IS NULL OR died_on > @today) GROUP BY household)
		SELECT a.name FROM unnest(@names::text[], @labels::text[], @low::bool[], @labour::bool[], @young::bool[], @adults::bool[])
		  WITH ORDINALITY AS a (name, label, low, labour, young, adults, n)
		WHERE a.low AND EXISTS (SELECT FROM held l JOIN alive m USING (household) WHERE l.label = ANY (@any))
		OR NOT a.low AND EXISTS (SELECT FROM watch w JOIN alive m ON m.household = w.household AND (m.young OR NOT a.young) AND (m.adults OR NOT a.adults)
		  WHERE w.county = @county AND w.since IS NOT NULL
		  AND (a.label = '' OR EXISTS (SELECT FROM held l WHERE l.household = w.household AND l.label = a.label))
		  AND (NOT a.labour OR (SELECT v.labour FROM visit v WHERE v.county = @county AND v.watch = w.id AND v.labour IS NOT NULL ORDER BY v.n DESC LIMIT 1) <> 'none'))
		ORDER BY a.n`, pg.Named{"county": tx.County, "today": today, "young_from": ago(18), "adult_to": ago(16), "names": names, "labels": labels, "low": low,
		"labour": labour, "young": young, "adults": adults, "any": pg.Only(lowIncome)})
	if err != nil {
		return nil, fmt.Errorf("find whom to tell: %w", err)
	}
	return found, nil
}

// lastTold is when partners were last told of all of their families, by their names: a list that a clerk narrowed tells of some.
func lastTold(ctx context.Context, tx *pg.Tx) (map[string]*calendar.Date, error) {
	var names, agencies, all pq.StringArray
	var low pq.BoolArray
	for _, p := range partners {
		whom, _, err := p.asks(Need{})
		if err != nil {
			return nil, err
		}
		text, err := json.Marshal(whom)
		if err != nil {
			return nil, fmt.Errorf("whom all lists are of: %w", err)
		}
		names, agencies, low, all = append(names, p.Name()), append(agencies, p.Agency), append(low, p.low), append(all, string(text))
	}
	var rows []struct {
		Name string        `db:"name"`
		On   calendar.Date `db:"on_day"`
	}
	err := tx.SelectContext(ctx, &rows, `
		SELECT a.name, MAX(p.on_day) AS on_day FROM unnest($2::text[], $3::text[], $4::bool[], $5::text[]) AS a (name, agency, low, whom)
		JOIN push p ON p.county = $1 AND p.agency = a.agency AND COALESCE(p.whom ? 'any', false) = a.low AND (p.whom IS NULL OR p.whom = a.whom::jsonb)
		GROUP BY a.name`, tx.County, names, agencies, low, all)
	if err != nil {
		return nil, fmt.Errorf("find when partners were told: %w", err)
	}
	last := map[string]*calendar.Date{}
	for _, r := range rows {
		last[r.Name] = &r.On
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

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

// PushDue is a partner that is to be told of the families under watch, or of low income.
type PushDue struct {
	Name string         // the partner's
	Last *calendar.Date // when it last was told of all of its families; nil: never
	By   *calendar.Date // by when it is told again, or for the first time; nil: it never was, and the county works by no procedure yet
}

// Late tells whether the partner should have been told before a day.
func (d PushDue) Late(today calendar.Date) bool { return d.By != nil && *d.By < today }

// toldAgain is by when a partner is told again: the end of the month after the one in which it last was (S1 §四.3: 按月推送).
func toldAgain(last calendar.Date) calendar.Date {
	return calendar.On(last.Year(), last.Month()+1, 1).MonthEnd()
}

// DuePushes are the partners of whose list some family is today, each with when it was last told and by when it is told: for the first time by the end
// of the month in which a family of its list was first, since the county works by a procedure.
func DuePushes(ctx context.Context, tx *pg.Tx) ([]PushDue, error) {
	told, err := lastTold(ctx, tx)
	if err != nil {
		return nil, err
	}
	busy, err := busyPartners(ctx, tx, told)
	if err != nil {
		return nil, err
	}
	sent, err := busyOffices(ctx, tx, told)
	if err != nil {
		return nil, err
	}
	busy = append(busy, sent...)
	due := make([]PushDue, len(busy))
	for i, b := range busy {
		due[i] = PushDue{Name: b.Name, Last: told[b.Name]}
		var by calendar.Date
		switch {
		case due[i].Last != nil:
			by = toldAgain(*due[i].Last)
		case b.First != nil:
			by = b.First.MonthEnd()
		default:
			continue
		}
		due[i].By = &by
	}
	return due, nil
}

// busy is a partner of whose list some family is.
type busy struct {
	Name  string         `db:"name"`
	First *calendar.Date `db:"first"` // of one that was never told: the first day of those families, not before the county's first procedure; nil: it has none
}

// Whose families a partner a is told of, as Partner.asks has it: of low income l, or under watch w.
const (
	ofLowIncome  = ` FROM held l JOIN alive m USING (household) WHERE l.label = ANY (@any)`
	ofTheWatched = ` FROM watch w JOIN alive m ON m.household = w.household AND (m.young OR NOT a.young) AND (m.adults OR NOT a.adults)
		  WHERE w.county = @county AND w.since IS NOT NULL
		  AND (a.label = '' OR EXISTS (SELECT FROM held l WHERE l.household = w.household AND l.label = a.label))
		  AND (NOT a.labour OR EXISTS (SELECT FROM ` + newestVisit + ` v ` + classed + ` WHERE k.labour <> 'none'))`
)

// busyPartners are those who help, of whose list some family is today.
func busyPartners(ctx context.Context, tx *pg.Tx, told map[string]*calendar.Date) (found []busy, err error) {
	var names, labels pq.StringArray
	var low, labour, young, adults, first pq.BoolArray
	for _, p := range partners {
		names, labels, low, labour = append(names, p.Name()), append(labels, p.label), append(low, p.low), append(labour, p.labour)
		young, adults, first = append(young, p.young), append(adults, p.adults), append(first, told[p.Name()] == nil)
	}
	before, class, err := classesBefore(ctx, tx)
	if err != nil {
		return nil, err
	}
	today := calendar.DateOf(tx.Now)
	ago := func(years int) calendar.Date { return calendar.On(today.Year()-years, today.Month(), today.Day()) }
	err = tx.SelectContext(ctx, &found, `
		WITH held AS (SELECT household, label, from_on FROM label WHERE county = @county AND from_on <= @today AND (to_on IS NULL OR to_on >= @today)),
		alive AS (SELECT household, bool_or(born_on > @young_from) AS young, bool_or(born_on <= @adult_to) AS adults FROM person
		  WHERE county = @county AND (died_on IS NULL OR died_on > @today) GROUP BY household)
		SELECT a.name, (SELECT GREATEST(MIN(o.from_on), CASE WHEN NOT a.new THEN NULL
		    WHEN a.low THEN (SELECT MIN(l.from_on)`+ofLowIncome+`) ELSE (SELECT MIN(w.since)`+ofTheWatched+`) END)
		  FROM procedure_adoption o WHERE o.county = @county HAVING COUNT(*) > 0) AS first
		FROM unnest(@names::text[], @labels::text[], @low::bool[], @labour::bool[], @young::bool[], @adults::bool[], @new::bool[])
		  WITH ORDINALITY AS a (name, label, low, labour, young, adults, new, n)
		WHERE a.low AND EXISTS (SELECT`+ofLowIncome+`) OR NOT a.low AND EXISTS (SELECT`+ofTheWatched+`)
		ORDER BY a.n`, pg.Named{"county": tx.County, "today": today, "young_from": ago(18), "adult_to": ago(16), "names": names, "labels": labels, "low": low,
		"labour": labour, "young": young, "adults": adults, "new": first, "any": pg.Only(lowIncome), "before": before, "class": class})
	if err != nil {
		return nil, fmt.Errorf("find whom to tell: %w", err)
	}
	return found, nil
}

// busyOffices are those to which the procedure sends families, of whom some wait for their answer; First of one that was never told is the day of the
// oldest.
func busyOffices(ctx context.Context, tx *pg.Tx, told map[string]*calendar.Date) (found []busy, err error) {
	offices, err := sentOffices(ctx, tx)
	if err != nil || len(offices) == 0 {
		return nil, err
	}
	open, err := Referrals(ctx, tx, ReferralFilter{Open: true})
	if err != nil {
		return nil, err
	}
	for _, p := range offices {
		b := busy{Name: p.Name()}
		for _, r := range open {
			if SameOffice(r.To, p.Agency) && (b.First == nil || r.On < *b.First) {
				b.First = &r.On
			}
		}
		if b.First == nil {
			continue
		}
		if told[b.Name] != nil {
			b.First = nil
		}
		found = append(found, b)
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
		JOIN push p ON p.county = $1 AND p.agency = a.agency AND COALESCE(p.whom ? 'any', false) = a.low
		  AND NOT COALESCE(p.whom ? 'sent', false) AND (p.whom IS NULL OR p.whom = a.whom::jsonb)
		GROUP BY a.name`, tx.County, names, agencies, low, all)
	if err != nil {
		return nil, fmt.Errorf("find when partners were told: %w", err)
	}
	last := map[string]*calendar.Date{}
	for _, r := range rows {
		last[r.Name] = &r.On
	}
	sent, err := toldSent(ctx, tx)
	if err != nil {
		return nil, err
	}
	offices, err := sentOffices(ctx, tx)
	for _, p := range offices {
		for agency, on := range sent {
			if was := last[p.Name()]; SameOffice(agency, p.Agency) && on != nil && (was == nil || *on > *was) {
				last[p.Name()] = on
			}
		}
	}
	return last, err
}

// toldSent are the offices that were told of families that were sent to them, by how each was called then, with the day on which it last was told of all
// of them; nil: of some only.
func toldSent(ctx context.Context, tx *pg.Tx) (map[string]*calendar.Date, error) {
	var rows []struct {
		Agency string         `db:"agency"`
		On     *calendar.Date `db:"on_day"`
	}
	err := tx.SelectContext(ctx, &rows, `
		SELECT agency, MAX(on_day) FILTER (WHERE whom = jsonb_build_object('sent', whom->'sent')) AS on_day FROM push
		WHERE county = $1 AND whom ? 'sent' GROUP BY agency`, tx.County)
	if err != nil {
		return nil, fmt.Errorf("find when offices were told: %w", err)
	}
	told := make(map[string]*calendar.Date, len(rows))
	for _, r := range rows {
		told[r.Agency] = r.On
	}
	return told, nil
}

// duePushes are the partners that are to be told within the month.
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

package claims

import (
	"context"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
	"fangpin/policy"
	"fangpin/registry"
	"fangpin/reports"
)

// back is how many months an earlier row is looked at again: a bill that comes in late still meets the rest of its policy year.
const back = 24

func earliest(m reports.Month) reports.Month {
	first := m.First().AddDate(0, -back, 0)
	return reports.Month{Year: first.Year(), Month: first.Month()}
}

// gather reads the rows to be screened with all that is known of them. Rows that lie in a claim come too: they count towards lines.
func gather(ctx context.Context, tx *pg.Tx, month reports.Month) ([]*row, error) {
	reported, err := reports.Rows(ctx, tx, reports.RowFilter{From: earliest(month), To: month, Status: reports.HandedOver})
	if err != nil {
		return nil, err
	}
	rows := make([]*row, 0, len(reported))
	for _, r := range reported {
		kind, _ := reports.KindOf(r.Kind)
		if kind.Category != "" || r.Month == month {
			rows = append(rows, &row{Reported: r, kind: kind})
		}
	}
	for _, learn := range []func(context.Context, *pg.Tx, []*row) error{inClaims, people, terms, labels, covers} {
		if err := learn(ctx, tx, rows); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// inClaims finds the live claim of each row.
func inClaims(ctx context.Context, tx *pg.Tx, rows []*row) error {
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	in, err := OfRows(ctx, tx, ids)
	if err != nil {
		return err
	}
	for _, r := range rows {
		r.claim = in[r.ID]
		r.judged = r.claim == 0
	}
	return nil
}

// people finds who the rows are about, by the tags of their identity numbers.
func people(ctx context.Context, tx *pg.Tx, rows []*row) error {
	tags := make([][]byte, len(rows))
	for i, r := range rows {
		tags[i] = r.IDTag
	}
	known, err := registry.PersonsByTag(ctx, tx, tags)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if p, ok := known[string(r.IDTag)]; ok {
			r.person = &p
		}
	}
	return nil
}

// terms finds each row's event date, and the policy year and the scheme of that day.
func terms(ctx context.Context, tx *pg.Tx, rows []*row) error {
	years, err := policy.Years(ctx, tx)
	if err != nil {
		return err
	}
	rules, err := policy.Adopted(ctx, tx)
	if err != nil {
		return err
	}
	for _, rule := range rules {
		if err := checkMeasures(rule.Scheme); err != nil {
			return err
		}
	}
	of := map[calendar.Date]*term{}
	for _, r := range rows {
		if r.on, err = r.eventDate(); err != nil {
			continue // the reason is kept with the row
		}
		if _, seen := of[r.on]; !seen {
			of[r.on] = termOn(r.on, years, rules)
		}
		r.term = of[r.on]
	}
	return nil
}

// termOn is the policy year of a day with the scheme in force, or nil.
func termOn(day calendar.Date, years []policy.Year, rules policy.Rules) *term {
	rule, err := rules.On(day)
	if err != nil {
		return nil
	}
	for _, y := range years {
		if y.Contains(day) {
			return &term{y, rule}
		}
	}
	return nil
}

// labels finds what each household was labelled with on its day.
func labels(ctx context.Context, tx *pg.Tx, rows []*row) error {
	var moments []registry.Moment
	for _, r := range rows {
		if r.person != nil {
			moments = append(moments, registry.Moment{Household: r.person.Household, On: r.on})
		}
	}
	held, err := registry.LabelsOn(ctx, tx, moments)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if r.person != nil {
			r.labels = held[registry.Moment{Household: r.person.Household, On: r.on}]
		}
	}
	return nil
}

// covers finds who was insured on their day.
func covers(ctx context.Context, tx *pg.Tx, rows []*row) error {
	var questions []policy.Question
	for _, r := range rows {
		if r.person != nil {
			questions = append(questions, policy.Question{Household: r.person.Household, Person: r.person.ID, On: r.on})
		}
	}
	insured, err := policy.Covers(ctx, tx, questions)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if r.person != nil {
			_, r.covered = insured[policy.Question{Household: r.person.Household, Person: r.person.ID, On: r.on}]
		}
	}
	return nil
}

package screening

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

// Earliest is the first month whose rows a screening of a month looks at.
func Earliest(m reports.Month) reports.Month {
	first := m.First().AddDate(0, -back, 0)
	return reports.Month{Year: first.Year(), Month: first.Month()}
}

// Gather reads the rows to be screened with all that is known of them, except which of them lie in claims: see Sift.
func Gather(ctx context.Context, tx *pg.Tx, month reports.Month) ([]*Row, error) {
	reported, err := reports.Rows(ctx, tx, reports.RowFilter{From: Earliest(month), To: month, Status: reports.HandedOver})
	if err != nil {
		return nil, err
	}
	rows := make([]*Row, 0, len(reported))
	for _, r := range reported {
		kind, _ := reports.KindOf(r.Kind)
		if kind.Category != "" || r.Month == month {
			rows = append(rows, &Row{Reported: r, Of: kind})
		}
	}
	for _, learn := range []func(context.Context, *pg.Tx, []*Row) error{people, terms, labels, covers} {
		if err := learn(ctx, tx, rows); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// people finds who the rows are about, by the tags of their identity numbers.
func people(ctx context.Context, tx *pg.Tx, rows []*Row) error {
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
			r.Who = &p
		}
	}
	return nil
}

// terms finds each row's event date, and the policy year and the scheme of that day.
func terms(ctx context.Context, tx *pg.Tx, rows []*Row) error {
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
	of := map[calendar.Date]*Term{}
	for _, r := range rows {
		if r.On, err = r.Of.EventDate(r.Facts, r.Month); err != nil {
			continue // the reason is kept with the row
		}
		if _, seen := of[r.On]; !seen {
			of[r.On] = termOn(r.On, years, rules)
		}
		r.Term = of[r.On]
	}
	return nil
}

// termOn is the policy year of a day with the scheme in force, or nil.
func termOn(day calendar.Date, years []policy.Year, rules policy.Rules) *Term {
	rule, err := rules.On(day)
	if err != nil {
		return nil
	}
	for _, y := range years {
		if y.Contains(day) {
			return &Term{y, rule}
		}
	}
	return nil
}

// labels finds what each household was labelled with on its day.
func labels(ctx context.Context, tx *pg.Tx, rows []*Row) error {
	var moments []registry.Moment
	for _, r := range rows {
		if r.Who != nil {
			moments = append(moments, registry.Moment{Household: r.Who.Household, On: r.On})
		}
	}
	held, err := registry.LabelsOn(ctx, tx, moments)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if r.Who != nil {
			r.Labels = held[registry.Moment{Household: r.Who.Household, On: r.On}]
		}
	}
	return nil
}

// covers finds who was insured on their day.
func covers(ctx context.Context, tx *pg.Tx, rows []*Row) error {
	var questions []policy.Question
	for _, r := range rows {
		if r.Who != nil {
			questions = append(questions, policy.Question{Household: r.Who.Household, Person: r.Who.ID, On: r.On})
		}
	}
	insured, err := policy.Covers(ctx, tx, questions)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if r.Who != nil {
			_, r.Insured = insured[policy.Question{Household: r.Who.Household, Person: r.Who.ID, On: r.On}]
		}
	}
	return nil
}

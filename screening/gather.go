package screening

import (
	"context"

	"fangpin/internal/pg"
	"fangpin/registry"
	"fangpin/reports"
)

// back is how many months an earlier row is looked at again: a bill that comes in late still meets the rest of its year.
const back = 24

// Earliest is the first month whose rows a screening of a month looks at.
func Earliest(m reports.Month) reports.Month {
	first := m.First().AddDate(0, -back, 0)
	return reports.Month{Year: first.Year(), Month: first.Month()}
}

// learn finds something more of rows, all of them at once.
type learn func(context.Context, *pg.Tx, []*Row) error

// gather reads the rows to be screened for a purpose: the month's, and of earlier ones those of kinds that are looked at again. Then it learns of
// them, in order.
func gather(ctx context.Context, tx *pg.Tx, month reports.Month, purpose string, again func(reports.Kind) bool, more ...learn) ([]*Row, error) {
	f := reports.RowFilter{For: purpose, From: Earliest(month), To: month, Status: reports.HandedOver}
	reported, err := reports.Rows(ctx, tx, f)
	if err != nil {
		return nil, err
	}
	rows := make([]*Row, 0, len(reported))
	for _, told := range reported {
		if kind, _ := reports.KindOf(told.Kind); told.Month == month || again(kind) {
			r, _ := Bare(told) // one without a date gets its reason
			rows = append(rows, r)
		}
	}
	for _, learn := range more {
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

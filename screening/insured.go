package screening

import (
	"context"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
	"fangpin/policy"
	"fangpin/reports"
)

// Gather reads the rows that insurance screens with all that is known of them, except which of them lie in claims: see Sift.
func Gather(ctx context.Context, tx *pg.Tx, month reports.Month) ([]*Row, error) {
	serves := func(k reports.Kind) bool { return k.Category != "" }
	return gather(ctx, tx, month, reports.Insurance, serves, people, terms, labels, covers)
}

// terms finds the policy year and the scheme of each row's day.
func terms(ctx context.Context, tx *pg.Tx, rows []*Row) error {
	years, err := policy.Years(ctx, tx)
	if err != nil {
		return err
	}
	rules, err := policy.Adopted(ctx, tx)
	if err != nil {
		return err
	}
	of := map[calendar.Date]*Term{}
	for _, r := range rows {
		if r.On == 0 {
			continue
		}
		if _, seen := of[r.On]; !seen {
			of[r.On] = termOn(r.On, years, rules)
			if err := checkMeasures(of[r.On]); err != nil {
				return err
			}
		}
		if r.Term = of[r.On]; r.Term != nil {
			r.Year = r.Term.Scheme.Term.Year()
		}
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

// Sift gives rows that cannot be part of a claim their reason, and answers the others, each with how far it is below its lines. In gives the
// live claim that a row lies in: such a row is not judged again, but what a household bore counts towards its lines whoever bore it, insured or
// not, once.
func Sift(rows []*Row, in map[int64]int64) (fit []*Row, err error) {
	var known []*Row
	for _, r := range rows {
		r.In, r.Result = in[r.ID], reports.TakenIn
		r.Judged = r.In == 0
		r.Why = r.refuse()
		if r.Of.Category != "" && r.Who != nil && r.Term != nil {
			known = append(known, r)
		}
	}
	once := dropRepeats(known, (*Row).event, claimed)
	told, err := sums(once)
	if err != nil {
		return nil, err
	}
	for _, r := range once {
		if r.In == 0 && r.Why == "" {
			r.Short = below(r, told)
			fit = append(fit, r)
		}
	}
	return fit, nil
}

// claimed is what dropRepeats says of a row whose like lies in a claim.
const claimed = "报送的同一事项已在案件中，不重复立案"

// event is a bill, or what the row would be claimed for.
func (r *Row) event() identity {
	if len(r.Tag) > 0 {
		return r.bill()
	}
	return identity{r.Of.Code, r.Who.ID, r.EventKey(r.Month)}
}

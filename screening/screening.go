// Package screening answers one question: which told rows are of whom, above which line, told before (比对)? It is pure over what it reads of
// the rooms below and what it is given: in which live claims rows lie is handed in by whoever raises claims, so that nothing climbs.
package screening

import (
	"context"

	"fangpin/internal/pg"
	"fangpin/reports"
)

// Sieve is by whose judgement a row is taken in, or left out for a reason (比对).
var Sieve = pg.Judge{Name: "screening.sieve", Version: 1}

// IDs are the reported rows that are screened.
func IDs(rows []*Row) []int64 {
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	return ids
}

// Sift gives rows that cannot be part of a claim their reason, and answers the others, each with how far it is below its lines. In gives the
// live claim that a row lies in: such a row is not judged again, but what a household bore counts towards its lines whoever bore it, insured or
// not, once.
func Sift(rows []*Row, in map[int64]int64) (fit []*Row, err error) {
	var known []*Row
	for _, r := range rows {
		r.In = in[r.ID]
		r.Judged = r.In == 0
		r.Why = r.refuse()
		if r.Of.Category != "" && r.Who != nil && r.Term != nil {
			known = append(known, r)
		}
	}
	once := dropRepeats(known)
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

// Keep writes the outcome of every judged row whose outcome is another than before.
func Keep(ctx context.Context, tx *pg.Tx, rows []*Row) error {
	var outcomes []reports.Outcome
	for _, r := range rows {
		if o := r.outcome(); r.Judged && o != r.before() {
			outcomes = append(outcomes, o)
		}
	}
	if len(outcomes) == 0 {
		return nil
	}
	return reports.Conclude(ctx, tx, outcomes)
}

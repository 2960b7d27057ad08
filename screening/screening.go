// Package screening answers one question: which told rows are of whom, above which line, told before? (比对) It is pure over what it reads of
// the rooms below and what it is given: which rows were taken already is handed in by whoever takes them, so that nothing climbs.
//
// Rows are screened for two purposes. Who a row is of, when, with which labels, what was told twice and what sums come to is asked the same way
// for both (gather.go, repeats.go, sums.go). Insurance asks for cover and warning lines (insured.go, lines.go, refuse.go), the watch for the
// feeds of the county's procedure (watched.go, feeds.go).
package screening

import (
	"context"

	"fangpin/internal/pg"
	"fangpin/reports"
)

// By whose judgement a row is taken in, or left out for a reason: into a claim (比对), as a lead (线索比对).
var (
	Sieve = pg.Judge{Name: "screening.sieve", Version: 1}
	Feeds = pg.Judge{Name: "screening.feeds", Version: 1}
)

// IDs are the reported rows that are screened.
func IDs(rows []*Row) []int64 {
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	return ids
}

// Keep writes the outcome for a purpose of every judged row whose outcome is another than before.
func Keep(ctx context.Context, tx *pg.Tx, purpose string, rows []*Row) error {
	var outcomes []reports.Outcome
	for _, r := range rows {
		if o := r.Comes(); r.Judged && o != r.before() {
			outcomes = append(outcomes, o)
		}
	}
	if len(outcomes) == 0 {
		return nil
	}
	return reports.Conclude(ctx, tx, purpose, outcomes)
}

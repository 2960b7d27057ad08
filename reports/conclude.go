package reports

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
)

// Outcomes of a row.
const (
	TakenIn  = "claim"     // 纳入: a claim was raised from it
	NotTaken = "not_taken" // 不纳入, with the reason; a later screening may still take it in
)

// Outcome is what screening made of one row.
type Outcome struct {
	Row       int64
	Household int64 // 0 where the person is not in the registry
	Person    int64
	Taken     bool
	Reason    string // why not, in Chinese: each household is told (S3: 逐户说明情况)
}

// Conclude writes screening's outcomes into the rows of reports that were handed over, all of them or none. A later one takes the
// place of an earlier.
func Conclude(ctx context.Context, tx *pg.Tx, outcomes []Outcome) error {
	if err := ConcludeStep.Permit(tx, fmt.Sprintf("反馈比对结果 %d 行", len(outcomes))); err != nil {
		return err
	}
	n := len(outcomes)
	rows, households, persons, results, reasons := make([]int64, n), make([]int64, n), make([]int64, n), make([]string, n), make([]string, n)
	for i, o := range outcomes {
		if o.Taken == (o.Reason != "") {
			return fault.Invalidf("不纳入的行须写明理由，纳入的行不写理由")
		}
		rows[i], households[i], persons[i], results[i], reasons[i] = o.Row, o.Household, o.Person, NotTaken, o.Reason
		if o.Taken {
			results[i] = TakenIn
		}
	}
	result, err := tx.ExecContext(ctx, `
		UPDATE report_row r SET household = NULLIF(o.household, 0), person = NULLIF(o.person, 0), outcome = o.outcome, reason = NULLIF(o.reason, '')
		FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::text[]) AS o (id, household, person, outcome, reason)
		WHERE r.county = $1 AND r.id = o.id
		  AND EXISTS (SELECT FROM report p WHERE p.county = r.county AND p.id = r.report AND p.status = 'handed_over')`,
		tx.County, pq.Array(rows), pq.Array(households), pq.Array(persons), pq.Array(results), pq.Array(reasons))
	if err != nil {
		return fmt.Errorf("conclude: %w", err)
	}
	return ConcludeStep.Whole(tx, result, "report_row", rows)
}

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

// Insurance is the purpose that rows are screened for here: does the row belong in a claim? A row has an outcome of its own for each purpose.
const Insurance = "insurance"

// Outcome is what screening made of one row.
type Outcome struct {
	Row       int64
	Household int64 // 0 where the person is not in the registry
	Person    int64
	Taken     bool
	Reason    string // why not, in Chinese: each household is told (S3: 逐户说明情况)
}

// Conclude writes screening's outcomes of rows of reports that were handed over, all of them or none. The newest of a row counts; what was
// said before stays readable.
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
		INSERT INTO row_outcome (county, report_row, purpose, n, household, person, outcome, reason)
		SELECT DISTINCT ON (r.id) $1, r.id, $7, 1 + COALESCE((SELECT MAX(b.n) FROM row_outcome b WHERE b.county = $1 AND b.report_row = r.id AND b.purpose = $7), 0),
		  NULLIF(o.household, 0), NULLIF(o.person, 0), o.outcome, NULLIF(o.reason, '')
		FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::text[]) AS o (id, household, person, outcome, reason)
		JOIN report_row r ON r.county = $1 AND r.id = o.id
		JOIN report p ON p.county = $1 AND p.id = r.report AND p.status = 'handed_over'`,
		tx.County, pq.Array(rows), pq.Array(households), pq.Array(persons), pq.Array(results), pq.Array(reasons), Insurance)
	if err != nil {
		return fmt.Errorf("conclude: %w", err)
	}
	return ConcludeStep.Whole(tx, result, "row_outcome", rows)
}

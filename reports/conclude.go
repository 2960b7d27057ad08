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
	Lead     = "lead"      // 线索: a family's watch began with it
	Signal   = "signal"    // 风险信号: of a family that was watched, or had an open lead
	Doubtful = "doubtful"  // 存疑: a clerk is asked
)

// What rows are screened for. A row has an outcome of its own for each purpose.
const (
	Insurance = "insurance" // does it belong in a claim? TakenIn or NotTaken
	Watch     = "watch"     // does it tell of a family at risk? Lead, Signal, NotTaken or Doubtful
)

// Outcome is what screening made of one row.
type Outcome struct {
	Row       int64
	Household int64 // 0 where the person is not in the registry
	Person    int64
	Result    string // as in TakenIn
	Reason    string // why not, or what is asked, in Chinese: each household is told (S3: 逐户说明情况)
	By        int64  // who decided a doubtful row; 0: the rules
}

// explained tells whether an outcome says why.
func explained(result string) bool { return result == NotTaken || result == Doubtful }

// Conclude writes screening's outcomes for a purpose of rows of reports that were handed over, all of them or none. The newest of a row counts; what was
// said before stays readable.
func Conclude(ctx context.Context, tx *pg.Tx, purpose string, outcomes []Outcome) error {
	if err := ConcludeStep.Permit(tx, fmt.Sprintf("反馈比对结果 %d 行", len(outcomes))); err != nil {
		return err
	}
	n := len(outcomes)
	rows, households, persons, by := make([]int64, n), make([]int64, n), make([]int64, n), make([]int64, n)
	results, reasons := make([]string, n), make([]string, n)
	for i, o := range outcomes {
		if explained(o.Result) != (o.Reason != "") {
			return fault.Invalidf("不纳入的行须写明理由，纳入的行不写理由")
		}
		rows[i], households[i], persons[i], results[i], reasons[i], by[i] = o.Row, o.Household, o.Person, o.Result, o.Reason, o.By
	}
	numbers, err := nextNumbers(ctx, tx, purpose, rows)
	if err != nil {
		return err
	}
	result, err := tx.ExecContext(ctx, `
		INSERT INTO row_outcome (county, report_row, purpose, n, household, person, outcome, reason, decided_by)
		SELECT DISTINCT ON (r.id) @county, r.id, @purpose, o.n, NULLIF(o.household, 0), NULLIF(o.person, 0), o.outcome, NULLIF(o.reason, ''), NULLIF(o.decided_by, 0)
		FROM unnest(@rows::bigint[], @households::bigint[], @persons::bigint[], @results::text[], @reasons::text[], @by::bigint[], @numbers::int[])
		  AS o (id, household, person, outcome, reason, decided_by, n)
		JOIN report_row r ON r.county = @county AND r.id = o.id
		JOIN report p ON p.county = @county AND p.id = r.report AND p.status = 'handed_over'`, pg.Named{
		"county": tx.County, "purpose": purpose, "rows": pq.Array(rows), "households": pq.Array(households), "persons": pq.Array(persons),
		"results": pq.Array(results), "reasons": pq.Array(reasons), "by": pq.Array(by),
		"numbers": pq.Array(numbers)})
	if err != nil {
		return fmt.Errorf("conclude: %w", err)
	}
	return ConcludeStep.Whole(tx, result, "row_outcome", rows)
}

// nextNumbers are the numbers that the rows' next outcomes for a purpose get. They are asked before any is written: a statement that looks into the
// table while it fills it would, where the database believes it empty, read again for each row all that it wrote.
func nextNumbers(ctx context.Context, tx *pg.Tx, purpose string, rows []int64) ([]int64, error) {
	var found []struct {
		Row    int64 `db:"report_row"`
		Newest int64 `db:"newest"`
	}
	err := tx.SelectContext(ctx, &found, `
		SELECT report_row, MAX(n) AS newest FROM row_outcome WHERE county = $1 AND purpose = $2 AND report_row = ANY ($3) GROUP BY report_row`,
		tx.County, purpose, pq.Array(rows))
	if err != nil {
		return nil, fmt.Errorf("find the newest outcomes: %w", err)
	}
	newest := make(map[int64]int64, len(found))
	for _, f := range found {
		newest[f.Row] = f.Newest
	}
	numbers := make([]int64, len(rows))
	for i, row := range rows {
		numbers[i] = newest[row] + 1
	}
	return numbers, nil
}

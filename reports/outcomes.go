package reports

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"fangpin/internal/pg"
)

// Outcomes count what screening made of a report's rows.
type Outcomes struct {
	Taken    int `db:"taken"`
	NotTaken int `db:"not_taken"`
	Waiting  int `db:"waiting"` // not screened yet
}

// OutcomesOf counts for each report, by report.
func OutcomesOf(ctx context.Context, tx *pg.Tx, reports []int64) (map[int64]Outcomes, error) {
	var rows []struct {
		Report int64 `db:"report"`
		Outcomes
	}
	err := tx.SelectContext(ctx, &rows, `
		SELECT report, COUNT(*) FILTER (WHERE outcome = 'claim') AS taken, COUNT(*) FILTER (WHERE outcome = 'not_taken') AS not_taken,
		  COUNT(*) FILTER (WHERE outcome IS NULL) AS waiting
		FROM judged_row WHERE county = $1 AND report = ANY ($2) GROUP BY report`, tx.County, pq.Array(reports))
	if err != nil {
		return nil, fmt.Errorf("count outcomes: %w", err)
	}
	counted := make(map[int64]Outcomes, len(rows))
	for _, r := range rows {
		counted[r.Report] = r.Outcomes
	}
	return counted, nil
}

// OutcomeTitle is an outcome as people say it.
func OutcomeTitle(outcome string) string {
	switch outcome {
	case TakenIn:
		return "纳入"
	case NotTaken:
		return "不纳入"
	case Lead:
		return "线索"
	case Signal:
		return "风险信号"
	case Doubtful:
		return "存疑"
	default:
		return "待比对"
	}
}

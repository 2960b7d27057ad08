package claims

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
	"fangpin/reports"
	"fangpin/screening"
)

// Judging is what a screening of a month would judge.
type Judging struct {
	Rows    int `db:"rows"`    // of the month's reports that were handed over, in no live claim
	Earlier int `db:"earlier"` // of earlier months, likewise
	InClaim int `db:"claimed"` // of the month, in a live claim already: they only count towards lines
}

// ToJudge counts what Screen would judge.
func ToJudge(ctx context.Context, tx *pg.Tx, month reports.Month) (Judging, error) {
	var categories []string
	for _, k := range reports.Kinds() {
		if k.Category != "" {
			categories = append(categories, k.Code)
		}
	}
	var j Judging
	err := tx.GetContext(ctx, &j, `
		SELECT COUNT(*) FILTER (WHERE p.month = $2 AND s.claim IS NULL) AS rows, COUNT(*) FILTER (WHERE p.month < $2 AND s.claim IS NULL) AS earlier,
		  COUNT(*) FILTER (WHERE p.month = $2 AND s.claim IS NOT NULL) AS claimed
		FROM report p JOIN report_row r ON r.county = p.county AND r.report = p.id
		LEFT JOIN source s ON s.county = r.county AND s.report_row = r.id AND s.live
		WHERE p.county = $1 AND p.status = 'handed_over' AND p.month BETWEEN $3 AND $2 AND (p.month = $2 OR p.kind = ANY ($4))`,
		tx.County, calendar.On(month.First().Date()), calendar.On(screening.Earliest(month).First().Date()), pq.Array(categories))
	if err != nil {
		return Judging{}, fmt.Errorf("count rows to screen: %w", err)
	}
	return j, nil
}

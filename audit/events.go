package audit

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"fangpin/reports"
)

// events derives each claim's category and event date again from the rows it was raised from: the latest day that the kind of report
// names, the day before the month of an income's report, or the first day of the school year.
func events(ctx context.Context, v *view) ([]Check, error) {
	var kinds, categories, columns []string
	for _, k := range reports.Kinds() {
		kinds, categories, columns = append(kinds, k.Code), append(categories, k.Category), append(columns, k.Event)
	}
	check := Check{Name: "案件类别和事发日与报送线索一致"}
	if err := v.tx.GetContext(ctx, &check.Looked, `SELECT COUNT(*) FROM claim WHERE county = $1`, v.county); err != nil {
		return nil, fmt.Errorf("count claims: %w", err)
	}
	err := check.gather(ctx, v, `
		WITH told AS (
		  SELECT s.claim, k.category, CASE WHEN k.category = 'income' THEN (p.month - 1)::TEXT WHEN k.event <> '' THEN r.facts ->> k.event
		    ELSE split_part(r.facts ->> 'school_year', '-', 1) || '-09-01' END AS on_day
		  FROM source s JOIN report_row r ON r.county = $1 AND r.id = s.report_row JOIN report p ON p.county = $1 AND p.id = r.report
		  LEFT JOIN unnest($2::TEXT[], $3::TEXT[], $4::TEXT[]) AS k (kind, category, event) ON k.kind = p.kind
		  WHERE s.county = $1
		)
		SELECT 'claim', c.id::TEXT, CASE WHEN bool_or(t.category IS DISTINCT FROM c.category) THEN '类别与报送线索不符'
		  ELSE format('事发日应为 %s，所记为 %s', MAX(t.on_day), c.event_on) END
		FROM claim c JOIN told t ON t.claim = c.id WHERE c.county = $1 GROUP BY c.id, c.category, c.event_on
		HAVING bool_or(t.category IS DISTINCT FROM c.category) OR MAX(t.on_day) IS DISTINCT FROM c.event_on::TEXT ORDER BY c.id`,
		pq.Array(kinds), pq.Array(categories), pq.Array(columns))
	if err != nil {
		return nil, fmt.Errorf("derive events: %w", err)
	}
	return []Check{check}, nil
}

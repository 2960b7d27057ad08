package claims

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"fangpin/internal/pg"
)

// OfRows gives the live claim that each reported row lies in, by row.
func OfRows(ctx context.Context, tx *pg.Tx, rows []int64) (map[int64]int64, error) {
	var sources []source
	err := tx.SelectContext(ctx, &sources, `
		SELECT report_row, claim FROM source WHERE county = $1 AND report_row = ANY ($2) AND live`, tx.County, pq.Array(rows))
	if err != nil {
		return nil, fmt.Errorf("claims of rows: %w", err)
	}
	in := make(map[int64]int64, len(sources))
	for _, s := range sources {
		in[s.Row] = s.Claim
	}
	return in, nil
}

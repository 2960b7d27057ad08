package monitoring

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"fangpin/internal/pg"
	"fangpin/procedure"
)

// Whose says to whom leads are to be handed over, by watch: the department whose own matter all that was told is (S3 §二.8: to: agency), else the
// township. The clerk decides.
func Whose(ctx context.Context, tx *pg.Tx, ids []int64) (map[int64]string, error) {
	watches, err := within(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	procedures := map[int64]bool{}
	for _, w := range watches {
		procedures[w.Procedure] = true
	}
	rules, err := rulesOf(ctx, tx, procedures)
	if err != nil {
		return nil, err
	}
	var told []struct {
		Watch  int64  `db:"watch"`
		Agency string `db:"agency"`
		Kind   string `db:"kind"`
	}
	err = tx.SelectContext(ctx, &told, `
		SELECT s.watch, COALESCE(p.agency, '') AS agency, COALESCE(p.kind, '') AS kind
		FROM signal s LEFT JOIN report_row r ON r.county = s.county AND r.id = s.report_row LEFT JOIN report p ON p.county = r.county AND p.id = r.report
		WHERE s.county = $1 AND s.watch = ANY ($2)`, tx.County, pq.Array(ids))
	if err != nil {
		return nil, fmt.Errorf("find whose leads are: %w", err)
	}
	whose := make(map[int64]string, len(ids))
	for _, t := range told {
		to := Township
		if itself(rules[watches[t.Watch].Procedure].FeedsOf(t.Agency, t.Kind)) {
			to = t.Agency
		}
		if before, seen := whose[t.Watch]; seen && before != to {
			to = Township
		}
		whose[t.Watch] = to
	}
	return whose, nil
}

// itself tells whether what the feeds tell is the department's own to settle.
func itself(feeds []procedure.Feed) bool {
	for _, f := range feeds {
		if !f.ToAgency {
			return false
		}
	}
	return len(feeds) > 0
}

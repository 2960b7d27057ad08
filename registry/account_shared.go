package registry

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"fangpin/internal/pg"
)

// SharedAccounts names, for each account that stands under other households too, whose they are, as in “李守田（H000012）”: one account
// under several families is somebody's to look at before money goes there.
func SharedAccounts(ctx context.Context, tx *pg.Tx, ids []int64) (map[int64][]string, error) {
	var rows []struct {
		Account int64          `db:"id"`
		Whose   pq.StringArray `db:"whose"`
	}
	err := tx.SelectContext(ctx, &rows, `
		SELECT a.id, array_agg(DISTINCT x.name || '（' || h.no || '）') AS whose
		FROM account a JOIN person p ON p.county = $1 AND p.id = a.person
		JOIN account o ON o.county = $1 AND o.tag = a.tag JOIN person x ON x.county = $1 AND x.id = o.person AND x.household <> p.household
		JOIN household h ON h.county = $1 AND h.id = x.household
		WHERE a.county = $1 AND a.id = ANY ($2) GROUP BY a.id`, tx.County, pq.Array(ids))
	if err != nil {
		return nil, fmt.Errorf("who shares accounts: %w", err)
	}
	shared := make(map[int64][]string, len(rows))
	for _, r := range rows {
		shared[r.Account] = r.Whose
	}
	return shared, nil
}

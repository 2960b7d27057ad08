package claims

import (
	"context"
	"fmt"

	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// EntrustedHouseholds narrows an adjuster, and whoever stands in for one, to the households whose claims were ever entrusted to them:
// whom they may read of. Others are narrowed by place alone.
func EntrustedHouseholds(ctx context.Context, tx *pg.Tx) (pg.Among[int64], error) {
	if tx.By.Role != who.Adjuster {
		return pg.Among[int64]{}, nil
	}
	var ids []int64
	err := tx.SelectContext(ctx, &ids, `
		SELECT DISTINCT c.household FROM assignment a JOIN claim c ON c.county = a.county AND c.id = a.claim
		WHERE a.county = $1 AND a.adjuster = ANY ($2)`, tx.County, tx.Adjusters())
	if err != nil {
		return pg.Among[int64]{}, fmt.Errorf("entrusted households: %w", err)
	}
	return pg.Only(ids), nil
}

package claims

import (
	"context"
	"fmt"

	"fangpin/internal/pg"
)

// EntrustedHouseholds lists the households whose claims were ever entrusted to an adjuster: whom they may read of.
func EntrustedHouseholds(ctx context.Context, tx *pg.Tx, adjuster int64) ([]int64, error) {
	var ids []int64
	err := tx.SelectContext(ctx, &ids, `
		SELECT DISTINCT c.household FROM assignment a JOIN claim c ON c.county = a.county AND c.id = a.claim
		WHERE a.county = $1 AND a.adjuster = $2`, tx.County, adjuster)
	if err != nil {
		return nil, fmt.Errorf("entrusted households: %w", err)
	}
	return ids, nil
}

package reports

import (
	"context"
	"fmt"

	"fangpin/internal/pg"
)

// HandOver hands reports over to be screened (集中交办; S2: by the 10th of each month). From now on nothing replaces them.
func HandOver(ctx context.Context, tx *pg.Tx, ids []int64) error {
	if err := handOver.Permit(tx, fmt.Sprintf("交办月报 %d 份", len(ids))); err != nil {
		return err
	}
	return handOver.Advance(ctx, tx, "report", ids)
}

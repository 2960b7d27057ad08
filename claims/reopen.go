package claims

import (
	"context"
	"fmt"

	"fangpin/internal/pg"
)

// Reopen begins another round of claims that were filed or declined, because something is known now that was not known then: an
// objection was upheld, or the household brought what it lacked. Each goes to an adjuster again; the earlier rounds stay readable.
func Reopen(ctx context.Context, tx *pg.Tx, assignments ...Assignment) error {
	if err := ReopenStep.Permit(tx, fmt.Sprintf("%d 件案件重新查勘", len(assignments))); err != nil {
		return err
	}
	held, err := hold(ctx, tx, ReopenStep, claimsOf(assignments))
	if err != nil {
		return err
	}
	visits := make([]visit, len(assignments))
	for i, a := range assignments {
		visits[i] = visit{a, held[a.Claim].Round + 1, 1}
	}
	return send(ctx, tx, ReopenStep, visits)
}

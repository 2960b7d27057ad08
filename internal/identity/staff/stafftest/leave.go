package stafftest

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"fangpin/internal/pg"
)

// Leave is the door by which a member goes (claims.Leave), for the tests of rooms below claims.
func Leave(ctx context.Context, tx *pg.Tx, member int64) error {
	if _, err := tx.ExecContext(ctx, `SELECT staff_leave($1, $2, $3, $4)`, tx.County, pq.Array([]int64{member}), tx.Now, tx.By.ID); err != nil {
		return fmt.Errorf("leave: %w", err)
	}
	return nil
}

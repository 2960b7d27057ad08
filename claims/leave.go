package claims

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/shown"
)

// Leave is the door by which somebody's work here ends (staff.Leave): not while a visit is in their hands.
func Leave(ctx context.Context, tx *pg.Tx, member int64) error {
	if _, err := tx.ExecContext(ctx, `SELECT staff_leave($1, $2, $3)`, tx.County, pq.Array([]int64{member}), tx.Now); err != nil {
		return fmt.Errorf("leave: %w", err)
	}
	return nil
}

// InHand are the claims whose finding an adjuster still owes.
func InHand(adjuster int64) RowFilter { return RowFilter{Status: Entrusted, Adjuster: adjuster} }

// HandOn gives all that is in an adjuster's hands to another, for one reason, if it is what the person was shown (全部改派), and answers how many
// they are.
func HandOn(ctx context.Context, tx *pg.Tx, from, to int64, seen shown.Rows, reason string) (int, error) {
	if from == to {
		return 0, fault.Invalidf("请选择另一位查勘员接办")
	}
	ids, err := Picked{Filter: InHand(from), Seen: seen}.find(ctx, tx)
	if err != nil {
		return 0, err
	}
	given := make([]Assignment, len(ids))
	for i, id := range ids {
		given[i] = Assignment{Claim: id, Adjuster: to}
	}
	return len(ids), Reassign(ctx, tx, given, reason)
}

package claims

import (
	"context"
	"fmt"
	"slices"

	"github.com/lib/pq"

	"fangpin/internal/fault"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/shown"
)

// Leave is the door by which somebody's work here ends (staff.Leave): not while a visit is in their hands.
func Leave(ctx context.Context, tx *pg.Tx, member int64) error {
	if _, err := tx.ExecContext(ctx, `SELECT staff_leave($1, $2, $3, $4)`, tx.County, pq.Array([]int64{member}), tx.Now, tx.By.ID); err != nil {
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

// succeed puts in the place of adjusters who have left the one at work with the fewest claims in hand. The county office may reassign.
func succeed(ctx context.Context, tx *pg.Tx, visits []visit) error {
	people := make([]int64, len(visits))
	for i, v := range visits {
		people[i] = v.Adjuster
	}
	gone, err := staff.Missing(ctx, tx, people, who.Adjuster)
	if err != nil || len(gone) == 0 {
		return err
	}
	var next []int64
	err = tx.SelectContext(ctx, &next, `
		SELECT s.id FROM staff s WHERE s.county = $1 AND s.role = $2 AND s.disabled_at IS NULL
		ORDER BY (SELECT count(*) FROM assignment a JOIN claim k ON k.county = $1 AND k.id = a.claim AND k.round = a.round AND k.turn = a.turn AND k.status = $3
		  WHERE a.county = $1 AND a.adjuster = s.id), s.id LIMIT 1`, tx.County, who.Adjuster, Entrusted)
	switch {
	case err != nil:
		return fmt.Errorf("find another adjuster: %w", err)
	case len(next) == 0:
		return fault.Blockedf("原查勘员已停用，又没有其他在岗的查勘员，请先由管理员新增查勘员，再退回")
	}
	for i := range visits {
		if slices.Contains(gone, visits[i].Adjuster) {
			visits[i].Adjuster = next[0]
		}
	}
	return nil
}

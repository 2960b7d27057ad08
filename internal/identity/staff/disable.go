package staff

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
)

// Leave is the door by which a member goes. It is the room's that gives work into people's hands (claims.Leave), and looks first whether any is
// left in theirs.
type Leave func(ctx context.Context, tx *pg.Tx, member int64) error

// Disable ends a member's work here: they can act no more and stay on record. Nobody disables themselves, and the
// door keeps the last security administrator, audit administrator and auditor: so that an administrator is always left, and who watches them.
func Disable(ctx context.Context, tx *pg.Tx, id int64, leave Leave) error {
	if _, err := tx.ExecContext(ctx, `SELECT staff_hold($1, $2)`, tx.County, pq.Array([]int64{id, tx.By.ID})); err != nil {
		return fmt.Errorf("hold staff %d: %w", id, err)
	}
	if err := DisableStep.Permit(tx, "停用一名人员"); err != nil {
		return err
	}
	if id == tx.By.ID {
		return fault.Forbiddenf("不能停用本人，请由另一位系统管理员办理")
	}
	if err := leave(ctx, tx, id); err != nil {
		return fmt.Errorf("disable staff %d: %w", id, err)
	}
	tx.Cover("staff", id)
	return nil
}

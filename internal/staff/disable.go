package staff

import (
	"context"
	"fmt"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
)

// Disable ends a member's work here: they can act no more and stay on record. Nobody disables themselves, so that an
// administrator is always left.
func Disable(ctx context.Context, tx *pg.Tx, id int64) error {
	if err := disable.Permit(tx, "停用一名人员"); err != nil {
		return err
	}
	if id == tx.By.ID {
		return fault.Forbiddenf("不能停用本人，请由另一位系统管理员办理")
	}
	result, err := tx.ExecContext(ctx, `
		UPDATE staff SET disabled_at = $3 WHERE county = $1 AND id = $2 AND disabled_at IS NULL`, tx.County, id, tx.Now)
	if err != nil {
		return fmt.Errorf("disable staff %d: %w", id, err)
	}
	return disable.Whole(tx, result, "staff", []int64{id})
}

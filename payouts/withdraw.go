package payouts

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"fangpin/internal/pg"
)

// Withdraw takes payouts back that are on no live list, or that the bank returned for good (撤回): that money goes back to the fund.
func Withdraw(ctx context.Context, tx *pg.Tx, ids []int64) error {
	if err := withdraw.Permit(tx, fmt.Sprintf("撤回救助金 %d 笔", len(ids))); err != nil {
		return err
	}
	var suspended pq.Int64Array
	if err := tx.GetContext(ctx, &suspended, `SELECT withdraw($1, $2)`, tx.County, pq.Array(ids)); err != nil {
		return fmt.Errorf("withdraw: %w", err)
	}
	tx.Cover("payout", ids...)
	return backToFund(ctx, tx, suspended)
}

package payouts

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/words"
)

// Withdraw takes payouts back that are on no live list, or that the bank returned for good (撤回): that money goes back to the fund.
func Withdraw(ctx context.Context, tx *pg.Tx, ids []int64, reason string) error {
	if err := WithdrawStep.Permit(tx, fmt.Sprintf("撤回救助金 %d 笔", len(ids))); err != nil {
		return err
	}
	reason, err := words.Need("撤回理由", reason)
	if err != nil {
		return err
	}
	var suspended pq.Int64Array
	if err := tx.GetContext(ctx, &suspended, `SELECT payout_withdraw($1, $2, $3)`, tx.County, pq.Array(ids), tx.By.ID); err != nil {
		return fmt.Errorf("withdraw: %w", err)
	}
	tx.Cover("payout", ids...)
	if err := because(ctx, tx, ids, reason); err != nil {
		return err
	}
	return backToFund(ctx, tx, suspended)
}

// because keeps why payouts were withdrawn.
func because(ctx context.Context, tx *pg.Tx, ids []int64, reason string) error {
	type row struct {
		Payout int64  `db:"payout"`
		By     int64  `db:"withdrawn_by"`
		Reason string `db:"reason"`
		Salt   []byte `db:"salt"`
	}
	rows := make([]row, len(ids))
	for i, id := range ids {
		rows[i] = row{id, tx.By.ID, reason, secret.Salt()}
	}
	if err := pg.Insert(ctx, tx, "withdrawal", rows); err != nil {
		return err
	}
	tx.Cover("withdrawal", ids...)
	return nil
}

// Withdrawal is who took a payout back, and why.
type Withdrawal struct {
	By     string `db:"by_name"`
	Reason string `db:"reason"`
}

// WithdrawalOf tells who took a payout back by hand; nil where nobody did. Get or Rows has handed it out, so the person may read it.
func WithdrawalOf(ctx context.Context, tx *pg.Tx, of Row) (*Withdrawal, error) {
	var found []Withdrawal
	err := tx.SelectContext(ctx, &found, `
		SELECT b.name AS by_name, w.reason FROM withdrawal w JOIN staff b ON b.county = w.county AND b.id = w.withdrawn_by
		WHERE w.county = $1 AND w.payout = $2`, tx.County, of.ID)
	if err != nil {
		return nil, fmt.Errorf("find withdrawal of payout %d: %w", of.ID, err)
	}
	if len(found) == 0 {
		return nil, nil
	}
	return &found[0], nil
}

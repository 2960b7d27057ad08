package payouts

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"fangpin/internal/pg"
)

// Clear confirms that payouts stood their days without an open objection (公示无异议). The days are over by the database's time.
func Clear(ctx context.Context, tx *pg.Tx, ids []int64) error {
	if err := clearUp.Permit(tx, fmt.Sprintf("%d 笔救助金公示期满", len(ids))); err != nil {
		return err
	}
	if err := knock(ctx, tx, `SELECT clear($1, $2)`, tx.County, pq.Array(ids)); err != nil {
		return err
	}
	tx.Cover("payout", ids...)
	tx.Cover("clearance", ids...)
	return nil
}

// Clearable lists the payouts whose days are over and which nobody objects to: what Clear would take now. Only those of the person's
// part of the county.
func Clearable(ctx context.Context, tx *pg.Tx) ([]int64, error) {
	var ids []int64
	first, last := tx.By.Within()
	err := tx.SelectContext(ctx, &ids, `
		SELECT p.id FROM payout p JOIN place s ON s.county = p.county AND s.id = p.place
		JOIN notice_row r ON r.county = p.county AND r.payout = p.id
		JOIN clock k ON k.county = r.county AND k.notice = r.notice AND k.place = r.place AND k.restarted_at IS NULL
		WHERE p.county = $1 AND p.status = 'announced' AND k.ends_at <= clock_timestamp() AND s.village BETWEEN $2 AND $3
		  AND NOT EXISTS (SELECT FROM objection o WHERE o.county = p.county AND o.payout = p.id AND o.upheld IS NULL)
		ORDER BY p.id`, tx.County, first, last)
	if err != nil {
		return nil, fmt.Errorf("find clearable payouts: %w", err)
	}
	return ids, nil
}

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

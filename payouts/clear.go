package payouts

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/shown"
)

// Clear confirms that payouts stood their days without an open objection (公示无异议). The days are over by the database's time, and by the
// deed's: a demonstration's lies before it.
func Clear(ctx context.Context, tx *pg.Tx, ids []int64) error {
	if err := ClearStep.Permit(tx, fmt.Sprintf("%d 笔救助金公示期满", len(ids))); err != nil {
		return err
	}
	if err := ripe(ctx, tx, ids); err != nil {
		return err
	}
	if err := knock(ctx, tx, `SELECT payout_clear($1, $2, $3)`, tx.County, pq.Array(ids), tx.By.ID); err != nil {
		return err
	}
	tx.Cover("payout", ids...)
	tx.Cover("clearance", ids...)
	return nil
}

// ClearAll confirms all that can be confirmed now (Clearable), if it is what the person was shown, and answers how many they are.
func ClearAll(ctx context.Context, tx *pg.Tx, seen shown.Rows) (int, error) {
	ids, err := Clearable(ctx, tx)
	if err != nil {
		return 0, err
	}
	if err := ClearStep.Permit(tx, fmt.Sprintf("%d 笔救助金公示期满", len(ids))); err != nil {
		return 0, err
	}
	if err := seen.Still(ids, "可确认的救助金"); err != nil {
		return 0, err
	}
	return len(ids), Clear(ctx, tx, ids)
}

// ripe refuses payouts whose days are not over by the deed's time.
func ripe(ctx context.Context, tx *pg.Tx, ids []int64) error {
	var early int
	err := tx.GetContext(ctx, &early, `
		SELECT COUNT(*) FROM notice_row r JOIN running_clock k ON k.county = r.county AND k.notice = r.notice AND k.place = r.place
		WHERE r.county = $1 AND r.payout = ANY ($2) AND k.ends_at > $3`, tx.County, pq.Array(ids), tx.Now)
	if err != nil {
		return fmt.Errorf("look at clocks: %w", err)
	}
	if early > 0 {
		return fault.Blockedf("有 %d 笔救助金公示未满期，期满后再确认", early)
	}
	return nil
}

// Clearable lists the payouts whose days are over and which nobody objects to: what Clear would take now. Only those of the person's
// part of the county.
func Clearable(ctx context.Context, tx *pg.Tx) ([]int64, error) {
	var ids []int64
	err := tx.SelectContext(ctx, &ids, `
		SELECT p.id FROM `+toEnd+` JOIN place s ON s.county = p.county AND s.id = p.place
		JOIN notice_row r ON r.county = p.county AND r.payout = p.id
		JOIN running_clock k ON k.county = r.county AND k.notice = r.notice AND k.place = r.place
		WHERE k.ends_at <= LEAST(clock_timestamp(), @now) AND s.village BETWEEN @first AND @last
		  AND NOT EXISTS (SELECT FROM open_objection o WHERE o.county = p.county AND o.payout = p.id)
		ORDER BY p.id`, scope(tx).With("now", tx.Now))
	if err != nil {
		return nil, fmt.Errorf("find clearable payouts: %w", err)
	}
	return ids, nil
}

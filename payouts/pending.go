package payouts

import (
	"context"
	"fmt"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
)

// Pending lists the claims of the person's part of the county that are filed and wait for their amount, by event: in the order in which
// they are assessed.
func Pending(ctx context.Context, tx *pg.Tx) ([]int64, error) {
	var ids []int64
	err := tx.SelectContext(ctx, &ids, `SELECT c.id`+wherePending+` ORDER BY `+orderPending, scope(tx))
	if err != nil {
		return nil, fmt.Errorf("find claims to assess: %w", err)
	}
	return ids, nil
}

const (
	onFile = `
	FROM claim c JOIN household h ON h.county = c.county AND h.id = c.household JOIN place s ON s.county = h.county AND s.id = h.place
	WHERE c.county = @county AND s.village BETWEEN @first AND @last AND c.status = 'filed' AND c.live`
	wherePending = onFile + `
	  AND NOT EXISTS (SELECT FROM assessment a WHERE a.county = c.county AND a.claim = c.id AND a.round = c.round)`
	whereZero = onFile + `
	  AND EXISTS (SELECT FROM assessment a WHERE a.county = c.county AND a.claim = c.id AND a.round = c.round)
	  AND NOT EXISTS (SELECT FROM payout p WHERE p.county = c.county AND p.claim = c.id AND p.round = c.round)`
	orderPending = `c.event_on, c.id`
	orderZero    = `(SELECT MAX(a.id) FROM assessment a WHERE a.county = c.county AND a.claim = c.id AND a.round = c.round) DESC`
)

// ClaimRow is a filed claim as the assessor's lists show it.
type ClaimRow struct {
	Line      int           `db:"line"` // from 1
	ID        int64         `db:"id"`
	Round     int           `db:"round"`
	Household int64         `db:"household"`
	Village   int64         `db:"village"`
	Category  string        `db:"category"`
	Class     string        `db:"class"`
	EventOn   calendar.Date `db:"event_on"`
	Head      string        `db:"head"`
	In        string        `db:"village_name"`
	Year      int           `db:"year"` // of its filing (备案), with No
	No        int           `db:"no"`
	FiledOn   calendar.Date `db:"filed_on"`
}

// Waiting lists the claims that Pending names, as a list shows them, in its order, and tells how many there are in all.
func Waiting(ctx context.Context, tx *pg.Tx, w pg.Window) ([]ClaimRow, int, error) {
	return claimRows(ctx, tx, wherePending, orderPending, w)
}

// Unpaid lists the filed claims whose amount came to nothing (无应付金额), the latest first: each household is told.
func Unpaid(ctx context.Context, tx *pg.Tx, w pg.Window) ([]ClaimRow, int, error) {
	return claimRows(ctx, tx, whereZero, orderZero, w)
}

func claimRows(ctx context.Context, tx *pg.Tx, where, order string, w pg.Window) (found []ClaimRow, total int, err error) {
	if err := tx.GetContext(ctx, &total, `SELECT COUNT(*)`+where, scope(tx)); err != nil {
		return nil, 0, fmt.Errorf("count filed claims: %w", err)
	}
	err = tx.SelectContext(ctx, &found, `
		SELECT x.*, f.year, f.no, f.filed_on, COALESCE(e.name, '') AS head, v.name AS village_name
		FROM (SELECT row_number() OVER () AS line, y.* FROM (
		  SELECT c.id, c.round, c.category, c.class, c.event_on, c.household, s.village`+where+w.Clause(nil, order)+`) y) x
		JOIN filing f ON f.county = @county AND f.claim = x.id AND f.round = x.round
		JOIN place v ON v.county = @county AND v.id = x.village
		LEFT JOIN household_head e ON e.county = @county AND e.household = x.household
		ORDER BY x.line`, scope(tx))
	if err != nil {
		return nil, 0, fmt.Errorf("list filed claims: %w", err)
	}
	return found, total, nil
}

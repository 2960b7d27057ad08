package payouts

import (
	"context"
	"fmt"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
)

// Row is a payout as lists show it.
type Row struct {
	Line int `db:"line"` // from 1, in the order asked for
	Payout
	Category   string         `db:"category"`
	Household  int64          `db:"household"`
	No         string         `db:"household_no"` // 户编号
	Head       string         `db:"head"`         // the head's name
	Hamlet     string         `db:"hamlet"`       // its place's name: the natural village, or the village itself
	In         string         `db:"village_name"` // the village's
	Notice     *int64         `db:"notice"`
	Last       *calendar.Date `db:"last_day"`   // of its publicity, once that has begun
	Objections int            `db:"objections"` // not decided
}

// State is where the payout stands, in words: an open objection stops it wherever that is.
func (r Row) State() string {
	if r.Objections > 0 {
		return r.Status.Title() + "，有异议待处理"
	}
	return r.Status.Title()
}

// Rows lists payouts of the person's part of the county as Find does, and tells how many there are in all.
func Rows(ctx context.Context, tx *pg.Tx, f Filter) (rows []Row, total int, err error) {
	err = tx.SelectContext(ctx, &rows, `
		SELECT x.*, c.category, c.household, h.no AS household_no, COALESCE(e.name, '') AS head, s.name AS hamlet, v.name AS village_name,
		  r.notice, k.last_day,
		  (SELECT COUNT(*) FROM open_objection o WHERE o.county = @county AND o.payout = x.id) AS objections
		FROM (SELECT row_number() OVER () AS line, y.* FROM (`+selectPayouts+fromPayouts+wherePayouts+f.Window.Clause(orders, ownOrder)+`) y) x
		JOIN claim c ON c.county = @county AND c.id = x.claim
		JOIN household h ON h.county = @county AND h.id = c.household
		JOIN place s ON s.county = @county AND s.id = x.place
		JOIN place v ON v.county = @county AND v.id = x.village
		LEFT JOIN household_head e ON e.county = @county AND e.household = c.household
		LEFT JOIN notice_row r ON r.county = @county AND r.payout = x.id
		LEFT JOIN running_clock k ON k.county = @county AND k.notice = r.notice AND k.place = r.place
		ORDER BY x.line`, f.args(tx))
	if err != nil {
		return nil, 0, fmt.Errorf("list payouts: %w", err)
	}
	if total, err = f.Window.Total(ctx, tx, len(rows), `SELECT COUNT(*) FROM payout p`+wherePayouts, f.args(tx)); err != nil {
		return nil, 0, fmt.Errorf("payouts: %w", err)
	}
	return rows, total, nil
}

// Get is one payout of the person's part of the county. None is NotFound.
func Get(ctx context.Context, tx *pg.Tx, id int64) (Row, error) {
	rows, _, err := Rows(ctx, tx, Filter{IDs: pg.Only([]int64{id})})
	switch {
	case err != nil:
		return Row{}, err
	case len(rows) == 0:
		return Row{}, fault.NotFoundf("没有找到这笔救助金")
	}
	return rows[0], nil
}

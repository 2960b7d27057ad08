package payouts

import (
	"context"
	"fmt"

	"github.com/lib/pq"
	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
)

// Notice is what a village is told (公示): whole when made, nothing is added later. Total is in yuan, Days are calendar days.
type Notice struct {
	ID          int64           `db:"id"`
	Village     int64           `db:"village"`
	Year        int             `db:"year"`
	Serial      int             `db:"serial"`
	Dated       calendar.Date   `db:"dated"`
	Days        int             `db:"days"`
	PastHoliday bool            `db:"past_holiday"`
	PastWeekend bool            `db:"past_weekend"`
	Rows        int             `db:"rows"`
	Total       decimal.Decimal `db:"total"`
	Digest      []byte          `db:"digest"`
}

// NoticeRow is one line of a notice, under the natural village it hangs in.
type NoticeRow struct {
	N      int             `db:"n"`
	Payout int64           `db:"payout"`
	Place  int64           `db:"place"`
	Amount decimal.Decimal `db:"amount"`
}

// Announce makes one village's notice of payouts, dated on a day not before their filing (S2: 备案 → 核定 → 公示).
func Announce(ctx context.Context, tx *pg.Tx, village int64, on calendar.Date, ids []int64) (int64, error) {
	if err := announce.Permit(tx, fmt.Sprintf("%d 笔救助金公示", len(ids))); err != nil {
		return 0, err
	}
	id := pg.NewID()
	if err := knock(ctx, tx, `SELECT announce($1, $2, $3, $4, $5)`, tx.County, id, village, on, pq.Array(ids)); err != nil {
		return 0, err
	}
	tx.Cover("notice", id)
	tx.Cover("notice_row", id)
	tx.Cover("payout", ids...)
	return id, nil
}

// GetNotice reads a notice with its rows, in the person's part of the county.
func GetNotice(ctx context.Context, tx *pg.Tx, id int64) (Notice, []NoticeRow, error) {
	n, rows, err := readNotice(ctx, tx, id)
	if first, last := tx.By.Within(); err == nil && (n.Village < first || n.Village > last) {
		return Notice{}, nil, errNoNotice
	}
	return n, rows, err
}

var errNoNotice = fault.NotFoundf("没有找到这份公示")

func readNotice(ctx context.Context, tx *pg.Tx, id int64) (Notice, []NoticeRow, error) {
	var notices []Notice
	err := tx.SelectContext(ctx, &notices, `
		SELECT id, village, year, serial, dated, days, past_holiday, past_weekend, rows, total, digest
		FROM notice WHERE county = $1 AND id = $2`, tx.County, id)
	if err != nil {
		return Notice{}, nil, fmt.Errorf("get notice: %w", err)
	}
	if len(notices) == 0 {
		return Notice{}, nil, errNoNotice
	}
	var rows []NoticeRow
	err = tx.SelectContext(ctx, &rows, `SELECT n, payout, place, amount FROM notice_row WHERE county = $1 AND notice = $2 ORDER BY n`, tx.County, id)
	if err != nil {
		return Notice{}, nil, fmt.Errorf("get notice rows: %w", err)
	}
	return notices[0], rows, nil
}

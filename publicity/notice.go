package publicity

import (
	"context"
	"fmt"

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
	About       *string         `db:"about"` // watch; nil: payouts
}

// No is the number that people use within the village: 2024年第3号.
func (n Notice) No() string { return fmt.Sprintf("%d年第%d号", n.Year, n.Serial) }

// NoticeRow is one line of a notice, under the natural village it hangs in. Amount is in yuan.
type NoticeRow struct {
	N      int             `db:"n"`
	Matter int64           `db:"matter"` // what the line is about: the id of a row of the room that made the notice
	Place  int64           `db:"place"`
	Amount decimal.Decimal `db:"amount"`
}

// Get reads a notice with its rows, in the person's part of the county. None is NotFound.
func Get(ctx context.Context, tx *pg.Tx, id int64) (Notice, []NoticeRow, error) {
	var notices []Notice
	first, last := tx.By.Within()
	err := tx.SelectContext(ctx, &notices, `
		SELECT id, village, year, serial, dated, days, past_holiday, past_weekend, rows, total, digest, about
		FROM notice WHERE county = $1 AND id = $2 AND village BETWEEN $3 AND $4`, tx.County, id, first, last)
	if err != nil {
		return Notice{}, nil, fmt.Errorf("get notice: %w", err)
	}
	if len(notices) == 0 {
		return Notice{}, nil, ErrNoNotice
	}
	var rows []NoticeRow
	err = tx.SelectContext(ctx, &rows, `
		SELECT n, matter, place, amount FROM notice_row WHERE county = $1 AND notice = $2 ORDER BY n`, tx.County, id)
	if err != nil {
		return Notice{}, nil, fmt.Errorf("get notice rows: %w", err)
	}
	return notices[0], rows, nil
}

// ErrNoNotice is the answer to who asks for a notice that is not there, or not in their part of the county.
var ErrNoNotice = fault.NotFoundf("没有找到这份公示")

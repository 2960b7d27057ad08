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
	if err := AnnounceStep.Permit(tx, fmt.Sprintf("%d 笔救助金公示", len(ids))); err != nil {
		return 0, err
	}
	if on > calendar.DateOf(tx.Now) {
		return 0, fault.Invalidf("公示日期 %s 晚于今天，请核对", on.Chinese())
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

// AnnounceVillages makes the notice of each village, of the payouts that were found there, and answers the notices in the same order.
func AnnounceVillages(ctx context.Context, tx *pg.Tx, on calendar.Date, villages []Announceable) ([]int64, error) {
	if err := AnnounceStep.Permit(tx, fmt.Sprintf("%d 个村的救助金公示", len(villages))); err != nil {
		return nil, err
	}
	if len(villages) == 0 {
		return nil, fault.Invalidf("请先选择要公示的村")
	}
	notices := make([]int64, len(villages))
	for i, a := range villages {
		var err error
		if notices[i], err = Announce(ctx, tx, a.Village, on, a.Payouts); err != nil {
			return nil, err
		}
	}
	return notices, nil
}

// Announceable is a village with payouts to announce. Total is in yuan.
type Announceable struct {
	Village int64           `db:"village"`
	In      string          `db:"village_name"`
	Rows    int             `db:"rows"`
	Total   decimal.Decimal `db:"total"`
	Hamlets string          `db:"hamlets"` // where the notice shall hang beside the village, joined by 、
	Payouts pq.Int64Array   `db:"payouts"` // which they are
}

// FindAnnounceable lists the villages of the person's part of the county with payouts that are assessed and not announced.
func FindAnnounceable(ctx context.Context, tx *pg.Tx) ([]Announceable, error) {
	var found []Announceable
	first, last := tx.By.Within()
	err := tx.SelectContext(ctx, &found, `
		SELECT v.id AS village, v.name AS village_name, COUNT(*) AS rows, SUM(p.amount) AS total,
		  COALESCE(string_agg(DISTINCT s.name, '、') FILTER (WHERE s.id <> v.id), '') AS hamlets,
		  array_agg(p.id) AS payouts
		FROM payout p JOIN place s ON s.county = p.county AND s.id = p.place JOIN place v ON v.county = s.county AND v.id = s.village
		WHERE p.county = $1 AND p.status = 'assessed' AND v.id BETWEEN $2 AND $3
		GROUP BY v.county, v.id ORDER BY v.id`, tx.County, first, last)
	if err != nil {
		return nil, fmt.Errorf("find what to announce: %w", err)
	}
	return found, nil
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

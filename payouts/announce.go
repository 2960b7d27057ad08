package payouts

import (
	"context"
	"fmt"

	"github.com/lib/pq"
	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/shown"
)

// Announce makes one village's notice of payouts (S2: 备案 → 核定 → 公示), dated today: what is not made yet hangs nowhere.
func Announce(ctx context.Context, tx *pg.Tx, village int64, ids []int64) (int64, error) {
	if err := AnnounceStep.Permit(tx, fmt.Sprintf("%d 笔救助金公示", len(ids))); err != nil {
		return 0, err
	}
	id := pg.NewID()
	if err := knock(ctx, tx, `SELECT payout_announce($1, $2, $3, $4, $5, $6)`, tx.County, id, village, calendar.DateOf(tx.Now), pq.Array(ids), tx.By.ID); err != nil {
		return 0, err
	}
	tx.Cover("notice", id)
	tx.Cover("notice_row", id)
	tx.Cover("payout", ids...)
	return id, nil
}

// Village is a village to announce in, with the payouts that the person was shown there: their rows and total follow from them.
type Village struct {
	ID   int64
	Seen shown.Rows
}

// AnnounceVillages makes the notice of each village, of all that waits there (FindAnnounceable) if it is what the person was shown, and
// answers the notices in the same order.
func AnnounceVillages(ctx context.Context, tx *pg.Tx, villages []Village) ([]int64, error) {
	if err := AnnounceStep.Permit(tx, fmt.Sprintf("%d 个村的救助金公示", len(villages))); err != nil {
		return nil, err
	}
	if len(villages) == 0 {
		return nil, fault.Invalidf("请先选择要公示的村")
	}
	found, err := FindAnnounceable(ctx, tx)
	if err != nil {
		return nil, err
	}
	in := make(map[int64]Announceable, len(found))
	for _, a := range found {
		in[a.Village] = a
	}
	for _, v := range villages {
		if err := v.Seen.Still(in[v.ID].Payouts, in[v.ID].In+"待公示的救助金"); err != nil {
			return nil, err
		}
	}
	notices := make([]int64, len(villages))
	for i, v := range villages {
		if notices[i], err = Announce(ctx, tx, v.ID, in[v.ID].Payouts); err != nil {
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

package payouts

import (
	"context"
	"fmt"

	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
	"fangpin/publicity"
)

// Progress is how far the payouts of one notice are that wait for the end of their publicity. Amounts are in yuan.
type Progress struct {
	publicity.Notice
	In       string          `db:"village_name"`
	Ripe     int             `db:"ripe"` // what Clear would take now
	RipeSum  decimal.Decimal `db:"ripe_sum"`
	Opposed  int             `db:"opposed"`  // held by an objection that is not decided
	Running  int             `db:"running"`  // their days are not over
	Last     *calendar.Date  `db:"last_day"` // of those, the last of all
	Unposted int             `db:"unposted"` // their clock has not begun
}

// FindProgress lists the notices of the person's part of the county with payouts that wait, by village and number.
func FindProgress(ctx context.Context, tx *pg.Tx) ([]Progress, error) {
	var found []Progress
	err := tx.SelectContext(ctx, &found, `
		WITH waiting AS (
		  SELECT r.notice, p.amount, k.last_day, k.place IS NULL AS unposted,
		    EXISTS (SELECT FROM open_objection o WHERE o.county = p.county AND o.payout = p.id) AS opposed,
		    k.ends_at > LEAST(clock_timestamp(), @now) AS running
		  FROM `+toEnd+hangs+`)
		SELECT n.id, n.village, n.year, n.serial, n.dated, n.days, n.past_holiday, n.past_weekend, n.rows, n.total, n.digest, v.name AS village_name,
		  COUNT(*) FILTER (WHERE NOT w.unposted AND NOT w.running AND NOT w.opposed) AS ripe,
		  COALESCE(SUM(w.amount) FILTER (WHERE NOT w.unposted AND NOT w.running AND NOT w.opposed), 0) AS ripe_sum,
		  COUNT(*) FILTER (WHERE w.opposed) AS opposed,
		  COUNT(*) FILTER (WHERE w.running AND NOT w.opposed) AS running,
		  MAX(w.last_day) FILTER (WHERE w.running AND NOT w.opposed) AS last_day,
		  COUNT(*) FILTER (WHERE w.unposted AND NOT w.opposed) AS unposted
		FROM waiting w JOIN notice n ON n.county = @county AND n.id = w.notice JOIN place v ON v.county = n.county AND v.id = n.village
		WHERE n.village BETWEEN @first AND @last
		GROUP BY n.county, n.id, v.county, v.id ORDER BY n.village, n.year, n.serial`, scope(tx).With("now", tx.Now))
	if err != nil {
		return nil, fmt.Errorf("find progress of publicity: %w", err)
	}
	return found, nil
}

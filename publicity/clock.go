package publicity

import (
	"context"
	"fmt"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
)

// Clock is one natural village's days of publicity: Last is the last of them, at whose 24:00 it ends. Run counts restarts.
type Clock struct {
	Notice int64         `db:"notice"`
	Place  int64         `db:"place"`
	Run    int           `db:"run"`
	Last   calendar.Date `db:"last_day"`
}

// Clocks lists the clocks that run on a notice, in the person's part of the county.
func Clocks(ctx context.Context, tx *pg.Tx, notice int64) ([]Clock, error) {
	var clocks []Clock
	first, last := tx.By.Within()
	err := tx.SelectContext(ctx, &clocks, `
		SELECT k.notice, k.place, k.run, k.last_day FROM running_clock k JOIN notice n ON n.county = k.county AND n.id = k.notice
		WHERE k.county = $1 AND k.notice = $2 AND n.village BETWEEN $3 AND $4
		ORDER BY k.place`, tx.County, notice, first, last)
	if err != nil {
		return nil, fmt.Errorf("find clocks: %w", err)
	}
	return clocks, nil
}

// startClocks starts the clock of each natural village that has both postings and no clock. The door refuses when there is none to start,
// so it is asked only where there is.
func startClocks(ctx context.Context, tx *pg.Tx, notice int64) error {
	var stands bool
	err := tx.GetContext(ctx, &stands, `
		SELECT EXISTS (
		  SELECT FROM notice n JOIN notice_row r ON r.county = n.county AND r.notice = n.id
		  JOIN posting v ON v.county = n.county AND v.notice = n.id AND v.place = n.village AND v.down_on IS NULL
		  JOIN posting s ON s.county = n.county AND s.notice = n.id AND s.place = r.place AND s.down_on IS NULL
		  WHERE n.county = $1 AND n.id = $2 AND NOT EXISTS (
		    SELECT FROM running_clock k WHERE k.county = n.county AND k.notice = n.id AND k.place = r.place))`,
		tx.County, notice)
	if err != nil {
		return fmt.Errorf("look at postings: %w", err)
	}
	if !stands {
		return nil
	}
	if _, err := tx.ExecContext(ctx, `SELECT publicity_start($1, $2, $3)`, tx.County, notice, tx.By.ID); err != nil {
		return fmt.Errorf("start clocks: %w", err)
	}
	tx.Cover("clock", notice)
	return nil
}

package payouts

import (
	"context"
	"crypto/sha256"
	"fmt"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
)

// Posting is a notice on a wall (张贴), proved by its photo: at the village and at each natural village with a row (S2: 行政村、自然村).
type Posting struct {
	Notice int64
	Place  int64
	On     calendar.Date
	Photo  [sha256.Size]byte // of the photo's bytes, which lie in the archive
}

// Clock is one natural village's ten days: Last is the last of them, at whose 24:00 it ends. Run counts restarts.
type Clock struct {
	Notice int64         `db:"notice"`
	Place  int64         `db:"place"`
	Run    int           `db:"run"`
	Last   calendar.Date `db:"last_day"`
}

// Post records that a notice went up, and starts the clock of every natural village whose two postings now stand.
func Post(ctx context.Context, tx *pg.Tx, p Posting) (int64, error) {
	if err := PostStep.Permit(tx, "公示张贴"); err != nil {
		return 0, err
	}
	if err := postable(ctx, tx, p); err != nil {
		return 0, err
	}
	// Two walls at once: the second waits for the first, or neither would see both standing and start the clock.
	if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock('posting'::regclass::OID::INT, hashint8($1))`, p.Notice); err != nil {
		return 0, fmt.Errorf("queue for notice %d: %w", p.Notice, err)
	}
	id := pg.NewID()
	_, err := tx.ExecContext(ctx, `
		INSERT INTO posting (county, id, notice, place, posted_on, photo, recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		tx.County, id, p.Notice, p.Place, p.On, p.Photo[:], tx.By.ID)
	if err != nil {
		return 0, fmt.Errorf("record posting: %w", err)
	}
	tx.Cover("posting", id)
	return id, startWhatStands(ctx, tx, p.Notice)
}

// postable refuses a place that has no row on the notice, a wall outside the person's village, and a day that has not come.
func postable(ctx context.Context, tx *pg.Tx, p Posting) error {
	n, rows, err := readNotice(ctx, tx, p.Notice)
	if err != nil {
		return err
	}
	if !reaches(tx, n.Village) {
		return errNoNotice
	}
	if p.On < n.Dated || p.On > calendar.DateOf(tx.Now) {
		return fault.Invalidf("张贴日期 %s 有误：应不早于公示日期 %s，也不晚于今天", p.On.Chinese(), n.Dated.Chinese())
	}
	if p.Place == n.Village {
		return nil
	}
	for _, r := range rows {
		if r.Place == p.Place {
			return nil
		}
	}
	return fault.Invalidf("这个自然村在本份公示中没有救助金，无需张贴；请核对自然村")
}

// startWhatStands knocks only when a natural village has both postings and no clock: the door refuses when there is none to start.
func startWhatStands(ctx context.Context, tx *pg.Tx, notice int64) error {
	var stands bool
	err := tx.GetContext(ctx, &stands, `
		SELECT EXISTS (
		  SELECT FROM notice n JOIN notice_row r ON r.county = n.county AND r.notice = n.id
		  JOIN posting v ON v.county = n.county AND v.notice = n.id AND v.place = n.village AND v.down_on IS NULL
		  JOIN posting s ON s.county = n.county AND s.notice = n.id AND s.place = r.place AND s.down_on IS NULL
		  WHERE n.county = $1 AND n.id = $2 AND NOT EXISTS (
		    SELECT FROM clock k WHERE k.county = n.county AND k.notice = n.id AND k.place = r.place AND k.restarted_at IS NULL))`,
		tx.County, notice)
	if err != nil {
		return fmt.Errorf("look at postings: %w", err)
	}
	if !stands {
		return nil
	}
	if err := knock(ctx, tx, `SELECT start($1, $2)`, tx.County, notice); err != nil {
		return err
	}
	tx.Cover("clock", notice)
	return nil
}

// TakeDown records that a posting came down; a clock that still ran on it begins anew when it is posted again.
func TakeDown(ctx context.Context, tx *pg.Tx, posting int64, on calendar.Date) error {
	if err := TakeDownStep.Permit(tx, "公示撤下"); err != nil {
		return err
	}
	var at []struct {
		Notice  int64 `db:"notice"`
		Village int64 `db:"village"`
	}
	err := tx.SelectContext(ctx, &at, `
		SELECT n.id AS notice, n.village FROM posting p JOIN notice n ON n.county = p.county AND n.id = p.notice
		WHERE p.county = $1 AND p.id = $2`, tx.County, posting)
	if err != nil {
		return fmt.Errorf("look at posting: %w", err)
	}
	if len(at) == 0 || !reaches(tx, at[0].Village) {
		return errNoPosting
	}
	if on > calendar.DateOf(tx.Now) {
		return fault.Invalidf("撤下日期 %s 晚于今天，请核对", on.Chinese())
	}
	if err := knock(ctx, tx, `SELECT restart($1, $2, $3)`, tx.County, posting, on); err != nil {
		return err
	}
	tx.Cover("posting", posting)
	tx.Cover("clock", at[0].Notice)
	return nil
}

// Clocks lists the clocks that run on a notice, in the person's part of the county.
func Clocks(ctx context.Context, tx *pg.Tx, notice int64) ([]Clock, error) {
	var clocks []Clock
	first, last := tx.By.Within()
	err := tx.SelectContext(ctx, &clocks, `
		SELECT k.notice, k.place, k.run, k.last_day FROM clock k JOIN notice n ON n.county = k.county AND n.id = k.notice
		WHERE k.county = $1 AND k.notice = $2 AND k.restarted_at IS NULL AND n.village BETWEEN $3 AND $4
		ORDER BY k.place`, tx.County, notice, first, last)
	if err != nil {
		return nil, fmt.Errorf("find clocks: %w", err)
	}
	return clocks, nil
}

var errNoPosting = fault.NotFoundf("没有找到这次张贴")

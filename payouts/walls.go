package payouts

import (
	"context"
	"fmt"
	"time"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
)

// Wall is a place where a notice hangs, or shall hang: the village, and each natural village with a row.
type Wall struct {
	Place    int64          `db:"place"`
	Name     string         `db:"name"`
	Village  bool           `db:"village"` // the administrative village's own
	Rows     int            `db:"rows"`    // that hang on it
	Last     *calendar.Date `db:"last_day"`
	Postings []Hung         `db:"-"` // the newest first
}

// Stands is the posting that hangs there now, nil for none.
func (w Wall) Stands() *Hung {
	for i := range w.Postings {
		if w.Postings[i].DownOn == nil {
			return &w.Postings[i]
		}
	}
	return nil
}

// Hung is a posting as it was recorded.
type Hung struct {
	ID         int64          `db:"id"`
	Place      int64          `db:"place"`
	On         calendar.Date  `db:"posted_on"`
	By         string         `db:"by_name"`
	RecordedAt time.Time      `db:"recorded_at"`
	DownOn     *calendar.Date `db:"down_on"`
}

// Walls lists a notice's places, the village first, with what hung there, in the person's part of the county.
func Walls(ctx context.Context, tx *pg.Tx, notice int64) ([]Wall, error) {
	var walls []Wall
	first, last := tx.By.Within()
	err := tx.SelectContext(ctx, &walls, `
		SELECT s.id AS place, s.name, s.id = n.village AS village,
		  (SELECT COUNT(*) FROM notice_row r WHERE r.county = n.county AND r.notice = n.id AND s.id IN (n.village, r.place)) AS rows, k.last_day
		FROM notice n JOIN place s ON s.county = n.county
		  AND s.id IN (SELECT n.village UNION SELECT r.place FROM notice_row r WHERE r.county = n.county AND r.notice = n.id)
		LEFT JOIN clock k ON k.county = n.county AND k.notice = n.id AND k.place = s.id AND k.restarted_at IS NULL
		WHERE n.county = $1 AND n.id = $2 AND n.village BETWEEN $3 AND $4
		ORDER BY s.id <> n.village, s.name, s.id`, tx.County, notice, first, last)
	if err != nil {
		return nil, fmt.Errorf("find walls: %w", err)
	}
	postings, err := hung(ctx, tx, notice)
	if err != nil {
		return nil, err
	}
	for i := range walls {
		walls[i].Postings = postings[walls[i].Place]
	}
	return walls, nil
}

func hung(ctx context.Context, tx *pg.Tx, notice int64) (map[int64][]Hung, error) {
	var postings []Hung
	err := tx.SelectContext(ctx, &postings, `
		SELECT p.id, p.place, p.posted_on, b.name AS by_name, p.recorded_at, p.down_on
		FROM posting p JOIN staff b ON b.county = p.county AND b.id = p.recorded_by
		WHERE p.county = $1 AND p.notice = $2 ORDER BY p.id DESC`, tx.County, notice)
	if err != nil {
		return nil, fmt.Errorf("find postings: %w", err)
	}
	out := map[int64][]Hung{}
	for _, h := range postings {
		out[h.Place] = append(out[h.Place], h)
	}
	return out, nil
}

// GetPosting is one posting, with its notice and the SHA-256 of its photo, which lies in the archive. One outside the person's part of the
// county is none.
func GetPosting(ctx context.Context, tx *pg.Tx, id int64) (h Hung, notice int64, photo []byte, err error) {
	var found []struct {
		Hung
		Notice int64  `db:"notice"`
		Photo  []byte `db:"photo"`
	}
	first, last := tx.By.Within()
	err = tx.SelectContext(ctx, &found, `
		SELECT p.id, p.place, p.posted_on, b.name AS by_name, p.recorded_at, p.down_on, p.notice, p.photo
		FROM posting p JOIN notice n ON n.county = p.county AND n.id = p.notice JOIN staff b ON b.county = p.county AND b.id = p.recorded_by
		WHERE p.county = $1 AND p.id = $2 AND n.village BETWEEN $3 AND $4`, tx.County, id, first, last)
	if err != nil {
		return Hung{}, 0, nil, fmt.Errorf("get posting: %w", err)
	}
	if len(found) == 0 {
		return Hung{}, 0, nil, errNoPosting
	}
	return found[0].Hung, found[0].Notice, found[0].Photo, nil
}

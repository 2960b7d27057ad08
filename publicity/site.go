package publicity

import (
	"context"
	"fmt"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
)

// Site is a place where a notice hangs, or shall hang (张贴地点): the village, and each natural village with a row.
type Site struct {
	Place    int64          `db:"place"`
	Name     string         `db:"name"`
	Village  bool           `db:"village"` // the administrative village's own
	Rows     int            `db:"rows"`    // that hang there
	Last     *calendar.Date `db:"last_day"`
	Postings []PostingLine  `db:"-"` // the newest first
}

// Stands is the posting that hangs there now, nil for none.
func (s Site) Stands() *PostingLine {
	for i := range s.Postings {
		if s.Postings[i].DownOn == nil {
			return &s.Postings[i]
		}
	}
	return nil
}

// Sites lists a notice's places, the village first, with what hung there, in the person's part of the county.
func Sites(ctx context.Context, tx *pg.Tx, notice int64) ([]Site, error) {
	var sites []Site
	first, last := tx.By.Within()
	err := tx.SelectContext(ctx, &sites, `
		SELECT s.id AS place, s.name, s.id = n.village AS village,
		  (SELECT COUNT(*) FROM notice_row r WHERE r.county = n.county AND r.notice = n.id AND s.id IN (n.village, r.place)) AS rows, k.last_day
		FROM notice n JOIN place s ON s.county = n.county
		  AND s.id IN (SELECT n.village UNION SELECT r.place FROM notice_row r WHERE r.county = n.county AND r.notice = n.id)
		LEFT JOIN running_clock k ON k.county = n.county AND k.notice = n.id AND k.place = s.id
		WHERE n.county = $1 AND n.id = $2 AND n.village BETWEEN $3 AND $4
		ORDER BY s.id <> n.village, s.name, s.id`, tx.County, notice, first, last)
	if err != nil {
		return nil, fmt.Errorf("find where notice %d hangs: %w", notice, err)
	}
	postings, err := postingsOf(ctx, tx, notice)
	if err != nil {
		return nil, err
	}
	for i := range sites {
		sites[i].Postings = postings[sites[i].Place]
	}
	return sites, nil
}

// postingsOf gives a notice's postings by place, the newest first.
func postingsOf(ctx context.Context, tx *pg.Tx, notice int64) (map[int64][]PostingLine, error) {
	var postings []PostingLine
	err := tx.SelectContext(ctx, &postings, `
		SELECT p.id, p.notice, p.place, p.posted_on, p.photo, b.name AS by_name, p.recorded_at, p.down_on
		FROM posting p JOIN staff b ON b.county = p.county AND b.id = p.recorded_by
		WHERE p.county = $1 AND p.notice = $2 ORDER BY p.id DESC`, tx.County, notice)
	if err != nil {
		return nil, fmt.Errorf("find postings of notice %d: %w", notice, err)
	}
	if err := likened(ctx, tx, postings); err != nil {
		return nil, err
	}
	out := map[int64][]PostingLine{}
	for _, p := range postings {
		out[p.Place] = append(out[p.Place], p)
	}
	return out, nil
}

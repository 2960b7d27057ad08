package publicity

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"time"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/picture"
	"fangpin/internal/secret"
	"fangpin/internal/words"
)

// Posting is a notice put up in a place (张贴), proved by its photo: at the village and at each natural village with a row (S2: 行政村、自然村).
type Posting struct {
	Notice int64
	Place  int64
	On     calendar.Date
	Photo  [sha256.Size]byte // of the photo's bytes, which lie in the archive
	Print  picture.Print     // of the photo
	Said   string            // why the photo is like another posting's, where it is
}

// Post records that a notice went up, and starts the clock of every natural village whose two postings now stand.
func Post(ctx context.Context, tx *pg.Tx, p Posting) (int64, error) {
	if err := PostStep.Permit(tx, "公示张贴"); err != nil {
		return 0, err
	}
	if err := postable(ctx, tx, p); err != nil {
		return 0, err
	}
	// Two places at once: the second waits for the first, or neither would see both standing and start the clock.
	if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock('posting'::regclass::OID::INT, hashint8($1))`, p.Notice); err != nil {
		return 0, fmt.Errorf("queue for notice %d: %w", p.Notice, err)
	}
	id := pg.NewID()
	_, err := tx.ExecContext(ctx, `
		INSERT INTO posting (county, id, notice, place, posted_on, photo, recorded_by, print) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		tx.County, id, p.Notice, p.Place, p.On, p.Photo[:], tx.By.ID, p.Print)
	if err != nil {
		return 0, fmt.Errorf("record posting: %w", err)
	}
	tx.Cover("posting", id)
	if err := liken(ctx, tx, id, p.Said); err != nil {
		return 0, err
	}
	return id, startClocks(ctx, tx, p.Notice)
}

// postable refuses a place that has no row on the notice, a notice outside the person's village, and a day that has not come.
func postable(ctx context.Context, tx *pg.Tx, p Posting) error {
	n, rows, err := Get(ctx, tx, p.Notice)
	if err != nil {
		return err
	}
	if p.On < n.Dated || p.On > calendar.DateOf(tx.Now) {
		return fault.Invalidf("张贴日期 %s 有误：应不早于公示日期 %s，也不晚于今天", p.On.Chinese(), n.Dated.Chinese())
	}
	if p.Place != n.Village && !slices.ContainsFunc(rows, func(r NoticeRow) bool { return r.Place == p.Place }) {
		return fault.Invalidf("这个自然村在本份公示中没有登载内容，无需张贴；请核对自然村")
	}
	return nil
}

// TakeDown records that a posting came down, and why; a clock that still ran on it begins anew when it is posted again.
func TakeDown(ctx context.Context, tx *pg.Tx, posting int64, on calendar.Date, reason string) error {
	if err := TakeDownStep.Permit(tx, "公示撤下"); err != nil {
		return err
	}
	p, err := GetPosting(ctx, tx, posting)
	if err != nil {
		return err
	}
	if on > calendar.DateOf(tx.Now) {
		return fault.Invalidf("撤下日期 %s 晚于今天，请核对", on.Chinese())
	}
	if reason, err = words.Reason("撤下的理由", reason); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `SELECT publicity_restart($1, $2, $3, $4, $5, $6)`, tx.County, posting, on, tx.By.ID, reason, secret.Salt()); err != nil {
		return fmt.Errorf("take posting down: %w", err)
	}
	p.cover(tx)
	return nil
}

// PutBack records that a posting hangs there after all, by another person and on the same day; the clock that was broken goes on (更正).
func PutBack(ctx context.Context, tx *pg.Tx, posting int64, reason string) error {
	if err := PutBackStep.Permit(tx, "公示恢复张贴"); err != nil {
		return err
	}
	p, err := GetPosting(ctx, tx, posting)
	if err != nil {
		return err
	}
	if reason, err = words.Reason("恢复的理由", reason); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `SELECT publicity_put_back($1, $2, $3, $4, $5)`, tx.County, posting, tx.By.ID, reason, secret.Salt()); err != nil {
		return fmt.Errorf("put posting back: %w", err)
	}
	p.cover(tx)
	return nil
}

// cover is what a posting's coming down, or being there after all, changes.
func (p PostingLine) cover(tx *pg.Tx) {
	tx.Cover("posting", p.ID)
	tx.Cover("posting_change", p.ID)
	tx.Cover("clock", p.Notice)
}

// PostingLine is a posting as it was recorded.
type PostingLine struct {
	ID         int64          `db:"id"`
	Notice     int64          `db:"notice"`
	Place      int64          `db:"place"`
	On         calendar.Date  `db:"posted_on"`
	Photo      []byte         `db:"photo"` // SHA-256; the bytes lie in the archive
	By         string         `db:"by_name"`
	RecordedAt time.Time      `db:"recorded_at"`
	DownOn     *calendar.Date `db:"down_on"`
	Alike      []Likeness     `db:"-"`
}

// Change is what was said of a posting afterwards: that it came down, or that it hangs there after all.
type Change struct {
	DownOn *calendar.Date `db:"down_on"` // nil: it hangs there after all
	By     int64          `db:"by_staff"`
	Name   string         `db:"by_name"`
	At     time.Time      `db:"at"`
	Reason string         `db:"reason"`
	Today  bool           `db:"today"` // it was said today, by the database's clock
}

// Undoable tells whether somebody may say, after these changes, that the posting hangs there after all: that it came down was said today, by another.
func Undoable(changes []Change, by int64) bool {
	if len(changes) == 0 {
		return false
	}
	last := changes[len(changes)-1]
	return last.DownOn != nil && last.Today && last.By != by
}

// Changes lists what was said of a posting after it went up, in its order.
func Changes(ctx context.Context, tx *pg.Tx, posting int64) (found []Change, err error) {
	err = tx.SelectContext(ctx, &found, `
		SELECT x.down_on, x.by_staff, s.name AS by_name, x.at, x.reason,
		  (x.at AT TIME ZONE 'Asia/Shanghai')::date = (now() AT TIME ZONE 'Asia/Shanghai')::date AS today
		FROM posting_change x JOIN staff s ON s.county = x.county AND s.id = x.by_staff
		WHERE x.county = $1 AND x.posting = $2 ORDER BY x.n`, tx.County, posting)
	if err != nil {
		return nil, fmt.Errorf("changes of posting %d: %w", posting, err)
	}
	return found, nil
}

// GetPosting is one posting. One outside the person's part of the county is none, which is NotFound.
func GetPosting(ctx context.Context, tx *pg.Tx, id int64) (PostingLine, error) {
	var found []PostingLine
	first, last := tx.By.Within()
	err := tx.SelectContext(ctx, &found, `
		SELECT p.id, p.notice, p.place, p.posted_on, p.photo, b.name AS by_name, p.recorded_at, p.down_on
		FROM posting p JOIN notice n ON n.county = p.county AND n.id = p.notice JOIN staff b ON b.county = p.county AND b.id = p.recorded_by
		WHERE p.county = $1 AND p.id = $2 AND n.village BETWEEN $3 AND $4`, tx.County, id, first, last)
	if err != nil {
		return PostingLine{}, fmt.Errorf("get posting: %w", err)
	}
	if len(found) == 0 {
		return PostingLine{}, fault.NotFoundf("没有找到这次张贴")
	}
	return found[0], likened(ctx, tx, found)
}

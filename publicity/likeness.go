package publicity

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/picture"
	"fangpin/internal/secret"
	"fangpin/internal/words"
)

// Likening asks why a posting's photo is the same as another's, or looks the same. Postings from before name no version of it and were asked nothing.
var Likening = pg.Judge{Name: "publicity.likeness", Version: 2}

// Likeness is another posting with the same photo, or one that looks the same (照片相似), with the reason of whoever recorded the later of the two.
type Likeness struct {
	Other  int64         `db:"other"`
	Place  string        `db:"place"`
	On     calendar.Date `db:"posted_on"`
	Reason string        `db:"reason"`
}

// likened adds to postings what their photos are like, whichever of two came first.
func likened(ctx context.Context, tx *pg.Tx, postings []PostingLine) error {
	at, ids := map[int64]int{}, make([]int64, len(postings))
	for i, p := range postings {
		at[p.ID], ids[i] = i, p.ID
	}
	var found []struct {
		Posting int64 `db:"posting"`
		Likeness
	}
	err := tx.SelectContext(ctx, &found, `
		SELECT k.posting, o.id AS other, s.name AS place, o.posted_on, k.reason
		FROM (
		  SELECT posting, other, reason FROM posting_likeness WHERE county = $1 AND posting = ANY ($2)
		  UNION ALL
		  SELECT other, posting, reason FROM posting_likeness WHERE county = $1 AND other = ANY ($2)
		) k JOIN posting o ON o.county = $1 AND o.id = k.other JOIN place s ON s.county = $1 AND s.id = o.place
		ORDER BY k.posting, o.id`, tx.County, pq.Array(ids))
	if err != nil {
		return fmt.Errorf("find like photos of postings: %w", err)
	}
	for _, f := range found {
		p := &postings[at[f.Posting]]
		p.Alike = append(p.Alike, f.Likeness)
	}
	return nil
}

// likePhotos are the postings that were there before one, $2, whose photo is the same file as its, or looks the same.
var likePhotos = `
	SELECT o.id, s.name, o.posted_on, o.photo = p.photo AS same
	FROM posting p JOIN posting o ON o.county = $1 AND o.id <> p.id AND (o.photo = p.photo OR ` + picture.AlikeSQL("o.print", "p.print") + `)
	JOIN place s ON s.county = $1 AND s.id = o.place WHERE p.county = $1 AND p.id = $2 ORDER BY o.id`

// liken finds what the photo of a posting that was just recorded is like, and keeps the reason; without one, it is asked for. Whoever posts waits for
// whoever is posting: of two that bring the same photo the later is asked.
func liken(ctx context.Context, tx *pg.Tx, posting int64, said string) error {
	tx.JudgedBy(Likening)
	if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock('posting_likeness'::regclass::OID::INT, hashtext($1))`, tx.County); err != nil {
		return fmt.Errorf("queue to compare photos: %w", err)
	}
	var alike []struct {
		ID    int64         `db:"id"`
		Place string        `db:"name"`
		On    calendar.Date `db:"posted_on"`
		Same  bool          `db:"same"`
	}
	if err := tx.SelectContext(ctx, &alike, likePhotos, tx.County, posting); err != nil {
		return fmt.Errorf("compare photos: %w", err)
	}
	type row struct {
		Posting int64  `db:"posting"`
		Other   int64  `db:"other"`
		Reason  string `db:"reason"`
		Salt    []byte `db:"salt"`
	}
	rows := make([]row, len(alike))
	for i, a := range alike {
		if said == "" {
			as := "看起来是同一张"
			if a.Same {
				as = "是同一张"
			}
			return fault.Invalidf("这张照片与%s %s 张贴登记的照片%s。选错的请重新选择；没有选错的，在“照片相同或相似的原因”中写明（如两份公示贴在同一处）再提交", a.Place, a.On.Chinese(), as)
		}
		reason, err := words.Reason("照片相同或相似的原因", said)
		if err != nil {
			return err
		}
		rows[i] = row{posting, a.ID, reason, secret.Salt()}
		tx.Cover("posting_likeness", posting)
	}
	return pg.Insert(ctx, tx, "posting_likeness", rows)
}

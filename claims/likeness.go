package claims

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

// Likening asks why evidence is the same as another claim's, or looks the same. Findings from before name no version of it and were asked nothing.
var Likening = pg.Judge{Name: "claims.likeness", Version: 2}

// Likeness is evidence of a claim that is the same file as another claim's, or a photo that looks the same (材料相似), with the adjuster's reason.
type Likeness struct {
	Claim  int64  `db:"claim"`
	Kind   string `db:"kind"`
	Reason string `db:"reason"`
	Other  int64  `db:"other"` // the other claim, which may be a later one; 0 of one that the person may not see
}

// Why says what is like what.
func (l Likeness) Why() string {
	return fmt.Sprintf("“%s”与另一件案件的材料相同或相似，查勘员说明：%s", l.Kind, l.Reason)
}

// Likenesses are those of claims, whichever of the two came first.
func Likenesses(ctx context.Context, tx *pg.Tx, ids []int64) (found []Likeness, err error) {
	first, last := tx.By.Within()
	err = tx.SelectContext(ctx, &found, `
		WITH pair AS (
		  SELECT e.claim, e.kind, k.reason, o.claim AS other FROM evidence e JOIN evidence_likeness k ON k.county = $1 AND k.evidence = e.id
		  JOIN evidence o ON o.county = $1 AND o.id = k.other WHERE e.county = $1 AND e.claim = ANY ($2)
		  UNION
		  SELECT e.claim, e.kind, k.reason, o.claim AS other FROM evidence e JOIN evidence_likeness k ON k.county = $1 AND k.other = e.id
		  JOIN evidence o ON o.county = $1 AND o.id = k.evidence WHERE e.county = $1 AND e.claim = ANY ($2)
		)
		SELECT p.claim, p.kind, p.reason, CASE WHEN s.village BETWEEN $3 AND $4 AND ($5::bigint[] IS NULL OR EXISTS (SELECT FROM assignment a
		  WHERE a.county = $1 AND a.claim = p.other AND a.adjuster = ANY ($5))) THEN p.other ELSE 0 END AS other
		FROM pair p JOIN claim c ON c.county = $1 AND c.id = p.other JOIN household h ON h.county = $1 AND h.id = c.household
		JOIN place s ON s.county = $1 AND s.id = h.place ORDER BY p.claim, p.kind, p.other`, tx.County, pq.Array(ids), first, last, tx.Adjusters())
	if err != nil {
		return nil, fmt.Errorf("find like evidence of claims: %w", err)
	}
	return found, nil
}

// alikeFiles are the pairs of new evidence, $2, and evidence of other claims that was there before or comes with it: the same file, or photos alike.
// What comes together is asked about once.
var alikeFiles = `
	WITH new AS (SELECT id, claim, kind, file, print FROM evidence WHERE county = $1 AND id = ANY ($2)),
	pair AS (
	  SELECT n.id, o.id AS other FROM new n JOIN evidence o ON o.county = $1 AND o.file = n.file AND o.claim <> n.claim AND o.id <> n.id
	  UNION
	  SELECT n.id, o.id AS other FROM new n JOIN evidence o ON o.county = $1 AND o.claim <> n.claim AND ` + picture.AlikeSQL("o.print", "n.print") + `
	  WHERE n.print IS NOT NULL
	)
	SELECT p.id, p.other, n.claim, n.kind, o.file = n.file AS same, f.visited_on
	FROM pair p JOIN new n ON n.id = p.id JOIN evidence o ON o.county = $1 AND o.id = p.other
	JOIN finding f ON f.county = $1 AND f.claim = o.claim AND f.round = o.round AND f.turn = o.turn
	WHERE p.other < p.id OR p.other <> ALL ($2) ORDER BY p.id, p.other`

// liken finds what evidence that was just attached is like, and keeps the adjuster's reasons; without one, it is asked for.
func (j *judge) liken(ctx context.Context, tx *pg.Tx, ids []int64, said map[int64]string) error {
	tx.JudgedBy(Likening)
	var alike []struct {
		ID    int64         `db:"id"`
		Other int64         `db:"other"`
		Claim int64         `db:"claim"`
		Kind  string        `db:"kind"`
		Same  bool          `db:"same"`
		On    calendar.Date `db:"visited_on"`
	}
	if err := tx.SelectContext(ctx, &alike, alikeFiles, tx.County, pq.Array(ids)); err != nil {
		return fmt.Errorf("compare evidence: %w", err)
	}
	type row struct {
		Evidence int64  `db:"evidence"`
		Other    int64  `db:"other"`
		Reason   string `db:"reason"`
		Salt     []byte `db:"salt"`
	}
	rows := make([]row, len(alike))
	for i, a := range alike {
		if said[a.ID] == "" {
			as := "看起来是同一张照片"
			if a.Same {
				as = "是同一份文件"
			}
			return fault.Invalidf("%s：“%s”与另一件案件 %s 入户查勘的材料%s。传错的请取消勾选、另选；确属本案的，在“材料相同或相似的原因”中写明（如一次事故涉及两户）再提交",
				j.called[a.Claim], a.Kind, a.On.Chinese(), as)
		}
		reason, err := words.Reason("材料相同或相似的原因", said[a.ID])
		if err != nil {
			return err
		}
		rows[i] = row{a.ID, a.Other, reason, secret.Salt()}
		tx.Cover("evidence_likeness", a.ID)
	}
	return pg.Insert(ctx, tx, "evidence_likeness", rows)
}

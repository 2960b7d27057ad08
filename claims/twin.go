package claims

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"fangpin/internal/pg"
)

// Twin tells that a claim holds what another live claim of the household holds too (疑似重复): a stay of the same person that began or ended
// on the same day, or an event of theirs on that day. One stay reported under two settlement numbers looks so. People judge it.
type Twin struct {
	Claim int64  `db:"claim"`
	Other int64  `db:"other"`
	Name  string `db:"name"` // the person's
	On    string `db:"day"`  // as in 2024-09-03
}

// Why says what is doubtful.
func (t Twin) Why() string {
	return fmt.Sprintf("疑似重复：%s %s，同一人、同一入院／出院日期（或同一发生日期）已在另一案件中", t.Name, t.On)
}

// Twins finds the twins of claims in what was found and in what was reported. A stay and an accident may be one thing under two
// categories; the other categories only repeat themselves.
func Twins(ctx context.Context, tx *pg.Tx, ids []int64) (twins []Twin, err error) {
	err = tx.SelectContext(ctx, &twins, `
		WITH near AS (
		  SELECT c.id, c.household, c.round, c.turn, CASE WHEN c.category = 'accident' THEN 'hospital' ELSE c.category END AS category
		  FROM claim c WHERE c.county = $1 AND c.live AND c.status <> 'declined'
		    AND c.household = ANY (ARRAY(SELECT m.household FROM claim m WHERE m.county = $1 AND m.id = ANY ($2)))
		), held AS (
		  SELECT n.id, n.household, n.category, (k ->> 'person')::bigint AS person, k ->> 'on' AS day
		  FROM near n JOIN finding f ON f.county = $1 AND f.claim = n.id AND f.round = n.round AND f.turn = n.turn
		  CROSS JOIN LATERAL jsonb_array_elements(f.cases) k
		  UNION
		  SELECT n.id, n.household, n.category, r.person, d.day
		  FROM near n JOIN source s ON s.county = $1 AND s.claim = n.id AND s.live JOIN judged_row r ON r.county = $1 AND r.id = s.report_row
		  CROSS JOIN LATERAL unnest(ARRAY[r.facts ->> 'admitted', r.facts ->> 'discharged', r.facts ->> 'occurred']) AS d (day)
		)
		SELECT h.id AS claim, o.id AS other, p.name, MIN(h.day) AS day
		FROM held h JOIN held o ON o.household = h.household AND o.category = h.category AND o.person = h.person AND o.day = h.day AND o.id <> h.id
		JOIN person p ON p.county = $1 AND p.id = h.person
		WHERE h.id = ANY ($2) GROUP BY h.id, o.id, p.id, p.name ORDER BY h.id, o.id, p.id`, tx.County, pq.Array(ids))
	if err != nil {
		return nil, fmt.Errorf("find twins of claims: %w", err)
	}
	return twins, nil
}

package payouts

import (
	"context"
	"fmt"

	"fangpin/internal/pg"
)

// calledPaid tells of a payout, by its name in a statement, that the bank once called it paid, whatever came of that.
func calledPaid(p string) string {
	return `EXISTS (SELECT FROM answer_line y WHERE y.county = ` + p + `.county AND y.payout = ` + p + `.id AND y.outcome = 'paid'
		  AND y.break IS DISTINCT FROM 'unknown_instruction')`
}

// againWhy are the reasons for which a payout is approved again, as the statements below have them.
var againWhy = map[string]string{"both": "银行曾答复到账，且收款账户已变更", "called": "银行曾答复到账", "account": "收款账户已变更", "returned": "银行退票"}

// Again is why a row of a list that is paid again is approved a second time (重新支付), and where it stood before.
type Again struct {
	N       int    `db:"n"`
	Year    int    `db:"year"`
	Serial  int    `db:"serial"` // of the list it was last sent by
	Attempt int    `db:"attempt"`
	Words   string `db:"words"` // the bank's reason there
	Why     string `db:"why"`
}

// From is the list that let go of it.
func (a Again) From() string { return List{Year: a.Year, Serial: a.Serial}.Name() }

// Reasons tells of each row of a list that is paid again why, by what was sent before it.
func Reasons(ctx context.Context, tx *pg.Tx, list int64) (found []Again, err error) {
	err = tx.SelectContext(ctx, &found, `
		SELECT r.n, COALESCE(o.year, EXTRACT(YEAR FROM o.dated)::int) AS year, COALESCE(o.serial, 0) AS serial, i.attempt, COALESCE(w.words, '') AS words,
		  CASE WHEN c.called AND r.account <> i.account THEN 'both' WHEN c.called THEN 'called' WHEN r.account <> i.account THEN 'account' ELSE 'returned' END AS why
		FROM list_row r JOIN list l ON l.county = r.county AND l.id = r.list
		JOIN LATERAL (SELECT i.attempt, i.account, b.list FROM instruction i JOIN batch b ON b.county = $1 AND b.id = i.batch
		  JOIN list o ON o.county = $1 AND o.id = b.list AND (COALESCE(o.year, 0), COALESCE(o.serial, 0)) < (l.year, l.serial)
		  WHERE i.county = $1 AND i.payout = r.payout ORDER BY i.attempt DESC LIMIT 1) i ON true
		JOIN list o ON o.county = $1 AND o.id = i.list
		CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM answer_line y WHERE y.county = $1 AND y.payout = r.payout AND y.attempt <= i.attempt AND y.outcome = 'paid'
		  AND y.break IS DISTINCT FROM 'unknown_instruction') AS called) c
		LEFT JOIN LATERAL (SELECT x.words FROM answer_line x WHERE x.county = $1 AND x.payout = r.payout AND x.attempt = i.attempt AND x.outcome = 'returned'
		  AND (x.break IS NULL OR x.admitted_by IS NOT NULL) ORDER BY x.answer DESC LIMIT 1) w ON true
		WHERE r.county = $1 AND r.list = $2 AND l.again ORDER BY r.n`, tx.County, list)
	if err != nil {
		return nil, fmt.Errorf("why list %d is paid again: %w", list, err)
	}
	for i := range found {
		found[i].Why = againWhy[found[i].Why]
	}
	return found, nil
}

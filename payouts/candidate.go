package payouts

import (
	"context"
	"fmt"

	"github.com/shopspring/decimal"

	"fangpin/internal/pg"
)

// Candidate is a cleared payout that could go on a list. Amount is in yuan.
type Candidate struct {
	ID        int64           `db:"id"`
	Household int64           `db:"household"`
	Fund      int64           `db:"fund"`
	Village   int64           `db:"village"`
	Township  string          `db:"township"`
	In        string          `db:"village_name"`
	Head      string          `db:"head"`
	Receiver  string          `db:"receiver"`
	Category  string          `db:"category"`
	Amount    decimal.Decimal `db:"amount"`
	Trouble   string          `db:"trouble"` // why it cannot be paid yet, empty if it can
}

// CandidateFilter narrows Candidates; a zero field does not narrow.
type CandidateFilter struct {
	IDs     pg.Among[int64]
	Village int64
}

// Candidates lists the cleared payouts of the person's part of the county by village, and what keeps each off a list, as the doors see it.
func Candidates(ctx context.Context, tx *pg.Tx, f CandidateFilter) ([]Candidate, error) {
	var found []Candidate
	first, last := tx.By.Within()
	err := tx.SelectContext(ctx, &found, `
		SELECT p.id, c.household, p.fund, s.village, t.name AS township, v.name AS village_name, COALESCE(h.name, '') AS head, o.name AS receiver,
		  c.category, p.amount, CASE
		    WHEN EXISTS (SELECT FROM open_objection x WHERE x.county = $1 AND x.payout = p.id) THEN '异议尚未处理，请先处理'
		    WHEN e.died_on IS NOT NULL AND r.person IS NULL THEN '领款人已去世，请先登记由谁领取'
		    WHEN o.died_on IS NOT NULL THEN '登记的领取人也已去世，请重新登记'
		    WHEN EXISTS (SELECT FROM account a JOIN confirmation k ON k.county = $1 AND k.account = a.id WHERE a.county = $1 AND a.person = o.id) THEN ''
		    WHEN EXISTS (SELECT FROM account a WHERE a.county = $1 AND a.person = o.id) THEN '收款账户待另一位县经办复核'
		    ELSE '没有收款账户，请先录入' END AS trouble
		FROM payout p JOIN claim c ON c.county = $1 AND c.id = p.claim
		JOIN place s ON s.county = $1 AND s.id = p.place JOIN place v ON v.county = $1 AND v.id = s.village
		JOIN division t ON t.code = LEFT(LPAD(v.id::text, 12, '0'), 9) || '000'
		JOIN person e ON e.county = $1 AND e.id = p.payee
		LEFT JOIN LATERAL (SELECT x.person FROM heir x WHERE x.county = $1 AND x.payout = p.id AND e.died_on IS NOT NULL ORDER BY x.n DESC LIMIT 1) r ON true
		JOIN person o ON o.county = $1 AND o.id = COALESCE(r.person, p.payee)
		LEFT JOIN household_head h ON h.county = $1 AND h.household = c.household
		WHERE p.county = $1 AND p.status = 'cleared' AND s.village BETWEEN $2 AND $3
		  AND ($4::bigint[] IS NULL OR p.id = ANY ($4)) AND ($5::bigint = 0 OR s.village = $5)
		ORDER BY s.village, p.place, p.id`, tx.County, first, last, f.IDs, f.Village)
	if err != nil {
		return nil, fmt.Errorf("find candidates: %w", err)
	}
	return found, nil
}

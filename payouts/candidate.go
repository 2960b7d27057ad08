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
	Again   bool // what the bank returned and must be approved again, in place of what was cleared
}

// Candidates lists the cleared payouts of the person's part of the county by village, and what keeps each off a list, as the doors see it; or those
// that are paid again.
func Candidates(ctx context.Context, tx *pg.Tx, f CandidateFilter) ([]Candidate, error) {
	var found []Candidate
	first, last := tx.By.Within()
	where := ` AND p.status = 'cleared'`
	if f.Again {
		where = ` AND p.status = 'returned' AND (` + calledPaid("p") + ` OR ` + corrected(`
		  AND EXISTS (SELECT FROM confirmation f WHERE f.county = a.county AND f.account = a.id)`) + `)`
	}
	err := tx.SelectContext(ctx, &found, `
		SELECT p.id, c.household, p.fund, s.village, t.name AS township, v.name AS village_name, COALESCE(h.name, '') AS head, w.receiver,
		  c.category, p.amount, COALESCE(w.trouble, '') AS trouble
		FROM payout p JOIN payout_trouble w ON w.county = $1 AND w.payout = p.id JOIN claim c ON c.county = $1 AND c.id = p.claim
		JOIN place s ON s.county = $1 AND s.id = p.place JOIN place v ON v.county = $1 AND v.id = s.village
		JOIN division t ON t.code = (LEFT(LPAD(v.id::text, 12, '0'), 9) || '000')::CHAR(12)
		LEFT JOIN household_head h ON h.county = $1 AND h.household = c.household
		WHERE p.county = $1 AND s.village BETWEEN $2 AND $3`+where+`
		  AND ($4::bigint[] IS NULL OR p.id = ANY ($4)) AND ($5::bigint = 0 OR s.village = $5)
		ORDER BY s.village, p.place, p.id`, tx.County, first, last, f.IDs, f.Village)
	if err != nil {
		return nil, fmt.Errorf("find candidates: %w", err)
	}
	for i := range found {
		if err := sayTrouble(&found[i].Trouble); err != nil {
			return nil, err
		}
	}
	return found, nil
}

package payouts

import (
	"context"
	"fmt"

	"github.com/lib/pq"
	"github.com/shopspring/decimal"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
)

// Payout is one sum for one household in one filing round (救助金), in yuan.
type Payout struct {
	ID         int64           `db:"id"`
	Claim      int64           `db:"claim"`
	Round      int             `db:"round"`
	Adjuster   int64           `db:"adjuster"`
	AssessedBy int64           `db:"assessed_by"`
	Scheme     int64           `db:"scheme"`
	Fund       int64           `db:"fund"`
	Payee      int64           `db:"payee"`
	Place      int64           `db:"place"`
	Village    int64           `db:"village"`
	Amount     decimal.Decimal `db:"amount"`
	Status     Status          `db:"status"`
}

// Filter narrows Find; a zero field does not narrow.
type Filter struct {
	IDs     pg.Among[int64]
	Claims  pg.Among[int64]
	Lists   pg.Among[int64]
	Village int64
	Status  Status
}

const selectPayouts = `
	SELECT p.id, p.claim, p.round, p.adjuster, p.assessed_by, p.scheme, p.fund, p.payee, p.place, s.village, p.amount, p.status
	FROM payout p JOIN place s ON s.county = p.county AND s.id = p.place
	WHERE p.county = $1`

// Find lists payouts of the person's part of the county by village, place and id.
func Find(ctx context.Context, tx *pg.Tx, f Filter) ([]Payout, error) {
	var found []Payout
	first, last := tx.By.Within()
	err := tx.SelectContext(ctx, &found, selectPayouts+`
		  AND ($2::bigint[] IS NULL OR p.id = ANY ($2))
		  AND ($3::bigint[] IS NULL OR p.claim = ANY ($3))
		  AND ($4::bigint = 0 OR s.village = $4)
		  AND ($5::bigint[] IS NULL OR p.id = ANY (ARRAY(SELECT r.payout FROM list_row r WHERE r.county = $1 AND r.list = ANY ($5))))
		  AND ($6 = '' OR p.status = $6)
		  AND s.village BETWEEN $7 AND $8
		ORDER BY s.village, p.place, p.id`,
		tx.County, f.IDs, f.Claims, f.Village, f.Lists, string(f.Status), first, last)
	if err != nil {
		return nil, fmt.Errorf("find payouts: %w", err)
	}
	return found, nil
}

// within reads payouts and refuses any that lies outside the person's part of the county.
func within(ctx context.Context, tx *pg.Tx, ids []int64) ([]Payout, error) {
	var found []Payout
	if err := tx.SelectContext(ctx, &found, selectPayouts+` AND p.id = ANY ($2) ORDER BY p.id`, tx.County, pq.Array(ids)); err != nil {
		return nil, fmt.Errorf("find payouts: %w", err)
	}
	if len(found) != len(ids) {
		return nil, fault.NotFoundf("有 %d 笔救助金不存在或重复，请刷新后重选", len(ids)-len(found))
	}
	for _, p := range found {
		if err := reaches(tx, p.Village); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// reaches refuses a village outside the person's part of the county.
func reaches(tx *pg.Tx, village int64) error {
	if tx.By.Reaches(fmt.Sprintf("%012d", village)) {
		return nil
	}
	return fault.Forbiddenf("这个村不在您的辖区内，请由本村或所属乡镇办理")
}

// knock calls a door; what it refuses reaches the person in its own words.
func knock(ctx context.Context, tx *pg.Tx, call string, args ...any) error {
	if _, err := tx.ExecContext(ctx, call, args...); err != nil {
		return fmt.Errorf("door: %w", err)
	}
	return nil
}

package payouts

import (
	"context"
	"fmt"
	"slices"
	"strconv"

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

// Filter narrows Find and Rows; a zero field does not narrow.
type Filter struct {
	IDs      pg.Among[int64]
	Claims   pg.Among[int64]
	Lists    pg.Among[int64]
	Notices  pg.Among[int64]
	Village  int64
	Status   Status
	Category string // one of scheme.Keys
	Heirless bool   // their payee has died, and nobody who lives is named in their place
	Words    string // a name of one of the household's persons, the beginning of its number, or the payout's own number
	Window   pg.Window
}

const selectPayouts = `
	SELECT p.id, p.claim, p.round, p.adjuster, p.assessed_by, p.scheme, p.fund, p.payee, p.place, s.village, p.amount, p.status`

const fromPayouts = `
	FROM payout p JOIN place s ON s.county = p.county AND s.id = p.place`

// wherePayouts takes Filter.args. It names no table but the payout, so that counting joins none.
const wherePayouts = `
	WHERE p.county = $1
	  AND ($14 OR p.place = ANY (ARRAY(SELECT v.id FROM place v WHERE v.county = $1 AND v.village BETWEEN $2 AND $3)))
	  AND ($4::bigint[] IS NULL OR p.adjuster = ANY ($4))
	  AND ($5::bigint[] IS NULL OR p.id = ANY ($5))
	  AND ($6::bigint[] IS NULL OR p.claim = ANY ($6))
	  AND ($7::bigint[] IS NULL OR p.id = ANY (ARRAY(SELECT r.payout FROM list_row r WHERE r.county = $1 AND r.list = ANY ($7))))
	  AND ($8::bigint[] IS NULL OR p.id = ANY (ARRAY(SELECT r.payout FROM notice_row r WHERE r.county = $1 AND r.notice = ANY ($8))))
	  AND ($9::bigint = 0 OR p.place = ANY (ARRAY(SELECT v.id FROM place v WHERE v.county = $1 AND v.village = $9)))
	  AND ($10 = '' OR p.status = $10)
	  AND ($11 = '' OR p.claim IN (SELECT c.id FROM claim c WHERE c.county = $1 AND c.category = $11))
	  AND ($12 = '' OR p.id = $15 OR p.claim = ANY (ARRAY(
	    SELECT c.id FROM claim c WHERE c.county = $1 AND c.household IN (
	      SELECT h.id FROM household h WHERE h.county = $1 AND h.no ^@ $12
	      UNION SELECT e.household FROM person e WHERE e.county = $1 AND e.name = $12))))
	  AND (NOT $13 OR true` + unsettled + `)`

func (f Filter) args(tx *pg.Tx) []any {
	first, last := tx.By.Within()
	number, _ := strconv.ParseInt(f.Words, 10, 64) // 0 where the words are none
	return []any{
		tx.County, first, last, tx.Adjusters(), f.IDs, f.Claims, f.Lists, f.Notices, f.Village, string(f.Status), f.Category, f.Words, f.Heirless, tx.By.All(), number,
	}
}

// orders are the columns that payouts can be sorted by.
var orders = map[string]string{"village": "s.village", "amount": "p.amount", "newest": "p.id"}

const ownOrder = "s.village, p.place, p.id"

// Find lists payouts of the person's part of the county by village, place and id, unless the window says otherwise.
func Find(ctx context.Context, tx *pg.Tx, f Filter) ([]Payout, error) {
	var found []Payout
	err := tx.SelectContext(ctx, &found, selectPayouts+fromPayouts+wherePayouts+f.Window.Clause(orders, ownOrder), f.args(tx)...)
	if err != nil {
		return nil, fmt.Errorf("find payouts: %w", err)
	}
	return found, nil
}

// within reads payouts, and does not tell one outside the person's part of the county from one that there is not.
func within(ctx context.Context, tx *pg.Tx, ids []int64) ([]Payout, error) {
	var found []Payout
	if err := tx.SelectContext(ctx, &found, selectPayouts+fromPayouts+` WHERE p.county = $1 AND p.id = ANY ($2) ORDER BY p.id`, tx.County, pq.Array(ids)); err != nil {
		return nil, fmt.Errorf("find payouts: %w", err)
	}
	found = slices.DeleteFunc(found, func(p Payout) bool { return !reaches(tx, p.Village) })
	if len(found) != len(ids) {
		return nil, fault.NotFoundf("有 %d 笔救助金不存在或重复，请刷新后重选", len(ids)-len(found))
	}
	return found, nil
}

// reaches tells whether a village lies in the person's part of the county.
func reaches(tx *pg.Tx, village int64) bool { return tx.By.Reaches(fmt.Sprintf("%012d", village)) }

// knock calls a door; what it refuses reaches the person in its own words.
func knock(ctx context.Context, tx *pg.Tx, call string, args ...any) error {
	if _, err := tx.ExecContext(ctx, call, args...); err != nil {
		return fmt.Errorf("door: %w", err)
	}
	return nil
}

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
	Named    bool   // somebody is proposed to receive in a dead payee's place
	Sent     bool   // sent to somebody who had died, and nobody has looked into it
	Words    string // a name of one of the household's persons, the beginning of its number, or the payout's own number
	Window   pg.Window
}

const selectPayouts = `
	SELECT p.id, p.claim, p.round, p.adjuster, p.assessed_by, p.scheme, p.fund, p.payee, p.place, s.village, p.amount, p.status`

const fromPayouts = `
	FROM payout p JOIN place s ON s.county = p.county AND s.id = p.place`

// wherePayouts takes Filter.args. It names no table but the payout, so that counting joins none.
const wherePayouts = `
	WHERE p.county = @county
	  AND (@whole OR p.place = ANY (ARRAY(SELECT v.id FROM place v WHERE v.county = @county AND v.village BETWEEN @first AND @last)))
	  AND (@adjusters::bigint[] IS NULL OR p.adjuster = ANY (@adjusters))
	  AND (@ids::bigint[] IS NULL OR p.id = ANY (@ids))
	  AND (@claims::bigint[] IS NULL OR p.claim = ANY (@claims))
	  AND (@lists::bigint[] IS NULL OR p.id = ANY (ARRAY(SELECT r.payout FROM list_row r WHERE r.county = @county AND r.list = ANY (@lists))))
	  AND (@notices::bigint[] IS NULL OR p.id = ANY (ARRAY(SELECT r.payout FROM notice_row r WHERE r.county = @county AND r.notice = ANY (@notices))))
	  AND (@village::bigint = 0 OR p.place = ANY (ARRAY(SELECT v.id FROM place v WHERE v.county = @county AND v.village = @village)))
	  AND (@status = '' OR p.status = @status)
	  AND (@category = '' OR p.claim IN (SELECT c.id FROM claim c WHERE c.county = @county AND c.category = @category))
	  AND (@words = '' OR p.id = @number OR p.claim = ANY (ARRAY(
	    SELECT c.id FROM claim c WHERE c.county = @county AND c.household IN (
	      SELECT h.id FROM household h WHERE h.county = @county AND h.no ^@ @words
	      UNION SELECT e.household FROM person e WHERE e.county = @county AND e.name = @words))))
	  AND (NOT @heirless OR true` + unsettled + `) AND (NOT @named OR ` + named + `)) AND (NOT @died OR true` + undying + `)`

func (f Filter) args(tx *pg.Tx) pg.Named {
	first, last := tx.By.Within()
	number, _ := strconv.ParseInt(f.Words, 10, 64) // 0 where the words are none
	return pg.Named{
		"county": tx.County, "whole": tx.By.All(), "first": first, "last": last, "adjusters": tx.Adjusters(), "ids": f.IDs, "claims": f.Claims,
		"lists": f.Lists, "notices": f.Notices, "village": f.Village, "status": string(f.Status), "category": f.Category, "words": f.Words,
		"number": number, "heirless": f.Heirless, "named": f.Named, "died": f.Sent,
	}
}

// scope is the county and the person's part of it, for statements that name them.
func scope(tx *pg.Tx) pg.Named {
	first, last := tx.By.Within()
	return pg.Named{"county": tx.County, "first": first, "last": last}
}

// orders are the columns that payouts can be sorted by.
var orders = map[string]string{"village": "s.village", "amount": "p.amount", "newest": "p.id"}

const ownOrder = "s.village, p.place, p.id"

// Find lists payouts of the person's part of the county by village, place and id, unless the window says otherwise.
func Find(ctx context.Context, tx *pg.Tx, f Filter) ([]Payout, error) {
	var found []Payout
	err := tx.SelectContext(ctx, &found, selectPayouts+fromPayouts+wherePayouts+f.Window.Clause(orders, ownOrder), f.args(tx))
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

package payouts

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/lib/pq"
	"github.com/shopspring/decimal"

	"fangpin/claims"
	"fangpin/internal/pg"
	"fangpin/policy"
	"fangpin/scheme"
)

// Doubt is what whoever approves should look at before they do (疑点). It refuses nothing: what must never be, the doors refuse.
type Doubt struct {
	N   int    `db:"n"` // the list's row
	Why string `db:"why"`
}

// Doubts looks a list through: several payouts of a household, an objection, a sum above the household's cap, a thing that may be in two claims. What is odd
// about where the money goes is asked (Flags).
func Doubts(ctx context.Context, tx *pg.Tx, list int64) ([]Doubt, error) {
	var doubts []Doubt
	err := tx.SelectContext(ctx, &doubts, `
		WITH r AS (
		  SELECT r.n, r.payout, c.household
		  FROM list_row r JOIN payout p ON p.county = $1 AND p.id = r.payout JOIN claim c ON c.county = $1 AND c.id = p.claim
		  WHERE r.county = $1 AND r.list = $2
		)
		SELECT r.n, '同一户在本册还有第 ' || string_agg(o.n::text, '、' ORDER BY o.n) || ' 行' AS why FROM r JOIN r o ON o.household = r.household AND o.n <> r.n GROUP BY r.n
		UNION ALL
		SELECT n, '异议尚未处理' FROM r WHERE EXISTS (SELECT FROM open_objection o WHERE o.county = $1 AND o.payout = r.payout)`,
		tx.County, list)
	if err != nil {
		return nil, fmt.Errorf("look list %d through: %w", list, err)
	}
	above, err := aboveCap(ctx, tx, list)
	if err != nil {
		return nil, err
	}
	twins, err := twinsIn(ctx, tx, list)
	if err != nil {
		return nil, err
	}
	doubts = append(append(doubts, above...), twins...)
	slices.SortStableFunc(doubts, func(a, b Doubt) int { return cmp.Compare(a.N, b.N) })
	return doubts, nil
}

// twinsIn finds the rows whose claim may hold what another claim holds too, or brings what another claim brings.
func twinsIn(ctx context.Context, tx *pg.Tx, list int64) (doubts []Doubt, err error) {
	var rows []struct {
		N     int   `db:"n"`
		Claim int64 `db:"claim"`
	}
	err = tx.SelectContext(ctx, &rows, `
		SELECT r.n, p.claim FROM list_row r JOIN payout p ON p.county = $1 AND p.id = r.payout WHERE r.county = $1 AND r.list = $2`, tx.County, list)
	if err != nil {
		return nil, fmt.Errorf("find claims of list %d: %w", list, err)
	}
	at, ids := make(map[int64]int, len(rows)), make([]int64, len(rows))
	for i, r := range rows {
		at[r.Claim], ids[i] = r.N, r.Claim
	}
	twins, err := claims.Twins(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	for _, t := range twins {
		doubts = append(doubts, Doubt{at[t.Claim], t.Why()})
	}
	alike, err := claims.Likenesses(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	for _, l := range alike {
		doubts = append(doubts, Doubt{at[l.Claim], l.Why()})
	}
	return doubts, nil
}

// aboveCap finds the rows whose household has more from the fund than its scheme gives a household in a year.
func aboveCap(ctx context.Context, tx *pg.Tx, list int64) (doubts []Doubt, err error) {
	var sums []struct {
		N      int             `db:"n"`
		Scheme int64           `db:"scheme"`
		Total  decimal.Decimal `db:"total"`
	}
	err = tx.SelectContext(ctx, &sums, `
		SELECT r.n, p.scheme, (SELECT SUM(x.amount) FROM claim k JOIN payout x ON x.county = $1 AND x.claim = k.id
		  WHERE k.county = $1 AND k.household = c.household AND x.fund = p.fund AND x.status <> 'withdrawn') AS total
		FROM list_row r JOIN payout p ON p.county = $1 AND p.id = r.payout JOIN claim c ON c.county = $1 AND c.id = p.claim
		WHERE r.county = $1 AND r.list = $2 ORDER BY r.n`, tx.County, list)
	if err != nil {
		return nil, fmt.Errorf("add up households of list %d: %w", list, err)
	}
	var ids pq.Int64Array
	for _, s := range sums {
		ids = append(ids, s.Scheme)
	}
	schemes, err := policy.Schemes(ctx, tx, slices.Compact(slices.Sorted(slices.Values(ids))))
	if err != nil {
		return nil, err
	}
	for _, s := range sums {
		if limit, ok := yearCap(schemes[s.Scheme]); ok && s.Total.GreaterThan(limit) {
			doubts = append(doubts, Doubt{s.N, fmt.Sprintf("该户本年度累计 %s 元，超过年度封顶 %s 元", s.Total.StringFixed(2), limit.StringFixed(2))})
		}
	}
	return doubts, nil
}

// yearCap is what a household gets at most in a year, of all categories together.
func yearCap(s *scheme.Scheme) (decimal.Decimal, bool) {
	for _, c := range s.Caps {
		if c.Scope == scheme.PerHousehold && c.Period == scheme.ByYear {
			return c.Limit, true
		}
	}
	return decimal.Decimal{}, false
}

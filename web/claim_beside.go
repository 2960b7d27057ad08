package web

import (
	"slices"

	"fangpin/claims"
	"fangpin/internal/pg"
	"fangpin/internal/yuan"
	"fangpin/payouts"
)

// besideClaim is what else is known of a claim's household: the same thing may be in two claims.
type besideClaim struct {
	Twins  []claims.Twin
	Others []otherClaim
}

// otherClaim is another claim of the household, Amount its payout's in yuan, empty where there is none.
type otherClaim struct {
	claims.Row
	State  string
	Amount string
}

// beside reads the other live claims of a claim's household that the person may see, and those that may hold the same.
func (v *visit) beside(c claims.Row) (b besideClaim, err error) {
	if b.Twins, err = claims.Twins(v.ctx(), v.tx, []int64{c.ID}); err != nil {
		return b, err
	}
	rows, _, err := claims.Rows(v.ctx(), v.tx, claims.RowFilter{Households: pg.Only([]int64{c.Household})})
	if err != nil {
		return b, err
	}
	var ids []int64
	for _, r := range rows {
		ids = append(ids, r.ID)
	}
	paid, err := payouts.Find(v.ctx(), v.tx, payouts.Filter{Claims: pg.Only(ids)})
	if err != nil {
		return b, err
	}
	for _, r := range rows {
		if r.ID == c.ID {
			continue
		}
		o := otherClaim{Row: r, State: r.Claim.State()}
		live := func(p payouts.Payout) bool { return p.Claim == r.ID && p.Status != payouts.Withdrawn }
		if i := slices.IndexFunc(paid, live); i >= 0 {
			o.State, o.Amount = paid[i].Status.Title(), yuan.Grouped(paid[i].Amount)
		}
		b.Others = append(b.Others, o)
	}
	return b, nil
}

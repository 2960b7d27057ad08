package casework

import (
	"slices"

	"fangpin/claims"
	"fangpin/internal/pg"
	"fangpin/internal/yuan"
	"fangpin/payouts"
	"fangpin/web/kit"
)

// besideClaim is what else is known of a claim's household: the same thing may be in two claims.
type besideClaim struct {
	Twins  []claims.Twin
	Alike  []claims.Likeness
	Others []otherClaim
}

// otherClaim is another claim of the household, Amount its payout's in yuan, empty where there is none.
type otherClaim struct {
	claims.Row
	State  string
	Amount string
}

// beside reads the other live claims of a claim's household that the person may see, and those that may hold the same or bring the same.
func beside(r *kit.Request, c claims.Row) (b besideClaim, err error) {
	if b.Twins, err = claims.Twins(r.Context(), r.Tx, []int64{c.ID}); err != nil {
		return b, err
	}
	if b.Alike, err = claims.Likenesses(r.Context(), r.Tx, []int64{c.ID}); err != nil {
		return b, err
	}
	rows, _, err := claims.Rows(r.Context(), r.Tx, claims.RowFilter{Households: pg.Only([]int64{c.Household})})
	if err != nil {
		return b, err
	}
	var ids []int64
	for _, row := range rows {
		ids = append(ids, row.ID)
	}
	paid, err := payouts.Find(r.Context(), r.Tx, payouts.Filter{Claims: pg.Only(ids)})
	if err != nil {
		return b, err
	}
	for _, row := range rows {
		if row.ID == c.ID {
			continue
		}
		o := otherClaim{Row: row, State: row.Claim.State()}
		live := func(p payouts.Payout) bool { return p.Claim == row.ID && p.Status != payouts.Withdrawn }
		if i := slices.IndexFunc(paid, live); i >= 0 {
			o.State, o.Amount = paid[i].Status.Title(), yuan.Grouped(paid[i].Amount)
		}
		b.Others = append(b.Others, o)
	}
	return b, nil
}

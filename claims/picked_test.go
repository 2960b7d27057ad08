package claims_test

import (
	"context"
	"testing"

	"fangpin/claims"
	"fangpin/claims/claimstest"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/shown"
)

// All that a list finds is taken only if it is what the person was shown, whatever the step.
func TestWhatWasNotShownIsNotTaken(t *testing.T) {
	o := claimstest.County(t)
	adjusters := []int64{o.Who(who.Adjuster).ID}
	for _, c := range []struct { // the last first, so that what is taken stands in no later list
		at   claims.Status
		by   who.Role
		verb func(context.Context, *pg.Tx, claims.Picked) (int, error)
	}{
		{claims.Reviewed, who.Clerk, claims.FilePicked},
		{claims.Endorsed, who.Township, func(ctx context.Context, tx *pg.Tx, p claims.Picked) (int, error) {
			return claims.ReviewPicked(ctx, tx, p, true, "同意")
		}},
		{claims.Investigated, who.Village, func(ctx context.Context, tx *pg.Tx, p claims.Picked) (int, error) {
			return claims.EndorsePicked(ctx, tx, p, true, "情况属实")
		}},
		{claims.Screened, who.Clerk, func(ctx context.Context, tx *pg.Tx, p claims.Picked) (int, error) {
			return claims.EntrustPicked(ctx, tx, p, adjusters)
		}},
	} {
		ids := o.Claims(t, 2, "hospital", c.at)
		waiting := claims.RowFilter{Status: c.at}
		take := func(p claims.Picked) error {
			return o.Do(o.Who(c.by), func(ctx context.Context, tx *pg.Tx) error {
				n, err := c.verb(ctx, tx, p)
				if err == nil && n != 2 {
					t.Errorf("%s: %d are taken", c.at, n)
				}
				return err
			})
		}
		o.Refused(take(claims.Picked{Filter: waiting, Seen: shown.Of(ids[:1])}), fault.Conflict)
		o.Refused(take(claims.Picked{Filter: waiting, Seen: shown.Of([]int64{ids[0], 1})}), fault.Conflict)
		o.Refused(take(claims.Picked{Filter: waiting}), fault.Invalid) // nothing shown, nothing named
		o.Refused(take(claims.Picked{IDs: []int64{ids[0], 1}}), fault.NotFound)
		o.Must(take(claims.Picked{Filter: waiting, Seen: shown.Of(ids)}))
	}
}

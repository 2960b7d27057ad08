package payouts_test

import (
	"context"
	"testing"

	"github.com/shopspring/decimal"

	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/shown"
	"fangpin/payouts"
	"fangpin/payouts/payoutstest"
)

// What waits is taken whole only if it is what the person was shown: one more or less, another, or nothing shown at all is refused.
func TestWhatWasNotShownIsNotTaken(t *testing.T) {
	o := payoutstest.County(t)
	claims := o.Filed(t, 2, "hospital")
	assessed := o.Work(t, 2, payouts.Assessed).Payouts
	announced := o.Work(t, 2, payouts.Announced).Payouts
	o.At("2024-12-01")
	for _, c := range []struct { // the last first, so that what is taken waits for no later step
		name string
		ids  []int64
		by   who.Role
		verb func(context.Context, *pg.Tx, shown.Rows) error
	}{
		{"clear", announced, who.Clerk, func(ctx context.Context, tx *pg.Tx, seen shown.Rows) error {
			_, err := payouts.ClearAll(ctx, tx, seen)
			return err
		}},
		{"announce", assessed, who.Clerk, func(ctx context.Context, tx *pg.Tx, seen shown.Rows) error {
			_, err := payouts.AnnounceVillages(ctx, tx, []payouts.Village{{ID: payoutstest.Village, Seen: seen}})
			return err
		}},
		{"assess", claims, who.Assessor, func(ctx context.Context, tx *pg.Tx, seen shown.Rows) error {
			_, err := payouts.AssessAll(ctx, tx, seen)
			return err
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			take := func(seen shown.Rows) error {
				return o.Do(o.Who(c.by), func(ctx context.Context, tx *pg.Tx) error { return c.verb(ctx, tx, seen) })
			}
			for _, seen := range []shown.Rows{"", shown.Of(c.ids[:1]), shown.Of([]int64{c.ids[0], 1})} {
				o.Refused(take(seen), fault.Conflict)
			}
			o.Must(take(shown.Of(c.ids)))
		})
	}
}

// A list is composed for the total that was shown.
func TestAListIsOfTheTotalThatWasShown(t *testing.T) {
	o := payoutstest.County(t)
	w := o.Work(t, 2, payouts.Cleared)
	compose := func(yuan string) error {
		return o.Do(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
			_, err := payouts.Compose(ctx, tx, w.Payouts, shown.Total{Decimal: decimal.RequireFromString(yuan)})
			return err
		})
	}
	for _, other := range []string{"0", "10000.00", "20000.01"} {
		o.Refused(compose(other), fault.Conflict)
	}
	o.Must(compose("20000.00"))
}

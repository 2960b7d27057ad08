package claims_test

import (
	"context"
	"testing"

	"fangpin/claims"
	"fangpin/claims/claimstest"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/registry"
	"fangpin/reports"
)

// A list that is empty, or was never filled, means nothing to a read and is refused by a verb: never the whole county.
func TestNoClaimsAreNotAllClaims(t *testing.T) {
	o := claimstest.County(t)
	o.Filed(t, 1, "hospital")
	o.Report(t, "hospital", "2024-09", bill(o.Named[0].HeadID, "2024-09-03", "30000.00", "a"))
	for _, none := range [][]int64{nil, {}} {
		o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
			told, err := claims.Told(ctx, tx, none)
			o.Must(err)
			found, err := claims.Found(ctx, tx, none)
			o.Must(err)
			byID, err := claims.Find(ctx, tx, claims.Filter{IDs: pg.Only(none)})
			o.Must(err)
			byHousehold, err := claims.Find(ctx, tx, claims.Filter{Households: pg.Only(none)})
			o.Must(err)
			people, err := registry.Find(ctx, tx, registry.Filter{IDs: pg.Only(none)})
			o.Must(err)
			places, err := registry.Places(ctx, tx, none)
			if n := len(told) + len(found) + len(byID) + len(byHousehold) + len(people) + len(places); n != 0 {
				t.Errorf("%v: %d rows", none, n)
			}
			return err
		})
		for name, verb := range map[string]struct {
			by who.Role
			do func(context.Context, *pg.Tx) error
		}{
			"entrust":     {who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return claims.Entrust(ctx, tx, o.Assignments(none)) }},
			"investigate": {who.Adjuster, func(ctx context.Context, tx *pg.Tx) error { return claims.Investigate(ctx, tx, nil) }},
			"endorse":     {who.Village, func(ctx context.Context, tx *pg.Tx) error { return claims.Endorse(ctx, tx, nil) }},
			"review":      {who.Township, func(ctx context.Context, tx *pg.Tx) error { return claims.Review(ctx, tx, nil) }},
			"file":        {who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return claims.File(ctx, tx, none) }},
			"reopen":      {who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return claims.Reopen(ctx, tx) }},
			"void":        {who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return claims.Void(ctx, tx, none, "误立") }},
		} {
			if err := o.Do(o.Who(verb.by), verb.do); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s of %v: %v", name, none, err)
			}
		}
	}
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		_, err := reports.Get(ctx, tx, 0)
		o.Refused(err, fault.NotFound)
		return nil
	})
}

package probation_test

import (
	"context"
	"fmt"
	"testing"

	"fangpin/internal/fault"
	"fangpin/internal/identity/probation"
	"fangpin/internal/identity/signing"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// Before there is a root two administrators set the days by their word; from then on by a signature each, of just these days.
func TestARootHasTheDaysSigned(t *testing.T) {
	o := stafftest.New(t)
	system, security := o.Admin(), o.Hire(who.SecurityAdmin)
	propose := func(days int, by signing.Signer) error {
		return o.Do(system, func(ctx context.Context, tx *pg.Tx) error { return probation.Propose(ctx, tx, days, by) })
	}
	newest := func() (s probation.Setting) {
		o.Look(system, func(ctx context.Context, tx *pg.Tx) error {
			found, err := probation.Settings(ctx, tx)
			s = found[0]
			return err
		})
		return s
	}
	adopt := func(by signing.Signer) error {
		return o.Do(security, func(ctx context.Context, tx *pg.Tx) error { return probation.Adopt(ctx, tx, newest().ID, by) })
	}
	o.Must(propose(5, nil))
	o.Must(adopt(nil))

	o.Keyed(security)
	o.Rooted(security)
	o.Refused(propose(7, nil), fault.Forbidden)
	o.Must(propose(7, stafftest.Sign))
	o.Refused(adopt(nil), fault.Forbidden)
	o.Attack("FPSIG", fmt.Sprintf(`SELECT probation_confirm('410602', %d, (SELECT digest FROM proposal WHERE act = 'probation' AND confirmed IS NULL), %d)`,
		newest().ID, security.ID))
	if newest().Confirmed != nil {
		t.Fatal("the days were adopted without a signature")
	}
	o.Must(adopt(stafftest.Sign))
	o.Attack("FPHND", fmt.Sprintf(`SELECT proposal_make('410602', 'probation', '{7}', '{%d}', ARRAY[sha256('x')], ARRAY[''::BYTEA], %d)`, newest().ID, system.ID))
	o.Refused(o.Do(security, func(ctx context.Context, tx *pg.Tx) error { return probation.Adopt(ctx, tx, 1, stafftest.Sign) }), fault.Conflict)
}

package signin_test

import (
	"context"

	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

func disabling(p who.Person) func(context.Context, *pg.Tx) error {
	return func(ctx context.Context, tx *pg.Tx) error { return staff.Disable(ctx, tx, p.ID) }
}

// openCounty gives a second county an office.
func (d *desk) openCounty(county, name string) {
	d.t.Helper()
	d.Must(pg.SetOffice(d.t.Context(), pgtest.Owner(d.t), pg.Office{County: county, Name: name, Phone: "0392-0000001", LateDays: 3}))
}

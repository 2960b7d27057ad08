package signin_test

import (
	"context"

	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

func disabling(p who.Person) func(context.Context, *pg.Tx) error {
	return func(ctx context.Context, tx *pg.Tx) error { return staff.Disable(ctx, tx, p.ID, stafftest.Leave) }
}

// granted is what two people's grant does to a member's sign-in.
func granted(verb func(context.Context, *pg.Tx) error) func(context.Context, *pg.Tx) error {
	return func(ctx context.Context, tx *pg.Tx) error {
		tx.Perform(signin.Granting, "测试")
		return verb(ctx, tx)
	}
}

func (d *desk) resetting(p who.Person) func(context.Context, *pg.Tx) error {
	return granted(func(ctx context.Context, tx *pg.Tx) error { return d.Reset(ctx, tx, signin.Right{Staff: p.ID}) })
}

func (d *desk) unbinding(p who.Person) func(context.Context, *pg.Tx) error {
	return granted(func(ctx context.Context, tx *pg.Tx) error { return d.ResetTOTP(ctx, tx, signin.Right{Staff: p.ID}) })
}

// halves are new ones of a member, by the word of whoever owns the database.
func (d *desk) halves(p who.Person) (halves [2]signin.Half) {
	d.t.Helper()
	d.Must(d.ByOwner(d.Admin(), func(ctx context.Context, tx *pg.Tx) (err error) {
		tx.Perform(staff.RecoverStep.Verb, "测试")
		halves, err = d.Enrolled(ctx, tx, p.ID)
		return err
	}))
	return halves
}

// takeUp takes a sign-in up with a password.
func (d *desk) takeUp(login string, halves [2]signin.Half, fresh string) (signin.Session, string, error) {
	return d.TakeUp(d.t.Context(), signin.Taking{County: stafftest.County, Login: login, Halves: halves, Password: fresh, Address: here})
}

// openCounty gives a second county an office.
func (d *desk) openCounty(county, name string) {
	d.t.Helper()
	d.Must(pg.SetOffice(d.t.Context(), pgtest.Owner(d.t), pg.Office{County: county, Name: name, Phone: "0392-0000001", LateDays: 3, RPID: "localhost"}))
}

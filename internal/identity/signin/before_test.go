package signin_test

import (
	"context"
	"errors"
	"testing"

	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

// A credential from before rows had a MAC lets its person in, who leaves it with one; none is written any more.
func TestACredentialFromBefore(t *testing.T) {
	const password, totp = "Tielu-Daoban7-qiu", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
	o := stafftest.New(t)
	a := &signin.Auth{DB: o.DB, Keys: o.Keys, Policy: signin.OWASP(), Cost: cheap}
	approver, super := o.Hire(who.Approver), pgtest.Super(t)
	o.Must(o.Do(o.Admin(), func(ctx context.Context, tx *pg.Tx) error {
		return a.Enrol(ctx, tx, signin.Known{Staff: approver.ID, Login: "zhaoqiang", Password: password, TOTP: totp})
	}))
	unbound := signin.SealedIn(stafftest.County, approver.ID)
	unbound.Row = ""
	sealed, err := o.Keys.Seal(totp, unbound)
	o.Must(err)
	hash := signin.FormerHash(cheap, password)
	super.MustExec(`ALTER TABLE fangpin.credential DROP CONSTRAINT credential_mac; TRUNCATE fangpin.credential_change`)
	super.MustExec(`UPDATE fangpin.credential SET hash = $1, totp = $2, generation = 0, mac = NULL`, hash, sealed)
	super.MustExec(`ALTER TABLE fangpin.credential ADD CONSTRAINT credential_mac CHECK (mac IS NOT NULL AND length(mac) = 32) NOT VALID`)

	attempt := signin.Attempt{County: stafftest.County, Login: "zhaoqiang", Password: "x"}
	if _, _, err := a.Enter(t.Context(), attempt); !errors.Is(err, signin.ErrWrong) {
		t.Error(err)
	}
	attempt.Password = password
	for range 2 {
		s, _, err := a.Enter(t.Context(), attempt)
		o.Must(err)
		if s.State != signin.AwaitsCode {
			t.Errorf("%+v", s)
		}
	}
	var acc signin.Kept
	o.Look(o.Admin(), func(ctx context.Context, tx *pg.Tx) (err error) {
		acc, err = a.Kept(ctx, tx, "zhaoqiang")
		return err
	})
	if !acc.Sound || acc.MAC == nil || acc.Hash == hash {
		t.Errorf("%+v", acc)
	}
	if got, err := o.Keys.Open(acc.TOTP, signin.SealedIn(stafftest.County, approver.ID)); err != nil || got != totp {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := super.Exec(`UPDATE fangpin.credential SET mac = NULL`); err == nil {
		t.Error("a row without a MAC is written")
	}
}

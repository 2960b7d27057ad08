package verify_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"fangpin/audit/verify"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

// What was written into the tables of those who are in is named by who has the keys.
func TestWhoIsInWithoutHavingComeIn(t *testing.T) {
	o := stafftest.New(t)
	auth := &signin.Auth{DB: o.DB, Keys: o.Keys, Policy: signin.OWASP(), Cost: signin.Cost{Memory: 8, Time: 1, Threads: 1}}
	clerk, approver := o.Hire(who.Clerk), o.Hire(who.Approver)
	o.Must(o.Do(o.Admin(), func(ctx context.Context, tx *pg.Tx) error {
		return auth.Enrol(ctx, tx, signin.Known{Staff: clerk.ID, Login: "wangfang", Password: "Tielu-Daoban7-qiu"},
			signin.Known{Staff: approver.ID, Login: "zhaoqiang", Password: "Tielu-Daoban7-qiu", TOTP: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"})
	}))
	_, _, err := auth.Enter(t.Context(), signin.Attempt{County: stafftest.County, Login: "wangfang", Password: "Tielu-Daoban7-qiu"})
	o.Must(err)
	named := func() (keys []string) {
		for check, err := range verify.County(t.Context(), o.DB, stafftest.County, verify.Trust{Secrets: o.Keys}) {
			o.Must(err)
			for _, f := range check.Found {
				keys = append(keys, f.Table+" "+f.Key)
			}
		}
		return keys
	}
	if found := named(); len(found) > 0 {
		t.Fatalf("of an honest county: %v", found)
	}
	super := pgtest.Super(t)
	super.MustExec(`INSERT INTO fangpin.session (county, token, staff, state, factors, began_at, seen_at, mac) VALUES ($1, sha256('\x01'), $2, 'full', 'code', $3, $3, sha256(''))`,
		stafftest.County, approver.ID, o.Clock())
	super.MustExec(`UPDATE fangpin.credential SET hash = (SELECT hash FROM fangpin.credential WHERE staff = $1), totp = NULL WHERE staff = $2`, clerk.ID, approver.ID)
	super.MustExec(`DELETE FROM fangpin.credential_change WHERE staff = $1`, clerk.ID)
	want := []string{fmt.Sprintf("credential %d", clerk.ID), fmt.Sprintf("credential %d", approver.ID), fmt.Sprintf("credential_change %d/1", clerk.ID)}
	found := named()
	for _, w := range want {
		if !slices.Contains(found, w) {
			t.Errorf("%s is not named: %v", w, found)
		}
	}
	if !slices.ContainsFunc(found, func(f string) bool { return f == `session \x4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a` }) {
		t.Errorf("the session is not named: %v", found)
	}
}

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
	"fangpin/payouts/payoutstest"
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
	if !slices.ContainsFunc(found, func(f string) bool {
		return f == `session \x4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a`
	}) {
		t.Errorf("the session is not named: %v", found)
	}
}

// A sealed number that lies in another row is named, and one that is not what the tag beside it says.
func TestAMovedNumberIsNamed(t *testing.T) {
	c := payoutstest.County(t)
	c.Enrol(t, "低收入户", 2)
	named := func() (keys []string) {
		for check, err := range verify.County(t.Context(), c.DB, county, verify.Trust{Secrets: c.Keys}) {
			c.Must(err)
			if check.Name != "加密内容属于所在的记录，与其检索标记一致" {
				continue
			}
			if check.Looked == 0 {
				t.Error("nothing was looked at")
			}
			for _, f := range check.Found {
				keys = append(keys, f.String())
			}
		}
		return keys
	}
	if found := named(); len(found) > 0 {
		t.Fatalf("of an honest county: %v", found)
	}
	super := pgtest.Super(t)
	var first, last int64
	c.Must(super.QueryRowxContext(t.Context(), `SELECT MIN(id), MAX(id) FROM fangpin.person`).Scan(&first, &last))
	super.MustExec(`UPDATE fangpin.person SET id_no = (SELECT id_no FROM fangpin.person WHERE id = $1) WHERE id = $2`, first, last)
	super.MustExec(`UPDATE fangpin.person SET id_tag = sha256(id_tag) WHERE id = $1`, first)
	clerk := c.Who(who.Clerk).ID
	super.MustExec(`UPDATE fangpin.staff SET no = 'G1', unit = '乡村振兴局', id_tag = sha256('x'), phone = (SELECT id_no FROM fangpin.person WHERE id = $1) WHERE id = $2`, first, clerk)
	want := []string{fmt.Sprintf("staff 表 %d：phone 的密文不属于这条记录：从别处移来，或被改动", clerk), fmt.Sprintf("person 表 %d：id_no 与检索标记不是同一个号码", first), fmt.Sprintf("person 表 %d：id_no 的密文不属于这条记录：从别处移来，或被改动", last)}
	if found := named(); !slices.Equal(found, want) {
		t.Errorf("named: %v, want %v", found, want)
	}
}

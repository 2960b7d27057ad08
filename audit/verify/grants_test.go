package verify_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"fangpin/audit/verify"
	"fangpin/internal/idcard"
	"fangpin/internal/identity/grant"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

// granting is an office where two administrators took somebody on, reset him and put on record who a third is.
type granting struct {
	*stafftest.Office
	auth *signin.Auth
}

func (o *granting) given(asked grant.Asked) (member int64) {
	var id int64
	var half [2]signin.Half
	o.Must(o.Do(o.Admin(), func(ctx context.Context, tx *pg.Tx) (err error) {
		id, half[0], err = grant.Propose(ctx, tx, o.Keys, asked, stafftest.Sign)
		return err
	}))
	var security who.Person
	o.Look(o.Admin(), func(ctx context.Context, tx *pg.Tx) error {
		found, err := staff.Find(ctx, tx, staff.Filter{Role: who.SecurityAdmin})
		security = found[0]
		return err
	})
	o.Must(o.Do(security, func(ctx context.Context, tx *pg.Tx) (err error) {
		half[1], err = grant.Confirm(ctx, tx, o.auth, id, asked.IDNumber, stafftest.Sign)
		return err
	}))
	if asked.What == grant.Member {
		s, _, err := o.auth.TakeUp(context.Background(), signin.Taking{County: county, Login: "wangfang", Halves: half, Password: "Tielu-Daoban7-qiu"})
		o.Must(err)
		member = s.By.ID
	}
	return member
}

func particulars(n int) grant.Particulars {
	seventeen := fmt.Sprintf("41060219800101%03d", n)
	return grant.Particulars{No: fmt.Sprint("G", n), Unit: "区政府", Phone: "13937210086", IDNumber: seventeen + string(idcard.CheckDigit(seventeen))}
}

// In is the office in the database of another test.
func (o *granting) In(t testing.TB) *granting {
	in := &granting{Office: o.Office.In(t)}
	in.auth = &signin.Auth{DB: in.DB, Keys: in.Keys, Policy: signin.OWASP(), Cost: signin.Cost{Memory: 8, Time: 1, Threads: 1}}
	return in
}

var grantings pgtest.Kept[*granting]

// grantedOffice is that office, and the member who was taken on.
func grantedOffice(t *testing.T) (o *granting, member int64) {
	o = grantings.Begin(t, "", func() *granting {
		o := (&granting{Office: stafftest.New(t)}).In(t)
		o.Hire(who.SecurityAdmin)
		clerk := o.Hire(who.Clerk)
		member := o.given(grant.Asked{What: grant.Member, Member: staff.Member{Name: "王芳", Role: who.Approver}, Reason: "调入", Particulars: particulars(1)})
		o.given(grant.Asked{What: grant.Reset, Staff: member, Reason: "遗忘"})
		o.given(grant.Asked{What: grant.Details, Staff: clerk.ID, Reason: "补录", Particulars: particulars(2)})
		return o
	})
	o.Must(pgtest.Super(t).GetContext(t.Context(), &member, `SELECT staff FROM fangpin.staff_grant WHERE what = 'member'`))
	return o, member
}

// named are the findings of the check.
func (o *granting) named(check string) (found []string) {
	for r, err := range verify.County(context.Background(), o.DB, county, verify.Trust{Secrets: o.Keys}) {
		o.Must(err)
		for _, f := range r.Found {
			if check == "" || r.Name == check {
				found = append(found, f.String())
			}
		}
	}
	return found
}

// Each lie about a grant is named by the row that it is told of.
func TestAGrantWithoutTwoIsNamed(t *testing.T) {
	o, _ := grantedOffice(t)
	if found := o.named(""); len(found) > 0 {
		t.Fatalf("of an honest office: %v", found)
	}
	for name, c := range map[string]struct{ lie, table, key, says string }{
		"granted by one of the same kind": {`UPDATE staff SET role = 'system_admin' WHERE role = 'security_admin'`, "staff_grant", `SELECT min(id) FROM staff_grant`, "一人提出、一人批准"},
		"asked for by another":            {`UPDATE staff_grant SET asked_by = (SELECT id FROM staff WHERE role = 'clerk') WHERE what = 'reset'`, "staff_grant", `SELECT id FROM staff_grant WHERE what = 'reset'`, "一人提出、一人批准"},
		"never granted":                   {`UPDATE proposal SET confirmed = NULL, decided_by = NULL, decided_at = NULL`, "staff", `SELECT id FROM staff WHERE role = 'approver'`, "没有经两人授权"},
		"another role than was granted":   {`UPDATE staff_grant SET role = 'clerk' WHERE what = 'member'`, "staff", `SELECT id FROM staff WHERE role = 'approver'`, "没有经两人授权"},
		"another part of the county":      {`UPDATE staff SET division = '410602100000' WHERE role = 'approver'`, "staff", `SELECT id FROM staff WHERE role = 'approver'`, "没有经两人授权"},
		"another person":                  {`UPDATE staff SET id_tag = sha256('x') WHERE role = 'clerk'`, "staff", `SELECT id FROM staff WHERE role = 'clerk'`, "身份信息没有经两人授权"},
		"a reset that was an unbinding":   {`UPDATE staff_grant SET what = 'unbind', half = NULL WHERE what = 'reset'`, "credential_change", `SELECT staff || '/3' FROM staff_grant WHERE what = 'unbind'`, "没有经两人授权"},
		"for oneself":                     {`UPDATE staff SET no = 'X', unit = 'u', phone = '', id_tag = (SELECT id_tag FROM staff WHERE role = 'approver') WHERE role = 'security_admin'`, "staff_grant", `SELECT min(id) FROM staff_grant`, "为本人提出或批准"},
		"two accounts at once":            {`UPDATE staff SET id_tag = (SELECT id_tag FROM staff WHERE role = 'approver') WHERE role = 'clerk'`, "staff", `SELECT id FROM staff WHERE role = 'approver'`, "同时有两个账号"},
		"halves of another's":             {`UPDATE enrolment SET staff = (SELECT id FROM staff WHERE role = 'clerk') WHERE used_at IS NULL`, "enrolment", `SELECT max(id) FROM enrolment`, "启用码没有经两人授权"},
		"taken on by one":                 {`DELETE FROM staff_grant WHERE what = 'member'`, "staff", `SELECT id FROM staff WHERE role = 'approver'`, "没有经两人授权"},
	} {
		t.Run(name, func(t *testing.T) { nameGrant(t, byTwo, c.lie, c.table, c.key, c.says) })
	}
}

// nameGrant tells a lie in the office of grants, which the check must name by the row's key.
func nameGrant(t *testing.T, check, lie, table, key, says string) {
	o, _ := grantedOffice(t)
	super := pgtest.Super(t)
	super.MustExec(`DROP INDEX fangpin.staff_person`)
	tx := super.MustBegin()
	tx.MustExec(`SET LOCAL session_replication_role = replica; SET LOCAL search_path = fangpin; ` + lie)
	var of string
	o.Must(tx.GetContext(t.Context(), &of, key))
	o.Must(tx.Commit())
	if found := o.named(check); !slices.ContainsFunc(found, func(f string) bool {
		return strings.HasPrefix(f, table+" 表 "+of+"：") && strings.Contains(f, says)
	}) {
		t.Errorf("not named: %v", found)
	}
}

// A grant is signed by who grants: each lie about that is named.
func TestAGrantUnsignedIsNamed(t *testing.T) {
	const last, first = `(SELECT max(id) FROM signature)`, `(SELECT min(id) FROM signature)`
	const lastGrant = `SELECT max(id) FROM staff_grant`
	for name, c := range map[string]struct{ lie, table, key, says string }{
		"unsigned": {`DELETE FROM signature WHERE id = ` + last, "staff_grant", lastGrant, "没有办理人的签名"},
		"signed for another": {`UPDATE signature s SET subject = o.subject FROM signature o WHERE s.id = ` + last + ` AND o.id = ` + first,
			"staff_grant", lastGrant, "签的不是这一内容"},
		"of another digest": {`UPDATE signature SET digest = sha256('') WHERE id = ` + last, "staff_grant", lastGrant, "签的不是这一内容"},
		"by another's key": {`UPDATE signature SET passkey = 1 WHERE id = ` + last + `; INSERT INTO passkey SELECT county, 1, (SELECT id FROM staff WHERE role = 'clerk'),
			'x', rp_id, origin, key, synced, added_at, name, revoked_at, reason, salt, mac FROM passkey`, "signature", `SELECT max(id) FROM signature`, "冒名写入"},
		"an answer sent again": {`UPDATE signature s SET client_data = o.client_data, authenticator_data = o.authenticator_data, signature = o.signature, nonce = sha256('')
			FROM signature o WHERE s.id = ` + last + ` AND o.id = ` + first, "signature", `SELECT max(id) FROM signature`, "冒名写入"},
	} {
		t.Run(name, func(t *testing.T) { nameGrant(t, ofKeys, c.lie, c.table, c.key, c.says) })
	}
}

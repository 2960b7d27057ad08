package payouts_test

import (
	"context"
	"strings"
	"testing"

	"fangpin/internal/fault"
	"fangpin/internal/identity/probation"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/payouts/payoutstest"
)

// asks is a number as the app reads it.
func (f *fort) asks(sql string) (n int) {
	f.t.Helper()
	f.Look(f.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error { return tx.GetContext(ctx, &n, f.say(sql)) })
	return n
}

// renew makes accounts of the fort as new as an hour.
func (f *fort) renew(names string) {
	f.t.Helper()
	f.tamper(`UPDATE staff SET added_at = now() - INTERVAL '1 hour' WHERE id IN (` + names + `)`)
}

// An account that was granted a few days ago decides about no money, in its own role or as a deputy, and nobody decides in its place.
func TestANewAccountDecidesNothing(t *testing.T) {
	f := newFort(t)
	f.names["digest"] = f.say(`(SELECT digest FROM list WHERE id = :listed_list)`)
	f.names["deputy"] = f.Hire(who.Village).ID
	f.stand("deputy", "second")
	approve := func(by string) string { return `SELECT list_approve(:c, :listed_list, :digest, 10000, ` + by + `)` }
	send := `SELECT batch_send(:c, :new, :approved_list, :sender)`
	f.unconfirmed()
	reissue, accounts := knocks["batch_reissue"], gated["account_confirm"]
	admit, resolve := `SELECT answer_admit(:c, 1, 1, :clerk)`, `SELECT resolution_confirm(:c, 1, '', :first)`
	f.passes(approve(":first"), approve(":deputy"))
	for _, statement := range []string{send, reissue, accounts} {
		f.passes(statement)
	}
	f.refuses(tried("a late return, by whom it is no longer new", "FPSTA", admit), tried("a contradiction, likewise", "FPSTA", resolve)) // there is none: it is not their age

	f.renew(`:first, :sender, :confirmer, :clerk`)
	f.refuses(
		tried("a list", "FPHND", approve(":first")), tried("a sending", "FPHND", send), tried("a reissue", "FPHND", reissue),
		tried("accounts", "FPHND", accounts), tried("a late return", "FPHND", admit), tried("a contradiction", "FPHND", resolve),
	)
	f.passes(approve(":second"))
	f.passes(approve(":deputy"))
	f.renew(`:deputy`)
	f.refuses(tried("as a deputy", "FPHND", approve(":deputy")))
	f.tamper(`UPDATE staff SET added_at = '2024-09-09' WHERE id = :deputy`)
	f.renew(`:second`)
	f.refuses(tried("in place of one", "FPHND", approve(":deputy")))

	err := f.Do(f.Who(who.Approver), func(ctx context.Context, tx *pg.Tx) error {
		return payoutstest.Approve(ctx, tx, f.names["listed_list"].(int64))
	})
	f.Refused(err, fault.Forbidden)
	if err == nil || !strings.Contains(err.Error(), "起方可办理") {
		t.Errorf("the verb does not say from when: %v", err)
	}
	f.tamper(`UPDATE staff SET added_at = now() - INTERVAL '73 hours' WHERE id = :first`)
	f.passes(approve(":first"))
}

// No account waits that was there before the county approved for the first time, and whose sign-in two people reset waits as a new one.
func TestWhenAnAccountWaits(t *testing.T) {
	f := newFort(t)
	until := func() int { return f.asks(`SELECT (probation_until(:c, :first) > now())::INT`) }
	f.renew(`:first`)
	if until() != 1 {
		t.Error("a new account does not wait")
	}
	f.tamper(`CREATE TABLE approvals AS SELECT leaf FROM deed WHERE verb = 'payouts.approve'; UPDATE deed SET verb = 'payouts.x' WHERE verb = 'payouts.approve'`)
	if until() != 0 {
		t.Error("it waits in a county that has not approved yet")
	}
	f.tamper(`UPDATE deed SET verb = 'payouts.approve' WHERE leaf IN (TABLE approvals); UPDATE staff SET added_at = NULL WHERE id = :first`)
	if until() != 0 {
		t.Error("somebody from before grants waits")
	}
	f.tamper(`INSERT INTO staff_grant (county, id, what, staff, namesake, reason, half, asked_by, salt)
		SELECT :c, 7, 'reset', :first, false, '遗忘', sha256(''), s.id, '' FROM staff s WHERE s.role = 'system_admin' LIMIT 1;
		INSERT INTO proposal (county, id, act, subject, digest, proposed_by, proposed_at, expires_at, confirmed, decided_by, decided_at, salt)
		SELECT :c, 7, 'staff_grant', 7, sha256(''), asked_by, now() - INTERVAL '2 days', now() + INTERVAL '1 day', true, :clerk, now() - INTERVAL '1 day', '' FROM staff_grant WHERE id = 7`)
	if until() != 1 {
		t.Error("an account that was reset does not wait")
	}
}

// How long is set by two administrators: longer at once, shorter after thirty days.
func TestHowLongAccountsWaitIsSetByTwo(t *testing.T) {
	f := newFort(t)
	days := func(want int) {
		t.Helper()
		if got := f.asks(`SELECT probation_days(:c)`); got != want {
			t.Errorf("accounts wait %d days, want %d", got, want)
		}
	}
	propose := func(n int) error {
		return f.Do(f.Admin(), func(ctx context.Context, tx *pg.Tx) error { return probation.Propose(ctx, tx, n, nil) })
	}
	newest := func() (id int64) {
		f.Look(f.Admin(), func(ctx context.Context, tx *pg.Tx) error {
			found, err := probation.Settings(ctx, tx)
			id = found[0].ID
			return err
		})
		return id
	}
	adopt := func(by who.Person) error {
		return f.Do(by, func(ctx context.Context, tx *pg.Tx) error { return probation.Adopt(ctx, tx, newest(), nil) })
	}
	days(probation.Usual)
	for _, n := range []int{-1, probation.Most + 1} {
		f.Refused(propose(n), fault.Invalid)
	}
	f.Must(propose(0))
	f.Refused(adopt(f.Admin()), fault.Forbidden)
	f.Refused(adopt(f.Hire(who.SystemAdmin)), fault.Forbidden) // of the same kind
	f.names["waits"], f.names["alike"] = newest(), f.Hire(who.SystemAdmin).ID
	f.refuses(tried("by two of a kind, past the verb", "FPHND", `SELECT probation_confirm(:c, :waits, (SELECT digest FROM proposal WHERE subject = :waits), :alike)`))
	f.Must(adopt(f.Who(who.SecurityAdmin)))
	f.Refused(adopt(f.Who(who.SecurityAdmin)), fault.Conflict)
	days(probation.Usual)
	f.tamper(`UPDATE proposal SET decided_at = decided_at - INTERVAL '31 days' WHERE act = 'probation'`)
	days(0)
	f.Must(propose(7))
	days(0)
	f.Must(adopt(f.Who(who.SecurityAdmin)))
	days(7)
	f.Must(propose(9))
	f.Must(f.Do(f.Who(who.SecurityAdmin), func(ctx context.Context, tx *pg.Tx) error { return probation.Reject(ctx, tx, newest(), "太长") }))
	days(7)
}

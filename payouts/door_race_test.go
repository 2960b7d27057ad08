package payouts_test

import (
	"context"
	"testing"

	"fangpin/internal/identity/signing"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/payouts"
	"fangpin/payouts/payoutstest"
	"fangpin/registry"
)

// by is a verb that another person does.
func by(p who.Person, do verb) verb {
	return func(ctx context.Context, tx *pg.Tx) error {
		tx.By = p
		return do(ctx, tx)
	}
}

// Two approvers press again and again: the list has two approvals, one of each, and is booked once.
func TestRacingToApproveOneListTwoWin(t *testing.T) {
	o := payoutstest.County(t)
	first, second := o.Who(who.Approver), o.Other(who.Approver)
	o.Keyed(first)
	o.Keyed(second)
	w := o.Work(t, 2, payouts.Listed)
	approve := func(ctx context.Context, tx *pg.Tx) error { return payoutstest.Approve(ctx, tx, w.List) }
	if won := race(t, o, half(who.Approver, by(first, approve), who.Approver, by(second, approve))); won != 2 {
		t.Errorf("%d approvals, want 2", won)
	}
	settled(t, o, w)
}

// Sixteen confirm an account and sixteen refuse it: one of them does.
func TestRacingForOneAccountOneWins(t *testing.T) {
	o := payoutstest.County(t)
	second, third := o.Other(who.Clerk), o.Hire(who.Clerk)
	o.Keyed(second)
	o.Keyed(third)
	payee := o.Get(t, o.Work(t, 1, payouts.Assessed).Payouts...)[0].Payee
	for _, number := range []string{"8800000000000001", "8800000000000002"} {
		var id int64
		o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) (err error) {
			id, err = registry.AddAccount(ctx, tx, o.Keys, payee, "演示银行", number)
			return err
		})
		confirm := func(ctx context.Context, tx *pg.Tx) error {
			return registry.ConfirmAccounts(ctx, tx, []int64{id}, stafftest.Sign)
		}
		refuse := func(ctx context.Context, tx *pg.Tx) error {
			return registry.RefuseAccounts(ctx, tx, []int64{id}, "账号有误")
		}
		once(t, race(t, o, half(who.Clerk, by(second, confirm), who.Clerk, by(third, refuse))))
	}
}

// Sixteen put in force that a role gives codes, and sixteen refuse it: one of them does.
func TestRacingToAllowCodesOneWins(t *testing.T) {
	o := payoutstest.County(t)
	system, security := o.Hire(who.SystemAdmin), o.Hire(who.SecurityAdmin)
	o.Must(o.Do(system, func(ctx context.Context, tx *pg.Tx) error { return signing.Propose(ctx, tx, nil, true, who.Sender) }))
	var ids []int64
	o.Look(system, func(ctx context.Context, tx *pg.Tx) error {
		found, err := signing.Settings(ctx, tx)
		ids = []int64{found[0].ID}
		return err
	})
	adopt := func(ctx context.Context, tx *pg.Tx) error { return signing.Adopt(ctx, tx, ids, nil) }
	reject := func(ctx context.Context, tx *pg.Tx) error { return signing.Reject(ctx, tx, ids, "不需要") }
	once(t, race(t, o, half(who.SecurityAdmin, by(security, adopt), who.SecurityAdmin, by(security, reject))))
}

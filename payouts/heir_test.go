package payouts_test

import (
	"context"
	"testing"

	"fangpin/internal/fault"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/payouts"
	"fangpin/payouts/bank"
	"fangpin/payouts/payoutstest"
	"fangpin/registry"
)

func TestADeathIsDecidedUponOnce(t *testing.T) {
	f := newFort(t)
	heir := func(payout, person, why, by string) string {
		return `SELECT heir_name(:c, ` + payout + `, ` + person + `, ` + why + `, ` + by + `, '')`
	}
	compose := func(account string) string {
		return `SELECT list_compose(:c, :new, :day, '{:cleared}', '{` + account + `}', :clerk)`
	}
	f.refuses(tried("of a payee who lives", "FPDED", heir(":cleared", ":other_payee", "'代领'", ":clerk")))
	for _, status := range []string{"cleared", "sent", "paid", "withdrawn"} {
		f.tamper(`UPDATE person SET died_on = '2024-10-01' WHERE id = :` + status + `_payee`)
	}
	f.tamper(`UPDATE person SET died_on = '2024-10-01' WHERE id = :cleared_child`)
	f.names["again"] = f.Hire(who.Clerk).ID
	f.tamper(`UPDATE staff SET disabled_at = now() WHERE id = :again`)
	f.refuses(
		tried("the dead payee", "FPDED", heir(":cleared", ":cleared_payee", "'公证书'", ":clerk")),
		tried("a dead child", "FPDED", heir(":cleared", ":cleared_child", "'公证书'", ":clerk")),
		tried("nobody known", "FPDED", heir(":cleared", "7", "'公证书'", ":clerk")),
		tried("nobody", "FPDED", heir(":cleared", "NULL", "'公证书'", ":clerk")),
		tried("for no reason", checked, heir(":cleared", ":other_payee", "''", ":clerk")),
		tried("for none at all", isNull, heir(":cleared", ":other_payee", "NULL", ":clerk")),
		tried("by an approver", "FPHND", heir(":cleared", ":other_payee", "'公证书'", ":first")),
		tried("by a clerk who left", "FPHND", heir(":cleared", ":other_payee", "'公证书'", ":again")),
		tried("by nobody", "FPHND", heir(":cleared", ":other_payee", "'公证书'", "NULL")),
		tried("on its way", "FPSTA", heir(":sent", ":other_payee", "'公证书'", ":clerk")),
		tried("paid", "FPSTA", heir(":paid", ":other_payee", "'公证书'", ":clerk")),
		tried("withdrawn", "FPSTA", heir(":withdrawn", ":other_payee", "'公证书'", ":clerk")),
		tried("of no payout", "FPSTA", heir("7", ":other_payee", "'公证书'", ":clerk")),
		tried("by hand", denied, `INSERT INTO heir VALUES (:c, :cleared, 1, :other_payee, :clerk, '公证书', '')`),
		tried("the heir of an older decision", "FPACC", heir(":cleared", ":other_payee", "'口述'", ":clerk"),
			heir(":cleared", ":paid_child", "'公证书'", ":clerk"), compose(":other_account")),
		tried("without a decision", "FPDED", compose(":other_account")),
	)
	// Of whatever household; and the newest of the decisions counts, though its person has the smaller number.
	f.passes(heir(":cleared", ":other_payee", "'公证书'", ":clerk"), compose(":other_account"))
	f.passes(heir(":cleared", ":paid_child", "'口述'", ":clerk"), heir(":cleared", ":other_payee", "'公证书'", ":clerk"), compose(":other_account"))
	f.passes(heir(":cleared", ":other_payee", "'口述'", ":clerk"), heir(":cleared", ":paid_child", "'口述'", ":clerk"),
		heir(":cleared", ":other_payee", "'公证书'", ":clerk"), compose(":other_account"))
}

// The money of a payee who has died goes to the person of the newest decision: Compose finds their account, and the bank pays it.
func TestTheHeirReceives(t *testing.T) {
	o := payoutstest.County(t)
	w := o.Work(t, 1, payouts.Cleared)
	payee := o.Get(t, w.Payouts...)[0].Payee
	name := func(person int64, reason string) error {
		return o.Do(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
			return payouts.NameHeir(ctx, tx, w.Payouts[0], person, reason)
		})
	}
	first, second := o.Named[1].Child, o.Named[0].Child // the newest decision names the smaller number
	account := o.Account(t, second)
	o.Account(t, first)
	o.Refused(name(second, "公证书"), fault.Blocked)
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return o.Bury(ctx, tx, payee) })
	o.Refused(name(second, " \n"), fault.Invalid)
	o.Must(name(first, "村委会证明"))
	o.Must(name(second, "公证书"))
	w.List = o.Compose(t, w.Payouts)
	o.ApproveTwice(t, w.List)
	o.Send(t, w.List)
	if got := o.AccountOf(t, w.Payouts[0]); got != account {
		t.Errorf("paid to account %d, want the heir's %d", got, account)
	}
	o.Refused(name(first, "公证书"), fault.Conflict)
	o.Settle(t, o.Lines(t, bank.Paid, w.Payouts))
	o.Reconciled(t)
}

// A list that was composed for one heir is not paid to them after another was decided on.
func TestANewDecisionStopsTheList(t *testing.T) {
	o := payoutstest.County(t)
	w := o.Work(t, 1, payouts.Cleared)
	name := func(person int64) {
		o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
			return payouts.NameHeir(ctx, tx, w.Payouts[0], person, "公证书")
		})
	}
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return o.Bury(ctx, tx, o.Get(t, w.Payouts...)[0].Payee) })
	o.Account(t, o.Named[0].Child)
	name(o.Named[0].Child)
	w.List = o.Compose(t, w.Payouts)
	o.ApproveTwice(t, w.List)
	name(o.Named[1].Head)
	send := func() error {
		return o.Do(o.Who(who.Sender), func(ctx context.Context, tx *pg.Tx) error {
			_, err := payouts.Send(ctx, tx, w.List, stafftest.Sign)
			return err
		})
	}
	o.Refused(send(), fault.Blocked)
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return payouts.Void(ctx, tx, w.List, "另行确定领款人")
	})
	w.List = o.Compose(t, w.Payouts)
	o.ApproveTwice(t, w.List)
	o.Must(send())
	o.Look(o.Who(who.Auditor), func(ctx context.Context, tx *pg.Tx) error {
		confirmed, err := registry.ConfirmedAccounts(ctx, tx, []int64{o.Named[1].Head})
		if got := o.AccountOf(t, w.Payouts[0]); got != confirmed[o.Named[1].Head].ID {
			t.Errorf("paid to account %d", got)
		}
		return err
	})
}

package payouts_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"fangpin/internal/fault"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/payouts"
	"fangpin/payouts/bank"
	"fangpin/payouts/payoutstest"
	"fangpin/registry"
)

// heir are the statements by which somebody is proposed, as the n-th, and confirmed.
func heir(n int, payout, person, why, by, second string) []string {
	id := fmt.Sprint(n)
	return []string{
		`INSERT INTO heir_naming VALUES (:c, ` + id + `, ` + payout + `, ` + person + `, ` + why + `, ` + by + `, '')`,
		`SELECT heir_naming_propose(:c, 'heir_naming', '{` + id + `}', '{` + id + `}', ARRAY[sha256('x')], ARRAY[''::BYTEA], ` + by + `)`,
		`SELECT heir_naming_confirm(:c, ` + id + `, sha256('x'), ` + second + `)`,
	}
}

func TestADeathIsDecidedUponByTwo(t *testing.T) {
	f := newFort(t)
	propose := func(payout, person, why, by string) []string {
		return heir(1, payout, person, why, by, ":confirmer")[:2]
	}
	decide := func(n int, person string) []string {
		return heir(n, ":cleared", person, "'公证书'", ":clerk", ":confirmer")
	}
	by := func(second string) []string {
		return heir(1, ":cleared", ":other_payee", "'公证书'", ":clerk", second)
	}
	compose := func(account string) string {
		return `SELECT list_compose(:c, :new, :day, '{:cleared}', '{` + account + `}', :clerk)`
	}
	f.refuses(tried("of a payee who lives", "FPDED", propose(":cleared", ":other_payee", "'代领'", ":clerk")...))
	for _, status := range []string{"cleared", "sent", "paid", "withdrawn"} {
		f.tamper(`UPDATE person SET died_on = '2024-10-01' WHERE id = :` + status + `_payee`)
	}
	f.tamper(`UPDATE person SET died_on = '2024-10-01' WHERE id = :cleared_child`)
	f.names["again"] = f.Hire(who.Clerk).ID
	f.tamper(`UPDATE staff SET disabled_at = now() WHERE id = :again`)
	f.refuses(
		tried("the dead payee", "FPDED", propose(":cleared", ":cleared_payee", "'公证书'", ":clerk")...),
		tried("a dead child", "FPDED", propose(":cleared", ":cleared_child", "'公证书'", ":clerk")...),
		tried("nobody known", noSuchRow, propose(":cleared", "7", "'公证书'", ":clerk")[0]),
		tried("nobody", isNull, propose(":cleared", "NULL", "'公证书'", ":clerk")[0]),
		tried("for no reason", checked, propose(":cleared", ":other_payee", "''", ":clerk")[0]),
		tried("for none at all", isNull, propose(":cleared", ":other_payee", "NULL", ":clerk")[0]),
		tried("by an approver", "FPHND", propose(":cleared", ":other_payee", "'公证书'", ":first")...),
		tried("by a clerk who left", "FPHND", propose(":cleared", ":other_payee", "'公证书'", ":again")...),
		tried("in another's name", "FPHND", propose(":cleared", ":other_payee", "'公证书'", ":clerk")[0],
			strings.ReplaceAll(propose(":cleared", ":other_payee", "'公证书'", ":clerk")[1], ":clerk", ":confirmer")),
		tried("on its way", "FPSTA", propose(":sent", ":other_payee", "'公证书'", ":clerk")...),
		tried("paid", "FPSTA", propose(":paid", ":other_payee", "'公证书'", ":clerk")...),
		tried("withdrawn", "FPSTA", propose(":withdrawn", ":other_payee", "'公证书'", ":clerk")...),
		tried("twice at once", "FPSTA", append(propose(":cleared", ":other_payee", "'公证书'", ":clerk"), heir(2, ":cleared", ":paid_child", "'公证书'", ":clerk", ":confirmer")[:2]...)...),
		tried("as if nobody signed it", "FPHND", propose(":cleared", ":other_payee", "'公证书'", ":clerk")[0],
			`SELECT proposal_make(:c, 'heir_naming', '{1}', '{1}', ARRAY[sha256('x')], ARRAY[''::BYTEA], :clerk)`),
		tried("confirmed by who proposed", "FPHND", by(":clerk")...),
		tried("confirmed by an approver", "FPHND", by(":first")...),
		tried("confirmed by a clerk who left", "FPHND", by(":again")...),
		tried("confirmed by nobody", "FPHND", by("NULL")...),
		tried("confirmed unseen", "FPSUM", append(by("")[:2], `SELECT heir_naming_confirm(:c, 1, sha256('y'), :confirmer)`)...),
		tried("confirmed and never proposed", "FPSTA", by("")[0], `SELECT heir_naming_confirm(:c, 1, sha256('x'), :confirmer)`),
		unsigned("confirmed unsigned", by(":confirmer")...),
		tried("confirmed twice", "FPSTA", append(by(":confirmer"), by(":confirmer")[2])...),
		tried("confirmed when the heir has died", "FPDED", append(by("")[:2], `SELECT death_record(:c, '{:other_payee}', '{2024-10-02}', :clerk)`, by(":confirmer")[2])...),
		tried("by hand", denied, `INSERT INTO heir VALUES (:c, :cleared, 1, :other_payee, :clerk, '公证书', '')`),
		tried("the heir of an older decision", "FPACC", slices.Concat(decide(1, ":other_payee"), decide(2, ":paid_child"), []string{compose(":other_account")})...),
		tried("proposed alone", "FPDED", append(decide(1, ":other_payee")[:2], compose(":other_account"))...),
		tried("without a decision", "FPDED", compose(":other_account")),
	)
	f.renew(`:confirmer`)
	f.refuses(tried("confirmed by a new account", "FPHND", by(":confirmer")...))
	f.tamper(`UPDATE staff SET added_at = '2024-09-09' WHERE id = :confirmer`)
	// Of whatever household; and the newest of the decisions counts, though its person has the smaller number.
	f.passes(append(decide(1, ":other_payee"), compose(":other_account"))...)
	f.passes(slices.Concat(decide(1, ":paid_child"), decide(2, ":other_payee"), []string{compose(":other_account")})...)
	f.passes(slices.Concat(decide(1, ":other_payee"), decide(2, ":paid_child"), decide(3, ":other_payee"), []string{compose(":other_account")})...)
}

// A death that is recorded after the sending waits for a clerk, who asks the bank and the family; what arrived before it, and what was never sent, does not.
func TestADeathAfterTheSendingIsLookedInto(t *testing.T) {
	o := payoutstest.County(t)
	w := o.Work(t, 2, payouts.Sent)
	waits := func(want int) {
		t.Helper()
		if got := tasks(o, o.Who(who.Clerk))["payouts.check_death"].Count; got != want {
			t.Errorf("%d deaths wait, want %d", got, want)
		}
	}
	waits(0)
	check := func(said string) error {
		return o.Do(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
			return payouts.CheckDeath(ctx, tx, w.Payouts[0], true, said)
		})
	}
	o.Refused(check("银行已答应退回，家属知情"), fault.Conflict)
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return o.Bury(ctx, tx, o.Get(t, w.Payouts[0])[0].Payee) })
	waits(1)
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		_, total, err := payouts.Rows(ctx, tx, payouts.Filter{Sent: true})
		if total != 1 {
			t.Errorf("%d payouts were sent to somebody who had died, want 1", total)
		}
		return err
	})
	o.Refused(check("同意"), fault.Invalid)
	o.Must(check("银行已答应退回，家属知情"))
	o.Refused(check("银行已答应退回，家属知情"), fault.Conflict)
	waits(0)
	o.Answer(t, payouts.Returned, w.Payouts[:1])
	waits(0)

	// It arrived, and on the day of the sending the receiver had been dead; of one who died later nobody is asked.
	o.Answer(t, payouts.Paid, w.Payouts[1:])
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return o.Bury(ctx, tx, o.Get(t, w.Payouts[1])[0].Payee) })
	waits(1)
	pgtest.Super(t).MustExec(`UPDATE fangpin.batch SET sent_at = '2024-09-01'`)
	waits(0)
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
	confirm := func(by who.Person) error {
		return o.Do(by, func(ctx context.Context, tx *pg.Tx) error {
			return payouts.ConfirmHeir(ctx, tx, w.Payouts[0], stafftest.Sign)
		})
	}
	first, second := o.Named[1].Child, o.Named[0].Child // the newest decision names the smaller number
	account := o.Account(t, second)
	o.Account(t, first)
	o.Refused(name(second, "公证书"), fault.Blocked)
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return o.Bury(ctx, tx, payee) })
	o.Refused(name(second, " \n"), fault.Invalid)
	o.Refused(confirm(o.Other(who.Clerk)), fault.Conflict) // nobody is proposed
	o.Must(name(first, "村委会证明"))
	o.Refused(name(second, "公证书"), fault.Conflict)
	o.Refused(confirm(o.Who(who.Clerk)), fault.Forbidden)
	o.Must(o.Do(o.Other(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		return payouts.RefuseHeir(ctx, tx, w.Payouts[0], "证明没有盖章")
	}))
	o.Heir(t, w.Payouts[0], first, "村委会证明")
	o.Heir(t, w.Payouts[0], second, "公证书")
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
	name := func(person int64) { o.Heir(t, w.Payouts[0], person, "公证书") }
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

package payouts_test

import (
	"context"
	"testing"

	"github.com/shopspring/decimal"

	"fangpin/internal/fault"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/payouts"
	"fangpin/payouts/bank"
	"fangpin/payouts/payoutstest"
)

// doubted is a returned payout that a later answer calls paid.
func doubted(t *testing.T, o *payoutstest.Office) (w payoutstest.Work, answer int64) {
	t.Helper()
	w = o.Work(t, 1, payouts.Returned)
	s := o.Settle(t, o.Lines(t, bank.Paid, w.Payouts))
	breaks(t, s, payouts.BreakContradicted)
	at(t, o, payouts.Returned, w.Payouts...)
	return w, s.Answer
}

// said proposes what a contradiction was.
func said(o *payoutstest.Office, by who.Person, answer int64, paid bool, reason string) error {
	return o.Do(by, func(ctx context.Context, tx *pg.Tx) error {
		_, err := payouts.ProposeResolution(ctx, tx, payouts.Said{Answer: answer, Line: 1, Paid: paid, File: payoutstest.File(), Reason: reason})
		return err
	})
}

func resolve(o *payoutstest.Office, by who.Person, answer int64) error {
	return o.Do(by, func(ctx context.Context, tx *pg.Tx) error { return payouts.Resolve(ctx, tx, answer, 1, stafftest.Sign) })
}

func open(t *testing.T, o *payoutstest.Office, want int) {
	t.Helper()
	o.Look(o.Who(who.Auditor), func(ctx context.Context, tx *pg.Tx) error {
		_, n, err := payouts.Contradictions(ctx, tx, payouts.ContradictionFilter{Open: true})
		if n != want {
			t.Errorf("%d contradictions are open, want %d", n, want)
		}
		return err
	})
}

// 退票, then 成功: nothing of the payout moves before two persons have said which it was.
func TestAContradictionHoldsItsPayout(t *testing.T) {
	o := payoutstest.County(t)
	w, answer := doubted(t, o)
	open(t, o, 1)
	reissue := func(ctx context.Context, tx *pg.Tx) error {
		_, err := payouts.Reissue(ctx, tx, w.List, []payouts.Redirection{{Payout: w.Payouts[0], Account: o.AccountOf(t, w.Payouts[0])}}, stafftest.Sign)
		return err
	}
	again := func(ctx context.Context, tx *pg.Tx) error {
		_, err := payoutstest.ComposeAgain(ctx, tx, w.Payouts)
		return err
	}
	withdraw := func(ctx context.Context, tx *pg.Tx) error {
		return payouts.Withdraw(ctx, tx, w.Payouts, "该户已搬离本县")
	}
	o.Refused(o.Do(o.Who(who.Sender), reissue), fault.Blocked)
	o.Refused(o.Do(o.Who(who.Clerk), again), fault.Blocked)
	o.Refused(o.Do(o.Who(who.Clerk), withdraw), fault.Blocked)

	o.Refused(said(o, o.Who(who.Clerk), answer, false, ""), fault.Invalid)
	o.Refused(said(o, o.Who(who.Approver), answer, false, "银行流水"), fault.Forbidden)
	o.Refused(resolve(o, o.Who(who.Approver), answer), fault.Conflict) // nobody has said anything
	o.Must(said(o, o.Who(who.Clerk), answer, true, "银行流水"))
	o.Refused(said(o, o.Other(who.Clerk), answer, false, "银行流水"), fault.Conflict)
	o.Must(o.Do(o.Who(who.Approver), func(ctx context.Context, tx *pg.Tx) error {
		return payouts.RefuseResolution(ctx, tx, answer, 1, "流水日期不对")
	}))
	o.Must(said(o, o.Who(who.Clerk), answer, false, "银行出具证明，款项未出账"))
	o.Refused(o.Do(o.Who(who.Approver), func(ctx context.Context, tx *pg.Tx) error { return payouts.Resolve(ctx, tx, answer, 1, nil) }), fault.Forbidden)
	o.Must(resolve(o, o.Who(who.Approver), answer))
	o.Refused(resolve(o, o.Other(who.Approver), answer), fault.Conflict)
	open(t, o, 0)
	at(t, o, payouts.Returned, w.Payouts...)
	o.Refused(o.Do(o.Who(who.Sender), reissue), fault.Blocked) // once called paid, it is approved again
	list := o.ComposeAgain(t, w.Payouts)
	o.ApproveTwice(t, list)
	o.Send(t, list)
	o.Answer(t, payouts.Paid, w.Payouts)
	equal(t, "paid", o.Reconciled(t).Paid, yuan("10000.00"))
}

// Paid after all: the money leaves suspense, and the payout is paid.
func TestAContradictionPaidAfterAll(t *testing.T) {
	o := payoutstest.County(t)
	w, answer := doubted(t, o)
	o.Resolve(t, answer, 1, true)
	open(t, o, 0)
	at(t, o, payouts.Paid, w.Payouts...)
	r := o.Reconciled(t)
	equal(t, "paid", r.Paid, yuan("10000.00"))
	equal(t, "suspense", r.BookSuspense, decimal.Zero)
	equal(t, "to be recovered", r.BookRecovery, decimal.Zero)

	// The bank may say it again, and may still send it back; then it may say paid again, which is another contradiction.
	breaks(t, o.Settle(t, o.Lines(t, bank.Paid, w.Payouts)), payouts.BreakAlreadySettled)
	open(t, o, 0)
	late := o.Settle(t, o.Lines(t, bank.Returned, w.Payouts))
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return payouts.Admit(ctx, tx, late.Answer, 1, stafftest.Sign)
	})
	at(t, o, payouts.Returned, w.Payouts...)
	breaks(t, o.Settle(t, o.Lines(t, bank.Paid, w.Payouts)), payouts.BreakContradicted)
	open(t, o, 1)
	o.Reconciled(t)
}

// Sent again meanwhile and paid, the first attempt was paid as well: paid twice, to be recovered; what the bank takes back of either lessens it.
func TestWhatWasPaidTwiceIsToBeRecovered(t *testing.T) {
	for name, back := range map[string]int{"the first comes back": 1, "the second comes back": 2} {
		t.Run(name, func(t *testing.T) {
			o := payoutstest.County(t)
			w := o.Work(t, 1, payouts.Returned)
			first := o.Lines(t, bank.Paid, w.Payouts)
			o.As(t, who.Sender, func(ctx context.Context, tx *pg.Tx) error {
				_, err := payouts.Reissue(ctx, tx, w.List, []payouts.Redirection{{Payout: w.Payouts[0], Account: o.AccountOf(t, w.Payouts[0])}}, stafftest.Sign)
				return err
			})
			s := o.Settle(t, first)
			breaks(t, s, payouts.BreakContradicted)
			o.Must(said(o, o.Who(who.Clerk), s.Answer, true, "银行流水"))
			o.Refused(resolve(o, o.Who(who.Approver), s.Answer), fault.Blocked) // the second is on its way
			o.Answer(t, payouts.Paid, w.Payouts)
			o.Must(resolve(o, o.Who(who.Approver), s.Answer))
			at(t, o, payouts.Paid, w.Payouts...)
			r := o.Reconciled(t)
			equal(t, "paid", r.Paid, yuan("10000.00"))
			equal(t, "to be recovered", r.BookRecovery, yuan("10000.00"))
			equal(t, "twice", r.Twice, yuan("10000.00"))

			lines := o.Lines(t, bank.Returned, w.Payouts)
			lines[0].Attempt = back
			late := o.Settle(t, lines)
			o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
				return payouts.Admit(ctx, tx, late.Answer, 1, stafftest.Sign)
			})
			at(t, o, payouts.Paid, w.Payouts...)
			equal(t, "to be recovered", o.Reconciled(t).BookRecovery, decimal.Zero)
		})
	}
}

// Given up after the return, and paid after all: the fund has its money back, and the bank's is to be recovered.
func TestWhatWasGivenUpAndPaidIsToBeRecovered(t *testing.T) {
	o := payoutstest.County(t)
	w := o.Work(t, 1, payouts.Returned)
	lines := o.Lines(t, bank.Paid, w.Payouts)
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return payouts.Withdraw(ctx, tx, w.Payouts, "该户已搬离本县")
	})
	s := o.Settle(t, lines)
	o.Resolve(t, s.Answer, 1, true)
	at(t, o, payouts.Withdrawn, w.Payouts...)
	equal(t, "to be recovered", o.Reconciled(t).BookRecovery, yuan("10000.00"))
}

// Who sent the payment says nothing of it, in whatever name; nor does a line that contradicts nothing.
func TestWhoSentDoesNotResolve(t *testing.T) {
	f := newFort(t)
	file := `sha256('证明')`
	propose := func(by string) []string {
		return []string{
			`SELECT answer_settle(:c, sha256('1'), 991, '{:returned}', '{1}', '{10000}', '{paid}', '{x}', :clerk)`,
			`INSERT INTO resolution VALUES (:c, 992, 991, 1, true, ` + file + `, '流水', ` + by + `, '')`,
			`SELECT resolution_propose(:c, 'resolution', '{993}', '{992}', ARRAY[sha256('x')], ARRAY[''::BYTEA], ` + by + `)`,
		}
	}
	f.passes(propose(":clerk")...)
	f.refuses(
		tried("of nothing", "FPSTA", `SELECT resolution_propose(:c, 'resolution', '{993}', '{992}', ARRAY[sha256('x')], ARRAY[''::BYTEA], :clerk)`),
		tried("of a line that agrees", "FPSTA", `INSERT INTO resolution SELECT :c, 992, answer, line, true, `+file+`, '流水', :clerk, '' FROM answer_line WHERE payout = :paid`,
			`SELECT resolution_propose(:c, 'resolution', '{993}', '{992}', ARRAY[sha256('x')], ARRAY[''::BYTEA], :clerk)`),
		tried("in another's name", "FPSTA", append(propose(":confirmer")[:2], propose(":clerk")[2])...),
		tried("by an approver", "FPHND", propose(":first")...),
		tried("past its door", "FPHND", append(propose(":clerk")[:2], `SELECT proposal_make(:c, 'resolution', '{993}', '{992}', ARRAY[sha256('x')], ARRAY[''::BYTEA], :clerk)`)...),
		tried("twice", "FPSTA", append(propose(":clerk"), `INSERT INTO resolution VALUES (:c, 994, 991, 1, false, `+file+`, '流水', :clerk, '')`,
			`SELECT resolution_propose(:c, 'resolution', '{995}', '{994}', ARRAY[sha256('x')], ARRAY[''::BYTEA], :clerk)`)...),
		tried("decided by its proposer", "FPHND", append(propose(":clerk"), `SELECT resolution_confirm(:c, 992, sha256('x'), :clerk)`)...),
		tried("decided by the sender", "FPHND", append(propose(":clerk"), `SELECT resolution_confirm(:c, 992, sha256('x'), :sender)`)...),
		tried("of something else", "FPSUM", append(propose(":clerk"), `SELECT resolution_confirm(:c, 992, sha256('y'), :first)`)...),
		tried("unsigned", "FPSIG", append(propose(":clerk"), `SELECT resolution_confirm(:c, 992, sha256('x'), :first)`)...),
		tried("never proposed", "FPSTA", append(propose(":clerk")[:2], `SELECT resolution_confirm(:c, 992, sha256('x'), :first)`)...),
		tried("by hand", denied, `UPDATE resolution SET paid = false`),
	)
	f.tamper(`DROP INDEX staff_person; UPDATE staff SET no = id::TEXT, unit = 'x', phone = '', id_tag = sha256('one') WHERE id IN (:sender, :clerk)`)
	f.refuses(tried("by the sender's other account", "FPHND", propose(":clerk")...))
	f.tamper(`UPDATE staff SET id_tag = sha256('two') WHERE id = :clerk; UPDATE staff SET no = id::TEXT, unit = 'x', phone = '', id_tag = sha256('one') WHERE id = :first`)
	f.refuses(tried("decided by the sender's other account", "FPHND", append(propose(":clerk"), `SELECT resolution_confirm(:c, 992, sha256('x'), :first)`)...))
}

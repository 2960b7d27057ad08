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
	"fangpin/payouts/payoutstest"
)

// What is paid again is approved again: the fund has paid it once, and the money lies in suspense until the second approval.
func TestPaidAgainIsApprovedAgain(t *testing.T) {
	o := payoutstest.County(t)
	w := o.Work(t, 2, payouts.Returned)
	fund, left := o.Reconciled(t).BookFund, fundLeft(t, o)
	account := o.Account(t, o.Get(t, w.Payouts[0])[0].Payee)
	list := o.ComposeAgain(t, w.Payouts[:1])
	at(t, o, payouts.Listed, w.Payouts[0])
	r := o.Reconciled(t)
	equal(t, "suspense while it waits", r.BookSuspense, yuan("20000.00"))
	o.ApproveTwice(t, list)
	r = o.Reconciled(t)
	equal(t, "suspense", r.BookSuspense, yuan("10000.00"))
	equal(t, "payable", r.BookPayable, yuan("10000.00"))
	equal(t, "fund", r.BookFund, fund)
	equal(t, "left", fundLeft(t, o), left)

	void := func(ctx context.Context, tx *pg.Tx) error { return payouts.Void(ctx, tx, list, "账户有误") }
	o.Must(o.Do(o.Who(who.Clerk), void))
	at(t, o, payouts.Returned, w.Payouts...)
	equal(t, "suspense after the void", o.Reconciled(t).BookSuspense, yuan("20000.00"))

	list = o.ComposeAgain(t, w.Payouts[:1])
	o.ApproveTwice(t, list)
	o.Send(t, list)
	if got := o.AccountOf(t, w.Payouts[0]); got != account {
		t.Errorf("sent to %d, want the new account %d", got, account)
	}
	o.Answer(t, payouts.Returned, w.Payouts[:1])

	// It comes back to the list that ordered it last, and goes out by that alone.
	reissue := func(of int64) error {
		return o.Do(o.Who(who.Sender), func(ctx context.Context, tx *pg.Tx) error {
			_, err := payouts.Reissue(ctx, tx, of, []payouts.Redirection{{Payout: w.Payouts[0], Account: account}}, stafftest.Sign)
			return err
		})
	}
	o.Refused(reissue(w.List), fault.Conflict)
	o.Must(reissue(list))
	o.Answer(t, payouts.Paid, w.Payouts[:1])
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return payouts.Withdraw(ctx, tx, w.Payouts[1:], "该户已搬离本县")
	})
	r = o.Reconciled(t)
	equal(t, "suspense at the end", r.BookSuspense, decimal.Zero)
	equal(t, "fund at the end", r.BookFund, fund.Add(yuan("10000.00")))
	equal(t, "left at the end", fundLeft(t, o), left.Add(yuan("10000.00")))
}

// fundLeft is what the next list may come to.
func fundLeft(t *testing.T, o *payoutstest.Office) (left decimal.Decimal) {
	t.Helper()
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		f, err := payouts.FundOf(ctx, tx, o.Policy)
		left = f.Left()
		return err
	})
	return left
}

// The paper says why.
func TestAListThatIsPaidAgainSaysWhy(t *testing.T) {
	o := payoutstest.County(t)
	w := o.Work(t, 3, payouts.Returned)
	s := o.Settle(t, o.Lines(t, "paid", w.Payouts[1:2]))
	o.Resolve(t, s.Answer, 1, false)
	o.Account(t, o.Get(t, w.Payouts[0])[0].Payee)
	list := o.ComposeAgain(t, w.Payouts)
	o.Look(o.Who(who.Approver), func(ctx context.Context, tx *pg.Tx) error {
		why, err := payouts.Reasons(ctx, tx, list)
		if err != nil || len(why) != 3 {
			t.Fatalf("%+v, %v", why, err)
		}
		for i, want := range []string{"收款账户已变更", "银行曾答复到账", "银行退票"} {
			if why[i].Why != want || why[i].N != i+1 || why[i].From() == "" || why[i].Attempt != 1 {
				t.Errorf("row %d: %+v, want %s", i+1, why[i], want)
			}
		}
		return nil
	})
}

// Only what came back goes on such a list, and nothing else.
func TestOnlyWhatCameBackIsPaidAgain(t *testing.T) {
	f := newFort(t)
	again := `SELECT list_compose_again(:c, :new, :day, `
	f.refuses(
		tried("cleared", "FPSTA", again+`'{:cleared}', '{:cleared_account}', :clerk)`),
		tried("on its way", "FPSTA", again+`'{:sent}', '{:sent_account}', :clerk)`),
		tried("paid", "FPSTA", again+`'{:paid}', '{:paid_account}', :clerk)`),
		tried("twice", "FPSTA", again+`'{:returned,:returned}', '{:returned_account,:returned_account}', :clerk)`),
		tried("nobody", "FPSTA", again+`'{}', '{}', :clerk)`),
		tried("to another's account", "FPACC", again+`'{:returned}', '{:paid_account}', :clerk)`),
		tried("by a sender", "FPHND", again+`'{:returned}', '{:returned_account}', :sender)`),
		tried("under an open objection", "FPOBJ", objecting+`:returned, '不符', :day, :clerk, '')`, again+`'{:returned}', '{:returned_account}', :clerk)`),
		tried("under a contradiction", "FPCON", `SELECT answer_settle(:c, sha256('1'), 991, '{:returned}', '{1}', '{10000}', '{paid}', '{x}', :clerk)`,
			again+`'{:returned}', '{:returned_account}', :clerk)`),
		tried("what came back, as if it were cleared", "FPSTA", `SELECT list_compose(:c, :new, :day, '{:returned}', '{:returned_account}', :clerk)`),
	)
	f.passes(again + `'{:returned}', '{:returned_account}', :clerk)`)
}

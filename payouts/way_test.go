package payouts_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/payouts"
	"fangpin/payouts/bank"
	"fangpin/payouts/payoutstest"
)

func yuan(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// at fails the test unless every payout stands where it should.
func at(t *testing.T, o *payoutstest.Office, want payouts.Status, ids ...int64) {
	t.Helper()
	for _, p := range o.Get(t, ids...) {
		if p.Status != want {
			t.Errorf("payout %d is %s, want %s", p.ID, p.Status, want)
		}
	}
}

// equal fails the test unless two sums are the same.
func equal(t *testing.T, what string, got, want decimal.Decimal) {
	t.Helper()
	if !got.Equal(want) {
		t.Errorf("%s: %s yuan, want %s", what, got.StringFixed(2), want.StringFixed(2))
	}
}

// TestTheWayOfAPayout follows three households' money from the assessment to the account, with what may happen to it on the way.
func TestTheWayOfAPayout(t *testing.T) {
	o := payoutstest.County(t)
	premium := o.Reconciled(t).Received

	// 核定: three claims filed on 9 September, 10,000 yuan each.
	ids := o.Assess(t, o.Filed(t, 3, "hospital"))
	at(t, o, payouts.Assessed, ids...)
	equal(t, "amount", o.Get(t, ids[0])[0].Amount, yuan("10000.00"))

	// 公示: one notice for the village. The clock of a natural village starts when both walls have it; ten days over 国庆 end on 8 October.
	o.At("2024-09-24")
	notice := o.Announce(t, ids)
	at(t, o, payouts.Announced, ids...)
	o.Post(t, notice, payoutstest.Village)
	if clocks := o.Clocks(t, notice); len(clocks) != 0 {
		t.Errorf("a clock runs before the natural village has its posting: %+v", clocks)
	}
	places := map[int64]bool{}
	for _, p := range o.Get(t, ids...) {
		if !places[p.Place] {
			o.Post(t, notice, p.Place)
			places[p.Place] = true
		}
	}
	clocks := o.Clocks(t, notice)
	if len(clocks) != len(places) {
		t.Errorf("%d clocks for %d natural villages", len(clocks), len(places))
	}
	for _, c := range clocks {
		if c.Run != 1 || c.Last != calendar.On(2024, 10, 8) {
			t.Errorf("run %d ends on %s, want the first and 8 October", c.Run, c.Last)
		}
	}

	// 公示无异议, then the list, and two approvals: the second is a liability in the books.
	o.At("2024-10-09")
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		clearable, err := payouts.Clearable(ctx, tx)
		if len(clearable) != len(ids) {
			t.Errorf("%d payouts can be cleared, want %d", len(clearable), len(ids))
		}
		if err != nil {
			return err
		}
		return payouts.Clear(ctx, tx, clearable)
	})
	list := o.Compose(t, ids)
	at(t, o, payouts.Listed, ids...)
	equal(t, "payable before approval", o.Reconciled(t).BookPayable, decimal.Zero)
	o.ApproveTwice(t, list)
	r := o.Reconciled(t)
	equal(t, "payable", r.BookPayable, yuan("30000.00"))
	equal(t, "in flight", r.InFlight, yuan("30000.00"))
	equal(t, "fund", r.BookFund, premium.Sub(yuan("30000.00")))

	// 发送银行: the bank's file has a line for each and its own totals.
	batch := o.Send(t, list)
	at(t, o, payouts.Sent, ids...)
	var file bytes.Buffer
	o.As(t, who.Sender, func(ctx context.Context, tx *pg.Tx) error {
		return payouts.WriteBankFile(ctx, tx, o.Keys, batch, &file)
	})
	if lines := strings.Count(file.String(), "\r\n"); lines != 5 || !strings.Contains(file.String(), "合计,3,30000.00,") {
		t.Errorf("the bank's file has %d lines:\n%s", lines, file.String())
	}

	// 回盘: the bank does not know of one yet, has paid one and returns one; then it has paid the first.
	answers := o.Lines(t, bank.Paid, ids)
	answers[0].Outcome, answers[2].Outcome = bank.Unknown, bank.Returned
	s := o.Settle(t, answers)
	if s.Paid.Rows != 1 || s.Returned.Rows != 1 || len(s.Breaks) != 0 {
		t.Errorf("settled %+v", s)
	}
	at(t, o, payouts.Sent, ids[0])
	at(t, o, payouts.Paid, ids[1])
	at(t, o, payouts.Returned, ids[2])
	o.Answer(t, payouts.Paid, ids[:1])
	at(t, o, payouts.Paid, ids[0])
	r = o.Reconciled(t)
	equal(t, "suspense", r.BookSuspense, yuan("10000.00"))
	equal(t, "bank", r.BookBank, premium.Sub(yuan("20000.00")))

	// 重新支付: two clerks have corrected the account since, so it is approved again.
	account := o.Account(t, o.Get(t, ids[2])[0].Payee)
	o.Refused(o.Do(o.Who(who.Sender), func(ctx context.Context, tx *pg.Tx) error {
		_, err := payouts.Reissue(ctx, tx, list, []payouts.Redirection{{Payout: ids[2], Account: account}}, stafftest.Sign)
		return err
	}), fault.Blocked)
	again := o.ComposeAgain(t, ids[2:])
	o.ApproveTwice(t, again)
	equal(t, "suspense", o.Reconciled(t).BookSuspense, decimal.Zero)
	o.Send(t, again)
	at(t, o, payouts.Sent, ids[2])
	equal(t, "suspense", o.Reconciled(t).BookSuspense, decimal.Zero)
	o.Answer(t, payouts.Paid, ids[2:])
	at(t, o, payouts.Paid, ids...)
	r = o.Reconciled(t)
	equal(t, "paid", r.Paid, yuan("30000.00"))
	equal(t, "bank", r.BookBank, premium.Sub(yuan("30000.00")))
	equal(t, "payable", r.BookPayable, decimal.Zero)
}

func TestTheRollNamesEverybodyAndMasksTheAccounts(t *testing.T) {
	o := payoutstest.County(t)
	w := o.Work(t, 2, payouts.Listed)
	var roll bytes.Buffer
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error { return payouts.WriteRoll(ctx, tx, o.Keys, w.List, &roll) })
	book, err := excelize.OpenReader(&roll)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows(book.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for _, row := range rows {
		text.WriteString(strings.Join(row, "|") + "\n")
	}
	for _, want := range []string{"鹤壁集镇", "梨林头村", "20000.00", "****"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("the roll lacks %s:\n%s", want, text.String())
		}
	}
	if strings.Contains(text.String(), "990000000000") {
		t.Errorf("an account stands in clear:\n%s", text.String())
	}
}

func TestWithdrawnAfterAReturnTheMoneyIsTheFundsAgain(t *testing.T) {
	o := payoutstest.County(t)
	fund := o.Reconciled(t).BookFund
	w := o.Work(t, 1, payouts.Returned)
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return payouts.Withdraw(ctx, tx, w.Payouts, "该户已搬离本县")
	})
	at(t, o, payouts.Withdrawn, w.Payouts...)
	r := o.Reconciled(t)
	equal(t, "suspense", r.BookSuspense, decimal.Zero)
	equal(t, "fund", r.BookFund, fund)
	equal(t, "given up", r.GivenUp, yuan("10000.00"))
}

package payouts_test

import (
	"bytes"
	"context"
	"crypto/sha256"
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

func TestTheSameAnswerTwiceChangesNothing(t *testing.T) {
	o := payoutstest.County(t)
	w := o.Work(t, 2, payouts.Sent)
	file := payoutstest.Written(t, o.Lines(t, bank.Paid, w.Payouts))
	var first, second payouts.Settled
	for _, s := range []*payouts.Settled{&first, &second} {
		o.As(t, who.Sender, func(ctx context.Context, tx *pg.Tx) (err error) {
			*s, err = payouts.Settle(ctx, tx, file)
			return err
		})
		equal(t, "paid", o.Reconciled(t).Paid, yuan("20000.00"))
	}
	if first.Before || first.Paid.Rows != 2 || !second.Before || second.Paid.Rows != 0 {
		t.Errorf("first %+v, second %+v", first, second)
	}
}

func TestTheSameLinesInAnotherFileBreak(t *testing.T) {
	o := payoutstest.County(t)
	w := o.Work(t, 2, payouts.Sent)
	lines := o.Lines(t, bank.Paid, w.Payouts)
	o.Settle(t, lines)
	breaks(t, o.Settle(t, lines), payouts.BreakAlreadySettled, payouts.BreakAlreadySettled)
	breaks(t, o.Settle(t, o.Lines(t, bank.Returned, w.Payouts)), payouts.BreakAlreadySettled, payouts.BreakAlreadySettled)
	at(t, o, payouts.Paid, w.Payouts...)
	equal(t, "paid", o.Reconciled(t).Paid, yuan("20000.00"))
}

func TestALineThatCannotBeSettledWaitsForAPerson(t *testing.T) {
	o := payoutstest.County(t)
	w := o.Work(t, 3, payouts.Sent)
	lines := o.Lines(t, bank.Paid, w.Payouts)
	lines[0].Amount = lines[0].Amount.Add(yuan("0.01"))
	lines[1].Attempt = 2
	lines = append(lines, lines[2], bank.Line{Payout: 7, Attempt: 1, Amount: yuan("1.00"), Outcome: bank.Paid})
	var s payouts.Settled
	o.As(t, who.Sender, func(ctx context.Context, tx *pg.Tx) (err error) {
		s, err = payouts.SettleLines(ctx, tx, payoutstest.File(), lines) // a file that names one reference twice is not read
		return err
	})
	breaks(t, s, payouts.BreakAmountDiffers, payouts.BreakUnknownInstruction, payouts.BreakRepeated, payouts.BreakUnknownInstruction)
	if s.Paid.Rows != 1 || !s.Paid.Total.Equal(yuan("10000.00")) {
		t.Errorf("paid %+v", s.Paid)
	}
	at(t, o, payouts.Sent, w.Payouts[0], w.Payouts[1])
	at(t, o, payouts.Paid, w.Payouts[2])
	r := o.Reconciled(t)
	equal(t, "paid", r.Paid, yuan("10000.00"))
	equal(t, "payable", r.BookPayable, yuan("20000.00"))
}

func breaks(t *testing.T, s payouts.Settled, why ...payouts.BreakReason) {
	t.Helper()
	if len(s.Breaks) != len(why) {
		t.Fatalf("breaks %+v, want %v", s.Breaks, why)
	}
	for i, b := range s.Breaks {
		if b.Why != why[i] {
			t.Errorf("line %d: %s, want %s", b.Line, b.Why, why[i])
		}
	}
}

func TestALateReturnIsAdmittedOnce(t *testing.T) {
	o := payoutstest.County(t)
	w := o.Work(t, 1, payouts.Paid)
	s := o.Settle(t, o.Lines(t, bank.Returned, w.Payouts))
	admit := func(line int) error {
		return o.Do(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
			return payouts.Admit(ctx, tx, s.Answer, line, stafftest.Sign)
		})
	}
	o.Refused(admit(2), fault.Conflict)
	o.Must(admit(1))
	at(t, o, payouts.Returned, w.Payouts...)
	r := o.Reconciled(t)
	equal(t, "paid", r.Paid, decimal.Zero)
	equal(t, "suspense", r.BookSuspense, yuan("10000.00"))
	o.Refused(admit(1), fault.Conflict)

	// What the bank once called paid is approved again; sent and paid, the old line admits nothing.
	o.Refused(o.Do(o.Who(who.Sender), func(ctx context.Context, tx *pg.Tx) error {
		_, err := payouts.Reissue(ctx, tx, w.List, []payouts.Redirection{{Payout: w.Payouts[0], Account: o.AccountOf(t, w.Payouts[0])}}, stafftest.Sign)
		return err
	}), fault.Blocked)
	list := o.ComposeAgain(t, w.Payouts)
	o.ApproveTwice(t, list)
	o.Send(t, list)
	o.Answer(t, payouts.Paid, w.Payouts)
	o.Refused(admit(1), fault.Conflict)
	equal(t, "paid", o.Reconciled(t).Paid, yuan("10000.00"))
}

// The file is settled as its bytes are: an empty, cut or edited one changes nothing, and the right one still counts.
func TestABadAnswerSettlesNothing(t *testing.T) {
	o := payoutstest.County(t)
	w := o.Work(t, 2, payouts.Sent)
	good := payoutstest.Written(t, o.Lines(t, bank.Paid, w.Payouts))
	read := func(file []byte) error {
		return o.Do(o.Who(who.Sender), func(ctx context.Context, tx *pg.Tx) error {
			_, err := payouts.Settle(ctx, tx, file)
			return err
		})
	}
	for name, file := range map[string][]byte{
		"no bytes": nil, "no lines": payoutstest.Written(t, nil), "cut": good[:len(good)-80], "a line": good[:len(good)/2],
		"edited": bytes.Replace(good, []byte("10000.00"), []byte("90000.00"), 1),
	} {
		t.Run(name, func(t *testing.T) {
			o.Refused(read(file), fault.Invalid)
			at(t, o, payouts.Sent, w.Payouts...)
		})
	}
	o.Must(read(good))
	at(t, o, payouts.Paid, w.Payouts...)
	hash := sha256.Sum256(good)
	o.Look(o.Who(who.Auditor), func(ctx context.Context, tx *pg.Tx) error {
		var lines int
		err := tx.GetContext(ctx, &lines, `SELECT count(*) FROM answer a JOIN answer_line l ON l.answer = a.id WHERE a.file = $1`, hash[:])
		if lines != 2 {
			t.Errorf("%d lines stand under the file's own hash", lines)
		}
		return err
	})
}

func TestVoidReversesTheEntryAndFreesThePayouts(t *testing.T) {
	o := payoutstest.County(t)
	fund := o.Reconciled(t).BookFund
	w := o.Work(t, 2, payouts.Listed)
	void := func(list int64, reason string) error {
		return o.Do(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error { return payouts.Void(ctx, tx, list, reason) })
	}
	o.Refused(void(w.List, ""), fault.Invalid)
	o.Must(void(w.List, "账户有误")) // not approved: not in the books
	at(t, o, payouts.Cleared, w.Payouts...)
	equal(t, "fund", o.Reconciled(t).BookFund, fund)

	list := o.Compose(t, w.Payouts)
	o.ApproveTwice(t, list)
	equal(t, "fund", o.Reconciled(t).BookFund, fund.Sub(yuan("20000.00")))
	o.Must(void(list, "金额有误"))
	at(t, o, payouts.Cleared, w.Payouts...)
	r := o.Reconciled(t)
	equal(t, "fund", r.BookFund, fund)
	equal(t, "payable", r.BookPayable, decimal.Zero)
	o.Refused(void(list, "再次作废"), fault.Conflict)

	list = o.Compose(t, w.Payouts[:1])
	o.ApproveTwice(t, list)
	o.Send(t, list)
	o.Refused(void(list, "太迟"), fault.Conflict)
	equal(t, "in flight", o.Reconciled(t).InFlight, yuan("10000.00"))
}

// A filter with an empty list of ids selects nothing; without the field it does not narrow.
func TestAnEmptyFilterIsNotEverybody(t *testing.T) {
	o := payoutstest.County(t)
	o.Work(t, 2, payouts.Assessed)
	for name, c := range map[string]struct {
		filter payouts.Filter
		want   int
	}{
		"no field":     {payouts.Filter{}, 2},
		"no ids":       {payouts.Filter{IDs: pg.Only([]int64{})}, 0},
		"no list":      {payouts.Filter{IDs: pg.Only[int64](nil)}, 0},
		"no claims":    {payouts.Filter{Claims: pg.Only[int64](nil)}, 0},
		"the village":  {payouts.Filter{Village: payoutstest.Village}, 2},
		"another":      {payouts.Filter{Village: 410602100206}, 0},
		"no such list": {payouts.Filter{Lists: pg.Only([]int64{7})}, 0},
		"a status":     {payouts.Filter{Status: payouts.Announced}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
				found, err := payouts.Find(ctx, tx, c.filter)
				if len(found) != c.want {
					t.Errorf("%d found, want %d", len(found), c.want)
				}
				return err
			})
		})
	}
}

// No verb takes nothing for everything.
func TestABatchOfNoneIsRefused(t *testing.T) {
	o := payoutstest.County(t)
	w := o.Work(t, 1, payouts.Cleared)
	for name, c := range map[string]struct {
		by   who.Role
		verb func(context.Context, *pg.Tx, []int64) error
	}{
		"assess": {who.Assessor, func(ctx context.Context, tx *pg.Tx, ids []int64) error {
			_, err := payouts.Assess(ctx, tx, ids)
			return err
		}},
		"announce": {who.Clerk, func(ctx context.Context, tx *pg.Tx, ids []int64) error {
			_, err := payouts.Announce(ctx, tx, payoutstest.Village, ids)
			return err
		}},
		"clear": {who.Clerk, payouts.Clear},
		"compose": {who.Clerk, func(ctx context.Context, tx *pg.Tx, ids []int64) error {
			_, err := payoutstest.Compose(ctx, tx, ids)
			return err
		}},
		"withdraw": {who.Clerk, func(ctx context.Context, tx *pg.Tx, ids []int64) error {
			return payouts.Withdraw(ctx, tx, ids, "该户已搬离本县")
		}},
		"reissue": {who.Sender, func(ctx context.Context, tx *pg.Tx, _ []int64) error {
			_, err := payouts.Reissue(ctx, tx, w.List, nil, stafftest.Sign)
			return err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, none := range [][]int64{nil, {}} {
				err := o.Do(o.Who(c.by), func(ctx context.Context, tx *pg.Tx) error { return c.verb(ctx, tx, none) })
				if kind := fault.KindOf(err); kind != fault.Invalid && kind != fault.Conflict {
					t.Errorf("%v: %v", none, err)
				}
			}
		})
	}
	at(t, o, payouts.Cleared, w.Payouts...)
}

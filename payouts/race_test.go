package payouts_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"testing"

	"github.com/shopspring/decimal"

	"fangpin/claims"
	"fangpin/internal/calendar"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/payouts"
	"fangpin/payouts/bank"
	"fangpin/payouts/payoutstest"
	"fangpin/publicity"
)

const clients = stafftest.Clients

// verb is one deed.
type verb = func(context.Context, *pg.Tx) error

// race lets 32 clients act at once, client i as the person and with the verb that act gives it, and answers how many won.
func race(t *testing.T, o *payoutstest.Office, act func(i int) (who.Role, verb)) (won int) {
	t.Helper()
	return stafftest.AtOnce(t, func(i int) error {
		role, do := act(i)
		return o.Do(o.Who(role), do)
	})
}

// all is the same act for every client.
func all(role who.Role, do verb) func(int) (who.Role, verb) {
	return func(int) (who.Role, verb) { return role, do }
}

// half gives every other client another act.
func half(first who.Role, one verb, second who.Role, other verb) func(int) (who.Role, verb) {
	return func(i int) (who.Role, verb) {
		if i%2 == 0 {
			return first, one
		}
		return second, other
	}
}

func once(t *testing.T, won int) {
	t.Helper()
	if won != 1 {
		t.Errorf("%d clients won, want 1", won)
	}
}

func TestRacingForOnePayoutOneWins(t *testing.T) {
	o := payoutstest.County(t)
	assessed, cleared, returned := o.Work(t, 2, payouts.Assessed), o.Work(t, 2, payouts.Cleared), o.Work(t, 1, payouts.Returned)
	paid := o.Work(t, 1, payouts.Paid)
	late := o.Settle(t, o.Lines(t, bank.Returned, paid.Payouts))
	account := o.AccountOf(t, returned.Payouts[0])
	filed := o.Filed(t, 1, "industry")
	for _, c := range []struct {
		what string
		role who.Role
		do   verb
	}{
		{"assess", who.Assessor, func(ctx context.Context, tx *pg.Tx) error { _, err := payouts.Assess(ctx, tx, filed); return err }},
		{"announce", who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
			_, err := payouts.Announce(ctx, tx, payoutstest.Village, assessed.Payouts)
			return err
		}},
		{"compose", who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
			_, err := payoutstest.Compose(ctx, tx, cleared.Payouts)
			return err
		}},
		{"reissue", who.Sender, func(ctx context.Context, tx *pg.Tx) error {
			_, err := payouts.Reissue(ctx, tx, returned.List, []payouts.Redirection{{Payout: returned.Payouts[0], Account: account}}, stafftest.Sign)
			return err
		}},
		{"admit", who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
			return payouts.Admit(ctx, tx, late.Answer, 1, stafftest.Sign)
		}},
		{"withdraw", who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
			return payouts.Withdraw(ctx, tx, paid.Payouts, "该户已搬离本县")
		}},
	} {
		t.Run(c.what, func(t *testing.T) {
			once(t, race(t, o, all(c.role, c.do)))
			o.Reconciled(t)
		})
	}
}

// Approved once, a list is approved again, voided and sent at the same time, by many.
func TestRacingForOneList(t *testing.T) {
	o := payoutstest.County(t)
	o.Keyed(o.Other(who.Approver))
	void := func(list int64) verb {
		return func(ctx context.Context, tx *pg.Tx) error { return payouts.Void(ctx, tx, list, "作废") }
	}
	send := func(list int64) verb {
		return func(ctx context.Context, tx *pg.Tx) error {
			_, err := payouts.Send(ctx, tx, list, stafftest.Sign)
			return err
		}
	}
	for range 4 {
		w := o.Work(t, 3, payouts.Listed)
		o.As(t, who.Approver, func(ctx context.Context, tx *pg.Tx) error { return payoutstest.Approve(ctx, tx, w.List) })
		approve := func(ctx context.Context, tx *pg.Tx) error {
			tx.By = o.Other(who.Approver)
			return payoutstest.Approve(ctx, tx, w.List)
		}
		race(t, o, func(i int) (who.Role, verb) {
			switch i % 3 {
			case 0:
				return who.Approver, approve
			case 1:
				return who.Sender, send(w.List)
			default:
				return who.Clerk, void(w.List)
			}
		})
		settled(t, o, w)
	}
	for range 4 {
		w := o.Work(t, 3, payouts.Listed)
		o.ApproveTwice(t, w.List)
		once(t, race(t, o, half(who.Sender, send(w.List), who.Clerk, void(w.List))))
		settled(t, o, w)
	}
}

// settled fails the test unless list, payouts, instructions and books tell one story.
func settled(t *testing.T, o *payoutstest.Office, w payoutstest.Work) {
	t.Helper()
	var list payouts.List
	var instructions int
	o.Look(o.Who(who.Auditor), func(ctx context.Context, tx *pg.Tx) (err error) {
		if list, err = payouts.GetList(ctx, tx, w.List); err != nil {
			return err
		}
		return tx.GetContext(ctx, &instructions, `SELECT count(*) FROM instruction i JOIN list_row r ON r.payout = i.payout WHERE r.list = $1`, w.List)
	})
	want := map[payouts.ListStatus]payouts.Status{payouts.ListApproved: payouts.Listed, payouts.ListSent: payouts.Sent, payouts.ListVoid: payouts.Cleared}[list.Status]
	at(t, o, want, w.Payouts...)
	if sent := list.Status == payouts.ListSent; sent != (instructions == len(w.Payouts)) || !sent && instructions != 0 {
		t.Errorf("a list that is %s has %d instructions", list.Status, instructions)
	}
	o.Reconciled(t)
}

// Leaves are in the order of commit: what a payout's step did not see must come after it.
func TestAnObjectionIsSeenOrComesAfter(t *testing.T) {
	o := payoutstest.County(t)
	for _, step := range []struct {
		at    payouts.Status
		table string // what the step writes
		role  who.Role
		do    func(payoutstest.Work) verb
	}{
		{payouts.Announced, "clearance", who.Clerk, func(w payoutstest.Work) verb {
			return func(ctx context.Context, tx *pg.Tx) error { return payoutstest.Clear(ctx, tx, w.Payouts) }
		}},
		{payouts.Cleared, "list_row", who.Clerk, func(w payoutstest.Work) verb {
			return func(ctx context.Context, tx *pg.Tx) error {
				_, err := payoutstest.Compose(ctx, tx, w.Payouts)
				return err
			}
		}},
		{payouts.Listed, "instruction", who.Sender, func(w payoutstest.Work) verb {
			return func(ctx context.Context, tx *pg.Tx) error {
				_, err := payouts.Send(ctx, tx, w.List, stafftest.Sign)
				return err
			}
		}},
	} {
		t.Run(step.table, func(t *testing.T) {
			for range 4 {
				w := o.Work(t, 1, step.at)
				if step.at == payouts.Listed {
					o.ApproveTwice(t, w.List)
				}
				object := func(ctx context.Context, tx *pg.Tx) error {
					_, err := payouts.Object(ctx, tx, w.Payouts[0], "不符合条件")
					return err
				}
				race(t, o, half(step.role, step.do(w), who.Village, object))
				var overlooked int
				o.Look(o.Who(who.Auditor), func(ctx context.Context, tx *pg.Tx) error {
					return tx.GetContext(ctx, &overlooked, `
						SELECT count(*) FROM objection x
						JOIN cover o ON o.tab = 'objection' AND x.id::text = ANY (o.keys)
						JOIN deed d ON d.leaf > o.leaf AND d.verb IN ('payouts.clear', 'payouts.compose', 'payouts.send')
						JOIN cover p ON p.leaf = d.leaf AND p.tab = 'payout' AND x.payout::text = ANY (p.keys)
						WHERE x.payout = $1`, w.Payouts[0])
				})
				if overlooked > 0 {
					t.Errorf("%d objections were there before the step and it was taken", overlooked)
				}
			}
		})
	}
}

func TestRacingToDecideAnObjection(t *testing.T) {
	o := payoutstest.County(t)
	for range 3 {
		w := o.Work(t, 1, payouts.Cleared)
		var objection int64
		o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) (err error) {
			objection, err = payouts.Object(ctx, tx, w.Payouts[0], "不符合条件")
			return err
		})
		adjuster := o.Other(who.Adjuster).ID
		once(t, race(t, o, half(
			who.Township, func(ctx context.Context, tx *pg.Tx) error {
				return payouts.Uphold(ctx, tx, objection, "经核查属实", adjuster, stafftest.Sign)
			},
			who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
				return payouts.Dismiss(ctx, tx, objection, "经核查不属实", stafftest.Sign)
			})))
	}
}

func TestRacingOnTwoWallsStartsOneClock(t *testing.T) {
	o := payoutstest.County(t)
	for range 4 {
		w := o.Work(t, 1, payouts.Assessed)
		notice := o.Announce(t, w.Payouts)
		post := func(wall int64) verb {
			return func(ctx context.Context, tx *pg.Tx) error {
				_, err := publicity.Post(ctx, tx, publicity.Posting{Notice: notice, Place: wall, On: calendar.DateOf(tx.Now), Photo: sha256.Sum256(fmt.Append(nil, notice, wall))})
				return err
			}
		}
		won := race(t, o, half(who.Village, post(payoutstest.Village), who.Township, post(o.Get(t, w.Payouts...)[0].Place)))
		if clocks := o.Clocks(t, notice); won != 2 || len(clocks) != 1 || clocks[0].Run != 1 {
			t.Errorf("%d postings, clocks %+v; want 2 and one", won, clocks)
		}
	}
}

func TestRacingToStartAndToRestart(t *testing.T) {
	f := board(t)
	notice := f.names["notice"].(int64)
	f.Post(t, notice, payoutstest.Village)
	f.Must(f.Do(f.Who(who.Township), func(ctx context.Context, tx *pg.Tx) error { // without its start
		tx.Perform("publicity.post", "测试")
		_, err := tx.ExecContext(ctx, f.say(posting+`:hamlet, '2024-09-09', sha256(''), :township)`))
		return err
	}))
	once(t, race(t, f.Office, all(who.Village, func(ctx context.Context, tx *pg.Tx) error {
		tx.Perform("publicity.post", "测试")
		_, err := tx.ExecContext(ctx, f.say(`SELECT publicity_start(:c, :notice, :township)`))
		return err
	})))
	up := f.scalar(`SELECT id FROM fangpin.posting WHERE notice = :notice AND place = :village`)
	down := func(ctx context.Context, tx *pg.Tx) error {
		return publicity.TakeDown(ctx, tx, up, calendar.On(2024, 9, 9), "被大风刮落")
	}
	clear := func(ctx context.Context, tx *pg.Tx) error {
		return payoutstest.Clear(ctx, tx, []int64{f.names["payout"].(int64)})
	}
	race(t, f.Office, half(who.Village, down, who.Clerk, clear))
	var wrong int // cleared by a run that had ended, or a run ended that cleared
	f.Must(f.super.GetContext(t.Context(), &wrong, `
		SELECT count(*) FROM fangpin.clearance x JOIN fangpin.clock k USING (county, notice, place, run) WHERE k.restarted_at IS NOT NULL`))
	if wrong > 0 {
		t.Error("a payout was cleared by a clock that had begun anew")
	}
}

func TestAClaimIsVoidedOrAssessed(t *testing.T) {
	o := payoutstest.County(t)
	for i := range 6 {
		claim := o.Filed(t, 1, "industry")
		assess := func(ctx context.Context, tx *pg.Tx) error { _, err := payouts.Assess(ctx, tx, claim); return err }
		void := func(ctx context.Context, tx *pg.Tx) error { return claims.Void(ctx, tx, claim, "重复立案") }
		reopen := func(ctx context.Context, tx *pg.Tx) error { return claims.Reopen(ctx, tx, o.Assignments(claim)...) }
		once(t, race(t, o, half(who.Assessor, assess, who.Clerk, []verb{void, reopen}[i%2])))
	}
}

// Upholding and voiding both want the claim and its payout, and take them in one order.
func TestUpholdingAndVoidingTakeTheClaimFirst(t *testing.T) {
	o := payoutstest.County(t)
	for range 4 {
		w := o.Work(t, 1, payouts.Announced)
		claim := o.Get(t, w.Payouts...)[0].Claim
		var objection int64
		o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) (err error) {
			objection, err = payouts.Object(ctx, tx, w.Payouts[0], "不符合条件")
			return err
		})
		uphold := func(ctx context.Context, tx *pg.Tx) error {
			return payouts.Uphold(ctx, tx, objection, "经核查属实", o.Other(who.Adjuster).ID, stafftest.Sign)
		}
		void := func(ctx context.Context, tx *pg.Tx) error { return claims.Void(ctx, tx, []int64{claim}, "误立") }
		if won := race(t, o, half(who.Township, uphold, who.Clerk, void)); won == 0 {
			t.Error("nobody upheld the objection")
		}
		at(t, o, payouts.Withdrawn, w.Payouts...)
	}
}

// 32 claims of one household: whatever the order, the year's cap of 30,000 is paid out once.
func TestACapIsSpentOnce(t *testing.T) {
	o := payoutstest.County(t)
	h := family(t, o)
	var of [clients]int64
	for i := range of {
		of[i] = o.Claim(t, h, "accident", fmt.Sprintf("意外%d", i), payoutstest.Loss("30000.00")) // 10,000 each
	}
	won := race(t, o, func(i int) (who.Role, verb) {
		return who.Assessor, func(ctx context.Context, tx *pg.Tx) error { _, err := payouts.Assess(ctx, tx, of[i:i+1]); return err }
	})
	total, rows := decimal.Zero, 0
	o.Look(o.Who(who.Auditor), func(ctx context.Context, tx *pg.Tx) error {
		found, err := payouts.Find(ctx, tx, payouts.Filter{Claims: pg.Only(of[:])})
		for _, p := range found {
			total, rows = total.Add(p.Amount), rows+1
		}
		return err
	})
	equal(t, "the household's year", total, yuan("30000.00"))
	if won != clients || rows != 3 {
		t.Errorf("%d assessments, %d payouts; want all and 3", won, rows)
	}
}

func TestAnAnswerIsSettledOnce(t *testing.T) {
	o := payoutstest.County(t)
	for _, same := range []bool{true, false} {
		w := o.Work(t, 5, payouts.Sent)
		before, lines := o.Reconciled(t), o.Lines(t, bank.Paid, w.Payouts)
		file := payoutstest.Written(t, lines)
		var took [clients]payouts.Settled
		won := race(t, o, func(i int) (who.Role, verb) {
			return who.Sender, func(ctx context.Context, tx *pg.Tx) (err error) {
				as := file
				if !same {
					as = payoutstest.Written(t, lines)
				}
				took[i], err = payouts.Settle(ctx, tx, as)
				return err
			}
		})
		rows, again := 0, 0
		for _, s := range took {
			rows += s.Paid.Rows
			if s.Before || len(s.Breaks) == len(lines) {
				again++
			}
		}
		if won != clients || rows != 5 || again != clients-1 {
			t.Errorf("same file %t: %d read it, %d payments, %d found it settled", same, won, rows, again)
		}
		at(t, o, payouts.Paid, w.Payouts...)
		equal(t, "paid", o.Reconciled(t).Paid.Sub(before.Paid), yuan("50000.00"))
	}
}

// The fund has enough for three of 32 lists.
func TestTheFundIsNotOverdrawn(t *testing.T) {
	o := payoutstest.County(t)
	w := o.Work(t, clients, payouts.Cleared)
	var lists [clients]int64
	for i, id := range w.Payouts {
		lists[i] = o.Compose(t, []int64{id})
		o.As(t, who.Approver, func(ctx context.Context, tx *pg.Tx) error { return payoutstest.Approve(ctx, tx, lists[i]) })
	}
	pgtest.Super(t).MustExecContext(t.Context(), `UPDATE fangpin.premium SET amount = 39999.99`)
	second := o.Other(who.Approver)
	o.Keyed(second)
	won := race(t, o, func(i int) (who.Role, verb) {
		return who.Approver, func(ctx context.Context, tx *pg.Tx) error {
			tx.By = second
			return payoutstest.Approve(ctx, tx, lists[i])
		}
	})
	if won != 3 {
		t.Errorf("%d lists of 10,000 yuan approved from 39,999.99", won)
	}
}

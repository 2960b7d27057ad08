package verify_test

import (
	"context"
	"fmt"
	"io"
	"testing"

	"fangpin/claims"
	"fangpin/internal/calendar"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/payouts"
	"fangpin/payouts/bank"
	"fangpin/payouts/payoutstest"
	"fangpin/publicity"
	"fangpin/registry"
)

// publish fixes the amounts and hangs the notice; it comes down in the village once and goes up again. One objection is upheld, one
// dismissed, one payout withdrawn and one claim voided with it.
func (m *month) publish() (cleared []int64) {
	m.At("2024-09-24")
	ids := m.assess(m.claims)
	m.At("2024-09-26")
	notice := m.Announce(m.t, ids)
	down := m.Post(m.t, notice, payoutstest.Village)
	m.posts(notice)
	m.At("2024-09-28")
	if !m.former { // nothing was put back then
		m.As(m.t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
			return publicity.TakeDown(ctx, tx, down, calendar.On(2024, 9, 27), "被大风刮落")
		})
		m.As(m.t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
			return publicity.PutBack(ctx, tx, down, "到现场看过，仍在墙上")
		})
	}
	m.As(m.t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
		return publicity.TakeDown(ctx, tx, down, calendar.On(2024, 9, 28), "被大风刮落")
	})
	m.At("2024-09-29")
	m.Post(m.t, notice, payoutstest.Village)
	var objections [2]int64
	for i := range objections {
		m.As(m.t, who.Village, func(ctx context.Context, tx *pg.Tx) (err error) {
			objections[i], err = payouts.Object(ctx, tx, ids[i], "人口数不实")
			return err
		})
	}
	m.At("2024-10-08")
	m.As(m.t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
		return payouts.Prove(ctx, tx, objections[1], m.keep("户口簿"))
	})
	m.As(m.t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return payouts.Uphold(ctx, tx, objections[0], "经核查属实", m.Other(who.Adjuster).ID, stafftest.Sign)
	})
	m.As(m.t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return payouts.Dismiss(ctx, tx, objections[1], "经核查不属实", stafftest.Sign)
	})
	m.As(m.t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return payouts.Withdraw(ctx, tx, ids[8:], "该户已搬离本县")
	})
	m.As(m.t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return claims.Void(ctx, tx, m.claims[8:], "重复立案") })
	m.At("2024-10-10")
	m.clear(ids[1:8])
	return ids[1:8]
}

// posts hangs a notice in every natural village with a row.
func (m *month) posts(notice int64) {
	hung := map[int64]bool{}
	_, rows := m.Notice(m.t, notice)
	for _, r := range rows {
		if !hung[r.Place] {
			hung[r.Place] = true
			m.Post(m.t, notice, r.Place)
		}
	}
}

// Post posts a notice on one wall today, with a photo that is in the archive.
func (m *month) Post(t *testing.T, notice, wall int64) (posting int64) {
	m.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) (err error) {
		photo := m.keep(fmt.Sprint("张贴照片 ", pg.NewID()))
		posting, err = publicity.Post(ctx, tx, publicity.Posting{Notice: notice, Place: wall, On: calendar.DateOf(tx.Now), Photo: photo})
		return err
	})
	return posting
}

func (m *month) clear(ids []int64) {
	m.As(m.t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return payouts.Clear(ctx, tx, ids) })
}

// pay composes a list three times, for the first is voided at once and the second when it is approved; the bank answers in two files, with
// a wrong sum, a late return, and two returns of which one is sent again and one given up.
func (m *month) pay(ids []int64) {
	m.At("2024-10-11")
	m.void(m.Compose(m.t, ids))
	m.death(ids[6])
	approved := m.Compose(m.t, ids)
	m.ApproveTwice(m.t, approved)
	m.void(approved)
	list := m.Compose(m.t, ids)
	m.ApproveTwice(m.t, list)
	batch := m.Send(m.t, list)
	m.As(m.t, who.Sender, func(ctx context.Context, tx *pg.Tx) error {
		return payouts.WriteBankFile(ctx, tx, m.Keys, batch, io.Discard)
	})
	if !m.former { // nobody looked into a death after the sending then
		m.lookedInto(ids[3])
	}
	m.At("2024-10-12")
	lines := append(m.Lines(m.t, bank.Paid, ids[2:]), m.Lines(m.t, bank.Unknown, ids[1:2])...)
	lines = append(lines, m.Lines(m.t, bank.Returned, ids[:1])...)
	lines = append(lines, bank.Line{Payout: 1, Attempt: 1, Amount: lines[0].Amount, Outcome: bank.Paid})
	lines[4].Amount = lines[4].Amount.Add(lines[0].Amount)
	m.answer(lines)
	late := m.answer(append(m.Lines(m.t, bank.Returned, ids[1:3]), m.Lines(m.t, bank.Paid, ids[6:])...))
	m.At("2024-10-14")
	m.As(m.t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return payouts.Admit(ctx, tx, late, 2, stafftest.Sign) })
	m.reissue(list, ids[0])
	m.As(m.t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return payouts.Withdraw(ctx, tx, ids[1:3], "该户已搬离本县")
	})
	if !m.former { // nothing was decided of a contradiction then, nor approved again
		m.repay(ids[0], ids[1])
	}
}

// repay is of a payout whose first attempt the bank calls paid after it came back twice: it was not, and it is approved again, to another account; and of
// one that was given up, and had been paid after all.
func (m *month) repay(back, given int64) {
	lines := append(m.Lines(m.t, bank.Paid, []int64{back}), m.Lines(m.t, bank.Paid, []int64{given})...)
	lines[0].Attempt = 1
	answer := m.answer(lines)
	m.resolve(payouts.Said{Answer: answer, Line: 1, Paid: false, File: m.keep("银行证明：未出账"), Reason: "银行证明该笔未出账"})
	m.resolve(payouts.Said{Answer: answer, Line: 2, Paid: true, File: m.keep("银行流水"), Reason: "银行流水显示已入账"})
	m.Account(m.t, m.Get(m.t, back)[0].Payee)
	m.void(m.ComposeAgain(m.t, []int64{back}))
	list := m.ComposeAgain(m.t, []int64{back})
	m.ApproveTwice(m.t, list)
	m.Send(m.t, list)
	m.answer(m.Lines(m.t, bank.Paid, []int64{back}))
}

// resolve is said by a clerk, refused once, and decided by an approver.
func (m *month) resolve(s payouts.Said) {
	say := func(ctx context.Context, tx *pg.Tx) error {
		_, err := payouts.ProposeResolution(ctx, tx, s)
		return err
	}
	m.As(m.t, who.Clerk, say)
	m.As(m.t, who.Approver, func(ctx context.Context, tx *pg.Tx) error {
		return payouts.RefuseResolution(ctx, tx, s.Answer, s.Line, "证明没有盖章")
	})
	m.As(m.t, who.Clerk, say)
	m.As(m.t, who.Approver, func(ctx context.Context, tx *pg.Tx) error {
		return payouts.Resolve(ctx, tx, s.Answer, s.Line, stafftest.Sign)
	})
}

func (m *month) void(list int64) {
	m.As(m.t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return payouts.Void(ctx, tx, list, "账户有误") })
}

// death is the payee's; a child receives instead.
func (m *month) death(payout int64) {
	p := m.Get(m.t, payout)[0]
	var child int64
	m.Look(m.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		return tx.GetContext(ctx, &child, `
			SELECT c.id FROM person p JOIN person c ON c.county = p.county AND c.household = p.household AND c.id <> p.id
			WHERE p.county = $1 AND p.id = $2`, county, p.Payee)
	})
	m.As(m.t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return registry.RecordDeath(ctx, tx, []registry.Death{{Person: p.Payee, On: calendar.On(2024, 10, 10)}})
	})
	m.Heir(m.t, payout, child, "子女继承")
	m.Account(m.t, child)
}

// lookedInto is a death that was recorded after the sending.
func (m *month) lookedInto(payout int64) {
	m.As(m.t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return registry.RecordDeath(ctx, tx, []registry.Death{{Person: m.Get(m.t, payout)[0].Payee, On: calendar.On(2024, 10, 11)}})
	})
	m.As(m.t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return payouts.CheckDeath(ctx, tx, payout, false, "银行核实已入账，由家属依法处理")
	})
}

// answer keeps and reads a bank's answer.
func (m *month) answer(lines []bank.Line) int64 {
	var s payouts.Settled
	file := payoutstest.Written(m.t, lines)
	m.keep(string(file))
	m.As(m.t, who.Sender, func(ctx context.Context, tx *pg.Tx) (err error) {
		s, err = payouts.Settle(ctx, tx, file)
		return err
	})
	return s.Answer
}

// reissue sends a returned payout once more, to the same account; it comes back again.
func (m *month) reissue(list, payout int64) {
	m.As(m.t, who.Sender, func(ctx context.Context, tx *pg.Tx) error {
		_, err := payouts.Reissue(ctx, tx, list, []payouts.Redirection{{Payout: payout, Account: m.AccountOf(m.t, payout)}}, stafftest.Sign)
		return err
	})
	m.answer(m.Lines(m.t, bank.Returned, []int64{payout}))
}

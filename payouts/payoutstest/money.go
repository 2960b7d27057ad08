package payoutstest

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"testing"

	"github.com/lib/pq"

	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/shown"
	"fangpin/payouts"
	"fangpin/payouts/bank"
	"fangpin/registry"
)

// Compose makes a list of payouts whose total was seen.
func Compose(ctx context.Context, tx *pg.Tx, ids []int64) (int64, error) {
	found, err := payouts.Find(ctx, tx, payouts.Filter{IDs: pg.Only(ids)})
	if err != nil {
		return 0, err
	}
	var seen shown.Total
	for _, p := range found {
		seen.Decimal = seen.Add(p.Amount)
	}
	return payouts.Compose(ctx, tx, ids, seen)
}

// Compose makes a list of cleared payouts.
func (o *Office) Compose(t testing.TB, ids []int64) (list int64) {
	t.Helper()
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) (err error) {
		list, err = Compose(ctx, tx, ids)
		return err
	})
	return list
}

// ComposeAgain makes a list of returned payouts, to be paid again.
func (o *Office) ComposeAgain(t testing.TB, ids []int64) (list int64) {
	t.Helper()
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) (err error) {
		list, err = ComposeAgain(ctx, tx, ids)
		return err
	})
	return list
}

// ComposeAgain makes a list of returned payouts whose total was seen.
func ComposeAgain(ctx context.Context, tx *pg.Tx, ids []int64) (int64, error) {
	found, err := payouts.Find(ctx, tx, payouts.Filter{IDs: pg.Only(ids)})
	if err != nil {
		return 0, err
	}
	var seen shown.Total
	for _, p := range found {
		seen.Decimal = seen.Add(p.Amount)
	}
	return payouts.ComposeAgain(ctx, tx, ids, seen)
}

// Resolve says of a contradiction what it was, by a clerk and an approver.
func (o *Office) Resolve(t testing.TB, answer int64, line int, paid bool) {
	t.Helper()
	o.Must(o.Do(o.Other(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		_, err := payouts.ProposeResolution(ctx, tx, payouts.Said{Answer: answer, Line: line, Paid: paid, File: File(), Reason: "银行流水证明"})
		return err
	}))
	o.As(t, who.Approver, func(ctx context.Context, tx *pg.Tx) error {
		return payouts.Resolve(ctx, tx, answer, line, stafftest.Sign)
	})
}

// Approve approves a list as it is, and answers what is asked of it.
func Approve(ctx context.Context, tx *pg.Tx, list int64) error {
	l, err := payouts.GetList(ctx, tx, list)
	if err != nil {
		return err
	}
	answers, err := Answers(ctx, tx, list)
	if err != nil {
		return err
	}
	return payouts.Approve(ctx, tx, list, l.Digest, l.Total, answers, stafftest.Sign)
}

// Answers are one to each flag of a list.
func Answers(ctx context.Context, tx *pg.Tx, list int64) (answers []payouts.FlagAnswer, err error) {
	flags, err := payouts.Flags(ctx, tx, list)
	for _, f := range flags {
		answers = append(answers, payouts.FlagAnswer{Payout: f.Payout, Kind: f.Kind, Reason: "已与本人电话核实", Salt: secret.Salt()})
	}
	return answers, err
}

// ApproveTwice approves a list by both approvers.
func (o *Office) ApproveTwice(t testing.TB, list int64) {
	t.Helper()
	for _, by := range []who.Person{o.Who(who.Approver), o.Other(who.Approver)} {
		o.Must(o.Do(by, func(ctx context.Context, tx *pg.Tx) error { return Approve(ctx, tx, list) }))
	}
}

// Send sends an approved list to the bank.
func (o *Office) Send(t testing.TB, list int64) (batch int64) {
	t.Helper()
	o.As(t, who.Sender, func(ctx context.Context, tx *pg.Tx) (err error) {
		batch, err = payouts.Send(ctx, tx, list, stafftest.Sign)
		return err
	})
	return batch
}

// Answer settles the payouts' newest instructions, every one with the status as its outcome, in a file of its own.
func (o *Office) Answer(t testing.TB, status payouts.Status, ids []int64) (s payouts.Settled) {
	t.Helper()
	return o.Settle(t, o.Lines(t, bank.Outcome(status), ids))
}

// Settle reads lines as a file that was not read before.
func (o *Office) Settle(t testing.TB, lines []bank.Line) (s payouts.Settled) {
	t.Helper()
	o.As(t, who.Sender, func(ctx context.Context, tx *pg.Tx) (err error) {
		s, err = payouts.Settle(ctx, tx, Written(t, lines))
		return err
	})
	return s
}

// Written are lines as a bank's file that nobody has read before: each reason names the file.
func Written(t testing.TB, lines []bank.Line) []byte {
	t.Helper()
	lines = slices.Clone(lines)
	name := fmt.Sprintf("回盘 %d", pg.NewID())
	for i := range lines {
		lines[i].Words = name
	}
	var file bytes.Buffer
	if err := bank.WriteAnswer(&file, lines); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// File is the SHA-256 of a file that nobody has read before.
func File() (hash [32]byte) {
	_, _ = rand.Read(hash[:]) // never fails
	return hash
}

// Lines are a bank's answer to the payouts' newest instructions, in the order of ids.
func (o *Office) Lines(t testing.TB, outcome bank.Outcome, ids []int64) (lines []bank.Line) {
	t.Helper()
	o.Look(o.Who(who.Sender), func(ctx context.Context, tx *pg.Tx) error {
		return tx.SelectContext(ctx, &lines, `
			SELECT i.payout, max(i.attempt) AS attempt, max(i.amount) AS amount FROM instruction i
			WHERE i.county = $1 AND i.payout = ANY ($2) GROUP BY i.payout ORDER BY array_position($2, i.payout)`, tx.County, pq.Array(ids))
	})
	for i := range lines {
		lines[i].Outcome = outcome
	}
	return lines
}

// Account enters a further account of a person, which a second clerk confirms.
func (o *Office) Account(t testing.TB, person int64) (id int64) {
	t.Helper()
	number := fmt.Sprintf("88%014d", pg.NewID()%1e14)
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = registry.AddAccount(ctx, tx, o.Keys, person, "演示银行", number)
		return err
	})
	o.Must(o.Do(o.Other(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		return registry.ConfirmAccounts(ctx, tx, []int64{id}, stafftest.Sign)
	}))
	return id
}

// Heir has somebody receive a payout whose payee has died, by two clerks.
func (o *Office) Heir(t testing.TB, payout, person int64, reason string) {
	t.Helper()
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return payouts.NameHeir(ctx, tx, payout, person, reason) })
	o.Must(o.Do(o.Other(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		return payouts.ConfirmHeir(ctx, tx, payout, stafftest.Sign)
	}))
}

// AccountOf is where a payout's newest instruction went.
func (o *Office) AccountOf(t testing.TB, payout int64) (account int64) {
	t.Helper()
	o.Look(o.Who(who.Sender), func(ctx context.Context, tx *pg.Tx) error {
		return tx.GetContext(ctx, &account, `
			SELECT account FROM instruction WHERE county = $1 AND payout = $2 ORDER BY attempt DESC LIMIT 1`, tx.County, payout)
	})
	return account
}

// Get reads payouts in the order of ids.
func (o *Office) Get(t testing.TB, ids ...int64) []payouts.Payout {
	t.Helper()
	out := make([]payouts.Payout, len(ids))
	o.Look(o.Who(who.Auditor), func(ctx context.Context, tx *pg.Tx) error {
		found, err := payouts.Find(ctx, tx, payouts.Filter{IDs: pg.Only(ids)})
		byID := make(map[int64]payouts.Payout, len(found))
		for _, p := range found {
			byID[p.ID] = p
		}
		for i, id := range ids {
			out[i] = byID[id]
		}
		return err
	})
	return out
}

// Reconciled fails the test unless lists, instructions, books and bank agree to the fen.
func (o *Office) Reconciled(t testing.TB) (r payouts.Reconciliation) {
	t.Helper()
	o.Look(o.Who(who.Auditor), func(ctx context.Context, tx *pg.Tx) (err error) {
		r, err = payouts.Reconcile(ctx, tx)
		return err
	})
	for _, line := range r.Unequal {
		t.Errorf("the books do not agree: %s", line)
	}
	return r
}

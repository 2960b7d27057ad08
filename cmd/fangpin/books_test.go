package main

import (
	"slices"
	"testing"

	"fangpin/internal/calendar"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/ledger"
	"fangpin/payouts"
)

// books are asked what must be true of an office.
type books struct {
	*testing.T
	office *office
	reader who.Person
}

func (b books) read(look func(tx *pg.Tx) error) error {
	return b.office.read(b.Context(), b.reader, look)
}

// ask reads one number.
func (b books) ask(query string) (n int) {
	b.Helper()
	err := b.read(func(tx *pg.Tx) error { return tx.Get(&n, query) })
	if err != nil {
		b.Fatal(err)
	}
	return n
}

func (b books) count(what string, want int, query string) {
	b.Helper()
	if got := b.ask(query); got != want {
		b.Errorf("%s: %d, want %d", what, got, want)
	}
}

func (b books) some(what, query string) {
	b.Helper()
	if b.ask(query) == 0 {
		b.Errorf("%s: none", what)
	}
}

// cents reads one amount, in fen.
func (b books) cents(what string, want int, query string) {
	b.Helper()
	b.count(what, want, `SELECT (100 * (`+query+`))::bigint`)
}

func (b books) balance(account ledger.Account, want string) {
	b.Helper()
	var lines []ledger.Line
	err := b.read(func(tx *pg.Tx) (err error) {
		lines, err = ledger.TrialBalance(b.Context(), tx, calendar.On(2024, 12, 31))
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	i := slices.IndexFunc(lines, func(l ledger.Line) bool { return l.Account == account })
	if got := lines[i].Balance().StringFixed(2); got != want {
		b.Errorf("%s stands at %s yuan, want %s", account, got, want)
	}
}

// agrees: lists = books = bank, to the fen; one payment is still in suspense.
func (b books) agrees() {
	b.Helper()
	var r payouts.Reconciliation
	err := b.read(func(tx *pg.Tx) (err error) {
		r, err = payouts.Reconcile(b.Context(), tx)
		return err
	})
	if err != nil || len(r.Unequal) > 0 {
		b.Fatalf("lists, books and bank: %v %v", r.Unequal, err)
	}
	if !r.Suspended.IsPositive() || !r.InFlight.IsZero() || !r.Approved.Equal(r.Paid.Add(r.Suspended)) {
		b.Errorf("approved %s, paid %s, in flight %s, suspended %s", r.Approved, r.Paid, r.InFlight, r.Suspended)
	}
}

// Package officetest asks an office's books what must be true of them.
package officetest

import (
	"slices"
	"testing"

	"fangpin/internal/calendar"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/ledger"
	"fangpin/payouts"
)

// Books are asked what must be true of an office.
type Books struct {
	*testing.T
	DB     *pg.DB
	Reader who.Person
}

func (b Books) read(look func(tx *pg.Tx) error) error {
	return pg.Read(b.Context(), b.DB, b.Reader, look)
}

// Ask reads one number.
func (b Books) Ask(query string) (n int) {
	b.Helper()
	err := b.read(func(tx *pg.Tx) error { return tx.Get(&n, query) })
	if err != nil {
		b.Fatal(err)
	}
	return n
}

func (b Books) Count(what string, want int, query string) {
	b.Helper()
	if got := b.Ask(query); got != want {
		b.Errorf("%s: %d, want %d", what, got, want)
	}
}

func (b Books) Some(what, query string) {
	b.Helper()
	if b.Ask(query) == 0 {
		b.Errorf("%s: none", what)
	}
}

// Cents reads one amount, in fen.
func (b Books) Cents(what string, want int, query string) {
	b.Helper()
	b.Count(what, want, `SELECT (100 * (`+query+`))::bigint`)
}

func (b Books) Balance(account ledger.Account, want string) {
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

// Agrees: lists = books = bank, to the fen; one payment is still in suspense.
func (b Books) Agrees() {
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

package payouts

import (
	"context"
	"fmt"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
	"fangpin/ledger"
)

// book posts one transfer for each payout, on today's date.
func book(ctx context.Context, tx *pg.Tx, e ledger.Entry, debit, credit ledger.Account, payouts []Payout) error {
	e.Transfers = append(e.Transfers, transfers(debit, credit, payouts)...)
	e.On = calendar.DateOf(tx.Now)
	_, err := ledger.Post(ctx, tx, e)
	return err
}

func transfers(debit, credit ledger.Account, payouts []Payout) []ledger.Transfer {
	lines := make([]ledger.Transfer, len(payouts))
	for i, p := range payouts {
		lines[i] = ledger.Transfer{Debit: debit, Credit: credit, Amount: p.Amount, Ref: fmt.Sprintf("payout/%d", p.ID)}
	}
	return lines
}

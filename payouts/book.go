package payouts

import (
	"context"
	"fmt"
	"strconv"

	"github.com/lib/pq"
	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
	"fangpin/ledger"
)

// due is what a payout moves in the books, in yuan.
type due struct {
	Payout int64           `db:"payout"`
	Amount decimal.Decimal `db:"amount"`
}

// duesOf are the sums of a list's rows.
func duesOf(ctx context.Context, tx *pg.Tx, list int64) (dues []due, err error) {
	err = tx.SelectContext(ctx, &dues, `SELECT payout, amount FROM list_row WHERE county = $1 AND list = $2 ORDER BY n`, tx.County, list)
	if err != nil {
		return nil, fmt.Errorf("find rows of list %d: %w", list, err)
	}
	return dues, nil
}

// dues are the sums of payouts.
func dues(ctx context.Context, tx *pg.Tx, ids []int64) (dues []due, err error) {
	err = tx.SelectContext(ctx, &dues, `SELECT id AS payout, amount FROM payout WHERE county = $1 AND id = ANY ($2) ORDER BY id`, tx.County, pq.Array(ids))
	if err != nil {
		return nil, fmt.Errorf("find sums of payouts: %w", err)
	}
	return dues, nil
}

// payoutsOf are the payouts that sums are of.
func payoutsOf(dues []due) []int64 {
	ids := make([]int64, len(dues))
	for i, d := range dues {
		ids[i] = d.Payout
	}
	return ids
}

// book posts one transfer for each sum, on today's date.
func book(ctx context.Context, tx *pg.Tx, e ledger.Entry, debit, credit ledger.Account, dues []due) error {
	e.Transfers = make([]ledger.Transfer, len(dues))
	for i, d := range dues {
		e.Transfers[i] = ledger.Transfer{Debit: debit, Credit: credit, Amount: d.Amount, Ref: reference(d.Payout)}
	}
	e.On = calendar.DateOf(tx.Now)
	_, err := ledger.Post(ctx, tx, e)
	return err
}

// reference names a payout to the books.
func reference(payout int64) string { return "payout/" + strconv.FormatInt(payout, 10) }

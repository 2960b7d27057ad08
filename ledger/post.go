package ledger

import (
	"context"
	"fmt"

	"github.com/lib/pq"
	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
)

// Transfer is one line: an amount in yuan, above zero, from one account to another.
type Transfer struct {
	Debit, Credit Account
	Amount        decimal.Decimal
	Ref           string // of what, as in payout/123
}

// Entry is what one deed books (凭证).
type Entry struct {
	Ref       string        // unique for ever, as in list/123/approved: what happened is booked once
	On        calendar.Date // decides the month whose voucher number it takes
	Memo      string        // 摘要, printed on the voucher: no personal data
	CheckedBy int64         // 审核, another person than the one who makes it (制单); 0 where nobody checked
	Reverses  int64         // the entry it undoes, 0 for none
	Transfers []Transfer
}

// Post books an entry under its month's next voucher number, which is gapless, and answers its id. A reference booked before is a
// Conflict.
func Post(ctx context.Context, tx *pg.Tx, e Entry) (int64, error) {
	if err := e.check(); err != nil {
		return 0, err
	}
	id, n := pg.NewID(), len(e.Transfers)
	debits, credits, amounts, refs := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	for i, t := range e.Transfers {
		debits[i], credits[i], amounts[i], refs[i] = string(t.Debit), string(t.Credit), t.Amount.StringFixed(2), t.Ref
	}
	_, err := tx.ExecContext(ctx, `SELECT entry_post($1, $2, $3, $4, $5, $6, NULLIF($7::bigint, 0), NULLIF($8::bigint, 0), $9, $10, $11, $12)`,
		tx.County, id, e.Ref, e.On, e.Memo, tx.By.ID, e.CheckedBy, e.Reverses, pq.Array(debits), pq.Array(credits), pq.Array(amounts), pq.Array(refs))
	if err != nil {
		return 0, fmt.Errorf("post entry %s: %w", e.Ref, err)
	}
	tx.Cover("entry", id)
	tx.Cover("transfer", id)
	return id, nil
}

func (e Entry) check() error {
	if len(e.Transfers) == 0 {
		return fault.Invalidf("凭证没有分录，无账可记")
	}
	for i, t := range e.Transfers {
		if !t.Amount.IsPositive() || t.Amount.Exponent() < -2 && !t.Amount.Equal(t.Amount.Round(2)) {
			return fault.Invalidf("第 %d 条分录金额 %s 元有误：应大于零，且不超过两位小数", i+1, t.Amount)
		}
	}
	return nil
}

// Reverse books the opposite of an entry, whole, under a reference of its own. An entry is reversed once.
func Reverse(ctx context.Context, tx *pg.Tx, ref string, by Entry) (int64, error) {
	id, transfers, err := find(ctx, tx, ref)
	if err != nil {
		return 0, err
	}
	by.Reverses = id
	by.Transfers = make([]Transfer, len(transfers)) // not into the caller's own
	for i, t := range transfers {
		by.Transfers[i] = Transfer{Debit: t.Credit, Credit: t.Debit, Amount: t.Amount, Ref: t.Ref}
	}
	return Post(ctx, tx, by)
}

func find(ctx context.Context, tx *pg.Tx, ref string) (int64, []Transfer, error) {
	var rows []struct {
		Entry int64 `db:"entry"`
		Transfer
	}
	err := tx.SelectContext(ctx, &rows, `
		SELECT t.entry, t.debit, t.credit, t.amount, t.ref
		FROM entry e JOIN transfer t ON t.county = e.county AND t.entry = e.id
		WHERE e.county = $1 AND e.ref = $2 ORDER BY t.n`, tx.County, ref)
	if err != nil {
		return 0, nil, fmt.Errorf("find entry %s: %w", ref, err)
	}
	if len(rows) == 0 {
		return 0, nil, fault.NotFoundf("没有找到要冲销的凭证（%s）", ref)
	}
	transfers := make([]Transfer, len(rows))
	for i, r := range rows {
		transfers[i] = r.Transfer
	}
	return rows[0].Entry, transfers, nil
}

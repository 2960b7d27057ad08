package ledger

import (
	"context"
	"fmt"

	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
)

// Voucher is an entry as the accountant files it (凭证). Amounts are in yuan; No is gapless within the month.
type Voucher struct {
	ID        int64           `db:"id"`
	Ref       string          `db:"ref"`
	On        calendar.Date   `db:"on_day"`
	No        int             `db:"no"`
	Memo      string          `db:"memo"`
	MadeBy    int64           `db:"made_by"`
	CheckedBy *int64          `db:"checked_by"`
	Total     decimal.Decimal `db:"total"`
	Lines     []VoucherLine
}

// VoucherLine is what a voucher moves between two accounts: 借 debit, 贷 credit, transfers of the same pair added up.
type VoucherLine struct {
	Entry  int64           `db:"entry"`
	Debit  Account         `db:"debit"`
	Credit Account         `db:"credit"`
	Rows   int             `db:"rows"`
	Amount decimal.Decimal `db:"amount"`
}

// Vouchers lists a month's vouchers by number.
func Vouchers(ctx context.Context, tx *pg.Tx, month calendar.Date) ([]Voucher, error) {
	var vouchers []Voucher
	err := tx.SelectContext(ctx, &vouchers, `
		SELECT e.id, e.ref, e.on_day, e.no, e.memo, e.made_by, e.checked_by, SUM(t.amount) AS total
		FROM entry e JOIN transfer t ON t.county = e.county AND t.entry = e.id
		WHERE e.county = $1 AND e.month = DATE_TRUNC('month', $2::date)::date
		GROUP BY e.county, e.id ORDER BY e.no`, tx.County, month)
	if err != nil {
		return nil, fmt.Errorf("vouchers: %w", err)
	}
	var lines []VoucherLine
	err = tx.SelectContext(ctx, &lines, `
		SELECT t.entry, t.debit, t.credit, COUNT(*) AS rows, SUM(t.amount) AS amount
		FROM entry e JOIN transfer t ON t.county = e.county AND t.entry = e.id
		WHERE e.county = $1 AND e.month = DATE_TRUNC('month', $2::date)::date
		GROUP BY t.entry, t.debit, t.credit ORDER BY MIN(t.n)`, tx.County, month)
	if err != nil {
		return nil, fmt.Errorf("voucher lines: %w", err)
	}
	at := make(map[int64]*Voucher, len(vouchers))
	for i := range vouchers {
		at[vouchers[i].ID] = &vouchers[i]
	}
	for _, l := range lines {
		at[l.Entry].Lines = append(at[l.Entry].Lines, l)
	}
	return vouchers, nil
}

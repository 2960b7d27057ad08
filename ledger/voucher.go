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

// Voucher is an entry as the accountant files it (凭证). Amounts are in yuan; No is gapless within the month.
type Voucher struct {
	ID        int64           `db:"id"`
	Ref       string          `db:"ref"`
	On        calendar.Date   `db:"on_day"`
	No        int             `db:"no"`
	Memo      string          `db:"memo"`
	MadeBy    int64           `db:"made_by"`
	CheckedBy *int64          `db:"checked_by"`
	Maker     string          `db:"maker"`    // 制单, by name
	Checker   string          `db:"checker"`  // 审核, by name; empty where nobody checked
	Reverses  *int64          `db:"reverses"` // the entry it undoes
	Reversed  *int64          `db:"reversed"` // the entry that undoes it
	Total     decimal.Decimal `db:"total"`
	Lines     []VoucherLine
}

// Name is how accountants call the voucher: 2024年11月记字第3号.
func (v Voucher) Name() string {
	day := v.On.Start()
	return fmt.Sprintf("%d年%d月记字第%d号", day.Year(), day.Month(), v.No)
}

// VoucherLine is what a voucher moves between two accounts: 借 debit, 贷 credit, transfers of the same pair added up.
type VoucherLine struct {
	Entry  int64           `db:"entry"`
	Debit  Account         `db:"debit"`
	Credit Account         `db:"credit"`
	Rows   int             `db:"rows"`
	Amount decimal.Decimal `db:"amount"`
}

// Filter narrows Find; a zero field does not narrow.
type Filter struct {
	IDs     pg.Among[int64]
	Month   *calendar.Date // any day of it
	Account Account
	Ref     string // of the entry, as in list/123/approved
	About   string // what one of the transfers is of, as in payout/123
	Window  pg.Window
}

// Vouchers lists a month's vouchers by number.
func Vouchers(ctx context.Context, tx *pg.Tx, month calendar.Date) ([]Voucher, error) {
	found, _, err := Find(ctx, tx, Filter{Month: &month})
	return found, err
}

// Find lists vouchers by month and number, and how many there are in all.
func Find(ctx context.Context, tx *pg.Tx, f Filter) (found []Voucher, total int, err error) {
	const where = ` FROM entry e WHERE e.county = $1 AND ($2::bigint[] IS NULL OR e.id = ANY ($2))
		  AND ($3::date IS NULL OR e.month = DATE_TRUNC('month', $3::date)::date)
		  AND ($4 = '' OR EXISTS (SELECT FROM transfer t WHERE t.county = $1 AND t.entry = e.id AND $4 IN (t.debit, t.credit)))
		  AND ($5 = '' OR e.id IN (SELECT t.entry FROM transfer t WHERE t.county = $1 AND t.ref = $5))
		  AND ($6 = '' OR e.ref = $6)`
	args := []any{tx.County, f.IDs, f.Month, string(f.Account), f.About, f.Ref}
	if err := tx.GetContext(ctx, &total, `SELECT COUNT(*)`+where, args...); err != nil {
		return nil, 0, fmt.Errorf("count vouchers: %w", err)
	}
	err = tx.SelectContext(ctx, &found, `
		SELECT e.id, e.ref, e.on_day, e.no, e.memo, e.made_by, e.checked_by, m.name AS maker, COALESCE(c.name, '') AS checker, e.reverses, r.id AS reversed,
		  (SELECT SUM(t.amount) FROM transfer t WHERE t.county = $1 AND t.entry = e.id) AS total
		FROM (SELECT e.*`+where+f.Window.Clause(nil, "e.month, e.no")+`) e
		JOIN staff m ON m.county = $1 AND m.id = e.made_by LEFT JOIN staff c ON c.county = $1 AND c.id = e.checked_by
		LEFT JOIN entry r ON r.county = $1 AND r.reverses = e.id
		ORDER BY e.month, e.no`, args...)
	if err != nil {
		return nil, 0, fmt.Errorf("find vouchers: %w", err)
	}
	return found, total, addLines(ctx, tx, found)
}

// addLines reads the lines of vouchers.
func addLines(ctx context.Context, tx *pg.Tx, vouchers []Voucher) error {
	ids, at := make([]int64, len(vouchers)), make(map[int64]*Voucher, len(vouchers))
	for i := range vouchers {
		ids[i], at[vouchers[i].ID] = vouchers[i].ID, &vouchers[i]
	}
	var lines []VoucherLine
	err := tx.SelectContext(ctx, &lines, `
		SELECT entry, debit, credit, COUNT(*) AS rows, SUM(amount) AS amount FROM transfer
		WHERE county = $1 AND entry = ANY ($2) GROUP BY entry, debit, credit ORDER BY MIN(n)`, tx.County, pq.Array(ids))
	if err != nil {
		return fmt.Errorf("voucher lines: %w", err)
	}
	for _, l := range lines {
		at[l.Entry].Lines = append(at[l.Entry].Lines, l)
	}
	return nil
}

// Get reads one voucher. None is NotFound.
func Get(ctx context.Context, tx *pg.Tx, id int64) (Voucher, error) {
	found, _, err := Find(ctx, tx, Filter{IDs: pg.Only([]int64{id})})
	switch {
	case err != nil:
		return Voucher{}, err
	case len(found) == 0:
		return Voucher{}, fault.NotFoundf("没有找到这张凭证")
	}
	return found[0], nil
}

// Transfers lists an entry's transfers in order, and how many there are in all.
func Transfers(ctx context.Context, tx *pg.Tx, entry int64, w pg.Window) (found []Transfer, total int, err error) {
	if err := tx.GetContext(ctx, &total, `SELECT COUNT(*) FROM transfer WHERE county = $1 AND entry = $2`, tx.County, entry); err != nil {
		return nil, 0, fmt.Errorf("count transfers: %w", err)
	}
	err = tx.SelectContext(ctx, &found, `
		SELECT debit, credit, amount, ref FROM transfer WHERE county = $1 AND entry = $2`+w.Clause(nil, "n"), tx.County, entry)
	if err != nil {
		return nil, 0, fmt.Errorf("find transfers: %w", err)
	}
	return found, total, nil
}

// Months lists the months that have vouchers, the newest first: the first day of each.
func Months(ctx context.Context, tx *pg.Tx) (months []calendar.Date, err error) {
	if err := tx.SelectContext(ctx, &months, `SELECT month FROM voucher_month WHERE county = $1 ORDER BY month DESC`, tx.County); err != nil {
		return nil, fmt.Errorf("find months: %w", err)
	}
	return months, nil
}

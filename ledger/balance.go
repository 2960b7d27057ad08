package ledger

import (
	"context"
	"fmt"

	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
)

// Line is an account's line of the trial balance (试算平衡表), in yuan. Balance is on the account's normal side.
type Line struct {
	Account Account         `db:"code"`
	Name    string          `db:"name"`
	Side    string          `db:"side"` // debit or credit
	Debits  decimal.Decimal `db:"debits"`
	Credits decimal.Decimal `db:"credits"`
}

// Balance is what stands on the account's normal side; below zero where it stands on the other.
func (l Line) Balance() decimal.Decimal {
	if l.Side == "credit" {
		return l.Credits.Sub(l.Debits)
	}
	return l.Debits.Sub(l.Credits)
}

// TrialBalance folds every transfer up to and including a day: one line an account, all debits equal to all credits.
func TrialBalance(ctx context.Context, tx *pg.Tx, upTo calendar.Date) ([]Line, error) {
	var lines []Line
	err := tx.SelectContext(ctx, &lines, `
		WITH t AS (
		  SELECT t.debit, t.credit, t.amount FROM transfer t JOIN entry e ON e.county = t.county AND e.id = t.entry
		  WHERE t.county = $1 AND e.on_day <= $2::date
		)
		SELECT c.code, c.name, c.side,
		  COALESCE((SELECT SUM(amount) FROM t WHERE t.debit = c.code), 0) AS debits,
		  COALESCE((SELECT SUM(amount) FROM t WHERE t.credit = c.code), 0) AS credits
		FROM chart c ORDER BY c.code`, tx.County, upTo)
	if err != nil {
		return nil, fmt.Errorf("trial balance: %w", err)
	}
	return inOrder(lines), nil
}

// inOrder puts the lines in the chart's order.
func inOrder(lines []Line) []Line {
	byAccount := make(map[Account]Line, len(lines))
	for _, l := range lines {
		byAccount[l.Account] = l
	}
	ordered := make([]Line, 0, len(lines))
	for _, a := range Accounts() {
		ordered = append(ordered, byAccount[a])
	}
	return ordered
}

package payouts

import (
	"context"
	"fmt"

	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
	"fangpin/ledger"
)

// Reconciliation compares the lists with the books and the bank (对账), to the fen. Amounts are in yuan.
type Reconciliation struct {
	Approved  decimal.Decimal `db:"approved"`  // lists approved or sent, without what is paid again
	Paid      decimal.Decimal `db:"paid"`      // payouts the bank called paid
	InFlight  decimal.Decimal `db:"in_flight"` // approved and not yet answered
	Suspended decimal.Decimal `db:"suspended"` // returned and not yet ordered again
	GivenUp   decimal.Decimal `db:"given_up"`  // withdrawn after a return: back in the fund
	Received  decimal.Decimal `db:"received"`  // premium that reached the bank
	Twice     decimal.Decimal `db:"twice"`     // paid twice, and not recovered

	BookFund, BookPayable, BookSuspense, BookBank, BookReceivable, BookRecovery decimal.Decimal
	Unequal                                                                     []string // what does not agree, in words; none when all does
}

// Reconcile adds up lists, instructions and books: approved = paid + in flight + suspended + given up; payable = in flight;
// suspense = suspended; recovery receivable = paid twice; bank = received − paid − paid twice. What waits on a list of its own to be paid again
// lies in suspense until that is approved.
func Reconcile(ctx context.Context, tx *pg.Tx) (Reconciliation, error) {
	var r Reconciliation
	err := tx.GetContext(ctx, &r, `
		WITH waiting AS (
		  SELECT r.payout FROM list l JOIN list_row r ON r.county = l.county AND r.list = l.id WHERE l.county = $1 AND l.again AND l.status = 'composed')
		SELECT COALESCE(SUM(r.amount), 0) AS approved,
		  COALESCE(SUM(r.amount) FILTER (WHERE p.status = 'paid'), 0) AS paid,
		  COALESCE(SUM(r.amount) FILTER (WHERE p.status = 'sent' OR p.status = 'listed' AND w.payout IS NULL), 0) AS in_flight,
		  COALESCE(SUM(r.amount) FILTER (WHERE p.status = 'returned' OR p.status = 'listed' AND w.payout IS NOT NULL), 0) AS suspended,
		  COALESCE(SUM(r.amount) FILTER (WHERE p.status = 'withdrawn'), 0) AS given_up,
		  (SELECT COALESCE(SUM(amount), 0) FROM premium WHERE county = $1) AS received,
		  (SELECT COALESCE(SUM(amount), 0) FROM instruction WHERE county = $1 AND status = 'twice') AS twice
		FROM list l JOIN list_row r ON r.county = l.county AND r.list = l.id
		JOIN payout p ON p.county = r.county AND p.id = r.payout LEFT JOIN waiting w ON w.payout = p.id
		WHERE l.county = $1 AND l.status IN ('approved', 'sent') AND l.again IS NOT TRUE`, tx.County)
	if err != nil {
		return r, fmt.Errorf("reconcile lists: %w", err)
	}
	balances, err := ledger.TrialBalance(ctx, tx, calendar.DateOf(tx.Now))
	if err != nil {
		return r, err
	}
	r.read(balances)
	r.compare()
	return r, nil
}

func (r *Reconciliation) read(lines []ledger.Line) {
	into := map[ledger.Account]*decimal.Decimal{
		ledger.PremiumFund: &r.BookFund, ledger.ClaimsPayable: &r.BookPayable, ledger.Suspense: &r.BookSuspense,
		ledger.Bank: &r.BookBank, ledger.PremiumReceivable: &r.BookReceivable, ledger.RecoveryReceivable: &r.BookRecovery,
	}
	for _, l := range lines {
		if at := into[l.Account]; at != nil {
			*at = l.Balance()
		}
	}
}

func (r *Reconciliation) compare() {
	equal := func(what string, a, b decimal.Decimal) {
		if !a.Equal(b) {
			r.Unequal = append(r.Unequal, fmt.Sprintf("%s：%s ≠ %s 元", what, a.StringFixed(2), b.StringFixed(2)))
		}
	}
	equal("花名册合计与已付、在途、退票、撤回之和", r.Approved, r.Paid.Add(r.InFlight).Add(r.Suspended).Add(r.GivenUp))
	equal("应付救助金与在途", r.BookPayable, r.InFlight)
	equal("暂挂款与退票", r.BookSuspense, r.Suspended)
	equal("应收追回款与重复到账", r.BookRecovery, r.Twice)
	equal("银行存款与实收保费减已付", r.BookBank, r.Cash())
	equal("保费资金与应收、实收保费减支出", r.BookFund, r.Funds())
}

// Cash is what the bank should hold: premium received less what was paid, once or twice.
func (r Reconciliation) Cash() decimal.Decimal { return r.Received.Sub(r.Paid).Sub(r.Twice) }

// Funds is what the premium fund should hold: premium billed less what was approved and not given up.
func (r Reconciliation) Funds() decimal.Decimal {
	return r.BookReceivable.Add(r.Received).Sub(r.Approved).Add(r.GivenUp)
}

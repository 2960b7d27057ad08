package payouts

import (
	"context"
	"fmt"

	"github.com/shopspring/decimal"

	"fangpin/internal/pg"
)

// Fund is what a policy year's premium can still pay, in yuan.
type Fund struct {
	Received decimal.Decimal `db:"received"` // premium that has come in
	Approved decimal.Decimal `db:"approved"` // by lists approved or sent
	GivenUp  decimal.Decimal `db:"given_up"` // withdrawn after a return: back in the fund
}

// Left is what the next list may come to.
func (f Fund) Left() decimal.Decimal { return f.Received.Sub(f.Approved).Add(f.GivenUp) }

// FundOf adds up a fund as the door of approval does.
func FundOf(ctx context.Context, tx *pg.Tx, fund int64) (f Fund, err error) {
	err = tx.GetContext(ctx, &f, `
		SELECT (SELECT COALESCE(SUM(amount), 0) FROM premium WHERE county = $1 AND fund = $2) AS received,
		  (SELECT COALESCE(SUM(total), 0) FROM list WHERE county = $1 AND fund = $2 AND status IN ('approved', 'sent') AND again IS NOT TRUE) AS approved,
		  (SELECT COALESCE(SUM(r.amount), 0) FROM list l JOIN list_row r ON r.county = $1 AND r.list = l.id
		    JOIN payout p ON p.county = $1 AND p.id = r.payout
		    WHERE l.county = $1 AND l.fund = $2 AND l.status = 'sent' AND l.again IS NOT TRUE AND p.status = 'withdrawn') AS given_up`, tx.County, fund)
	if err != nil {
		return f, fmt.Errorf("add up fund %d: %w", fund, err)
	}
	return f, nil
}

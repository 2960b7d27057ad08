package policy

import (
	"context"
	"crypto/sha256"
	"fmt"

	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/ledger"
)

// Fund is what a policy year's premium came to so far, in yuan.
type Fund struct {
	Billed   decimal.Decimal `db:"billed"`   // heads × per head
	Received decimal.Decimal `db:"received"` // never more than billed
}

// Due is what is still to be paid in.
func (f Fund) Due() decimal.Decimal { return f.Billed.Sub(f.Received) }

// ReceivePremium enters a payment of premium in yuan that reached the bank on a day, by the bank's voucher in the archive (its SHA-256), and answers its id:
// Dr bank, Cr premium receivable. More than is due is refused, and so is a voucher that another payment has.
func ReceivePremium(ctx context.Context, tx *pg.Tx, policy int64, amount decimal.Decimal, on calendar.Date, voucher [sha256.Size]byte) (int64, error) {
	if err := ReceivePremiumStep.Permit(tx, "登记保费到账 "+amount.StringFixed(2)+" 元"); err != nil {
		return 0, err
	}
	y, err := Get(ctx, tx, policy)
	if err != nil {
		return 0, err
	}
	switch {
	case !amount.IsPositive() || !amount.Equal(amount.Round(2)):
		return 0, fault.Invalidf("到账金额 %s 元有误：应大于零，且不超过两位小数", amount)
	case on > calendar.DateOf(tx.Now):
		return 0, fault.Invalidf("到账日期 %s 在今天之后，请核对银行回单", on)
	}
	id := pg.NewID()
	if _, err := tx.ExecContext(ctx, `SELECT premium_receive($1, $2, $3, $4, $5, $6, $7)`, tx.County, id, policy, amount.StringFixed(2), on, voucher[:], tx.By.ID); err != nil {
		return 0, fmt.Errorf("receive premium: %w", err)
	}
	tx.Cover("premium", id)
	_, err = ledger.Post(ctx, tx, ledger.Entry{
		Ref:       fmt.Sprintf("premium/%d", id),
		On:        on,
		Memo:      y.name() + "保费到账",
		Transfers: []ledger.Transfer{{Debit: ledger.Bank, Credit: ledger.PremiumReceivable, Amount: amount, Ref: fmt.Sprintf("policy/%d", policy)}},
	})
	return id, err
}

// FundOf adds up a policy year's premium.
func FundOf(ctx context.Context, tx *pg.Tx, policy int64) (Fund, error) {
	var f Fund
	err := tx.GetContext(ctx, &f, `
		SELECT COALESCE((SELECT SUM(heads) FROM insured_group g WHERE g.county = p.county AND g.policy = p.id), 0) * p.per_head AS billed,
		  COALESCE((SELECT SUM(amount) FROM premium m WHERE m.county = p.county AND m.fund = p.id), 0) AS received
		FROM policy p WHERE p.county = $1 AND p.id = $2`, tx.County, policy)
	return f, one(err, "没有找到该保单，请刷新后重选")
}

// Receipt is one payment of premium.
type Receipt struct {
	ID         int64           `db:"id"`
	Amount     decimal.Decimal `db:"amount"` // yuan
	ReceivedOn calendar.Date   `db:"received_on"`
	Voucher    []byte          `db:"voucher"` // SHA-256; nil where none was asked yet
}

// Receipts lists a policy year's premium as it came in.
func Receipts(ctx context.Context, tx *pg.Tx, policy int64) ([]Receipt, error) {
	return receipts(ctx, tx, policy, 0)
}

// GetReceipt is one payment of premium. None is NotFound.
func GetReceipt(ctx context.Context, tx *pg.Tx, id int64) (Receipt, error) {
	found, err := receipts(ctx, tx, 0, id)
	if err == nil && len(found) == 0 {
		err = fault.NotFoundf("没有找到这笔保费，请从保单的页面重新进入")
	}
	if err != nil {
		return Receipt{}, err
	}
	return found[0], nil
}

// receipts are those of a policy year, or the one of an id.
func receipts(ctx context.Context, tx *pg.Tx, policy, id int64) (found []Receipt, err error) {
	err = tx.SelectContext(ctx, &found, `
		SELECT id, amount, received_on, voucher FROM premium WHERE county = $1 AND (fund = $2 OR id = $3) ORDER BY received_on, id`, tx.County, policy, id)
	if err != nil {
		return nil, fmt.Errorf("find premium receipts: %w", err)
	}
	return found, nil
}

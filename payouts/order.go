package payouts

import (
	"context"
	"fmt"
	"io"

	"github.com/shopspring/decimal"

	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/security"
	"fangpin/payouts/bank"
	"fangpin/policy"
	"fangpin/registry"
)

// instruction is a row of a batch with who receives it.
type instruction struct {
	Payout  int64           `db:"payout"`
	Attempt int             `db:"attempt"`
	Account int64           `db:"account"`
	Name    string          `db:"name"`
	Amount  decimal.Decimal `db:"amount"`
}

// WriteBankFile writes a batch's file for the bank (代发文件), account numbers in clear: that is a deed of its own.
func WriteBankFile(ctx context.Context, tx *pg.Tx, keys *secret.Keys, batch int64, w io.Writer) error {
	if err := WriteBankFileStep.Permit(tx, "生成代发文件"); err != nil {
		return err
	}
	if _, err := deed.Outside(ctx, tx, tx.Notes()); err != nil {
		return err
	}
	orders, err := ordersOf(ctx, tx, keys, batch)
	if err != nil {
		return err
	}
	purpose, err := purposeOf(ctx, tx, batch)
	if err != nil {
		return err
	}
	tx.Cover("batch", batch)
	if err := security.Exported(ctx, tx, len(orders)); err != nil {
		return err
	}
	return bank.WriteOrders(w, purpose, orders)
}

// purposeOf is what the payment is called on the statement: the scheme's plain label, which hints at nobody's illness.
func purposeOf(ctx context.Context, tx *pg.Tx, batch int64) (string, error) {
	var id int64
	err := tx.GetContext(ctx, &id, `
		SELECT MIN(p.scheme) FROM instruction i JOIN payout p ON p.county = i.county AND p.id = i.payout
		WHERE i.county = $1 AND i.batch = $2`, tx.County, batch)
	if err != nil {
		return "", fmt.Errorf("find batch's scheme: %w", err)
	}
	schemes, err := policy.Schemes(ctx, tx, []int64{id})
	if err != nil {
		return "", err
	}
	return schemes[id].Publicity.Label, nil
}

func ordersOf(ctx context.Context, tx *pg.Tx, keys *secret.Keys, batch int64) ([]bank.Order, error) {
	var rows []instruction
	err := tx.SelectContext(ctx, &rows, `
		SELECT i.payout, i.attempt, i.account, o.name, i.amount
		FROM instruction i JOIN account a ON a.county = i.county AND a.id = i.account
		JOIN person o ON o.county = a.county AND o.id = a.person
		WHERE i.county = $1 AND i.batch = $2 ORDER BY i.payout`, tx.County, batch)
	if err != nil {
		return nil, fmt.Errorf("find instructions: %w", err)
	}
	if len(rows) == 0 {
		return nil, fault.NotFoundf("没有找到这个打款批次")
	}
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.Account
	}
	accounts, err := registry.Accounts(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	orders := make([]bank.Order, len(rows))
	for i, r := range rows {
		account := accounts[r.Account]
		number, err := account.Plain(keys, tx.County)
		if err != nil {
			return nil, err
		}
		orders[i] = bank.Order{Payout: r.Payout, Attempt: r.Attempt, Name: r.Name, Account: number, Bank: account.Bank, Amount: r.Amount}
	}
	return orders, nil
}

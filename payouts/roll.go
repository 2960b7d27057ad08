package payouts

import (
	"context"
	"fmt"
	"io"

	"fangpin/internal/pg"
	"fangpin/internal/secret"
)

// WriteRoll writes a list as a workbook (发放花名册): a village or township its own rows of it. Accounts are masked: the bank's file alone
// has them in clear.
func WriteRoll(ctx context.Context, tx *pg.Tx, keys *secret.Keys, list int64, w io.Writer) error {
	l, err := GetList(ctx, tx, list)
	if err != nil {
		return err
	}
	rows, err := ListRows(ctx, tx, list, pg.Window{})
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return errNoList
	}
	accounts, err := MaskedAccounts(ctx, tx, keys, AccountsOf(rows))
	if err != nil {
		return err
	}
	sheet := newRollSheet()
	defer sheet.Close()
	if err := sheet.fill(l, rows, accounts); err != nil {
		return fmt.Errorf("write roll: %w", err)
	}
	if err := sheet.Write(w); err != nil {
		return fmt.Errorf("write roll: %w", err)
	}
	return nil
}

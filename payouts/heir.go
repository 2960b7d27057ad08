package payouts

import (
	"context"

	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/words"
)

// NameHeir decides who receives a payout whose payee has died (由谁领取): a registered person who lives, of whatever household. The
// newest decision counts; none is taken once the money is on its way.
func NameHeir(ctx context.Context, tx *pg.Tx, payout, person int64, reason string) error {
	if err := NameHeirStep.Permit(tx, "登记由谁领取"); err != nil {
		return err
	}
	reason, err := words.Need("依据", reason)
	if err != nil {
		return err
	}
	err = knock(ctx, tx, `SELECT heir_name($1, $2, $3, $4, $5, $6)`, tx.County, payout, person, reason, tx.By.ID, secret.Salt())
	if err != nil {
		return err
	}
	tx.Cover("heir", payout)
	return nil
}

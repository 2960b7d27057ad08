package web

import (
	"context"
	"fmt"

	"fangpin/internal/pg"
	"fangpin/payouts"
)

// toWithdraw is the form to take a payout back.
func (v *visit) toWithdraw() error {
	p, err := v.readPayout()
	if err != nil {
		return err
	}
	return v.show("payouts/withdraw", p)
}

func (v *visit) withdraw() error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	if err := v.do(func(ctx context.Context, tx *pg.Tx) error {
		return payouts.Withdraw(ctx, tx, []int64{id}, v.value("reason"))
	}); err != nil {
		return err
	}
	return v.to(fmt.Sprintf("/payouts/%d", id), "已撤回本笔救助金")
}

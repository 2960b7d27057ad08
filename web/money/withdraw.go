package money

import (
	"context"
	"fmt"

	"fangpin/internal/pg"
	"fangpin/payouts"
	"fangpin/web/kit"
)

// toWithdraw is the form to take a payout back.
func toWithdraw(r *kit.Request) error {
	p, err := readPayout(r)
	if err != nil {
		return err
	}
	return r.Show("money/payouts/withdraw", p)
}

func withdraw(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error {
		return payouts.Withdraw(ctx, tx, []int64{id}, r.Value("reason"))
	}); err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/payouts/%d", id), "已撤回本笔救助金")
}

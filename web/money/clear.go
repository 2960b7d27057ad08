package money

import (
	"context"
	"fmt"

	"github.com/shopspring/decimal"

	"fangpin/internal/pg"
	"fangpin/internal/shown"
	"fangpin/payouts"
	"fangpin/web/kit"
)

// clearPage is what waits for the end of its publicity, notice by notice.
type clearPage struct {
	Rows                       []payouts.Progress
	Ripe                       int // that can be confirmed now
	Opposed, Running, Unposted int
	Sum                        decimal.Decimal // of what is ripe, yuan
	Seen                       shown.Rows      // which payouts are ripe
}

func toClear(r *kit.Request) error {
	var p clearPage
	var err error
	if p.Rows, err = payouts.FindProgress(r.Context(), r.Tx); err != nil {
		return err
	}
	for _, row := range p.Rows {
		p.Ripe, p.Opposed, p.Running, p.Unposted = p.Ripe+row.Ripe, p.Opposed+row.Opposed, p.Running+row.Running, p.Unposted+row.Unposted
		p.Sum = p.Sum.Add(row.RipeSum)
	}
	ripe, err := payouts.Clearable(r.Context(), r.Tx)
	if err != nil {
		return err
	}
	p.Seen = shown.Of(ripe)
	return r.Show("money/payouts/clear", p)
}

// clearRipe confirms all that can be confirmed, if it is what the person was shown.
func clearRipe(r *kit.Request) error {
	var n int
	err := r.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		n, err = payouts.ClearAll(ctx, tx, r.Shown("seen"))
		return err
	})
	if err != nil {
		return err
	}
	return r.To("/payouts?status=cleared", fmt.Sprintf("已确认 %d 笔救助金公示期满无异议", n))
}

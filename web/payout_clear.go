package web

import (
	"context"
	"fmt"

	"github.com/shopspring/decimal"

	"fangpin/internal/pg"
	"fangpin/payouts"
)

// clearPage is what waits for the end of its publicity, notice by notice.
type clearPage struct {
	Rows                       []payouts.Progress
	Ripe                       int // that can be confirmed now
	Opposed, Running, Unposted int
	Sum                        decimal.Decimal // of what is ripe, yuan
	Seen                       string          // which payouts are ripe
}

func (v *visit) toClear() error {
	var p clearPage
	var err error
	if p.Rows, err = payouts.FindProgress(v.ctx(), v.tx); err != nil {
		return err
	}
	for _, r := range p.Rows {
		p.Ripe, p.Opposed, p.Running, p.Unposted = p.Ripe+r.Ripe, p.Opposed+r.Opposed, p.Running+r.Running, p.Unposted+r.Unposted
		p.Sum = p.Sum.Add(r.RipeSum)
	}
	ripe, err := payouts.Clearable(v.ctx(), v.tx)
	if err != nil {
		return err
	}
	p.Seen = asSeen(ripe)
	return v.show("payouts/clear", p)
}

// clear confirms all that can be confirmed, if it is what the person was shown.
func (v *visit) clear() error {
	var ids []int64
	err := v.do(func(ctx context.Context, tx *pg.Tx) (err error) {
		if ids, err = payouts.Clearable(ctx, tx); err != nil {
			return err
		}
		if err := v.unchanged("seen", ids, "可确认的救助金"); err != nil {
			return err
		}
		return payouts.Clear(ctx, tx, ids)
	})
	if err != nil {
		return err
	}
	return v.to("/payouts?status=cleared", fmt.Sprintf("已确认 %d 笔救助金公示期满无异议", len(ids)))
}

package web

import (
	"context"
	"fmt"
	"strconv"

	"github.com/shopspring/decimal"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/payouts"
)

// clearPage is what waits for the end of its publicity, notice by notice.
type clearPage struct {
	Rows                       []payouts.Ripening
	Ripe                       int // that can be confirmed now
	Opposed, Running, Unposted int
	Sum                        decimal.Decimal // of what is ripe, yuan
}

func (v *visit) toClear() error {
	var p clearPage
	var err error
	if p.Rows, err = payouts.FindRipening(v.ctx(), v.tx); err != nil {
		return err
	}
	for _, r := range p.Rows {
		p.Ripe, p.Opposed, p.Running, p.Unposted = p.Ripe+r.Ripe, p.Opposed+r.Opposed, p.Running+r.Running, p.Unposted+r.Unposted
		p.Sum = p.Sum.Add(r.RipeSum)
	}
	return v.show("payouts/clear", p)
}

// clear confirms all that can be confirmed, if it is as many as the person saw.
func (v *visit) clear() error {
	seen, err := strconv.Atoi(v.value("seen"))
	if err != nil {
		return fault.Invalidf("请刷新页面，核对笔数后再确认")
	}
	err = v.do(func(ctx context.Context, tx *pg.Tx) error {
		ids, err := payouts.Clearable(ctx, tx)
		switch {
		case err != nil:
			return err
		case len(ids) != seen:
			return fault.Conflictf("可确认的救助金已由 %d 笔变为 %d 笔，请核对后再确认", seen, len(ids))
		}
		return payouts.Clear(ctx, tx, ids)
	})
	if err != nil {
		return err
	}
	return v.to("/payouts?status=cleared", fmt.Sprintf("已确认 %d 笔救助金公示期满无异议", seen))
}

package web

import (
	"context"
	"encoding/hex"
	"fmt"

	"github.com/shopspring/decimal"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/payouts"
)

// approvalPage is what somebody looks at before they approve a list.
type approvalPage struct {
	listPage
	Digest string // in hex, as the form carries it
	Fund   payouts.Fund
	After  decimal.Decimal // what the fund would have left, in yuan
	Short  decimal.Decimal // how much it lacks, in yuan; zero or less: nothing
	Doubts []payouts.Doubt
	Turn   string // whose approval it would be
}

func (v *visit) approval() error {
	p := approvalPage{Turn: "第一级"}
	var err error
	if p.listPage, err = v.listPage(); err != nil {
		return err
	}
	if err := p.at(payouts.ListComposed, "审批花名册"); err != nil && v.problem == "" {
		return err
	}
	if p.First {
		p.Turn = "第二级"
	}
	p.Digest = hex.EncodeToString(p.List.Digest)
	if p.Fund, err = payouts.FundOf(v.ctx(), v.tx, p.List.Fund); err != nil {
		return err
	}
	p.After = p.Fund.Left().Sub(p.Total)
	p.Short = p.After.Neg()
	if p.Doubts, err = payouts.Doubts(v.ctx(), v.tx, p.ID); err != nil {
		return err
	}
	return v.show("lists/approve", p)
}

// approve approves the digest and total that the person saw.
func (v *visit) approve() error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	digest, err := hex.DecodeString(v.value("digest"))
	if err != nil {
		return fault.Invalidf("校验码不完整，请重新打开本页核对后再审批")
	}
	total, err := v.amount("total", "合计")
	if err != nil {
		return err
	}
	var l payouts.ListLine
	err = v.do(func(ctx context.Context, tx *pg.Tx) error {
		if err := payouts.Approve(ctx, tx, id, digest, total); err != nil {
			return err
		}
		l, err = payouts.GetListLine(ctx, tx, id)
		return err
	})
	if err != nil {
		return err
	}
	return v.to(fmt.Sprintf("/lists/%d", id), fmt.Sprintf("已审批 %s，%s", l.Name(), l.Next()))
}

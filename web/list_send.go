package web

import (
	"context"
	"fmt"

	"fangpin/internal/pg"
	"fangpin/payouts"
)

// sending shows what will go to the bank.
func (v *visit) sending() error {
	p, err := v.listPage()
	if err != nil {
		return err
	}
	if err := p.at(payouts.ListApproved, "发送银行"); err != nil && v.problem == "" {
		return err
	}
	return v.show("lists/send", p)
}

func (v *visit) send() error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	var b payouts.Batch
	err = v.do(func(ctx context.Context, tx *pg.Tx) error {
		batch, err := payouts.Send(ctx, tx, id)
		if err != nil {
			return err
		}
		b, err = payouts.GetBatch(ctx, tx, batch)
		return err
	})
	if err != nil {
		return err
	}
	return v.to(fmt.Sprintf("/batches/%d", b.ID), fmt.Sprintf("已生成%s，%d 条打款指令，请下载代发文件交银行", b.Name(), b.Rows))
}

// voiding shows what will be given up.
func (v *visit) voiding() error {
	p, err := v.listPage()
	if err != nil {
		return err
	}
	if p.Status != payouts.ListApproved {
		if err := p.at(payouts.ListComposed, "作废花名册"); err != nil && v.problem == "" {
			return err
		}
	}
	return v.show("lists/void", p)
}

func (v *visit) void() error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	if err := v.do(func(ctx context.Context, tx *pg.Tx) error { return payouts.Void(ctx, tx, id, v.value("reason")) }); err != nil {
		return err
	}
	return v.to(fmt.Sprintf("/lists/%d", id), "已作废，其中的救助金全部退回“公示期满无异议”，可重新编册")
}

package money

import (
	"context"
	"fmt"

	"fangpin/internal/pg"
	"fangpin/payouts"
	"fangpin/web/kit"
)

// sending shows what will go to the bank.
func sending(r *kit.Request) error {
	p, err := readList(r)
	if err != nil {
		return err
	}
	if err := p.at(payouts.ListApproved, "发送银行"); err != nil && r.Problem == "" {
		return err
	}
	return r.Show("money/lists/send", p)
}

func sendList(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	var b payouts.Batch
	err = r.Do(func(ctx context.Context, tx *pg.Tx) error {
		batch, err := payouts.Send(ctx, tx, id, r.Sign)
		if err != nil {
			return err
		}
		b, err = payouts.GetBatch(ctx, tx, batch)
		return err
	})
	if err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/batches/%d", b.ID), fmt.Sprintf("已生成%s，%d 条打款指令，请下载代发文件交银行", b.Name(), b.Rows))
}

// voiding shows what will be given up.
func voiding(r *kit.Request) error {
	p, err := readList(r)
	if err != nil {
		return err
	}
	if p.Status != payouts.ListApproved {
		if err := p.at(payouts.ListComposed, "作废花名册"); err != nil && r.Problem == "" {
			return err
		}
	}
	return r.Show("money/lists/void", p)
}

func voidList(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error { return payouts.Void(ctx, tx, id, r.Value("reason")) }); err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/lists/%d", id), "已作废，其中的救助金全部退回“公示期满无异议”，可重新编册")
}

package web

import (
	"context"
	"fmt"
	"slices"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/payouts"
	"fangpin/registry"
)

// redirectionsPage chooses what of a list goes out again, and whereto.
type redirectionsPage struct {
	listPage
	Returns []returned
}

// returned is a payout that came back, with the accounts that it may go to.
type returned struct {
	payouts.Return
	Sent    string // the account it went to, masked
	Choices []choice
	Shared  []string // whose these accounts are besides, in other households
}

func (v *visit) redirections() error {
	p := redirectionsPage{}
	var err error
	if p.listPage, err = v.listPage(); err != nil {
		return err
	}
	if p.Returns, _, err = v.returned(p.ID, pg.Window{}); err != nil {
		return err
	}
	return v.show("lists/reissue", p)
}

// returned lists what came back, of one list or, for 0, of all, and where each may go: to the newest confirmed account, or once more to
// the one it came back from.
func (v *visit) returned(list int64, w pg.Window) ([]returned, int, error) {
	found, total, err := payouts.Returns(v.ctx(), v.tx, list, w)
	if err != nil {
		return nil, 0, err
	}
	var ids []int64
	for _, r := range found {
		ids = append(ids, r.Account)
		if r.Corrected() {
			ids = append(ids, *r.Newest)
		}
	}
	accounts, err := payouts.MaskedAccounts(v.ctx(), v.tx, v.Keys, ids)
	if err != nil {
		return nil, 0, err
	}
	shared, err := registry.SharedAccounts(v.ctx(), v.tx, ids)
	if err != nil {
		return nil, 0, err
	}
	out := make([]returned, len(found))
	for i, r := range found {
		title := func(id int64) string { return accounts[id].Bank + " " + string(accounts[id].Number) }
		out[i] = returned{Return: r, Sent: title(r.Account), Shared: shared[r.Account]}
		if r.Corrected() {
			out[i].Shared = slices.Compact(slices.Sorted(slices.Values(append(out[i].Shared, shared[*r.Newest]...))))
			out[i].Choices = append(out[i].Choices, choice{fmt.Sprint(*r.Newest), "新账户 " + title(*r.Newest)})
		}
		out[i].Choices = append(out[i].Choices, choice{fmt.Sprint(r.Account), "原账户 " + title(r.Account)})
	}
	return out, total, nil
}

func (v *visit) reissue() error {
	list, err := v.id("id")
	if err != nil {
		return err
	}
	ids, err := v.numbers("id")
	if err != nil {
		return err
	}
	if len(ids) == 0 {
		return fault.Invalidf("请先勾选要补发的救助金")
	}
	slices.Sort(ids)
	to := make([]payouts.Redirection, len(ids))
	for i, id := range ids {
		account, err := v.number(fmt.Sprintf("account-%d", id), "收款账户")
		if err != nil {
			return err
		}
		to[i] = payouts.Redirection{Payout: id, Account: account}
	}
	var b payouts.Batch
	err = v.do(func(ctx context.Context, tx *pg.Tx) error {
		batch, err := payouts.Reissue(ctx, tx, list, to)
		if err != nil {
			return err
		}
		b, err = payouts.GetBatch(ctx, tx, batch)
		return err
	})
	if err != nil {
		return err
	}
	return v.to(fmt.Sprintf("/batches/%d", b.ID), fmt.Sprintf("已生成%s，补发 %d 笔，请下载代发文件交银行", b.Name(), b.Rows))
}

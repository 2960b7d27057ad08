package money

import (
	"context"
	"fmt"
	"slices"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/payouts"
	"fangpin/registry"
	"fangpin/web/kit"
)

// redirectionsPage chooses what of a list goes out again, to the account that was approved.
type redirectionsPage struct {
	listPage
	Returns []returned
}

// returned is a payout that came back, with the account that it went to.
type returned struct {
	payouts.Return
	Sent   string   // the account, masked
	Shared []string // whose it is besides, in other households
}

func redirections(r *kit.Request) error {
	p := redirectionsPage{}
	var err error
	if p.listPage, err = readList(r); err != nil {
		return err
	}
	if p.Returns, _, err = readReturns(r, p.ID, pg.Window{}); err != nil {
		return err
	}
	return r.Show("money/lists/reissue", p)
}

// readReturns lists what came back, of one list or, for 0, of all.
func readReturns(r *kit.Request, list int64, w pg.Window) ([]returned, int, error) {
	found, total, err := payouts.Returns(r.Context(), r.Tx, list, w)
	if err != nil {
		return nil, 0, err
	}
	ids := make([]int64, len(found))
	for i, back := range found {
		ids[i] = back.Account
	}
	accounts, err := payouts.MaskedAccounts(r.Context(), r.Tx, r.Keys, ids)
	if err != nil {
		return nil, 0, err
	}
	shared, err := registry.SharedAccounts(r.Context(), r.Tx, ids)
	if err != nil {
		return nil, 0, err
	}
	out := make([]returned, len(found))
	for i, back := range found {
		a := accounts[back.Account]
		out[i] = returned{Return: back, Sent: a.Bank + " " + string(a.Number), Shared: shared[back.Account]}
	}
	return out, total, nil
}

func reissue(r *kit.Request) error {
	list, err := r.ID("id")
	if err != nil {
		return err
	}
	ids, err := r.Numbers("id")
	if err != nil {
		return err
	}
	if len(ids) == 0 {
		return fault.Invalidf("请先勾选要补发的救助金")
	}
	slices.Sort(ids)
	to := make([]payouts.Redirection, len(ids))
	for i, id := range ids {
		account, err := r.Number(fmt.Sprintf("account-%d", id), "收款账户")
		if err != nil {
			return err
		}
		to[i] = payouts.Redirection{Payout: id, Account: account}
	}
	var b payouts.Batch
	err = r.Do(func(ctx context.Context, tx *pg.Tx) error {
		batch, err := payouts.Reissue(ctx, tx, list, to, r.Sign)
		if err != nil {
			return err
		}
		b, err = payouts.GetBatch(ctx, tx, batch)
		return err
	})
	if err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/batches/%d", b.ID), fmt.Sprintf("已生成%s，补发 %d 笔，请下载代发文件交银行", b.Name(), b.Rows))
}

package web

import (
	"context"
	"fmt"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/registry"
)

// waitingPage lists the accounts that wait for a second clerk.
type waitingPage struct {
	List     *listing
	Villages []choice
	Rows     []waitingLine
	Village  string // chosen; empty: all
	Others   int    // of the village, entered by others: to be confirmed at once
}

// waitingLine is an account that waits.
type waitingLine struct {
	registry.Waiting
	Number string // masked
	Own    bool   // entered by the person who looks
}

func (v *visit) waitingAccounts() error {
	p := waitingPage{List: v.listing(), Villages: v.villages()}
	p.List.path, p.Village = "/accounts", p.List.Get("village")
	f := registry.WaitingFilter{Village: code(p.Village), Window: p.List.window()}
	found, err := registry.WaitingAccounts(v.ctx(), v.tx, f)
	if err != nil {
		return err
	}
	for _, a := range found {
		number, err := v.maskedAccount(a.Account)
		if err != nil {
			return err
		}
		p.Rows = append(p.Rows, waitingLine{a, number.Number, a.EnteredBy == v.by.ID})
	}
	if p.List.Total, err = registry.CountWaiting(v.ctx(), v.tx, f); err != nil {
		return err
	}
	f.Others = true
	if p.Others, err = registry.CountWaiting(v.ctx(), v.tx, f); err != nil {
		return err
	}
	return v.show("households/accounts", p)
}

// confirmAccounts confirms the ticked accounts, or all of a village that others entered: as many as the page said.
func (v *visit) confirmAccounts() error {
	ids, err := v.numbers("id")
	if err != nil {
		return err
	}
	if v.value("village") != "" {
		if ids, err = v.waitingIn(code(v.value("village"))); err != nil {
			return err
		}
	}
	if err := v.do(func(ctx context.Context, tx *pg.Tx) error { return registry.ConfirmAccounts(ctx, tx, ids) }); err != nil {
		return err
	}
	return v.to("/accounts", fmt.Sprintf("已复核账户 %d 个", len(ids)))
}

func (v *visit) waitingIn(village int64) (ids []int64, err error) {
	seen, err := v.number("count", "账户数")
	if err != nil || village == 0 {
		return nil, fault.Invalidf("请先选择一个村（社区）再全部复核")
	}
	err = v.read(func(tx *pg.Tx) error {
		found, err := registry.WaitingAccounts(v.ctx(), tx, registry.WaitingFilter{Village: village, Others: true})
		for _, a := range found {
			ids = append(ids, a.ID)
		}
		return err
	})
	if err == nil && int64(len(ids)) != seen {
		err = fault.Conflictf("待复核的账户刚有变化（原 %d 个，现 %d 个），请重新核对", seen, len(ids))
	}
	return ids, err
}

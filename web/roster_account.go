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
	Seen     string // which these are
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
	if f.Village != 0 {
		others, err := waitingIn(v.ctx(), v.tx, f.Village)
		if err != nil {
			return err
		}
		p.Others, p.Seen = len(others), asSeen(others)
	}
	return v.show("households/accounts", p)
}

// confirmAccounts confirms the ticked accounts, or all of a village that others entered: those that the page counted.
func (v *visit) confirmAccounts() error {
	ids, err := v.numbers("id")
	if err != nil {
		return err
	}
	err = v.do(func(ctx context.Context, tx *pg.Tx) (err error) {
		if v.value("village") != "" {
			if ids, err = v.allWaiting(ctx, tx); err != nil {
				return err
			}
		}
		return registry.ConfirmAccounts(ctx, tx, ids)
	})
	if err != nil {
		return err
	}
	return v.to("/accounts", fmt.Sprintf("已复核账户 %d 个", len(ids)))
}

// allWaiting are the accounts of the form's village that the person may confirm, if they are those that the page counted.
func (v *visit) allWaiting(ctx context.Context, tx *pg.Tx) ([]int64, error) {
	village := code(v.value("village"))
	if village == 0 {
		return nil, fault.Invalidf("请先选择一个村（社区）再全部复核")
	}
	ids, err := waitingIn(ctx, tx, village)
	if err != nil {
		return nil, err
	}
	return ids, v.unchanged("seen", ids, "本村待复核的账户")
}

// waitingIn are the accounts of a village that the person may confirm: what others entered.
func waitingIn(ctx context.Context, tx *pg.Tx, village int64) ([]int64, error) {
	found, err := registry.WaitingAccounts(ctx, tx, registry.WaitingFilter{Village: village, Others: true})
	ids := make([]int64, len(found))
	for i, a := range found {
		ids[i] = a.ID
	}
	return ids, err
}

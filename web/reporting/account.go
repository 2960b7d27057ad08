package reporting

import (
	"context"
	"fmt"

	"fangpin/internal/fault"
	"fangpin/internal/foureyes"
	"fangpin/internal/pg"
	"fangpin/registry"
	"fangpin/web/kit"
)

// waitingPage lists the accounts that wait for a second clerk.
type waitingPage struct {
	List     *kit.List
	Villages []kit.Choice
	Rows     []waitingLine
	Village  string // chosen; empty: all
	Others   int    // of the village, entered by others: to be confirmed at once
	Seen     string // which these are
}

// waitingLine is an account that waits.
type waitingLine struct {
	registry.Waiting
	kit.SecondHand
	Number string // masked
	Own    bool   // entered by the person who looks
}

func listAccounts(r *kit.Request) error {
	p := waitingPage{List: r.List(), Villages: r.Villages()}
	p.List.Path, p.Village = "/accounts", p.List.Get("village")
	f := registry.WaitingFilter{Village: kit.Code(p.Village), Window: p.List.Window()}
	found, err := registry.WaitingAccounts(r.Context(), r.Tx, f)
	if err != nil {
		return err
	}
	ids := make([]int64, len(found))
	for i, a := range found {
		ids[i] = a.ID
	}
	hands, err := r.SecondHands(foureyes.Account, ids)
	if err != nil {
		return err
	}
	for _, a := range found {
		number, err := maskedAccount(r, a.Account)
		if err != nil {
			return err
		}
		p.Rows = append(p.Rows, waitingLine{a, hands[a.ID], number.Number, a.EnteredBy == r.By.ID})
	}
	if p.List.Total, err = registry.CountWaiting(r.Context(), r.Tx, f); err != nil {
		return err
	}
	if f.Village != 0 {
		others, err := waitingIn(r.Context(), r.Tx, f.Village)
		if err != nil {
			return err
		}
		p.Others, p.Seen = len(others), kit.Seen(others)
	}
	return r.Show("reporting/households/accounts", p)
}

// confirmAccounts confirms the ticked accounts, or all of a village that others entered: those that the page counted.
func confirmAccounts(r *kit.Request) error {
	ids, err := r.Numbers("id")
	if err != nil {
		return err
	}
	err = r.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		if r.Value("village") != "" {
			if ids, err = allWaiting(r, ctx, tx); err != nil {
				return err
			}
		}
		return registry.ConfirmAccounts(ctx, tx, ids)
	})
	if err != nil {
		return err
	}
	return r.To("/accounts", fmt.Sprintf("已复核账户 %d 个", len(ids)))
}

// refuseAccounts says of the ticked accounts that they are wrong.
func refuseAccounts(r *kit.Request) error {
	ids, err := r.Numbers("id")
	if err != nil {
		return err
	}
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error {
		return registry.RefuseAccounts(ctx, tx, ids, r.Value("reason"))
	}); err != nil {
		return err
	}
	return r.To("/accounts", fmt.Sprintf("已驳回账户 %d 个", len(ids)))
}

// allWaiting are the accounts of the form's village that the person may confirm, if they are those that the page counted.
func allWaiting(r *kit.Request, ctx context.Context, tx *pg.Tx) ([]int64, error) {
	village := kit.Code(r.Value("village"))
	if village == 0 {
		return nil, fault.Invalidf("请先选择一个村（社区）再全部复核")
	}
	ids, err := waitingIn(ctx, tx, village)
	if err != nil {
		return nil, err
	}
	return ids, r.Unchanged("seen", ids, "本村待复核的账户")
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

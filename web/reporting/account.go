package reporting

import (
	"context"
	"fmt"

	"fangpin/internal/fault"
	"fangpin/internal/foureyes"
	"fangpin/internal/pg"
	"fangpin/internal/shown"
	"fangpin/registry"
	"fangpin/web/kit"
)

// waitingPage lists the accounts that wait for a second clerk.
type waitingPage struct {
	List     *kit.List
	Villages []kit.Choice
	Rows     []waitingLine
	Village  string        // chosen; empty: all
	Refused  []waitingLine // entered by the person who looks, refused by another
	Others   int           // of the village, entered by others: to be confirmed at once
	Seen     shown.Rows    // which these are
}

// waitingLine is an account that waits.
type waitingLine struct {
	registry.Waiting
	kit.SecondHand
	Number string // masked
	Left   string // why the person who looks leaves it to another, empty where they may confirm it
}

func listAccounts(r *kit.Request) error {
	p := waitingPage{List: r.List(), Villages: r.Villages()}
	p.List.Path, p.Village = "/accounts", p.List.Get("village")
	f := registry.WaitingFilter{Village: kit.Code(p.Village), Window: p.List.Window()}
	found, err := registry.WaitingAccounts(r.Context(), r.Tx, f)
	if err != nil {
		return err
	}
	if p.Rows, err = waitingLines(r, found); err != nil {
		return err
	}
	refused, err := registry.Refused(r.Context(), r.Tx)
	if err != nil {
		return err
	}
	if p.Refused, err = waitingLines(r, refused); err != nil {
		return err
	}
	if p.List.Total, err = registry.CountWaiting(r.Context(), r.Tx, f); err != nil {
		return err
	}
	if f.Village != 0 {
		others, err := registry.ToConfirm(r.Context(), r.Tx, f.Village)
		if err != nil {
			return err
		}
		p.Others, p.Seen = len(others), shown.Of(others)
	}
	return r.Show("reporting/households/accounts", p)
}

// waitingLines sets beside accounts who entered and decided them, their numbers masked.
func waitingLines(r *kit.Request, found []registry.Waiting) ([]waitingLine, error) {
	ids := make([]int64, len(found))
	for i, a := range found {
		ids[i] = a.ID
	}
	hands, err := r.SecondHands(foureyes.Account, ids)
	if err != nil {
		return nil, err
	}
	lines := make([]waitingLine, len(found))
	for i, a := range found {
		number, err := maskedAccount(r, a.Account)
		if err != nil {
			return nil, err
		}
		lines[i] = waitingLine{a, hands[a.ID], number.Number, ""}
		switch {
		case a.EnteredBy == r.By.ID:
			lines[i].Left = "本人录入，由他人复核"
		case a.Home:
			lines[i].Left = "本人或同户家人的，由他人复核"
		}
	}
	return lines, nil
}

// confirmAccounts confirms the ticked accounts, or all of a village that others entered: those that the page counted.
func confirmAccounts(r *kit.Request) error {
	ids, err := r.Numbers("id")
	if err != nil {
		return err
	}
	n, whole := len(ids), r.Value("village")
	village := kit.Code(whole)
	if whole != "" && village == 0 {
		return fault.Invalidf("请先选择一个村（社区）再全部复核")
	}
	err = r.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		if whole != "" {
			n, err = registry.ConfirmAll(ctx, tx, village, r.Shown("seen"), r.Sign)
			return err
		}
		return registry.ConfirmAccounts(ctx, tx, ids, r.Sign)
	})
	if err != nil {
		return err
	}
	return r.To("/accounts", fmt.Sprintf("已复核账户 %d 个", n))
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

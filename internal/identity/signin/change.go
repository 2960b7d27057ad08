package signin

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/lib/pq"

	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// ChangePassword sets a new password (修改密码), ends the person's other sessions and answers this one with a new token. The old password is
// asked for again, and counts as an attempt.
func (a *Auth) ChangePassword(ctx context.Context, token, old, fresh, address string) (Session, string, error) {
	done, err := turn(ctx, inside)
	if err != nil {
		return Session{}, "", fmt.Errorf("change a password: %w", err)
	}
	defer done()
	s, token, err := a.further(ctx, token, address, func(tx *pg.Tx, t ticket, s Session, acc *account) (Session, string, Outcome, error) {
		if s.State != AwaitsChange && s.State != Full {
			return s, "", Changed, errStep
		}
		if right, err := a.right(tx.County, acc.Staff, acc.Hash, old); err != nil || !right {
			return s, "", Wrong, err
		}
		if err := a.acceptable(tx.County, acc, fresh); err != nil {
			return s, "", Changed, err
		}
		if err := acc.act(tx, t.way(), ChangeStep); err != nil {
			return s, "", Changed, err
		}
		if err := a.set(ctx, tx, acc, fresh, Changed); err != nil {
			return s, "", Changed, err
		}
		if err := a.endAll(ctx, tx, acc.Staff); err != nil {
			return s, "", Changed, err
		}
		s, token, err := a.rise(ctx, tx, t, s, acc, s.Factors)
		return s, token, Changed, err
	})
	if errors.Is(err, ErrWrong) {
		err = fault.Forbiddenf("原密码不正确，请重新输入")
	}
	return s, token, err
}

// acceptable holds a new password to the policy and to the account's present and former ones.
func (a *Auth) acceptable(county string, acc *account, fresh string) error {
	if err := a.Policy.Accept(fresh, acc.nearby(county)...); err != nil {
		return err
	}
	for i, hash := range append([]string{acc.Hash}, acc.Past[:min(len(acc.Past), a.Policy.History)]...) {
		used, err := a.right(county, acc.Staff, hash, fresh)
		if err != nil {
			return err
		}
		if used && i == 0 {
			return fault.Invalidf("新密码不能与现在的密码相同，请重新设置")
		}
		if used {
			return fault.Invalidf("新密码不能与最近 %d 次用过的密码相同，请重新设置", a.Policy.History)
		}
	}
	return nil
}

// set gives the account a password, initial where it was reset. Whoever calls it has a turn, or resets it.
func (a *Auth) set(ctx context.Context, tx *pg.Tx, acc *account, password string, what Outcome) error {
	if acc.Hash != "" {
		past := slices.Concat(pq.StringArray{acc.Hash}, acc.Past)
		acc.Past = past[:min(len(past), a.Policy.History)]
	}
	acc.Hash, acc.ChangedAt, acc.MustChange = a.hashed(tx.County, acc.Staff, password), tx.Now.Truncate(time.Microsecond), what == WasReset
	return a.renew(ctx, tx, acc, what)
}

// act makes what a person does with their own sign-in a deed of theirs, whomever they stand in for.
func (acc *account) act(tx *pg.Tx, way who.Way, step flow.Step) error {
	tx.By = who.Person{County: tx.County, ID: acc.Staff, Name: acc.Name, Role: acc.Role, Division: acc.Division, Way: way}
	return step.Permit(tx, "本人"+step.Title)
}

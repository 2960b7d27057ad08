package signin

import (
	"context"
	"fmt"
	"slices"

	"github.com/lib/pq"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
)

// ChangePassword sets a new password (修改密码), ends the person's other sessions and answers this one with a new token. The old password is
// asked for again, and counts as an attempt.
func (a *Auth) ChangePassword(ctx context.Context, token, old, fresh, address string) (Session, string, error) {
	done, err := turn(ctx, lane{From: Network(address)})
	if err != nil {
		return Session{}, "", fmt.Errorf("change a password: %w", err)
	}
	defer done()
	s, token, err := a.further(ctx, token, address, func(tx *pg.Tx, t ticket, s Session, acc *account) (Session, string, Outcome, error) {
		if s.State != AwaitsChange && s.State != Full {
			return s, "", Changed, errStep
		}
		if right, err := matches(acc.Hash, old); err != nil || !right {
			return s, "", Wrong, err
		}
		if err := a.acceptable(tx.County, acc, fresh); err != nil {
			return s, "", Changed, err
		}
		if err := a.set(ctx, tx, acc, fresh, false); err != nil {
			return s, "", Changed, err
		}
		if err := endAll(ctx, tx, acc.Staff); err != nil {
			return s, "", Changed, err
		}
		s, token, err := a.rise(ctx, tx, t, s, acc)
		return s, token, Changed, err
	})
	if err == ErrWrong {
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
		used, err := matches(hash, fresh)
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

// set gives the account a password. Whoever calls it has a turn.
func (a *Auth) set(ctx context.Context, tx *pg.Tx, acc *account, password string, initial bool) error {
	past := slices.Concat(pq.StringArray{acc.Hash}, acc.Past)
	acc.Past = past[:min(len(past), a.Policy.History)]
	acc.Hash, acc.ChangedAt, acc.MustChange = a.Cost.orDefault().hash(password), tx.Now, initial
	return change(ctx, tx, `UPDATE credential SET hash = $3, past = $4, changed_at = $5, must_change = $6 WHERE county = $1 AND staff = $2`,
		tx.County, acc.Staff, acc.Hash, acc.Past, acc.ChangedAt, acc.MustChange)
}

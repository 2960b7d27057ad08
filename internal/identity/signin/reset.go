package signin

import (
	"context"
	"fmt"

	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/pg"
)

// Reset gives a new initial password (重置密码) and ends the member's sessions and a lock. By a security administrator, for somebody else.
func (a *Auth) Reset(ctx context.Context, tx *pg.Tx, member int64) (initial string, err error) {
	acc, err := a.another(ctx, tx, ResetStep, member)
	if err != nil {
		return "", err
	}
	done, err := turn(ctx, inside)
	if err != nil {
		return "", fmt.Errorf("reset a password: %w", err)
	}
	defer done()
	if !a.sound(tx.County, acc) {
		acc.mended()
	}
	initial = newPassword()
	if err := a.set(ctx, tx, acc, initial, WasReset); err != nil {
		return "", err
	}
	if err := a.endAll(ctx, tx, member); err != nil {
		return "", err
	}
	return initial, record(ctx, tx, acc.Login, WasReset, "")
}

// ResetTOTP forgets a member's authenticator (解绑动态口令) and ends the sessions: the next sign-in binds a new one where the role needs it. By a
// security administrator, for somebody else.
func (a *Auth) ResetTOTP(ctx context.Context, tx *pg.Tx, member int64) error {
	acc, err := a.another(ctx, tx, ResetTOTPStep, member)
	if err != nil {
		return err
	}
	switch {
	case !a.sound(tx.County, acc):
		return errTampered
	case acc.TOTP == nil:
		return fault.Conflictf("该人员没有绑定动态口令，请刷新")
	}
	acc.TOTP = nil
	if err := a.renew(ctx, tx, acc, TOTPReset); err != nil {
		return err
	}
	if err := a.endAll(ctx, tx, member); err != nil {
		return err
	}
	return record(ctx, tx, acc.Login, TOTPReset, "")
}

// Unlock lets a locked member try again at once (解除锁定). By a security administrator, for somebody else.
func (a *Auth) Unlock(ctx context.Context, tx *pg.Tx, member int64) error {
	acc, err := a.another(ctx, tx, UnlockStep, member)
	if err != nil {
		return err
	}
	return record(ctx, tx, acc.Login, Unlocked, "")
}

// another permits a step on somebody else's sign-in, covers their login and answers their account.
func (a *Auth) another(ctx context.Context, tx *pg.Tx, step flow.Step, member int64) (*account, error) {
	if err := step.Permit(tx, step.Title); err != nil {
		return nil, err
	}
	if member == tx.By.ID {
		return nil, fault.Forbiddenf("“%s”不能为本人办理，请由另一位安全管理员办理", step.Title)
	}
	var login string
	err := tx.GetContext(ctx, &login, `SELECT COALESCE((SELECT name FROM login WHERE county = $1 AND staff = $2), '')`, tx.County, member)
	if err != nil {
		return nil, fmt.Errorf("look for a login: %w", err)
	}
	acc, err := lookUp(ctx, tx, login)
	if err != nil {
		return nil, err
	}
	if acc == nil {
		return nil, fault.NotFoundf("编号为 %d 的人员不在岗或没有登录名，登录名由系统管理员发放", member)
	}
	tx.Cover("login", member)
	return acc, nil
}

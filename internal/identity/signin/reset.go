package signin

import (
	"context"
	"fmt"
	"slices"

	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/identity/staff"
	"fangpin/internal/pg"
)

// Right is what a grant of two people gives or takes back of a member's sign-in.
type Right struct {
	Grant int64 // by which; 0 for an operator's word
	Staff int64
}

// Granting is the verb within which two people give a sign-in, or take one back (grant.ConfirmStep).
const Granting = "grant.confirm"

// granting are the verbs that may give a sign-in or take one back: two people's, or those of whoever owns the database.
var granting = []string{Granting, staff.OpenStep.Verb, staff.RecoverStep.Verb, EnrolStep.Verb}

// granted refuses to give or take back a sign-in by any other verb: no page and no single person does.
func granted(tx *pg.Tx) error {
	if !slices.Contains(granting, tx.Draft.Verb) {
		return fault.Forbiddenf("登录的发放、重置和解绑须两类管理员一人提出、一人批准")
	}
	return nil
}

// Reset ends a member's password, sessions and lock (重置密码): nobody knows the password that they have from now on, and they take the sign-in up
// anew (TakeUp). It waits for no turn among the hashing: who has one may be waiting for this very login.
func (a *Auth) Reset(ctx context.Context, tx *pg.Tx, by Right) error {
	acc, err := a.of(ctx, tx, by.Staff)
	if err != nil {
		return err
	}
	if !a.sound(tx.County, acc) {
		acc.mended()
	}
	if err := a.set(ctx, tx, acc, newPassword(), WasReset); err != nil {
		return err
	}
	return a.out(ctx, tx, acc, WasReset, by)
}

// ResetTOTP forgets a member's authenticator (解绑动态口令) and ends the sessions: the next sign-in binds a new one where the role needs it.
func (a *Auth) ResetTOTP(ctx context.Context, tx *pg.Tx, by Right) error {
	acc, err := a.of(ctx, tx, by.Staff)
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
	return a.out(ctx, tx, acc, TOTPReset, by)
}

// out ends a member's sessions and writes down why.
func (a *Auth) out(ctx context.Context, tx *pg.Tx, acc *account, what Outcome, by Right) error {
	if err := a.endAll(ctx, tx, acc.Staff); err != nil {
		return err
	}
	return a.write(ctx, tx, acc.Login, what, origin{Grant: by.Grant})
}

// Note writes into the log what a grant did to a member beside their sign-in; a member without one has no line.
func (a *Auth) Note(ctx context.Context, tx *pg.Tx, by Right, what Outcome) error {
	if err := granted(tx); err != nil {
		return err
	}
	return a.noteOf(ctx, tx, by, what)
}

// EndedKey writes into the log that two administrators ended a key of a member's, within the verb by which they do (signing.RevokeStep).
func (a *Auth) EndedKey(ctx context.Context, tx *pg.Tx, member int64) error {
	return a.noteOf(ctx, tx, Right{Staff: member}, KeyEnded)
}

func (a *Auth) noteOf(ctx context.Context, tx *pg.Tx, by Right, what Outcome) error {
	var login string
	err := tx.GetContext(ctx, &login, `SELECT COALESCE((SELECT name FROM login WHERE county = $1 AND staff = $2), '')`, tx.County, by.Staff)
	if err != nil {
		return fmt.Errorf("look for a login: %w", err)
	}
	if login == "" {
		return nil
	}
	return a.write(ctx, tx, login, what, origin{Grant: by.Grant})
}

// of covers a member's login and answers their account, within a verb that may give one or take one back.
func (a *Auth) of(ctx context.Context, tx *pg.Tx, member int64) (*account, error) {
	if err := granted(tx); err != nil {
		return nil, err
	}
	return a.covered(ctx, tx, member)
}

// Unlock lets a locked member try again at once (解除锁定). By a security administrator, for somebody else.
func (a *Auth) Unlock(ctx context.Context, tx *pg.Tx, member int64) error {
	acc, err := a.another(ctx, tx, UnlockStep, member)
	if err != nil {
		return err
	}
	return a.record(ctx, tx, acc.Login, Unlocked, "")
}

// another permits a step on somebody else's sign-in, covers their login and answers their account.
func (a *Auth) another(ctx context.Context, tx *pg.Tx, step flow.Step, member int64) (*account, error) {
	if err := step.Permit(tx, step.Title); err != nil {
		return nil, err
	}
	if member == tx.By.ID {
		return nil, fault.Forbiddenf("“%s”不能为本人办理，请由另一位安全管理员办理", step.Title)
	}
	return a.covered(ctx, tx, member)
}

// Hold makes whoever is at a member's sign-in come before a deed that ends it, or after: else somebody whose old password is just being hashed is in
// when it is over. It comes before the deed locks the member, whom a sign-in that is also a deed locks after it.
func (a *Auth) Hold(ctx context.Context, tx *pg.Tx, member int64) error {
	_, err := heldLogin(ctx, tx, member)
	return err
}

// heldLogin is the login of a member, which nobody else is at until the transaction ends; empty where they have none.
func heldLogin(ctx context.Context, tx *pg.Tx, member int64) (login string, err error) {
	err = tx.GetContext(ctx, &login, `SELECT COALESCE((SELECT name FROM login WHERE county = $1 AND staff = $2), '')`, tx.County, member)
	if err != nil {
		return "", fmt.Errorf("look for a login: %w", err)
	}
	if login != "" {
		err = queued(ctx, tx, login)
	}
	return login, err
}

// covered covers a member's login, holds it and answers their account.
func (a *Auth) covered(ctx context.Context, tx *pg.Tx, member int64) (*account, error) {
	login, err := heldLogin(ctx, tx, member)
	if err != nil {
		return nil, err
	}
	acc, err := lookUp(ctx, tx, login)
	if err != nil {
		return nil, err
	}
	if acc == nil {
		return nil, fault.NotFoundf("编号为 %d 的人员不在岗或没有登录名，登录名随人员授权发放", member)
	}
	tx.Cover("login", member)
	return acc, nil
}

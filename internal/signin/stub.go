package signin

import (
	"context"
	"errors"

	"fangpin/internal/pg"
)

var errNotYet = errors.New("signin: not yet")

// Enter takes a name and a password. The session may await a code, a new password or an enrolment: see Session.State.
func (a *Auth) Enter(ctx context.Context, at Attempt) (Session, string, error) {
	return Session{}, "", errNotYet
}

// Code takes the six digits and answers a session with a new token.
func (a *Auth) Code(ctx context.Context, token, code, address string) (Session, string, error) {
	return Session{}, "", errNotYet
}

// BeginTOTP answers the secret to be entered in an authenticator and its otpauth URL. Asked again in the same session, it answers the same.
func (a *Auth) BeginTOTP(ctx context.Context, token string) (TOTP, error) { return TOTP{}, errNotYet }

// TOTP is what an authenticator app is given.
type TOTP struct {
	Secret string // base32, for typing in
	URL    string // otpauth://, for a QR code
}

// ConfirmTOTP binds the secret once a code shows that it arrived, and answers a session with a new token.
func (a *Auth) ConfirmTOTP(ctx context.Context, token, code, address string) (Session, string, error) {
	return Session{}, "", errNotYet
}

// ChangePassword sets a new password, ends the person's other sessions and answers this one with a new token.
func (a *Auth) ChangePassword(ctx context.Context, token, old, fresh, address string) (Session, string, error) {
	return Session{}, "", errNotYet
}

// Leave ends a session (退出). A token that is nobody's is none the less gone.
func (a *Auth) Leave(ctx context.Context, token string) error { return errNotYet }

// Look answers the session of a token, in whatever state, and notes that it is in use. ErrOver where there is none.
func (a *Auth) Look(ctx context.Context, token string) (Session, error) {
	return Session{}, errNotYet
}

// StandIn makes the session act for an absent colleague, as their deputy; 0 as oneself again.
func (a *Auth) StandIn(ctx context.Context, token string, absent int64) (Session, error) {
	return Session{}, errNotYet
}

// Issue gives a member of staff a login name and an initial password, which is told once and must be changed (signin.issue, by a system
// administrator; inside staff.add and staff.open too).
func (a *Auth) Issue(ctx context.Context, tx *pg.Tx, staff int64, login string) (initial string, err error) {
	return "", errNotYet
}

// Reset gives a new initial password and ends the member's sessions (signin.reset, by a security administrator).
func (a *Auth) Reset(ctx context.Context, tx *pg.Tx, staff int64) (initial string, err error) {
	return "", errNotYet
}

// ResetTOTP forgets a member's authenticator and ends the sessions (signin.reset_totp, by a security administrator).
func (a *Auth) ResetTOTP(ctx context.Context, tx *pg.Tx, staff int64) error { return errNotYet }

// Unlock lets a locked member try again at once (signin.unlock, by a security administrator).
func (a *Auth) Unlock(ctx context.Context, tx *pg.Tx, staff int64) error { return errNotYet }

// Known is a member's sign-in that is known beforehand: for tests and demonstrations only.
type Known struct {
	Staff    int64
	Login    string
	Password string
	TOTP     string // a base32 secret; empty for none
}

// Enrol sets known sign-ins that need not be changed (signin.enrol, by a system administrator). For tests and demonstrations only.
func (a *Auth) Enrol(ctx context.Context, tx *pg.Tx, people ...Known) error { return errNotYet }

// Suggest makes a free login name of a person's name: its pinyin, numbered if it is taken.
func Suggest(ctx context.Context, tx *pg.Tx, name string) (string, error) { return "", errNotYet }

// Office is a county that has an office here.
type Office struct {
	County string `db:"county"` // six digits
	Name   string `db:"name"`
}

// Counties lists the counties with an office here, for the sign-in page.
func Counties(ctx context.Context, db *pg.DB) ([]Office, error) { return nil, errNotYet }

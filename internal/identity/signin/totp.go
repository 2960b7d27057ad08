package signin

import (
	"context"
	"crypto/subtle"
	"encoding/base32"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"

	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// TOTP is what an authenticator app is given (动态口令, RFC 6238: SHA-1, six digits, 30 seconds).
type TOTP struct {
	Secret string // base32, for typing in
	URL    string // otpauth://, for a QR code
}

// period is a step of the code's clock in seconds; drift is how many steps a person's clock may be away.
const (
	period = 30
	drift  = 1
)

// Code takes the six digits of a session that awaits them, and answers one with a new token. A code is good once; failures count like those
// of a password.
func (a *Auth) Code(ctx context.Context, token, code, address string) (Session, string, error) {
	return a.further(ctx, token, address, func(tx *pg.Tx, t ticket, s Session, acc *account) (Session, string, Outcome, error) {
		if s.State != AwaitsCode {
			return s, "", In, errStep
		}
		secret, err := a.Keys.Open(acc.TOTP, sealedIn(tx.County, acc.Staff))
		if err != nil {
			return s, "", In, err
		}
		right, err := a.spend(ctx, tx, acc, secret, code)
		switch {
		case err != nil:
			return s, "", In, err
		case !right:
			return s, "", WrongCode, nil
		}
		s, token, err := a.rise(ctx, tx, t, s, acc, ByCode)
		return s, token, In, err
	})
}

// spend tells whether a code is the secret's and was not given before. Then it was.
func (a *Auth) spend(ctx context.Context, tx *pg.Tx, acc *account, secret, code string) (bool, error) {
	step, right := stepOf(secret, code, tx.Now)
	ahead := acc.TOTPStep > tx.Now.Unix()/period+drift // given while the clock ran ahead: it says nothing of today's
	if !right || step <= acc.TOTPStep && !ahead {
		return false, nil
	}
	acc.TOTPStep = step
	return true, a.keep(ctx, tx, acc, acc.Generation)
}

// From is where somebody comes from, to be counted by; either may be empty.
type From struct{ Address, Token string }

// Spend takes a code of somebody who is in, for something that they sign by it. Failures count like those at the door, and lock it.
func (a *Auth) Spend(ctx context.Context, by who.Person, code string, from From) error {
	var login string
	err := a.within(ctx, by.County, func(tx *pg.Tx) error {
		return tx.GetContext(ctx, &login, `SELECT COALESCE((SELECT name FROM login WHERE county = $1 AND staff = $2), '')`, by.County, by.ID)
	})
	if err != nil {
		return fmt.Errorf("look for a login: %w", err)
	}
	return a.try(ctx, by.County, login, arrival{Address: from.Address, Token: from.Token}, func(tx *pg.Tx) (Outcome, string, error) {
		acc, err := lookUp(ctx, tx, login)
		switch {
		case err != nil:
			return "", "", err
		case acc == nil || acc.TOTP == nil:
			return "", "", errNoTOTP
		case !a.sound(tx.County, acc):
			return Tampered, "", nil
		}
		secret, err := a.Keys.Open(acc.TOTP, sealedIn(tx.County, acc.Staff))
		if err != nil {
			return "", "", err
		}
		right, err := a.spend(ctx, tx, acc, secret, code)
		if err != nil || !right {
			return WrongCode, "", err
		}
		return unsaid, "", nil
	})
}

// errNoTOTP is the answer to whoever would sign by a code and has no authenticator.
var errNoTOTP = fault.Conflictf("您还没有绑定动态口令，请先在“我的账号”绑定，或用通行密钥签名")

// BeginTOTP answers the secret to be entered in an authenticator (绑定动态口令). Asked again in the same session, it answers the same. A member
// whose role needs no code may bind one too, to stand in for somebody whose role does.
func (a *Auth) BeginTOTP(ctx context.Context, token string) (bind TOTP, err error) {
	err = a.as(ctx, token, func(tx *pg.Tx, t ticket) error {
		s, err := a.look(ctx, tx, t)
		if err != nil {
			return err
		}
		if !s.mayBind() {
			return errStep
		}
		fresh, err := totp.Generate(totp.GenerateOpts{Issuer: issuer, AccountName: s.Login})
		if err != nil {
			return fmt.Errorf("make an authenticator's secret: %w", err)
		}
		sealed, err := a.Keys.Seal(fresh.Secret(), sealedIn(tx.County, s.By.ID))
		if err != nil {
			return err
		}
		kept, err := a.keepTOTP(ctx, tx, t, sealed)
		if err != nil {
			return err
		}
		secret, err := a.Keys.Open(kept, sealedIn(tx.County, s.By.ID))
		if err != nil {
			return err
		}
		bind, err = described(secret, s.Login+"@"+tx.County)
		return err
	})
	return bind, err
}

// ConfirmTOTP binds the secret once a code shows that it arrived. It ends the person's other sessions, which gave no code, and answers this
// one with a new token. Of who is in, the password is asked again, and counts as an attempt: an unattended session is to bind nobody's
// telephone. Who has just given it to come in gives none.
func (a *Auth) ConfirmTOTP(ctx context.Context, token, code, password, address string) (Session, string, error) {
	done, err := turn(ctx, inside)
	if err != nil {
		return Session{}, "", fmt.Errorf("bind an authenticator: %w", err)
	}
	defer done()
	s, token, err := a.further(ctx, token, address, func(tx *pg.Tx, t ticket, s Session, acc *account) (Session, string, Outcome, error) {
		row, err := a.row(ctx, tx, t, "")
		if err != nil {
			return s, "", Bound, err
		}
		sealed := row.TOTP
		if sealed == nil || !s.mayBind() {
			return s, "", Bound, errStep
		}
		if s.State == Full {
			if right, err := a.right(tx.County, acc.Staff, acc.Hash, password); err != nil || !right {
				return s, "", Wrong, err
			}
		}
		secret, err := a.Keys.Open(sealed, sealedIn(tx.County, s.By.ID))
		if err != nil {
			return s, "", Bound, err
		}
		step, right := stepOf(secret, code, tx.Now)
		if !right {
			return s, "", WrongCode, nil
		}
		if err := acc.act(tx, t.way(), BindStep); err != nil {
			return s, "", Bound, err
		}
		acc.TOTP, acc.TOTPStep = sealed, step
		if err := a.renew(ctx, tx, acc, Bound); err != nil {
			return s, "", Bound, err
		}
		if err := a.endAll(ctx, tx, acc.Staff); err != nil {
			return s, "", Bound, err
		}
		s, token, err := a.rise(ctx, tx, t, s, acc, ByCode)
		return s, token, Bound, err
	})
	if errors.Is(err, ErrWrong) {
		err = fault.Forbiddenf("密码不正确，请重新输入")
	}
	return s, token, err
}

func (s Session) mayBind() bool { return !s.HasTOTP && (s.State == AwaitsTOTP || s.State == Full) }

// further is a step of a session that is known: its login may be locked, and what comes of the step is written down.
func (a *Auth) further(ctx context.Context, token, address string,
	step func(*pg.Tx, ticket, Session, *account) (Session, string, Outcome, error)) (s Session, fresh string, err error) {
	was, err := a.Look(ctx, token)
	if err != nil {
		return Session{}, "", err
	}
	came := arrival{Address: address, Token: token}
	err = a.try(ctx, was.By.County, was.Login, came, func(tx *pg.Tx) (outcome Outcome, gave string, err error) {
		t, err := parseToken(token)
		if err != nil {
			return "", "", err
		}
		if was, err = a.look(ctx, tx, t); err != nil { // again, now that nobody else is at it
			return "", "", err
		}
		acc, err := lookUp(ctx, tx, was.Login)
		switch {
		case err != nil:
			return "", "", err
		case acc == nil:
			return "", "", ErrOver
		case !a.sound(tx.County, acc):
			return Tampered, "", nil
		}
		s, fresh, outcome, err = step(tx, t, was, acc)
		if err != nil || fresh == "" {
			return outcome, "", err
		}
		return outcome, fresh, a.carry(ctx, tx, fresh, came)
	})
	return s, fresh, err
}

// issuer is what an authenticator app shows beside the code.
const issuer = "防贫保"

var base32Text = base32.StdEncoding.WithPadding(base32.NoPadding)

func described(secret, account string) (TOTP, error) {
	raw, err := base32Text.DecodeString(secret)
	if err != nil {
		return TOTP{}, fmt.Errorf("an authenticator's secret: %w", err)
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: issuer, AccountName: account, Secret: raw})
	if err != nil {
		return TOTP{}, fmt.Errorf("describe an authenticator's secret: %w", err)
	}
	return TOTP{Secret: key.Secret(), URL: key.URL()}, nil
}

// stepOf finds for which step of the clock, around now, the code is the secret's.
func stepOf(secret, code string, now time.Time) (step int64, right bool) {
	code = strings.Join(strings.Fields(string(canonical(code))), "")
	middle := now.Unix() / period
	for at := middle - drift; at <= middle+drift; at++ {
		want, err := hotp.GenerateCodeCustom(secret, uint64(at), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			step, right = at, true
		}
	}
	return step, right
}

package signin

import (
	"context"
	"crypto/hmac"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/lib/pq"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
)

// Half is one of the two codes with which a member takes a sign-in up (启用码), as in xK7m-Qw3p-9tRc: 69 bits. Whoever proposed hands over one,
// whoever granted the other, so that neither can come in as the member.
type Half string

// DrawHalf makes one for a grant, and its MAC, which alone is kept.
func DrawHalf(keys *secret.Keys, county string, grant int64) (Half, []byte) {
	h := Half(drawn(3))
	return h, h.mac(keys, county, grant)
}

// mac is over what was typed, whichever blanks and dashes it was typed with.
func (h Half) mac(keys *secret.Keys, county string, grant int64) []byte {
	bare := strings.NewReplacer("-", "", " ", "").Replace(string(canonical(string(h))))
	return keys.MAC(secret.Half, []byte(county), number(grant), []byte(bare))
}

// Taking is what somebody gives to take a sign-in up.
type Taking struct {
	County, Login string
	Halves        [2]Half // in whichever order
	Password      string  // the one that they choose
	Address       string  // where the request came from, for the log and to be counted by
}

// ErrHalves is the one answer to a wrong half, a name that is nobody's and halves that are over: whoever looks for names learns nothing.
var ErrHalves = fault.Forbiddenf("登录名或启用码不正确，或启用码已用过、已过期（七天）、已换新，请核对；仍不行请联系管理员重新办理")

// enrolment is what a member may take up.
type enrolment struct {
	ID     int64         `db:"id"`
	Halves pq.ByteaArray `db:"halves"`
}

// TakeUp takes a sign-in up with both halves (启用登录): the member sets a password, which nobody else ever knew, and is in as far as that leads. An
// authenticator is asked for or bound next, where the role needs one. Failures count like those of a password.
func (a *Auth) TakeUp(ctx context.Context, t Taking) (s Session, token string, err error) {
	done, err := turn(ctx, lane{From: Network(t.Address)})
	if err != nil {
		return Session{}, "", fmt.Errorf("take a sign-in up: %w", err)
	}
	defer done()
	login, came := loginOf(t.Login), arrival{Address: t.Address}
	err = a.try(ctx, t.County, login, came, func(tx *pg.Tx) (Outcome, string, error) {
		acc, e, err := a.takes(ctx, tx, login, t.Halves)
		if err != nil || acc == nil {
			return Wrong, "", err
		}
		if err := a.acceptable(tx.County, acc, t.Password); err != nil {
			return "", "", err
		}
		if err := acc.act(tx, "", TakeUpStep); err != nil {
			return "", "", err
		}
		if _, err := tx.ExecContext(ctx, `SELECT enrolment_use($1, $2)`, tx.County, e.ID); err != nil {
			return "", "", fmt.Errorf("take a sign-in up: %w", err)
		}
		tx.Cover("enrolment", e.ID)
		if err := a.set(ctx, tx, acc, t.Password, Changed); err != nil {
			return "", "", err
		}
		if err := a.endAll(ctx, tx, acc.Staff); err != nil {
			return "", "", err
		}
		if err := a.record(ctx, tx, acc.Login, Changed, t.Address); err != nil {
			return "", "", err
		}
		state := a.Policy.next(acc, false, tx.Now)
		s, token, err = a.open(ctx, tx, session{Staff: acc.Staff, State: state, Factors: ByPassword, Began: tx.Now})
		tx.By.Way = s.Way // the deed is by the session that comes of it
		if state == AwaitsCode {
			return PasswordRight, token, err
		}
		return In, token, err
	})
	if err == ErrWrong {
		err = ErrHalves
	}
	return s, token, err
}

// takes is whose sign-in the halves are of, nil for nobody's.
func (a *Auth) takes(ctx context.Context, tx *pg.Tx, login string, halves [2]Half) (*account, enrolment, error) {
	var e enrolment
	acc, err := lookUp(ctx, tx, login)
	if err != nil || acc == nil || !a.sound(tx.County, acc) {
		return nil, e, err
	}
	err = tx.GetContext(ctx, &e, `SELECT id, halves FROM enrolment WHERE county = $1 AND staff = $2 AND used_at IS NULL AND expires_at > clock_timestamp()
		ORDER BY expires_at DESC LIMIT 1`, tx.County, acc.Staff)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, e, nil
	}
	if err != nil {
		return nil, e, fmt.Errorf("look for half codes: %w", err)
	}
	one, other := halves[0].mac(a.Keys, tx.County, e.ID), halves[1].mac(a.Keys, tx.County, e.ID)
	straight := hmac.Equal(one, e.Halves[0]) && hmac.Equal(other, e.Halves[1])
	crossed := hmac.Equal(one, e.Halves[1]) && hmac.Equal(other, e.Halves[0])
	if !straight && !crossed {
		return nil, e, nil
	}
	return acc, e, nil
}

// Enrolled writes down that a member may take a sign-in up with two halves: for an office's first people, by whoever owns the database. Everybody
// else has theirs by a grant.
func (a *Auth) Enrolled(ctx context.Context, tx *pg.Tx, member int64) (halves [2]Half, err error) {
	if err := granted(tx); err != nil {
		return halves, err
	}
	id := pg.NewID()
	macs := make(pq.ByteaArray, 2)
	for i := range halves {
		halves[i], macs[i] = DrawHalf(a.Keys, tx.County, id)
	}
	tx.Cover("enrolment", id)
	return halves, change(ctx, tx, `INSERT INTO enrolment (county, id, staff, halves, expires_at) VALUES ($1, $2, $3, $4, clock_timestamp() + INTERVAL '7 days')`,
		tx.County, id, member, macs)
}

package signin

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// Enter takes a name and a password (登录). The session may await a code, a new password or an enrolment: see Session.State. A wrong password,
// an unknown name and a person who left get the same answer, ErrWrong, after the same work; too many of them are Blocked for a while.
func (a *Auth) Enter(ctx context.Context, at Attempt) (s Session, token string, err error) {
	login := loginOf(at.Login)
	came := arrival{Address: at.Address}
	wait := lane{From: Network(at.Address)}
	if h, ok := a.held(at.County, login, at.Held); ok {
		came.Device, came.Mark = h.Device, h.mark()
		wait = lane{Known: true, From: strconv.FormatInt(h.Device, 10)}
	}
	done, err := turn(ctx, wait)
	if err != nil {
		return Session{}, "", fmt.Errorf("sign in: %w", err)
	}
	defer done()
	err = a.try(ctx, at.County, login, came, func(tx *pg.Tx) (Outcome, string, error) {
		acc, refused, err := a.prove(ctx, tx, login, at.Password)
		if err != nil || acc == nil {
			return refused, "", err
		}
		if err := a.refresh(ctx, tx, acc, at.Password); err != nil {
			return "", "", err
		}
		state := a.Policy.next(acc, false, tx.Now)
		s, token, err = a.open(ctx, tx, session{Staff: acc.Staff, State: state, Factors: ByPassword, Began: tx.Now})
		if err != nil {
			return "", "", err
		}
		if err := a.carry(ctx, tx, token, came); err != nil {
			return "", "", err
		}
		if state == AwaitsCode {
			return PasswordRight, token, nil
		}
		return In, token, nil
	})
	return s, token, err
}

// prove answers the account if the password is its own, else nil and what to write down. It hashes once, whoever is asked for. What was
// changed behind the program proves nobody.
func (a *Auth) prove(ctx context.Context, tx *pg.Tx, login, password string) (*account, Outcome, error) {
	acc, err := lookUp(ctx, tx, login)
	if err != nil {
		return nil, "", err
	}
	staff, hash, refused := int64(0), a.Cost.orDefault().nobody(), Wrong
	switch {
	case acc != nil && a.sound(tx.County, acc):
		staff, hash = acc.Staff, acc.Hash
	case acc != nil:
		refused = Tampered
	}
	right, err := a.right(tx.County, staff, hash, password)
	if err != nil || !right {
		return nil, refused, err
	}
	return acc, "", nil
}

// refresh hashes a right password anew where it was hashed at another cost, or the time would tell old accounts from nobody's; and where
// its row is from before rows had a MAC.
func (a *Auth) refresh(ctx context.Context, tx *pg.Tx, acc *account, password string) error {
	cost, _, _, err := decode(acc.Hash)
	if err != nil || cost == a.Cost.orDefault() && acc.MAC != nil && !strings.HasPrefix(acc.Hash, plain) {
		return err
	}
	if err := a.bindRow(tx.County, acc); err != nil {
		return err
	}
	acc.Hash = a.hashed(tx.County, acc.Staff, password)
	return a.keep(ctx, tx, acc, acc.Generation)
}

// unsaid is what comes of an attempt that stands elsewhere: a code that somebody signed by, in what they signed.
const unsaid Outcome = ""

// try lets a login be tried, one attempt after the other, and writes down what came of it, with the session whose token it gave. What is refused is
// written down too.
func (a *Auth) try(ctx context.Context, county, login string, came arrival, attempt func(*pg.Tx) (Outcome, string, error)) error {
	var refusal error
	err := a.within(ctx, county, func(tx *pg.Tx) error {
		if err := queued(ctx, tx, login); err != nil {
			return err
		}
		name, err := a.logged(ctx, tx, login)
		if err != nil {
			return err
		}
		from, err := a.origin(ctx, tx, login, came)
		if err != nil {
			return err
		}
		if refusal, err = a.Policy.locked(ctx, tx, name, from); err != nil {
			return err
		}
		outcome := Locked
		if refusal == nil {
			var token string
			if outcome, token, err = attempt(tx); err != nil {
				return err
			}
			from.Session = sessionOf(token)
		}
		switch outcome {
		case Wrong:
			refusal = ErrWrong
		case Tampered:
			refusal = errors.Join(ErrWrong, ErrAltered)
		case WrongCode:
			refusal = ErrCode
		case unsaid:
			return nil
		case Locked:
			if again, err := told(ctx, tx, name, from); err != nil || again {
				return err
			}
		}
		return a.write(ctx, tx, name, outcome, from)
	})
	if err != nil {
		return err
	}
	return refusal
}

// within runs fn in a transaction of the county, before anybody is known in it.
func (a *Auth) within(ctx context.Context, county string, fn func(*pg.Tx) error) error {
	err := pg.Write(ctx, a.DB, who.Person{County: county}, func(tx *pg.Tx) error {
		if err := known(ctx, tx); err != nil {
			return err
		}
		if err := fn(tx); err != nil || tx.Draft.Verb == "" {
			return err
		}
		return deed.Seal(ctx, tx) // they changed what proves them
	})
	if errors.Is(err, pg.ErrNoCounty) {
		return errNowhere
	}
	return err
}

// known refuses a county without an office, for which nothing is kept.
func known(ctx context.Context, tx *pg.Tx) error {
	var here bool
	if err := tx.GetContext(ctx, &here, `SELECT EXISTS (SELECT FROM office WHERE county = $1)`, tx.County); err != nil {
		return fmt.Errorf("look for the office: %w", err)
	}
	if !here {
		return errNowhere
	}
	return nil
}

// errNowhere is the answer to whoever comes in to no county that has an office.
var errNowhere = fault.Invalidf("请选择所在的县（区）")

package signin

import (
	"context"
	"crypto/hmac"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/lib/pq"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
)

// Factors are what a session began with.
type Factors string

const (
	ByPassword Factors = "password" // a password alone
	ByCode     Factors = "code"     // a password, and a code of the authenticator
	ByPasskey  Factors = "passkey"  // a passkey, for both
)

// Asked is of whom two factors were asked when a session began.
type Asked string

const (
	OfAll  Asked = "all"  // of every role
	OfSome Asked = "some" // where money or administration hangs on the role
)

// session is a row of the table, as this program left it if its MAC says so (docs/decisions/0030). When it was last seen is beside it: that
// is written each minute, and the most that it can do is to let somebody's own session idle longer.
type session struct {
	Token   []byte              `db:"token"` // its digest
	Staff   int64               `db:"staff"`
	Absent  int64               `db:"stands_for"` // 0 for nobody
	State   State               `db:"state"`
	Factors Factors             `db:"factors"`
	Began   time.Time           `db:"began_at"`
	Seen    time.Time           `db:"seen_at"`
	Ended   sql.Null[time.Time] `db:"ended_at"`
	TOTP    []byte              `db:"totp"`  // being bound, sealed
	Asked   Asked               `db:"asked"` // empty for one from before it was kept
	MAC     []byte              `db:"mac"`
}

// sessionRow are the columns of a session as s.
const sessionRow = `s.token, s.staff, COALESCE(s.absent, 0) AS stands_for, s.state, s.factors, s.began_at, s.seen_at, s.ended_at, s.totp, COALESCE(s.asked, '') AS asked, s.mac`

// errForged is a session that this program did not write so. Whoever comes with it is told no more than ErrOver.
var errForged = errors.New("a session with a MAC that is not ours")

// mac is the MAC that the row must have.
func (s session) mac(keys *secret.Keys, county string) []byte {
	var ended []byte
	if s.Ended.Valid {
		ended = moment(s.Ended.V)
	}
	parts := [][]byte{[]byte(county), s.Token, number(s.Staff), number(s.Absent), []byte(s.State), []byte(s.Factors), moment(s.Began), ended, s.TOTP}
	if s.Asked != "" {
		parts = append(parts, []byte(s.Asked))
	}
	return keys.MAC(secret.Session, parts...)
}

// sound tells whether the row is as this program left it.
func (s session) sound(keys *secret.Keys, county string) bool {
	return hmac.Equal(s.MAC, s.mac(keys, county))
}

// open begins a session that counts from its Began.
func (a *Auth) open(ctx context.Context, tx *pg.Tx, row session) (Session, string, error) {
	token, t := newToken(tx.County)
	row.Token, row.Began, row.Asked = t.digest[:], row.Began.Truncate(time.Microsecond), a.Policy.asked()
	if err := change(ctx, tx, `INSERT INTO session (county, token, staff, state, factors, began_at, seen_at, asked, mac) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		t.county, row.Token, row.Staff, row.State, row.Factors, row.Began, tx.Now, row.Asked, row.mac(a.Keys, t.county)); err != nil {
		return Session{}, "", err
	}
	s, err := a.look(ctx, tx, t)
	return s, token, err
}

// Served is the policy as the county's pages are served: of whom its newest session was asked two factors, a password is asked to be changed. A
// session that is not ours tells nothing; where none tells, the policy stands as it is.
func (a *Auth) Served(ctx context.Context, county string) (Policy, error) {
	p := a.Policy
	err := a.within(ctx, county, func(tx *pg.Tx) error {
		var rows []session
		if err := tx.SelectContext(ctx, &rows, `SELECT `+sessionRow+` FROM session s WHERE s.county = $1 AND s.asked IS NOT NULL AND s.mac IS NOT NULL
			ORDER BY s.began_at DESC LIMIT $2`, county, servedBy); err != nil {
			return fmt.Errorf("look for how people were let in: %w", err)
		}
		for _, row := range rows {
			if row.sound(a.Keys, county) {
				if row.Asked == OfSome {
					p.Both, p.Rotation = false, 0
				}
				return nil
			}
		}
		return nil
	})
	return p, err
}

// servedBy bounds how many sessions that are not ours are passed over.
const servedBy = 100

// row reads a token's session, over or not; lock may hold it.
func (a *Auth) row(ctx context.Context, tx *pg.Tx, t ticket, lock string) (row session, err error) {
	err = tx.GetContext(ctx, &row, `SELECT `+sessionRow+` FROM session s WHERE s.county = $1 AND s.token = $2 AND s.mac IS NOT NULL `+lock, t.county, t.digest[:])
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return session{}, ErrOver
	case err != nil:
		return session{}, fmt.Errorf("read a session: %w", err)
	case !row.sound(a.Keys, t.county):
		return session{}, errForged
	}
	return row, nil
}

// held is for rows that are about to be written with a new MAC: nobody else writes them meanwhile.
const held = `FOR NO KEY UPDATE`

// alter changes what may change in a session that is not over: whom the person stands in for, and a secret being bound.
func (a *Auth) alter(ctx context.Context, tx *pg.Tx, t ticket, alter func(*session)) error {
	row, err := a.row(ctx, tx, t, held)
	if err != nil {
		return err
	}
	alter(&row)
	return change(ctx, tx, `UPDATE session SET absent = NULLIF($3::BIGINT, 0), totp = $4, mac = $5 WHERE county = $1 AND token = $2`,
		t.county, row.Token, row.Absent, row.TOTP, row.mac(a.Keys, t.county))
}

// keepTOTP keeps the secret being bound, if there is none yet, and answers which is kept.
func (a *Auth) keepTOTP(ctx context.Context, tx *pg.Tx, t ticket, sealed []byte) (kept []byte, err error) {
	err = a.alter(ctx, tx, t, func(row *session) {
		if row.TOTP == nil {
			row.TOTP = sealed
		}
		kept = row.TOTP
	})
	return kept, err
}

// end ends a session, for good: the door takes no end back.
func (a *Auth) end(ctx context.Context, tx *pg.Tx, t ticket) error {
	_, err := a.endThese(ctx, tx, `s.token = $2`, t.digest[:])
	return err
}

// endAll ends every session of a member.
func (a *Auth) endAll(ctx context.Context, tx *pg.Tx, staff int64) error {
	_, err := a.endThese(ctx, tx, `s.staff = $2`, staff)
	return err
}

// endThese ends the sessions of a condition, and answers how many. A forged one ends with the MAC that it had: it does not become ours.
func (a *Auth) endThese(ctx context.Context, tx *pg.Tx, which string, args ...any) (int, error) {
	var rows []session
	err := tx.SelectContext(ctx, &rows, `SELECT `+sessionRow+` FROM session s WHERE s.county = $1 AND `+which+
		` AND s.ended_at IS NULL AND s.mac IS NOT NULL ORDER BY s.token `+held, append([]any{tx.County}, args...)...)
	if err != nil {
		return 0, fmt.Errorf("read sessions: %w", err)
	}
	at := a.DB.Clock().Truncate(time.Microsecond) // now that no deed of theirs is under way
	tokens, macs := make(pq.ByteaArray, len(rows)), make(pq.ByteaArray, len(rows))
	for i, row := range rows {
		tokens[i], macs[i] = row.Token, row.MAC
		if row.sound(a.Keys, tx.County) {
			row.Ended = sql.Null[time.Time]{V: at, Valid: true}
			macs[i] = row.mac(a.Keys, tx.County)
		}
	}
	return len(rows), change(ctx, tx, `SELECT session_end($1, $2, $3, $4)`, tx.County, tokens, macs, at)
}

// denounce writes down that somebody came with a forged session, and answers ErrOver, with ErrAltered behind it.
func (a *Auth) denounce(ctx context.Context, t ticket) error {
	err := a.within(ctx, t.county, func(tx *pg.Tx) error {
		var login string
		if err := tx.GetContext(ctx, &login, `SELECT l.name FROM session s JOIN login l ON l.county = $1 AND l.staff = s.staff WHERE s.county = $1 AND s.token = $2`,
			t.county, t.digest[:]); err != nil {
			return fmt.Errorf("look for a forged session's person: %w", err)
		}
		return a.record(ctx, tx, login, Forged, "")
	})
	if err != nil {
		return err
	}
	return errors.Join(ErrOver, ErrAltered)
}

// examineSessions is Examine's part of sessions. One from before rows had a MAC has none; nobody is in by it any more.
func examineSessions(ctx context.Context, tx *pg.Tx, keys *secret.Keys) (found []Unsound, looked int64, err error) {
	rows, err := tx.QueryxContext(ctx, `SELECT `+sessionRow+` FROM session s WHERE s.county = $1 AND s.mac IS NOT NULL ORDER BY s.token`, tx.County)
	if err != nil {
		return nil, 0, fmt.Errorf("examine sessions: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var s session
		if err := rows.StructScan(&s); err != nil {
			return nil, 0, fmt.Errorf("examine sessions: %w", err)
		}
		looked++
		if !s.sound(keys, tx.County) {
			found = append(found, Unsound{"session", fmt.Sprintf("\\x%x", s.Token), fmt.Sprintf("编号 %d 的人员于 %s 起的登录会话不是本系统写下的：系伪造，或被改动",
				s.Staff, s.Began.In(calendar.China).Format("2006-01-02 15:04:05"))})
		}
	}
	return found, looked, rows.Err()
}

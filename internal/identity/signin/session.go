package signin

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// seenEvery is how exactly a session's last use is kept: a page is not to cost a write.
const seenEvery = time.Minute

// Look answers the session of a token, in whatever state, and notes that it is in use. ErrOver where there is none. A person who stands in
// for somebody whose deputy they are no longer acts for themselves again.
func (a *Auth) Look(ctx context.Context, token string) (s Session, err error) {
	err = a.as(ctx, token, func(tx *pg.Tx, t ticket) error {
		if s, err = a.look(ctx, tx, t); err != nil || tx.Now.Sub(s.SeenAt) < seenEvery {
			return err
		}
		s.SeenAt = tx.Now
		s.EndsAt = a.Policy.ends(s)
		return change(ctx, tx, `UPDATE session SET seen_at = $3 WHERE county = $1 AND token = $2`, t.county, t.digest[:], tx.Now)
	})
	return s, err
}

// Whose is the member of staff whose token it is or was, however it ended: what was being done in it is theirs and nobody else's. ErrOver
// for a token that was never anybody's.
func (a *Auth) Whose(ctx context.Context, token string) (county string, staff int64, err error) {
	err = a.as(ctx, token, func(tx *pg.Tx, t ticket) error {
		county = t.county
		row, err := a.row(ctx, tx, t, "")
		staff = row.Staff
		return err
	})
	return county, staff, err
}

// Leave ends a session (退出). A token that is nobody's is none the less gone.
func (a *Auth) Leave(ctx context.Context, token, address string) error {
	err := a.as(ctx, token, func(tx *pg.Tx, t ticket) error {
		s, err := a.look(ctx, tx, t)
		if err != nil {
			return err
		}
		if err := a.end(ctx, tx, t); err != nil {
			return err
		}
		return a.record(ctx, tx, s.Login, Out, address)
	})
	if errors.Is(err, ErrOver) {
		return nil
	}
	return err
}

// StandIn makes the session act for an absent colleague, whose deputy the person is today (代理); 0 as oneself again. For a role that signs
// in with two factors, the deputy must have come in with two.
func (a *Auth) StandIn(ctx context.Context, token string, absent int64) (s Session, err error) {
	err = a.as(ctx, token, func(tx *pg.Tx, t ticket) error {
		if s, err = a.look(ctx, tx, t); err != nil {
			return err
		}
		if err := a.Policy.mayStandIn(s, absent); err != nil {
			return err
		}
		if err := a.alter(ctx, tx, t, func(row *session) { row.Absent = absent }); err != nil {
			return err
		}
		s, err = a.look(ctx, tx, t)
		return err
	})
	return s, err
}

func (p Policy) mayStandIn(s Session, absent int64) error {
	at := slices.IndexFunc(s.Deputises, func(d who.Person) bool { return d.ID == absent })
	switch {
	case s.State != Full:
		return errStep
	case absent == 0:
		return nil
	case at < 0:
		return fault.Forbiddenf("您今天不是该人员的代理人，请联系系统管理员或安全管理员申请代理")
	case p.NeedsTOTP(s.Deputises[at].Role) && s.Factors == ByPassword:
		return fault.Blockedf("代理%s须用动态口令或通行密钥登录，请先在“我的账号”绑定动态口令，或改用通行密钥登录", s.Deputises[at].Role.Title())
	}
	return nil
}

// errStep is the answer to a step that the session has done, or has not come to.
var errStep = fault.Conflictf("登录的这一步已办过或尚未轮到，请返回首页")

// full reads a session that is not over and has come all the way.
func (a *Auth) full(ctx context.Context, tx *pg.Tx, t ticket) (Session, error) {
	s, err := a.look(ctx, tx, t)
	if err == nil && s.State != Full {
		err = errStep
	}
	return s, err
}

// as runs fn in a transaction of the token's county. A session that was forged is nobody's, and is written down.
func (a *Auth) as(ctx context.Context, token string, fn func(*pg.Tx, ticket) error) error {
	t, err := parseToken(token)
	if err != nil {
		return err
	}
	var forged bool
	err = pg.Write(ctx, a.DB, who.Person{County: t.county}, func(tx *pg.Tx) error {
		err := fn(tx, t)
		forged = errors.Is(err, errForged)
		return err
	})
	if forged {
		return a.denounce(ctx, t)
	}
	if errors.Is(err, pg.ErrNoCounty) {
		return ErrOver
	}
	return err
}

// standing is the person of a session with one whom they may stand in for, if there is any.
type standing struct {
	who.Person
	Login   string         `db:"login"`
	HasTOTP bool           `db:"has_totp"`
	Absent  sql.NullInt64  `db:"absent"`
	AName   sql.NullString `db:"a_name"`
	ARole   sql.NullString `db:"a_role"`
	ADiv    sql.NullString `db:"a_division"`
	AAgency sql.NullString `db:"a_agency"`
}

// skew is how far ahead of the clock a session may have begun: one that began later did so while the clock ran ahead, and nothing is done in it.
const skew = 2 * time.Minute

// look reads a session that is not over.
func (a *Auth) look(ctx context.Context, tx *pg.Tx, t ticket) (Session, error) {
	row, err := a.row(ctx, tx, t, "")
	if err != nil {
		return Session{}, err
	}
	if row.Ended.Valid {
		return Session{}, ErrOver
	}
	var rows []standing
	err = tx.SelectContext(ctx, &rows, `
		SELECT p.county, p.id, p.name, p.role, p.division, p.agency, l.name AS login, c.totp IS NOT NULL AS has_totp,
		  a.id AS absent, a.name AS a_name, a.role AS a_role, a.division AS a_division, a.agency AS a_agency
		FROM staff p JOIN login l ON l.county = $1 AND l.staff = p.id JOIN credential c ON c.county = $1 AND c.staff = p.id
		LEFT JOIN (deputy d JOIN staff a ON a.county = d.county AND a.id = d.absent AND a.disabled_at IS NULL)
		  ON d.county = $1 AND d.deputy = p.id AND d.ended_at IS NULL AND $3::DATE BETWEEN d.from_on AND d.to_on
		WHERE p.county = $1 AND p.id = $2 AND p.disabled_at IS NULL ORDER BY a.id`, t.county, row.Staff, calendar.DateOf(tx.Now))
	if err != nil {
		return Session{}, fmt.Errorf("look a session's person up: %w", err)
	}
	if len(rows) == 0 {
		return Session{}, ErrOver
	}
	s := row.of(rows)
	s.Way = t.way()
	if s.EndsAt = a.Policy.ends(s); !tx.Now.Before(s.EndsAt) || s.BeganAt.After(tx.Now.Add(skew)) {
		return Session{}, ErrOver
	}
	return s, nil
}

// of is the session as its person has it.
func (s session) of(rows []standing) Session {
	r := rows[0]
	out := Session{By: r.Person, Login: r.Login, State: s.State, Factors: s.Factors, BeganAt: s.Began, SeenAt: s.Seen, HasTOTP: r.HasTOTP}
	for _, r := range rows {
		if !r.Absent.Valid {
			break
		}
		absent := who.Person{County: r.County, ID: r.Absent.Int64, Name: r.AName.String, Role: who.Role(r.ARole.String), Division: r.ADiv.String, Agency: r.AAgency.String}
		out.Deputises = append(out.Deputises, absent)
		if absent.ID == s.Absent {
			out.By = r.Person.InPlaceOf(absent)
		}
	}
	return out
}

// ends is when the session ends if nothing is done in it.
func (p Policy) ends(s Session) time.Time {
	idle, absolute := s.SeenAt.Add(p.Idle), s.BeganAt.Add(p.Absolute)
	if idle.Before(absolute) {
		return idle
	}
	return absolute
}

// rise replaces a session by one in a further state, with a new token: the old one may have been seen.
func (a *Auth) rise(ctx context.Context, tx *pg.Tx, t ticket, was Session, acc *account, by Factors) (Session, string, error) {
	if err := a.end(ctx, tx, t); err != nil {
		return Session{}, "", err
	}
	return a.open(ctx, tx, session{Staff: acc.Staff, State: a.Policy.next(acc, true, tx.Now), Factors: by, Began: was.BeganAt})
}

func change(ctx context.Context, tx *pg.Tx, statement string, args ...any) error {
	if _, err := tx.ExecContext(ctx, statement, args...); err != nil {
		return fmt.Errorf("change a sign-in: %w", err)
	}
	return nil
}

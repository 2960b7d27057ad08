package grant

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"fangpin/internal/fault"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
)

// Founder is one of the two administrators with whom giving rights by two begins, named by whoever owns the database.
type Founder struct {
	Name  string
	Login string // empty for one made of the name
	Particulars
}

// Founders are a system administrator and a security administrator, two people.
type Founders struct {
	System, Security Founder
	Anyway           bool // though administrators of both kinds are on the staff: none of them can act
}

// Founded is one of them as they stand: what they take their sign-in up with. Whoever owns the database hands over both halves.
type Founded struct {
	who.Person
	Login  string
	Halves [2]signin.Half
}

// Open opens an office with its first two administrators (开设), on the connection of whoever owns the database. The system administrator acts
// (staff.Opener).
func Open(ctx context.Context, tx *pg.Tx, auth *signin.Auth, two Founders) (founded []Founded, err error) {
	if err := staff.Open(ctx, tx); err != nil {
		return nil, err
	}
	first, err := found(ctx, tx, auth, tx.By, two.System)
	if err != nil {
		return nil, err
	}
	p, err := staff.Add(ctx, tx, staff.Member{Name: two.Security.Name, Role: who.SecurityAdmin})
	if err != nil {
		return nil, err
	}
	second, err := found(ctx, tx, auth, p, two.Security)
	return []Founded{first, second}, err
}

// named seals who a founder is; what is wrong with it says of whom.
func (f Founder) named(keys *secret.Keys, county string, member int64) (sealed, error) {
	s, err := f.seal(keys, county, member)
	if fault.KindOf(err) == fault.Invalid {
		err = fault.Invalidf("%s：%s", f.Name, fault.Message(err))
	}
	return s, err
}

// found puts on record who a new administrator is, and gives them a sign-in to take up.
func found(ctx context.Context, tx *pg.Tx, auth *signin.Auth, p who.Person, f Founder) (out Founded, err error) {
	s, err := f.named(auth.Keys, tx.County, p.ID)
	if err != nil {
		return out, err
	}
	var same string
	err = tx.GetContext(ctx, &same, `SELECT COALESCE((SELECT name FROM staff WHERE county = $1 AND id_tag = $2 AND disabled_at IS NULL LIMIT 1), '')`, tx.County, s.tag)
	switch {
	case err != nil:
		return out, fmt.Errorf("look for the same person: %w", err)
	case same != "":
		return out, fault.Conflictf("%s与在岗的%s是同一身份证号。两名管理员须是两个人，一人只有一个账号", f.Name, same)
	}
	if err := s.put(ctx, tx, p.ID); err != nil {
		return out, err
	}
	out.Person = p
	if out.Login, err = auth.Issue(ctx, tx, signin.Right{Staff: p.ID}, f.Login); err != nil {
		return out, err
	}
	out.Halves, err = auth.Enrolled(ctx, tx, p.ID)
	return out, err
}

// put writes particulars into the row of somebody whom whoever owns the database takes on.
func (s sealed) put(ctx context.Context, tx *pg.Tx, member int64) error {
	_, err := tx.ExecContext(ctx, `UPDATE staff SET no = $3, unit = $4, phone = $5, id_tag = $6 WHERE county = $1 AND id = $2`, tx.County, member, s.no, s.unit, s.phone, s.tag)
	if err != nil {
		return fmt.Errorf("put on record who somebody is: %w", err)
	}
	tx.Cover("staff", member)
	return nil
}

// Recover names two administrators anew (重设管理员), on the connection of whoever owns the database, where no second hand is left: who is one
// already begins their sign-in again, anybody else is taken on. Its deed is shown at every desk for thirty days (LastRecovered).
func Recover(ctx context.Context, tx *pg.Tx, auth *signin.Auth, two Founders) (founded []Founded, err error) {
	said := staff.RecoverStep.Title
	switch err := left(ctx, tx); {
	case err == nil:
	case fault.KindOf(err) == fault.Blocked && two.Anyway:
		said += Despite
	default:
		return nil, err
	}
	tx.Perform(staff.RecoverStep.Verb, said)
	tx.By.Role = who.SystemAdmin
	for _, one := range []struct {
		Founder
		role who.Role
	}{{two.System, who.SystemAdmin}, {two.Security, who.SecurityAdmin}} {
		f, err := recovered(ctx, tx, auth, one.Founder, one.role)
		if err != nil {
			return nil, err
		}
		founded = append(founded, f)
	}
	return founded, nil
}

// Despite is what the deed says where there still were administrators who could have asked and granted (--anyway).
const Despite = "（当时两类管理员均在岗，仍予重设）"

// left refuses where an administrator of each kind has a sign-in: these two can ask and grant.
func left(ctx context.Context, tx *pg.Tx) error {
	var there []string
	if err := tx.SelectContext(ctx, &there, `
		SELECT string_agg(s.name || '（编号 ' || s.id || '）', '、' ORDER BY s.id) FROM staff s JOIN credential c ON c.county = s.county AND c.staff = s.id
		WHERE s.county = $1 AND s.role IN ('system_admin', 'security_admin') AND s.disabled_at IS NULL GROUP BY s.role ORDER BY s.role`, tx.County); err != nil {
		return fmt.Errorf("look for administrators: %w", err)
	}
	if len(there) < 2 {
		return nil
	}
	return fault.Blockedf("本县还有安全管理员%s，系统管理员%s：他们能办理的，由一人申请、另一人批准即可，不必重设。确实都不能办理的（离任、遗忘密码等），核实后加 --anyway 再运行；重设后信任根要另立，三十天内每个岗位的首页都会显示",
		there[0], there[1])
}

// actsIn makes the first of the two whose deed it is.
func actsIn(tx *pg.Tx, p who.Person) {
	if tx.By.ID == 0 {
		tx.By = p
	}
}

// recovered is an administrator who begins again, or is taken on.
func recovered(ctx context.Context, tx *pg.Tx, auth *signin.Auth, f Founder, role who.Role) (out Founded, err error) {
	s, err := f.named(auth.Keys, tx.County, 0)
	if err != nil {
		return out, err
	}
	var had struct {
		who.Person
		Login string `db:"login"`
		Bound bool   `db:"bound"`
	}
	err = tx.GetContext(ctx, &had, `
		SELECT s.county, s.id, s.name, s.role, s.division, s.agency, l.name AS login, c.totp IS NOT NULL AS bound
		FROM staff s JOIN login l ON l.county = s.county AND l.staff = s.id JOIN credential c ON c.county = s.county AND c.staff = s.id
		WHERE s.county = $1 AND s.id_tag = $2 AND s.role = $3 AND s.disabled_at IS NULL`, tx.County, s.tag, role)
	if errors.Is(err, sql.ErrNoRows) {
		p, err := staff.Add(ctx, tx, staff.Member{Name: f.Name, Role: role})
		if err != nil {
			return out, err
		}
		actsIn(tx, p)
		return found(ctx, tx, auth, p, f)
	}
	if err != nil {
		return out, fmt.Errorf("look for an administrator: %w", err)
	}
	actsIn(tx, had.Person)
	out.Person, out.Login = had.Person, had.Login
	right := signin.Right{Staff: had.ID}
	if err := auth.Reset(ctx, tx, right); err != nil {
		return out, err
	}
	if had.Bound {
		if err := auth.ResetTOTP(ctx, tx, right); err != nil && fault.KindOf(err) != fault.Conflict { // a row that was mended has none
			return out, err
		}
	}
	out.Halves, err = auth.Enrolled(ctx, tx, had.ID)
	return out, err
}

// Recovered is that administrators were named anew: when, under whose name, and in the deed's words.
type Recovered struct {
	At   time.Time `db:"at"`
	By   string    `db:"name"`
	Said string    `db:"subject"`
}

// recoveredFor is how long it is shown at every desk.
const recoveredFor = 30 * 24 * time.Hour

// LastRecovered is the newest naming of administrators anew of the last thirty days, nil for none.
func LastRecovered(ctx context.Context, tx *pg.Tx) (*Recovered, error) {
	var found []Recovered
	err := tx.SelectContext(ctx, &found, `
		SELECT d.at, s.name, d.subject FROM deed d JOIN staff s ON s.county = d.county AND s.id = d.person
		WHERE d.county = $1 AND d.verb = 'staff.recover' AND d.at > $2 ORDER BY d.at DESC LIMIT 1`, tx.County, tx.Now.Add(-recoveredFor))
	if err != nil || len(found) == 0 {
		return nil, pg.Fault(err)
	}
	return &found[0], nil
}

package signin

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/lib/pq"

	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
)

// account is a member of staff with what proves that it is them.
type account struct {
	Staff      int64          `db:"staff"`
	Login      string         `db:"login"`
	Name       string         `db:"name"`
	Role       who.Role       `db:"role"`
	Hash       string         `db:"hash"`
	Past       pq.StringArray `db:"past"`
	ChangedAt  time.Time      `db:"changed_at"`
	MustChange bool           `db:"must_change"`
	TOTP       []byte         `db:"totp"`
	TOTPStep   int64          `db:"totp_step"`
	Generation int64          `db:"generation"` // how often the password or the authenticator was changed, and so of the newest change
	MAC        []byte         `db:"mac"`
	Changes    int64          `db:"changes"` // the newest change on record, which a deed covers
	Division   string         `db:"division"`
	Office     string         `db:"office"`
}

// lookUp finds the account of a login whose owner works here; nil where there is none. Whether it is as we left it, sound tells.
func lookUp(ctx context.Context, tx *pg.Tx, login string) (*account, error) {
	var acc account
	err := tx.GetContext(ctx, &acc, `
		SELECT l.staff, l.name AS login, s.name, s.role, s.division, c.hash, c.past, c.changed_at, c.must_change, c.totp, c.totp_step, c.generation, c.mac,
		  COALESCE((SELECT MAX(n) FROM credential_change h WHERE h.county = $1 AND h.staff = l.staff), 0) AS changes, o.name AS office
		FROM login l JOIN staff s ON s.county = $1 AND s.id = l.staff AND s.disabled_at IS NULL
		JOIN credential c ON c.county = $1 AND c.staff = l.staff JOIN office o ON o.county = $1
		WHERE l.county = $1 AND l.name = $2`, tx.County, login)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look an account up: %w", err)
	}
	return &acc, nil
}

// next is the state of a session after the password, and after the code if it was given.
func (p Policy) next(acc *account, coded bool, now time.Time) State {
	switch {
	case acc.TOTP != nil && !coded:
		return AwaitsCode
	case acc.MustChange || p.Rotation > 0 && now.Sub(acc.ChangedAt) >= p.Rotation:
		return AwaitsChange
	case acc.TOTP == nil && p.NeedsTOTP(acc.Role):
		return AwaitsTOTP
	}
	return Full
}

// nearby are the words that everybody knows of the account's owner.
func (acc *account) nearby(county string) []string {
	return []string{acc.Login, acc.Name, letters(acc.Name), county, acc.Office}
}

// loginForm is what a login name may be.
var loginForm = regexp.MustCompile(`^[a-z0-9._-]{2,32}$`)

// loginOf is a login name as it is kept, empty where the text could be none.
func loginOf(typed string) string {
	login := strings.ToLower(strings.TrimSpace(string(canonical(typed))))
	if !loginForm.MatchString(login) {
		return ""
	}
	return login
}

// sealedIn is where an authenticator's secret belongs, being bound or bound.
func sealedIn(county string, staff int64) secret.Context {
	return secret.Context{County: county, Column: "credential.totp", Row: strconv.FormatInt(staff, 10)}
}

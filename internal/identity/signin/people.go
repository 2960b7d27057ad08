package signin

import (
	"context"
	"fmt"
	"time"

	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// Listed is a member of staff as administrators see them: who, with which login, and until when.
type Listed struct {
	who.Person
	No         string     `db:"no"`    // 工号; empty for who was taken on before it was asked for
	Unit       string     `db:"unit"`  // likewise
	Login      string     `db:"login"` // empty where none was given
	Bound      bool       `db:"bound"` // whether an authenticator is
	SeenAt     *time.Time `db:"seen_at"`
	DisabledAt *time.Time `db:"disabled_at"`
}

// People narrows FindPeople. Zero values do not.
type People struct {
	ID     int64
	Role   who.Role
	Words  string // of a name or login, or a number
	Bare   bool   // only who is at work without an identity number on record
	Window pg.Window
}

const wherePeople = `
	FROM staff s LEFT JOIN login l ON l.county = s.county AND l.staff = s.id
	WHERE s.county = $1 AND ($2::BIGINT = 0 OR s.id = $2) AND ($3 = '' OR s.role = $3)
	  AND ($4 = '' OR position($4 IN s.name) > 0 OR s.no = $4 OR starts_with(l.name, $4))
	  AND (NOT $5 OR s.id_tag IS NULL AND s.disabled_at IS NULL)`

// peopleOrders are the columns that the staff can be sorted by.
var peopleOrders = map[string]string{"name": "s.name", "role": "s.role", "division": "s.division"}

// FindPeople lists the staff, who left too, in the order they were taken on unless the window says otherwise, and how many there are.
func FindPeople(ctx context.Context, tx *pg.Tx, f People) (found []Listed, total int, err error) {
	args := []any{tx.County, f.ID, f.Role, f.Words, f.Bare}
	if err := tx.GetContext(ctx, &total, `SELECT COUNT(*)`+wherePeople, args...); err != nil {
		return nil, 0, fmt.Errorf("count staff: %w", err)
	}
	err = tx.SelectContext(ctx, &found, `
		SELECT s.county, s.id, s.name, s.role, s.division, s.agency, s.disabled_at, COALESCE(s.no, '') AS no, COALESCE(s.unit, '') AS unit, COALESCE(l.name, '') AS login,
		  EXISTS (SELECT FROM credential c WHERE c.county = s.county AND c.staff = s.id AND c.totp IS NOT NULL) AS bound,
		  (SELECT MAX(e.seen_at) FROM session e WHERE e.county = s.county AND e.staff = s.id) AS seen_at`+
		wherePeople+f.Window.Clause(peopleOrders, "s.id"), args...)
	if err != nil {
		return nil, 0, fmt.Errorf("list staff: %w", err)
	}
	return found, total, nil
}

// Package staff answers one question: who works here, and in which role?
//
// A member of staff is never deleted: deeds name them for ever. Who leaves is disabled.
package staff

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// Filter narrows a Find. Zero values do not.
type Filter struct {
	Role     who.Role
	Agency   string
	Disabled bool // the disabled too
}

// Find lists the members of staff in the order they were taken on.
func Find(ctx context.Context, tx *pg.Tx, f Filter) ([]who.Person, error) {
	var people []who.Person
	err := tx.SelectContext(ctx, &people, `
		SELECT county, id, name, role, division, agency FROM staff
		WHERE county = $1 AND ($2 = '' OR role = $2) AND ($3 = '' OR agency = $3) AND ($4 OR disabled_at IS NULL)
		ORDER BY id`, tx.County, f.Role, f.Agency, f.Disabled)
	if err != nil {
		return nil, fmt.Errorf("find staff: %w", err)
	}
	return people, nil
}

// Get is the member of staff who may act under an id. Unknown or disabled is NotFound.
func Get(ctx context.Context, tx *pg.Tx, id int64) (who.Person, error) {
	people, err := Named(ctx, tx, []int64{id})
	if err != nil {
		return who.Person{}, err
	}
	p, ok := people[id]
	if !ok {
		return who.Person{}, fault.NotFoundf("没有编号为 %d 的在册人员，请核对编号，或由系统管理员新增", id)
	}
	return p, nil
}

// Missing are those of the ids who are not at work in the role. The others are held at work until the deed ends: nobody disables them meanwhile.
func Missing(ctx context.Context, tx *pg.Tx, ids []int64, role who.Role) (missing []int64, err error) {
	var gone pq.Int64Array
	if err := tx.GetContext(ctx, &gone, `SELECT staff_missing($1, $2, $3)`, tx.County, pq.Array(ids), role); err != nil {
		return nil, fmt.Errorf("hold staff at work: %w", err)
	}
	return gone, nil
}

// Named gives the members of staff of the ids who are not disabled, by id.
func Named(ctx context.Context, tx *pg.Tx, ids []int64) (map[int64]who.Person, error) {
	var people []who.Person
	err := tx.SelectContext(ctx, &people, `
		SELECT county, id, name, role, division, agency FROM staff
		WHERE county = $1 AND id = ANY ($2) AND disabled_at IS NULL`, tx.County, pq.Array(ids))
	if err != nil {
		return nil, fmt.Errorf("staff by id: %w", err)
	}
	byID := make(map[int64]who.Person, len(people))
	for _, p := range people {
		byID[p.ID] = p
	}
	return byID, nil
}

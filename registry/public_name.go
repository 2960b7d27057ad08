package registry

import (
	"context"
	"fmt"
	"slices"

	"github.com/lib/pq"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
)

// PublicName is how the head of a household is named where everybody reads it: in full; a child by the guardian, or masked where there is none
// (domain notes §3 no. 26).
func PublicName(name string, bornOn *calendar.Date, guardians []Adult, on calendar.Date) string {
	if !Child(bornOn, on) {
		return name
	}
	at := slices.IndexFunc(guardians, func(g Adult) bool { return g.stands(on) })
	if at < 0 {
		return secret.Mask(secret.Name, name)
	}
	return guardians[at].Name
}

// Child tells whether somebody has not turned eighteen by the day.
func Child(born *calendar.Date, on calendar.Date) bool {
	if born == nil {
		return false
	}
	b := born.Start()
	return on < calendar.On(b.Year()+18, b.Month(), b.Day())
}

// guardianship is who stands for a child, by the relation to the head, the first that there is.
var guardianship = []RelationCode{Guardian, Father, Mother, Grandfather, Grandmother, MaternalGrandfather, MaternalGrandmother}

// Adult may stand for a child of the household.
type Adult struct {
	Household int64          `db:"household"`
	Name      string         `db:"name"`
	BornOn    *calendar.Date `db:"born_on"`
	DiedOn    *calendar.Date `db:"died_on"`
}

// stands tells whether the guardian is grown and lives on the day.
func (g Adult) stands(on calendar.Date) bool {
	return !Child(g.BornOn, on) && (g.DiedOn == nil || *g.DiedOn > on)
}

// Guardians gives the guardians of households, the nearest first, by household.
func Guardians(ctx context.Context, tx *pg.Tx, households []int64) (map[int64][]Adult, error) {
	var people []Adult
	err := tx.SelectContext(ctx, &people, `
		SELECT household, name, born_on, died_on FROM person WHERE county = $1 AND household = ANY ($2) AND relation = ANY ($3)
		ORDER BY household, array_position($3, relation), id`, tx.County, pq.Array(households), pq.Array(guardianship))
	if err != nil {
		return nil, fmt.Errorf("find guardians: %w", err)
	}
	out := make(map[int64][]Adult, len(people))
	for _, g := range people {
		out[g.Household] = append(out[g.Household], g)
	}
	return out, nil
}

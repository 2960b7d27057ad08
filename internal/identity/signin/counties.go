package signin

import (
	"context"
	"fmt"

	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// Office is a county that has an office here.
type Office struct {
	County string `db:"county"` // six digits
	Name   string `db:"name"`   // 鹤山区乡村振兴局
}

// Counties lists the counties with an office here, for the sign-in page. Nobody need be known.
func Counties(ctx context.Context, db *pg.DB) ([]Office, error) {
	var offices []Office
	if err := db.SelectContext(ctx, &offices, `SELECT county, name FROM counties()`); err != nil {
		return nil, fmt.Errorf("list the offices: %w", pg.Fault(err))
	}
	return offices, nil
}

// MadeAt is at which addresses the passkeys in force of all counties were made, each with how many: at any other they open and sign nothing.
func MadeAt(ctx context.Context, db *pg.DB) (map[string]int, error) {
	counties, err := Counties(ctx, db)
	if err != nil {
		return nil, err
	}
	made := map[string]int{}
	for _, c := range counties {
		err := pg.Read(ctx, db, who.Person{County: c.County}, func(tx *pg.Tx) error {
			var found []string
			err := tx.SelectContext(ctx, &found, `SELECT k.origin FROM passkey k JOIN staff s ON s.county = k.county AND s.id = k.staff AND s.disabled_at IS NULL
				WHERE k.county = $1 AND k.revoked_at IS NULL`, tx.County)
			for _, origin := range found {
				made[origin]++
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("where keys were made: %w", pg.Fault(err))
		}
	}
	return made, nil
}

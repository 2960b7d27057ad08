package signin

import (
	"context"
	"fmt"

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

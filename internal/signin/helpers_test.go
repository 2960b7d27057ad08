package signin_test

import (
	"context"

	"fangpin/internal/pg"
	"fangpin/internal/staff"
	"fangpin/internal/who"
)

func disabling(p who.Person) func(context.Context, *pg.Tx) error {
	return func(ctx context.Context, tx *pg.Tx) error { return staff.Disable(ctx, tx, p.ID) }
}

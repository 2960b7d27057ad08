package payouts

import (
	"context"

	"fangpin/internal/deed"
	"fangpin/internal/identity/probation"
	"fangpin/internal/pg"
)

// open tells whether money may be decided about now, by this person: their account is old enough, and the database was not put back.
func open(ctx context.Context, tx *pg.Tx) error {
	if err := probation.Over(ctx, tx); err != nil {
		return err
	}
	_, err := deed.Outside(ctx, tx, tx.Notes())
	return err
}

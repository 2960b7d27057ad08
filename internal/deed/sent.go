package deed

import (
	"context"
	"fmt"

	"fangpin/internal/pg"
)

// FormKey is of one form as it was shown and filled in: who sends it again sends the same key.
type FormKey [32]byte

// First keeps a form's key with the deed that takes it, and tells whether no deed has taken it before. One that is just being taken is waited for.
func First(ctx context.Context, tx *pg.Tx, key FormKey) (bool, error) {
	done, err := tx.ExecContext(ctx, `
		INSERT INTO form_sent (county, key, staff, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`, tx.County, key[:], tx.By.ID, sealedAt(tx))
	if err != nil {
		return false, fmt.Errorf("keep a form's key: %w", err)
	}
	n, err := done.RowsAffected()
	return n == 1, err
}

// Taken are the deeds that took a form: one, or none where it has not been taken. Of their person and role they say nothing: it is who asks.
func Taken(ctx context.Context, tx *pg.Tx, key FormKey) (done []Event, err error) {
	err = tx.SelectContext(ctx, &done, `
		SELECT d.leaf, d.at, d.person, d.verb, d.subject FROM form_sent f JOIN deed d ON d.county = f.county AND d.person = f.staff AND d.at = f.at
		WHERE f.county = $1 AND f.key = $2 AND f.staff = $3 ORDER BY d.leaf`, tx.County, key[:], tx.By.ID)
	if err != nil {
		return nil, fmt.Errorf("look for a form's deed: %w", err)
	}
	return done, nil
}

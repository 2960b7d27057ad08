package deed

import (
	"context"
	"crypto/sha256"
	"fmt"

	"fangpin/internal/pg"
)

// Size is how many deeds the county has by now.
func Size(ctx context.Context, tx *pg.Tx) (size int64, err error) {
	if err := tx.GetContext(ctx, &size, `SELECT COALESCE(SUM(size), 0) FROM head WHERE county = $1`, tx.County); err != nil {
		return 0, fmt.Errorf("count deeds: %w", err)
	}
	return size, nil
}

// Hold holds the county's log until the transaction ends: what is read afterwards is what was sealed before our own leaf. It comes after everything
// that may wait for somebody else, as the leaf does: whoever holds a row and waits for his leaf would wait for us, and we for him.
func Hold(ctx context.Context, tx *pg.Tx) error {
	if err := wait(ctx, tx); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `SELECT fangpin.head_hold($1)`, tx.County); err != nil {
		return fmt.Errorf("hold the county's log: %w", err)
	}
	return nil
}

// wait waits for the turn to seal. The session that the deed is of is held first: whoever ends it holds it while waiting for the turn.
func wait(ctx context.Context, tx *pg.Tx) error {
	if way := string(tx.Way()); len(way) == 2*sha256.Size {
		if _, err := tx.ExecContext(ctx, `SELECT FROM fangpin.session WHERE county = $1 AND token = decode($2, 'hex') FOR SHARE`, tx.County, way); err != nil {
			return fmt.Errorf("hold the session of a deed: %w", err)
		}
	}
	return tx.Turn(ctx)
}

package deed

import (
	"context"
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
	if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock('fangpin.head'::regclass::OID::INT, $1::TEXT::INT)`, tx.County); err != nil { // deed_seal's own
		return fmt.Errorf("hold the county's log: %w", err)
	}
	return nil
}

package deed

import (
	"context"
	"fmt"

	"github.com/lib/pq"

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

// Since tells whether a deed of the acting person, named after the verb, has answered for one of the rows since the county had so many deeds.
func Since(ctx context.Context, tx *pg.Tx, size int64, verb string, rows ...Ref) (done bool, err error) {
	var tables, keys []string
	for _, r := range rows {
		tables, keys = append(tables, r.Table), append(keys, r.Key)
	}
	err = tx.GetContext(ctx, &done, `
		SELECT EXISTS (SELECT FROM deed d WHERE d.county = $1 AND d.person = $2 AND d.leaf >= $3 AND d.verb = $4
		  AND d.leaf IN (SELECT h.leaf FROM history($1, $5, $6) h))`, tx.County, tx.By.ID, size, verb, pq.Array(tables), pq.Array(keys))
	if err != nil {
		return false, fmt.Errorf("look for %s since deed %d: %w", verb, size, err)
	}
	return done, nil
}

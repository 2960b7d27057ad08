package pg_test

import (
	"testing"

	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

// A connection is used again: what somebody once left in it by a statement that was slipped in is found by nobody after.
func TestNoTemporaryTableStandsBeforeOurs(t *testing.T) {
	db := pgtest.DB(t)
	db.SetMaxOpenConns(1)
	for _, left := range []string{
		`CREATE TEMP TABLE signin_log (LIKE fangpin.signin_log)`, `CREATE TEMP VIEW staff AS SELECT 1 AS id`, `SET search_path = pg_temp, fangpin`,
		`CREATE FUNCTION pg_temp.human(CHAR, BIGINT) RETURNS BIGINT LANGUAGE sql AS 'SELECT 1::BIGINT'`, `SET search_path = pg_temp, pg_catalog, fangpin`,
	} {
		db.MustExec(left)
		if err := pg.Read(t.Context(), db, clerk, func(tx *pg.Tx) error {
			var ours int
			err := tx.Get(&ours, `SELECT count(*) FROM pg_class WHERE relnamespace = 'fangpin'::regnamespace AND oid IN ('signin_log'::regclass, 'staff'::regclass)`)
			if ours != 2 {
				t.Errorf("%d of two tables are ours after %s", ours, left)
			}
			return err
		}); err != nil {
			t.Error(err)
		}
	}
}

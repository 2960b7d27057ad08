package deed

import (
	"errors"
	"testing"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"

	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

func TestTheAppCannotTouchWhatIsSealed(t *testing.T) {
	db := open(t)
	if err := do(t, db, 1); err != nil {
		t.Fatal(err)
	}
	for _, attack := range []string{
		`UPDATE fangpin.deed SET subject = '别的事'`,
		`UPDATE fangpin.deed SET body = body`,
		`DELETE FROM fangpin.deed`,
		`TRUNCATE fangpin.deed CASCADE`,
		`INSERT INTO fangpin.deed SELECT county, leaf + 1, at, leaf_at, person, verb, subject, body, hash FROM fangpin.deed`,
		`UPDATE fangpin.cover SET root = root`,
		`DELETE FROM fangpin.cover`,
		`TRUNCATE fangpin.cover`,
		`INSERT INTO fangpin.cover SELECT county, leaf, 'payout', keys, digests, root FROM fangpin.cover`,
		`UPDATE fangpin.head SET size = size - 1`,
		`DELETE FROM fangpin.head`,
		`INSERT INTO fangpin.head VALUES ('410602', 9, now())`,
		`INSERT INTO fangpin.node VALUES ('410602', 0, sha256(''))`,
		`INSERT INTO fangpin.checkpoint VALUES ('410602', 1, sha256(''), 'x', now())`,
		`UPDATE fangpin.node SET hash = hash`,
		`DELETE FROM fangpin.node`,
		`TRUNCATE fangpin.node`,
		`UPDATE fangpin.checkpoint SET note = note`,
		`DELETE FROM fangpin.checkpoint`,
		`TRUNCATE fangpin.checkpoint`,
		`SELECT fangpin.deed_seal('410603', now(), 7, 'v', '', '', '{}', '{}', '{}', '{}', 'operator')`, // another county's head
	} {
		refuses(t, db, pqerror.InsufficientPrivilege, attack)
	}
}

// refuses fails the test unless PostgreSQL refuses the app the statement with the SQLSTATE.
func refuses(t *testing.T, db *pg.DB, state pqerror.Code, attack string, args ...any) {
	t.Helper()
	tx, err := db.Begin(t.Context(), clerk)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	_, err = tx.ExecContext(t.Context(), attack, args...)
	if refused, ok := errors.AsType[*pq.Error](err); !ok || refused.Code != state {
		t.Errorf("%s: %v, want SQLSTATE %s", attack, err, state)
	}
}

func TestTheTreeGrowsOverTheDeedsOnly(t *testing.T) {
	db := open(t)
	for id := range int64(3) {
		if err := do(t, db, id); err != nil {
			t.Fatal(err)
		}
	}
	const extend = `SELECT fangpin.tree_extend($1, $2, $3, 'x', now())`
	root := rootOf(t, db)
	refuses(t, db, "FPSTA", extend, county, 4, root)
	refuses(t, db, "FPSTA", extend, county, 1_000_000, root)
	refuses(t, db, "FPSTA", extend, county, 0, root)
	refuses(t, db, "FPSTA", extend, county, nil, root)
	refuses(t, db, "FPSTA", extend, "410603", 3, root)
	refuses(t, db, "FPSUM", extend, county, 2, root)
	refuses(t, db, "FPSUM", extend, county, 3, make([]byte, 32))
	refuses(t, db, "FPSUM", extend, county, 3, nil)
	pgtest.Super(t).MustExecContext(t.Context(), `INSERT INTO fangpin.node VALUES ('410602', 2, sha256(''))`) // over the first two
	refuses(t, db, "FPSUM", extend, county, 3, root)
}

// rootOf is the true root over all deeds.
func rootOf(t *testing.T, db *pg.DB) []byte {
	t.Helper()
	tx, err := db.Begin(t.Context(), clerk)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	hashes, err := leaves(t.Context(), tx, int64(len(deeds(t))))
	if err != nil {
		t.Fatal(err)
	}
	root := Root(hashes)
	return root[:]
}

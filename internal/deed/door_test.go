package deed

import (
	"errors"
	"testing"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"

	"fangpin/internal/pg/pgtest"
)

func TestTheAppCannotTouchWhatIsSealed(t *testing.T) {
	db := pgtest.DB(t)
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
		`UPDATE fangpin.node SET hash = hash`,
		`DELETE FROM fangpin.node`,
		`TRUNCATE fangpin.node`,
		`UPDATE fangpin.checkpoint SET note = note`,
		`DELETE FROM fangpin.checkpoint`,
		`TRUNCATE fangpin.checkpoint`,
		`SELECT fangpin.seal('410603', now(), 7, 'v', '', '', '{}', '{}', '{}', '{}')`, // another county's head
	} {
		tx, err := db.Begin(t.Context(), clerk)
		if err != nil {
			t.Fatal(err)
		}
		_, err = tx.ExecContext(t.Context(), attack)
		if refused, ok := errors.AsType[*pq.Error](err); !ok || refused.Code != pqerror.InsufficientPrivilege {
			t.Errorf("%s: %v", attack, err)
		}
		_ = tx.Rollback()
	}
}

package deed

import (
	"strings"
	"testing"
	"time"

	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

// Where the answer to COMMIT is lost, what is said of the deed is what the database has.
func TestADeedOfWhichNoAnswerCame(t *testing.T) {
	for _, c := range []struct {
		name    string
		cut     int32
		kind    fault.Kind
		said    string
		sealed  int
		succeed bool
	}{
		{"nothing is cut", pgtest.Whole, 0, "", 1, true},
		{"the answer is lost", pgtest.After, 0, "", 1, true},
		{"the question is lost", pgtest.Before, fault.Unavailable, "本次没有生效", 0, false},
		{"nothing comes through any more", pgtest.Dark, fault.Unsure, "结果未知", 1, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			open(t)
			line := pgtest.LineAs(t, pg.App)
			db := line.Open(t)
			db.Way = who.Operator
			db.Bound(pg.Bounds{Turn: time.Second, Outcome: time.Second, Deeds: 1})
			if err := do(t, db, 1); err != nil {
				t.Fatal(err) // another transaction on the same line
			}
			line.Cut.Store(c.cut)
			err := do(t, db, 2)
			if (err == nil) != c.succeed || err != nil && (fault.KindOf(err) != c.kind || !strings.Contains(fault.Message(err), c.said)) {
				t.Errorf("the deed said %v", err)
			}
			if got := len(deeds(t)) - 1; got != c.sealed {
				t.Errorf("%d deeds are sealed, want %d", got, c.sealed)
			}
			if line.Cut.Load() != pgtest.Whole {
				t.Error("the line was never cut")
			}
		})
	}
}

// A server that crashed may give a number out again, so that a committed one says nothing without the deed.
func TestANumberThatWasGivenOutAgain(t *testing.T) {
	open(t)
	line := pgtest.LineAs(t, pg.App)
	db := line.Open(t)
	db.Way = who.Operator
	var earlier string
	write := func(id int64, numbered func(tx *pg.Tx)) error {
		return pg.Write(t.Context(), db, clerk, func(tx *pg.Tx) error {
			if err := takeOut(t.Context(), tx, id); err != nil {
				return err
			}
			defer numbered(tx)
			return Seal(t.Context(), tx)
		})
	}
	if err := write(1, func(tx *pg.Tx) { earlier = tx.Draft.Number }); err != nil {
		t.Fatal(err)
	}
	line.Cut.Store(pgtest.Before)
	err := write(2, func(tx *pg.Tx) { tx.Draft.Number = earlier })
	if fault.KindOf(err) != fault.Unavailable || !strings.Contains(fault.Message(err), "本次没有生效") || len(deeds(t)) != 1 {
		t.Errorf("it said %v, and %d deeds are sealed", err, len(deeds(t)))
	}
}

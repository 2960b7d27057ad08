package deed

import (
	"errors"
	"testing"
	"time"

	"github.com/lib/pq"
)

// mistimed tells whether seal refused the deed for its time.
func mistimed(err error) bool {
	refused, ok := errors.AsType[*pq.Error](err)
	return ok && refused.Code == "FPTIM"
}

func TestADeedOlderThanTheHead(t *testing.T) {
	db, noon := open(t), time.Date(2024, 9, 10, 4, 0, 0, 0, time.UTC)
	for i, c := range []struct {
		at      time.Time
		refused bool
		leafAt  time.Time
	}{
		{at: noon, leafAt: noon},
		{at: noon.Add(-2 * time.Minute), leafAt: noon}, // began before its neighbour, sealed after it
		{at: noon.Add(-2*time.Minute - time.Microsecond), refused: true},
		{at: noon.AddDate(-1, 0, 0), refused: true}, // a clock went back
		{at: noon.Add(time.Second), leafAt: noon.Add(time.Second)},
		{at: noon.Add(-2 * time.Minute), refused: true},
	} {
		db.Clock = func() time.Time { return c.at }
		before := len(deeds(t))
		err := do(t, db, int64(i))
		if mistimed(err) != c.refused || (err != nil) != c.refused {
			t.Errorf("no. %d, at %s: %v, want refused = %t", i, c.at, err, c.refused)
		}
		after := deeds(t)
		if c.refused {
			if len(after) != before {
				t.Errorf("no. %d: refused, but it took a leaf", i)
			}
			continue
		}
		if last := after[len(after)-1]; !last.At.Equal(c.at) || !last.LeafAt.Equal(c.leafAt) {
			t.Errorf("no. %d: at %s, leaf at %s; want %s, %s", i, last.At, last.LeafAt, c.at, c.leafAt)
		}
	}
}

func TestADeedAheadOfTheDatabasesClock(t *testing.T) {
	db := open(t)
	db.Clock = func() time.Time { return time.Now().Add(time.Minute) }
	if err := do(t, db, 1); !mistimed(err) {
		t.Errorf("a minute ahead: %v", err)
	}
	db.Clock = time.Now
	if err := do(t, db, 1); err != nil {
		t.Errorf("in time: %v", err)
	}
}

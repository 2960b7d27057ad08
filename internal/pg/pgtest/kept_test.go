package pgtest_test

import (
	"testing"

	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

// shop is a world: a table with rows, and what the program knows of it.
type shop struct {
	*pg.DB
	sold int
}

func (s *shop) In(t testing.TB) *shop {
	in := *s
	in.DB = pgtest.Owner(t)
	return &in
}

func TestTestsBeginFromAKeptWorldAndChangeOnlyTheirOwn(t *testing.T) {
	var shops pgtest.Kept[*shop]
	made := map[string]int{}
	for _, name := range []string{"a", "a", "b", "a"} {
		t.Run(name, func(t *testing.T) {
			s := shops.Begin(t, name, func() *shop {
				made[name]++
				pgtest.Owner(t).MustExecContext(t.Context(), `CREATE TABLE sale (n INT); INSERT INTO sale VALUES (1), (2)`)
				return &shop{sold: 2}
			})
			var rows int
			if err := s.GetContext(t.Context(), &rows, `SELECT count(*) FROM sale`); err != nil {
				t.Fatal(err)
			}
			if rows != 2 || s.sold != 2 {
				t.Errorf("%d rows, %d sold: what another test did is there", rows, s.sold)
			}
			s.sold++
			s.MustExecContext(t.Context(), `INSERT INTO sale VALUES (3)`)
		})
	}
	if made["a"] != 1 || made["b"] != 1 {
		t.Errorf("made %v", made)
	}
}

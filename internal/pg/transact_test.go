package pg_test

import (
	"errors"
	"testing"

	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

func TestWriteKeepsWhatSucceedsAndReadNothing(t *testing.T) {
	db := pgtest.Owner(t)
	db.MustExec(`CREATE TABLE public.kept (n INT)`)
	add := func(n int, err error) func(*pg.Tx) error {
		return func(tx *pg.Tx) error {
			tx.MustExec(`INSERT INTO public.kept VALUES ($1)`, n)
			return err
		}
	}
	failed := errors.New("failed")
	if err := pg.Write(t.Context(), db, clerk, add(1, nil)); err != nil {
		t.Error(err)
	}
	if err := pg.Write(t.Context(), db, clerk, add(2, failed)); !errors.Is(err, failed) {
		t.Errorf("Write = %v", err)
	}
	if err := pg.Read(t.Context(), db, clerk, add(4, nil)); err != nil {
		t.Error(err)
	}
	var sum int
	if err := db.Get(&sum, `SELECT sum(n) FROM public.kept`); err != nil || sum != 1 {
		t.Errorf("of 1 written, 2 that failed and 4 that was read, %d stays, %v", sum, err)
	}
}

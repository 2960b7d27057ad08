package pg_test

import (
	"iter"
	"testing"

	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

var clerk = who.Person{County: "410602", ID: 1, Name: "经办", Role: who.Clerk, Division: "410602000000"}

func begin(t *testing.T, db *pg.DB) *pg.Tx {
	t.Helper()
	tx, err := db.Begin(t.Context(), clerk)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tx.Rollback() })
	return tx
}

// numbered yields n rows, the row at bad with a value that is no number.
func numbered(n, bad int) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for i := range n {
			row := []any{i, "第\t\\行\n"}
			if i == bad {
				row[0] = "x"
			}
			if !yield(row) {
				return
			}
		}
	}
}

func TestCopyInKeepsEveryRow(t *testing.T) {
	tx := begin(t, pgtest.DB(t))
	tx.MustExec(`CREATE TEMP TABLE stage (n INT, words TEXT)`)
	n, err := pg.CopyIn(t.Context(), tx, "stage", []string{"n", "words"}, numbered(10_000, -1))
	if err != nil || n != 10_000 {
		t.Fatalf("CopyIn = %d, %v", n, err)
	}
	var kept int
	if err := tx.Get(&kept, `SELECT count(*) FROM stage WHERE words = E'第\t\\行\n'`); err != nil || kept != 10_000 {
		t.Errorf("%d rows kept, %v", kept, err)
	}
}

func TestCopyInEndsTheTransactionOnAnErrorAndLeavesThePoolSound(t *testing.T) {
	db := pgtest.DB(t)
	db.SetMaxOpenConns(1)
	for name, rows := range map[string]iter.Seq[[]any]{
		"first row":       numbered(10, 0),
		"last row":        numbered(10_000, 9_999),
		"early of many":   numbered(50_000, 10),
		"a value missing": func(yield func([]any) bool) { _ = yield([]any{1, "one"}) && yield([]any{2}) },
		"no such type":    func(yield func([]any) bool) { yield([]any{struct{}{}, "one"}) },
	} {
		t.Run(name, func(t *testing.T) {
			tx := begin(t, db)
			tx.MustExec(`CREATE TEMP TABLE stage (n INT, words TEXT)`)
			if _, err := pg.CopyIn(t.Context(), tx, "stage", []string{"n", "words"}, rows); err == nil {
				t.Error("CopyIn took a broken row")
			}
			if err := tx.Commit(); err == nil {
				t.Error("half a COPY was committed")
			}
			var one int
			if err := db.GetContext(t.Context(), &one, `SELECT 1`); err != nil {
				t.Errorf("the connection is of no use afterwards: %v", err)
			}
		})
	}
}

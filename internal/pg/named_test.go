package pg_test

import (
	"strings"
	"testing"

	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

func TestAStatementTakesItsArgumentsByName(t *testing.T) {
	tx := begin(t, pgtest.DB(t))
	named := pg.Named{"least": 2, "word": "三", "unused": struct{}{}}
	var got []string
	err := tx.SelectContext(t.Context(), &got, `
		SELECT n || @word || '@least' FROM unnest(ARRAY[1, 2, 3]) AS n WHERE n >= @least AND @least < @most::int ORDER BY n`, named.With("most", 9))
	if err != nil || strings.Join(got, " ") != "2三@least 3三@least" {
		t.Errorf("got %q, %v", got, err)
	}
	var one int
	if err := tx.GetContext(t.Context(), &one, `SELECT @most::int`, named); err == nil || !strings.Contains(err.Error(), "@most") {
		t.Errorf("a name without a value: %d, %v", one, err)
	}
	if err := tx.GetContext(t.Context(), &one, `SELECT $1::int`, 7); err != nil || one != 7 {
		t.Errorf("an argument by number: %d, %v", one, err)
	}
}

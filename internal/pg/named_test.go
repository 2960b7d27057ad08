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
	named = pg.Named{"name": "一", "name2": "二", "name_2": "三"}
	for statement, want := range map[string]string{
		`SELECT @name || @name2 || @name_2`: "一二三",
		`SELECT @name2 -- not @name, and it's @nobody's
		  || @name`: "二一",
		`SELECT '--' || @name || 'it''s @name2'`:              "--一it's @name2",
		`SELECT "@name2" FROM (SELECT @name) AS x ("@name2")`: "一",
	} {
		var got string
		if err := tx.GetContext(t.Context(), &got, statement, named); err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", statement, got, err, want)
		}
	}
	var one int
	if err := tx.GetContext(t.Context(), &one, `SELECT 1 /* @name */`, named); err == nil || !strings.Contains(err.Error(), "/* */") {
		t.Errorf("a comment that could nest: %v", err)
	}
	if err := tx.GetContext(t.Context(), &one, `SELECT @most::int`, named); err == nil || !strings.Contains(err.Error(), "@most") {
		t.Errorf("a name without a value: %d, %v", one, err)
	}
	if err := tx.GetContext(t.Context(), &one, `SELECT $1::int`, 7); err != nil || one != 7 {
		t.Errorf("an argument by number: %d, %v", one, err)
	}
}

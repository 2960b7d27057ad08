package deed

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fangpin/internal/pg/pgtest"
)

// Every table and every column of the schema is in the list or among the exceptions, and nothing else is.
func TestTheListOfCoveredTablesIsTheSchemas(t *testing.T) {
	var rows []struct {
		Table  string `db:"table_name"`
		Column string `db:"column_name"`
	}
	err := pgtest.Super(t).SelectContext(t.Context(), &rows, `
		SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
		WHERE table_schema = 'fangpin' AND table_type = 'BASE TABLE' AND is_generated = 'NEVER' ORDER BY table_name, column_name`)
	if err != nil {
		t.Fatal(err)
	}
	schema, exempt := map[string][]string{}, map[string]bool{}
	for _, r := range rows {
		if _, ok := Exempt[r.Table]; ok {
			exempt[r.Table] = true
			continue
		}
		schema[r.Table] = append(schema[r.Table], r.Column)
	}
	list := map[string][]string{}
	for _, table := range Tables {
		for _, c := range table.columns() {
			list[table.Name] = append(list[table.Name], c.name)
		}
	}
	if d := cmp.Diff(schema, list); d != "" {
		t.Errorf("deed.Tables is not the schema (-schema +list):\n%s", d)
	}
	if d := cmp.Diff(slices.Sorted(maps.Keys(Exempt)), slices.Sorted(maps.Keys(exempt))); d != "" {
		t.Errorf("deed.Exempt names tables that are not there (-exempt +schema):\n%s", d)
	}
}

func TestKeysArePrimaryAndSaltsAreThere(t *testing.T) {
	db := pgtest.Super(t)
	for _, table := range Tables {
		var keys []string
		err := db.SelectContext(t.Context(), &keys, `
			SELECT a.attname FROM pg_index i, unnest(i.indkey) WITH ORDINALITY AS k (n, at), pg_attribute a
			WHERE i.indrelid = ('fangpin.' || $1)::regclass AND i.indisprimary AND a.attrelid = i.indrelid AND a.attnum = k.n ORDER BY k.at`, table.Name)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(append([]string{"county"}, table.Keys...), keys); d != "" {
			t.Errorf("%s: county and Keys are not the primary key (-list +schema):\n%s", table.Name, d)
		}
		if !slices.ContainsFunc(table.columns(), func(c column) bool { return c.name == table.By }) {
			t.Errorf("%s: By names no column: %s", table.Name, table.By)
		}
		if len(table.Personal) == 0 {
			continue
		}
		var nullable string
		err = db.GetContext(t.Context(), &nullable, `
			SELECT is_nullable FROM information_schema.columns WHERE table_schema = 'fangpin' AND table_name = $1 AND column_name = 'salt'`, table.Name)
		if err != nil || nullable != "NO" {
			t.Errorf("%s: has personal columns, so it needs a salt in every row (nullable: %q, %v)", table.Name, nullable, err)
		}
	}
}

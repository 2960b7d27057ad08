package verify_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"fangpin/audit/verify"
	"fangpin/internal/deed"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

// intruder is a superuser for whom no declared rule counts any more.
func intruder(t *testing.T) *pg.DB {
	t.Helper()
	db := pgtest.Super(t)
	db.SetMaxOpenConns(1)
	db.MustExecContext(t.Context(), `SET session_replication_role = replica`) // no foreign keys
	var drops []string
	err := db.SelectContext(t.Context(), &drops, `
		SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) FROM pg_constraint
		WHERE contype = 'c' AND connamespace = 'fangpin'::regnamespace
		UNION ALL
		SELECT format('ALTER TABLE fangpin.%I ALTER %I DROP NOT NULL', c.table_name, c.column_name) FROM information_schema.columns c
		WHERE table_schema = 'fangpin' AND is_nullable = 'NO' AND NOT EXISTS (
		  SELECT FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
		  WHERE i.indisprimary AND i.indrelid = ('fangpin.' || quote_ident(c.table_name))::regclass AND a.attname = c.column_name)`)
	if err != nil {
		t.Fatal(err)
	}
	db.MustExecContext(t.Context(), strings.Join(drops, ";")) // in one transaction
	return db
}

// field is one column that can be written.
type field struct {
	Name string `db:"column_name"`
	Type string `db:"data_type"`
}

func fields(t *testing.T, db *pg.DB, table string) (out []field) {
	t.Helper()
	err := db.SelectContext(t.Context(), &out, `
		SELECT column_name, data_type FROM information_schema.columns
		WHERE table_schema = 'fangpin' AND table_name = $1 AND is_generated = 'NEVER' ORDER BY ordinal_position`, table)
	if err != nil || len(out) == 0 {
		t.Fatalf("columns of %s: %v, %v", table, out, err)
	}
	return out
}

// value writes the n-th value of a type as SQL.
func value(t *testing.T, f field, n int) string {
	t.Helper()
	if f.Name == "county" {
		return []string{"'410602'", "'410603'"}[n/1000%2]
	}
	switch f.Type {
	case "bigint", "integer", "numeric":
		return fmt.Sprint(n)
	case "text", "character":
		return fmt.Sprintf("'%d'", n)
	case "bytea":
		return fmt.Sprintf("sha256('%d')", n)
	case "bit":
		return fmt.Sprintf("(%d::bigint)::bit(256)", n)
	case "boolean":
		return []string{"false", "true"}[n/1000%2]
	case "date":
		return fmt.Sprintf("DATE '2024-01-01' + %d", n)
	case "timestamp with time zone":
		return fmt.Sprintf("TIMESTAMPTZ '2024-01-01' + %d * INTERVAL '1 second'", n)
	case "ARRAY":
		return fmt.Sprintf("'{%d}'", n)
	case "jsonb":
		return fmt.Sprintf(`'{"n": "%d"}'`, n)
	}
	t.Fatalf("column %s: no value of type %s", f.Name, f.Type)
	return ""
}

// fill gives every covered table as many rows as it has columns and one more, all values in a row alike, and seals them in one deed.
func fill(t *testing.T, super *pg.DB) {
	t.Helper()
	err := deed.Do(t.Context(), pgtest.DB(t), clerk, func(tx *pg.Tx) error {
		tx.Perform("test.fill", "")
		for _, table := range deed.Tables {
			all := fields(t, super, table.Name)
			for n := 1; n <= len(all)+1; n++ {
				names, values := make([]string, len(all)), make([]string, len(all))
				for i, f := range all {
					names[i], values[i] = `"`+f.Name+`"`, value(t, f, n)
				}
				super.MustExecContext(t.Context(), `INSERT INTO fangpin.`+table.Name+` (`+strings.Join(names, ", ")+`) VALUES (`+strings.Join(values, ", ")+`)`)
				tx.Cover(table.Name, int64(n))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// keyOf is the key of the row whose values are all the n-th.
func keyOf(t *testing.T, super *pg.DB, table deed.Table, n int) string {
	t.Helper()
	var key string
	quoted := make([]string, len(table.Keys))
	for i, k := range table.Keys {
		quoted[i] = `"` + k + `"::TEXT`
	}
	err := super.GetContext(t.Context(), &key, `SELECT concat_ws('/', `+strings.Join(quoted, ", ")+`) FROM fangpin.`+table.Name+` WHERE "`+table.By+`" = $1`, n)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// place is where a finding was made.
type place struct{ Table, Key string }

// TestAnyAlteredRowIsNamed alters, in the n-th row of every table, the n-th column, and leaves the last row alone.
func TestAnyAlteredRowIsNamed(t *testing.T) {
	for name, altered := range map[string]func(f field, n int) string{
		"to another value": func(f field, n int) string { return value(t, f, n+1000) },
		"to NULL":          func(field, int) string { return "NULL" },
	} {
		t.Run(name, func(t *testing.T) {
			super := intruder(t)
			fill(t, super)
			clean(t, sealed(verified(t, verify.Trust{})))
			var want []place
			for _, table := range deed.Tables {
				for i, f := range fields(t, super, table.Name) {
					n, key := i+1, f.Name == "county" || slices.Contains(table.Keys, f.Name)
					if key && name == "to NULL" {
						continue
					}
					want = append(want, place{table.Name, keyOf(t, super, table, n)})
					super.MustExecContext(t.Context(), fmt.Sprintf(`UPDATE fangpin.%s SET "%s" = %s WHERE "%s" = %d`, table.Name, f.Name, altered(f, n), table.By, n))
					if key && f.Name != "county" && f.Name != table.By {
						want = append(want, place{table.Name, keyOf(t, super, table, n)}) // the old key is missing, the new one nobody's
					} else if key && f.Name != "county" {
						want = append(want, place{table.Name, keyOf(t, super, table, n+1000)})
					}
				}
			}
			var got []place
			for _, c := range sealed(verified(t, verify.Trust{})) {
				for _, f := range c.Found {
					got = append(got, place{f.Table, f.Key})
				}
			}
			sorted := cmpopts.SortSlices(func(a, b place) bool { return a.Table+" "+a.Key < b.Table+" "+b.Key })
			if d := cmp.Diff(want, got, sorted); d != "" {
				t.Errorf("altered rows and findings differ (-altered +named):\n%s", d)
			}
		})
	}
}

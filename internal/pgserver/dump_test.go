package pgserver_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/internal/pgserver"
)

// shape describes what a restored database must have besides its rows: tables, rights, policies, doors and their owner.
const shape = `
	SELECT format('%s %s %s %s', relkind, relname, relrowsecurity, relacl) FROM pg_class WHERE relnamespace = 'fangpin'::regnamespace
	UNION ALL SELECT format('column %s.%s %s', attrelid::regclass, attname, attacl) FROM pg_attribute WHERE attacl IS NOT NULL AND attrelid IN
	  (SELECT oid FROM pg_class WHERE relnamespace = 'fangpin'::regnamespace)
	UNION ALL SELECT format('door %s %s %s %s', proname, proowner::regrole, prosecdef, proacl) FROM pg_proc WHERE pronamespace = 'fangpin'::regnamespace
	UNION ALL SELECT format('policy %s %s %s', tablename, policyname, roles) FROM pg_policies
	UNION ALL SELECT format('schema %s', nspacl) FROM pg_namespace WHERE nspname = 'fangpin' ORDER BY 1`

func TestADumpLoadsIntoAnEmptyDatabaseOnly(t *testing.T) {
	owner := pgtest.Owner(t)
	owner.MustExec(`INSERT INTO division VALUES ('410602000000', '鹤山区', NULL, 'county')`)
	var before, after []string
	if err := owner.Select(&before, shape); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "dump")
	url := pgtest.URL(t, pg.Owner)
	if err := pgserver.Dump(t.Context(), url, file); err != nil {
		t.Fatal(err)
	}
	if err := pgserver.Load(t.Context(), url, file); fault.KindOf(err) != fault.Conflict {
		t.Errorf("Load over a database in use = %v", err)
	}

	owner.MustExec(`DROP SCHEMA fangpin CASCADE`)
	broken := filepath.Join(t.TempDir(), "broken")
	if text, err := os.ReadFile(file); err != nil || os.WriteFile(broken, text[:len(text)*2/3], 0o600) != nil {
		t.Fatal(err)
	}
	if err := pgserver.Load(t.Context(), url, broken); err == nil {
		t.Error("a broken dump was loaded")
	}
	if err := pgserver.Load(t.Context(), url, file); err != nil {
		t.Fatal(err)
	}
	if err := owner.Select(&after, shape); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("the restored schema differs (-before +after):\n%s", diff)
	}
	var name string
	if err := pgtest.DB(t).Get(&name, `SELECT name FROM division WHERE code = '410602000000'`); err != nil || name != "鹤山区" {
		t.Errorf("the app reads %q, %v", name, err)
	}
}

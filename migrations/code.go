package migrations

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
)

//go:embed views/*.sql procedures/*.sql
var code embed.FS

// before makes room: what CREATE OR REPLACE could not replace (another signature, return type or name of a parameter), and what no file
// defines any more, would otherwise stay and be callable. Functions that a policy or a table rests on stay in place, with their rights
// taken back. Then the doors' owner may make functions, until the end of the transaction.
const before = `
DO $$
DECLARE x TEXT;
BEGIN
  FOR x IN SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = 'fangpin'::regnamespace AND p.proname <> 'wall' AND NOT EXISTS (
    SELECT FROM pg_depend d WHERE d.refclassid = 'pg_proc'::regclass AND d.refobjid = p.oid AND d.deptype = 'n') LOOP
    EXECUTE format('DROP ROUTINE %s', x);
  END LOOP;
  SELECT string_agg(c.oid::regclass::text, ', ') INTO x FROM pg_class c WHERE c.relnamespace = 'fangpin'::regnamespace AND c.relkind = 'v';
  IF x IS NOT NULL THEN EXECUTE format('DROP VIEW %s', x); END IF;
  FOR x IN SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = 'fangpin'::regnamespace AND p.proname <> 'wall' LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC, fangpin_app, fangpin_gate, fangpin_reader', x);
    EXECUTE format('ALTER FUNCTION %s SET application_name = ''kept''', x); -- a mark, which replacing it takes away
  END LOOP;
END $$;
GRANT CREATE ON SCHEMA fangpin TO fangpin_door;`

// after closes every function the same way, so that none is forgotten, drops the functions that no file replaced, and lets the app (and the gate, its
// member), a reader and the doors read the views, which ask the walls of the tables below them as whoever reads.
const after = `
DO $$
DECLARE x TEXT;
BEGIN
  FOR x IN SELECT p.oid::regprocedure FROM pg_proc p
    WHERE p.pronamespace = 'fangpin'::regnamespace AND p.proname <> 'wall' AND 'application_name=kept' = ANY (p.proconfig) LOOP
    EXECUTE format('DROP FUNCTION %s', x);
  END LOOP;
  FOR x IN SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = 'fangpin'::regnamespace AND p.proname <> 'wall' LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', x);
    EXECUTE format('ALTER FUNCTION %s SECURITY DEFINER SET search_path = fangpin, pg_temp', x);
  END LOOP;
  FOR x IN SELECT c.oid::regclass FROM pg_class c WHERE c.relnamespace = 'fangpin'::regnamespace AND c.relkind = 'v' LOOP
    EXECUTE format('ALTER VIEW %s SET (security_invoker = true)', x);
    EXECUTE format('GRANT SELECT ON %s TO fangpin_app, fangpin_reader, fangpin_door', x);
  END LOOP;
END $$;
REVOKE CREATE ON SCHEMA fangpin FROM fangpin_door;`

// Source is one file of functions or views by its path below this folder, or what is done before and after them, which has none.
type Source struct{ Path, Text string }

// Code is all that is applied after the numbered files, in the order of its needs: every view, then every function. A view stands on tables,
// a function in SQL on tables and views, and both are checked when they are made; PL/pgSQL is bound when it runs. Within a folder the order
// is that of the names.
func Code() ([]Source, error) {
	sources := []Source{{Text: before}}
	for _, pattern := range []string{"views/*.sql", "procedures/*.sql"} {
		paths, err := fs.Glob(code, pattern)
		if err != nil {
			return nil, err
		}
		for _, path := range paths {
			text, err := code.ReadFile(path)
			if err != nil {
				return nil, err
			}
			sources = append(sources, Source{path, string(text)})
		}
	}
	return append(sources, Source{Text: after}), nil
}

// Hash is the joint SHA-256 of the sources, in hex: other text, another name or another order is another hash.
func Hash(sources []Source) string {
	hash := sha256.New()
	for _, s := range sources {
		fmt.Fprintf(hash, "%d %s %d %s", len(s.Path), s.Path, len(s.Text), s.Text)
	}
	return hex.EncodeToString(hash.Sum(nil))
}

var makes = regexp.MustCompile(`(?m)^CREATE OR REPLACE (?:FUNCTION|VIEW) (\w+)`)

// Made are the names of the views and functions that sources make, in order. Each stands once, so that of two with one name in a database
// one is a stranger.
func Made(sources []Source) (names []string) {
	for _, s := range sources {
		for _, m := range makes.FindAllStringSubmatch(s.Text, -1) {
			names = append(names, m[1])
		}
	}
	slices.Sort(names)
	return names
}

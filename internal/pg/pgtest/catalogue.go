package pgtest

import (
	"testing"

	"fangpin/internal/pg"
)

// Catalogue is the schema as the server holds it, a line each, in order: tables, columns, constraints, indexes, policies, views, functions
// with their bodies, sequences; whose each is, and every right that anybody has to it.
func Catalogue(t testing.TB, db *pg.DB) (lines []string) {
	t.Helper()
	if err := db.SelectContext(t.Context(), &lines, catalogue); err != nil {
		t.Fatal(err)
	}
	return lines
}

// What depends on the order in which rights were granted is put into order.
const catalogue = `
	WITH ns AS (SELECT oid FROM pg_namespace WHERE nspname = 'fangpin'),
	rel AS (SELECT c.* FROM pg_class c JOIN ns ON c.relnamespace = ns.oid WHERE c.relkind IN ('r', 'v', 'm', 'S', 'p')),
	rights (what, acl) AS (
	  SELECT 'schema', n.nspacl FROM pg_namespace n JOIN ns USING (oid)
	  UNION ALL SELECT c.relname, c.relacl FROM rel c
	  UNION ALL SELECT c.relname || '.' || a.attname, a.attacl FROM rel c JOIN pg_attribute a ON a.attrelid = c.oid
	  UNION ALL SELECT p.oid::regprocedure::text, p.proacl FROM pg_proc p JOIN ns ON p.pronamespace = ns.oid)
	SELECT line FROM (
	SELECT format('%s %s of %s %s walls %s %s', c.relname, c.relkind, c.relowner::regrole, c.relpersistence, c.relrowsecurity, c.reloptions) AS line FROM rel c
	UNION ALL SELECT format('%s.%s %s %s null %s default %s %s %s', c.relname, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), NOT a.attnotnull,
	  pg_get_expr(d.adbin, d.adrelid), a.attgenerated::text || a.attidentity::text, a.attstorage)
	  FROM rel c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
	UNION ALL SELECT format('%s constraint %s %s', c.relname, k.conname, pg_get_constraintdef(k.oid)) FROM rel c JOIN pg_constraint k ON k.conrelid = c.oid
	UNION ALL SELECT format('%s index %s', c.relname, pg_get_indexdef(i.indexrelid)) FROM rel c JOIN pg_index i ON i.indrelid = c.oid
	UNION ALL SELECT format('%s policy %s %s %s %s %s', tablename, policyname, roles, cmd, qual, with_check) FROM pg_policies WHERE schemaname = 'fangpin'
	UNION ALL SELECT format('%s view %s', c.relname, pg_get_viewdef(c.oid)) FROM rel c WHERE c.relkind IN ('v', 'm')
	UNION ALL SELECT format('%s of %s %s', p.oid::regprocedure, p.proowner::regrole, pg_get_functiondef(p.oid)) FROM pg_proc p JOIN ns ON p.pronamespace = ns.oid
	UNION ALL SELECT format('%s: %s may %s by %s', r.what, a.grantee::regrole, a.privilege_type, a.grantor::regrole) FROM rights r, aclexplode(r.acl) a
	) all_of_it ORDER BY line COLLATE "C"`

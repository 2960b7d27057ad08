package deed

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

// schema lists the tables of the database with their columns, generated ones left out, in the order of their names.
func schema(t *testing.T) map[string][]string {
	t.Helper()
	var rows []struct {
		Table  string `db:"table_name"`
		Column string `db:"column_name"`
	}
	err := pgtest.Super(t).SelectContext(t.Context(), &rows, `
		SELECT c.table_name, c.column_name FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
		WHERE table_schema = 'fangpin' AND t.table_type = 'BASE TABLE' AND c.is_generated = 'NEVER' ORDER BY c.table_name, c.column_name COLLATE "C"`)
	if err != nil {
		t.Fatal(err)
	}
	columns := map[string][]string{}
	for _, r := range rows {
		columns[r.Table] = append(columns[r.Table], r.Column)
	}
	return columns
}

// all are the registry's tables.
func all() []Table { return slices.Concat(Tables, Beside) }

// Every table and every column of the schema is in the registry, once, and nothing else is.
func TestTheRegistryIsTheSchema(t *testing.T) {
	list := map[string][]string{}
	for _, table := range all() {
		if list[table.Name] != nil {
			t.Errorf("%s is in the registry twice", table.Name)
		}
		list[table.Name] = table.every()
	}
	if d := cmp.Diff(schema(t), list); d != "" {
		t.Errorf("the registry is not the schema (-schema +registry):\n%s", d)
	}
}

// every lists the table's columns in the order of their names.
func (t Table) every() (names []string) {
	if t.Uncovered == "" {
		for _, c := range t.columns() {
			names = append(names, c.name)
		}
		return names
	}
	names = slices.Concat(t.Keys, t.Plain, t.Personal, t.Aside)
	if !t.Common {
		names = append(names, "county")
	}
	slices.Sort(names)
	return names
}

func TestKeysArePrimaryAndSaltsAreThere(t *testing.T) {
	db := pgtest.Super(t)
	for _, table := range slices.Concat(Tables, Carried()) {
		var keys []string
		err := db.SelectContext(t.Context(), &keys, `
			SELECT a.attname FROM pg_index i, unnest(i.indkey) WITH ORDINALITY AS k (n, at), pg_attribute a
			WHERE i.indrelid = ('fangpin.' || $1)::regclass AND i.indisprimary AND a.attrelid = i.indrelid AND a.attnum = k.n ORDER BY k.at`, table.Name)
		if err != nil {
			t.Fatal(err)
		}
		want := table.Keys
		if !table.Common {
			want = append([]string{"county"}, want...)
		}
		if d := cmp.Diff(want, keys); d != "" {
			t.Errorf("%s: county and Keys are not the primary key (-registry +schema):\n%s", table.Name, d)
		}
		if table.Uncovered == "" && !slices.Contains(table.every(), table.By) {
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

// What an entry names is there: its columns, its owner, the owner's page.
func TestEntriesAreWhole(t *testing.T) {
	for _, table := range all() {
		columns := table.every()
		named := slices.Concat(table.Unstated, table.Mutable.App, table.Mutable.Door, table.Mutable.Cascade)
		for _, c := range []string{table.MadeBy, table.MadeOn, table.Told, table.File} {
			if c != "" {
				named = append(named, c)
			}
		}
		if owner, ok := Lookup(table.Owner); ok {
			named = append(named, table.ownerBy())
			if _, _, found := owner.home(); !found {
				t.Errorf("%s: is a part of %s, which is shown nowhere", table.Name, owner.Name)
			}
		} else if table.Owner != "" {
			t.Errorf("%s: no such owner: %s", table.Name, table.Owner)
		}
		for _, name := range named {
			if !slices.Contains(columns, name) {
				t.Errorf("%s: no such column: %s", table.Name, name)
			}
		}
		if table.Title == "" || table.Room == "" {
			t.Errorf("%s has no title or no room", table.Name)
		}
		if (table.Uncovered == "") != slices.ContainsFunc(Tables, func(c Table) bool { return c.Name == table.Name }) {
			t.Errorf("%s stands in the wrong list", table.Name)
		}
	}
}

// rights is what a role may do to a table: to these columns, or to whole rows.
type rights struct{ Table, Role, May string }

// The rights in the database's catalogue are the registry's: whatever may change is named, all else is append-only, and what a door writes
// only a door can write. Generated columns follow from the others and have no right of their own.
func TestRightsAreTheRegistrys(t *testing.T) {
	want := map[rights][]string{}
	for _, table := range all() {
		columns := table.every()
		for _, role := range table.readBy() {
			want[rights{table.Name, role, "SELECT"}] = columns
		}
		if adds := table.addedBy(); adds == pg.App || adds == pg.Door {
			stated := slices.Clone(columns)
			if adds == pg.App {
				stated = slices.DeleteFunc(stated, func(c string) bool { return slices.Contains(table.Unstated, c) })
			}
			want[rights{table.Name, adds, "INSERT"}] = stated
		}
		if len(table.Mutable.App) > 0 {
			want[rights{table.Name, pg.App, "UPDATE"}] = slices.Sorted(slices.Values(table.Mutable.App))
		}
		if door := slices.Clone(table.Mutable.Door); len(door) > 0 || table.Locked {
			if table.Locked {
				door = append(door, table.Keys[0])
			}
			slices.Sort(door)
			want[rights{table.Name, pg.Door, "UPDATE"}] = door
		}
		if table.Emptied {
			want[rights{table.Name, pg.Door, "DELETE"}] = nil
		}
	}
	if d := cmp.Diff(want, granted(t)); d != "" {
		t.Errorf("(-registry +catalogue):\n%s", d)
	}
}

// granted reads the rights of everybody but the tables' owner.
func granted(t *testing.T) map[rights][]string {
	t.Helper()
	var rows []struct {
		rights
		Column *string
	}
	err := pgtest.Super(t).SelectContext(t.Context(), &rows, `
		WITH base AS (SELECT oid, relname, relowner, relacl FROM pg_class WHERE relnamespace = 'fangpin'::regnamespace AND relkind IN ('r', 'p')),
		given AS (
		  SELECT b.oid, b.relname, b.relowner, a.grantee, a.privilege_type, NULL::SMALLINT AS attnum FROM base b, aclexplode(b.relacl) a
		  UNION ALL
		  SELECT b.oid, b.relname, b.relowner, a.grantee, a.privilege_type, c.attnum FROM base b JOIN pg_attribute c ON c.attrelid = b.oid, aclexplode(c.attacl) a)
		SELECT DISTINCT g.relname AS "table", CASE g.grantee WHEN 0 THEN 'public' ELSE g.grantee::regrole::TEXT END AS role, g.privilege_type AS may, c.attname AS "column"
		FROM given g LEFT JOIN pg_attribute c ON c.attrelid = g.oid AND c.attnum > 0 AND NOT c.attisdropped AND c.attgenerated = ''
		  AND g.privilege_type IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES') AND c.attnum = COALESCE(g.attnum, c.attnum)
		WHERE g.grantee <> g.relowner ORDER BY 1, 2, 3, c.attname`)
	if err != nil {
		t.Fatal(err)
	}
	found := map[rights][]string{}
	for _, r := range rows {
		if r.Column == nil {
			found[r.rights] = nil
			continue
		}
		found[r.rights] = append(found[r.rights], *r.Column)
	}
	return found
}

// What follows another table's column follows it by a foreign key that cascades.
func TestWhatFollowsDoesSoByTheForeignKey(t *testing.T) {
	want, got := map[string][]string{}, map[string][]string{}
	for _, table := range all() {
		if len(table.Mutable.Cascade) > 0 {
			want[table.Name] = table.Mutable.Cascade
		}
	}
	var rows []struct{ Table, Column string }
	err := pgtest.Super(t).SelectContext(t.Context(), &rows, `
		SELECT DISTINCT r.relname AS "table", a.attname AS "column" FROM pg_constraint k JOIN pg_class r ON r.oid = k.conrelid
		CROSS JOIN LATERAL unnest(k.conkey, k.confkey) AS c (own, other)
		JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = c.own JOIN pg_attribute o ON o.attrelid = k.confrelid AND o.attnum = c.other
		WHERE k.contype = 'f' AND k.confupdtype = 'c' AND k.connamespace = 'fangpin'::regnamespace
		  AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = k.confrelid AND i.indisprimary AND o.attnum = ANY (i.indkey))
		ORDER BY 1, 2`)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		got[r.Table] = append(got[r.Table], r.Column)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-registry +catalogue):\n%s", d)
	}
}

// A wall stands before every table of a county: row-level security, with a policy for the app and the doors and one for readers.
func TestWallsStandAsTheRegistrySays(t *testing.T) {
	const mine = "(county = ( SELECT ( CASE WHEN pg_has_role(SESSION_USER, 'fangpin_door'::name, 'MEMBER'::text) " +
		"THEN current_setting('fangpin.county'::text, true) ELSE \"right\"((SESSION_USER)::text, 6) END)::bpchar AS \"right\"))"
	const theirs = "(county = ( SELECT reads() AS reads))"
	for _, table := range all() {
		var got []string
		err := pgtest.Super(t).SelectContext(t.Context(), &got, `
			SELECT u.role || ' ' || CASE p.cmd WHEN 'ALL' THEN '' ELSE p.cmd || ' ' END || regexp_replace(replace(p.qual, 'fangpin.reads', 'reads'), '\s+', ' ', 'g')
			FROM pg_policies p JOIN pg_class c ON c.relname = p.tablename AND c.relnamespace = 'fangpin'::regnamespace AND c.relrowsecurity
			CROSS JOIN LATERAL unnest(p.roles) AS u (role) WHERE p.schemaname = 'fangpin' AND p.tablename = $1 AND p.permissive = 'PERMISSIVE' AND p.policyname <> 'door' ORDER BY 1`, table.Name)
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		if !table.Common && !table.Unwalled {
			for _, role := range []string{pg.App, pg.Door} {
				want = append(want, role+" "+mine)
			}
			want = append(want, pg.Reader+" SELECT "+theirs)
		}
		want = slices.DeleteFunc(want, func(w string) bool {
			return !slices.ContainsFunc(table.readBy(), func(role string) bool { return len(w) > len(role) && w[:len(role)] == role })
		})
		got = slices.DeleteFunc(got, func(g string) bool { return g == pg.Door+" "+mine && !slices.Contains(table.readBy(), pg.Door) })
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-registry +catalogue):\n%s", table.Name, d)
		}
	}
}

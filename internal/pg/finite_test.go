package pg_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/lib/pq"

	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

// dates are the columns of days and moments, as table.column, that refuse one without end, or that do not.
func dates(t *testing.T, finite bool) (columns []string) {
	t.Helper()
	if err := pgtest.Super(t).SelectContext(t.Context(), &columns, `
		SELECT c.relname || '.' || a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		WHERE c.relnamespace = 'fangpin'::regnamespace AND c.relkind IN ('r', 'p') AND a.atttypid IN ('DATE'::regtype, 'TIMESTAMPTZ'::regtype)
		  AND $1 = EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.convalidated AND pg_get_constraintdef(k.oid) = format('CHECK (isfinite(%I))', a.attname))
		ORDER BY 1`, finite); err != nil {
		t.Fatal(err)
	}
	return columns
}

func TestEachColumnOfADateRefusesOneWithoutEnd(t *testing.T) {
	if loose := dates(t, false); len(loose) > 0 {
		t.Errorf("a new column of a date takes CHECK (isfinite(…)): %v", loose)
	}
	if held := dates(t, true); len(held) < 100 {
		t.Errorf("only %d columns are held: %v", len(held), held)
	}
}

// asks are the functions that take a date and keep none.
var asks = []string{"staff_acts"}

// Before it looks at anything else, a door that takes a date looks whether it has an end: so each is knocked at with nothing but that.
func TestEachDoorRefusesADateWithoutEnd(t *testing.T) {
	var calls []struct{ Name, Call string }
	if err := pgtest.Super(t).SelectContext(t.Context(), &calls, `
		SELECT p.proname AS name, format('SELECT %s(%s)', p.proname, (
		  SELECT string_agg(CASE WHEN b.n <> a.n THEN 'NULL' WHEN b.of LIKE '%[]' THEN '''{' || d || '}''' ELSE '''' || d || '''' END || '::' || b.of, ', ' ORDER BY b.n)
		  FROM unnest(p.proargtypes::OID[]) WITH ORDINALITY AS q (oid, n), LATERAL (SELECT q.n, format_type(q.oid, NULL) AS of) AS b)) AS call
		FROM pg_proc p, unnest(p.proargtypes::OID[]) WITH ORDINALITY AS a (oid, n), unnest('{infinity,-infinity}'::TEXT[]) AS d
		WHERE p.pronamespace = 'fangpin'::regnamespace AND a.oid IN ('DATE'::regtype, 'DATE[]'::regtype, 'TIMESTAMPTZ'::regtype, 'TIMESTAMPTZ[]'::regtype)
		  AND (has_function_privilege('fangpin_app', p.oid, 'EXECUTE') OR has_function_privilege('fangpin_gate', p.oid, 'EXECUTE'))
		ORDER BY p.proname, a.n, d`); err != nil {
		t.Fatal(err)
	}
	if len(calls) < 40 {
		t.Fatalf("%d calls of doors that take a date", len(calls))
	}
	gate := pgtest.As(t, "fangpin_gate")
	for _, c := range calls {
		if _, err := gate.ExecContext(t.Context(), c.Call); !slices.Contains(asks, c.Name) && pq.As(err, "FPDAT") == nil {
			t.Errorf("%s\n\tgot %v; want FPDAT", c.Call, err)
		}
	}
}

// No program of ours wrote such a row, so none mends it: the upgrade says where it stands, and leaves everything as it was.
func TestAnUpgradeStopsAtADateWithoutEnd(t *testing.T) {
	pgtest.At(t, 48)
	super := pgtest.Super(t)
	conn, err := super.Connx(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for _, lie := range []string{
		`SET session_replication_role = replica`, // without the rows that these belong to
		`INSERT INTO fangpin.premium VALUES ('410602', 1, 1, 1, 'infinity'), ('410602', 2, 1, 1, '-infinity'), ('410602', 3, 1, 1, '2024-01-01')`,
		`INSERT INTO fangpin.checkpoint VALUES ('410602', 1, sha256(''), '', 'infinity')`,
	} {
		if _, err := conn.ExecContext(t.Context(), lie); err != nil {
			t.Fatal(lie, err)
		}
	}
	before := pgtest.Catalogue(t, super)
	_, err = pg.Migrate(t.Context(), pgtest.URL(t, pg.Owner))
	for _, want := range []string{"升级停止，数据没有改动", "premium.received_on: 2", "checkpoint.at: 1"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Fatalf("Migrate = %v, want %s", err, want)
		}
	}
	if d := cmp.Diff(before, pgtest.Catalogue(t, super)); d != "" {
		t.Errorf("the upgrade that stopped left (-before +after):\n%s", d)
	}
	super.MustExec(`UPDATE fangpin.premium SET received_on = '2024-01-02' WHERE NOT isfinite(received_on); UPDATE fangpin.checkpoint SET at = '2024-01-02'`)
	migrate(t)
	if loose := dates(t, false); len(loose) > 0 {
		t.Errorf("after the rows are right: %v", loose)
	}
}

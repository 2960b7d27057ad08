package pg_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/lib/pq"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/migrations"
)

func migrate(t *testing.T) {
	t.Helper()
	if _, err := pg.Migrate(t.Context(), pgtest.URL(t, pg.Owner)); err != nil {
		t.Fatal(err)
	}
}

func TestAnUpgradedDatabaseIsAFreshOne(t *testing.T) {
	fresh := pgtest.Catalogue(t, pgtest.Super(t))
	latest, err := migrations.Latest()
	if err != nil {
		t.Fatal(err)
	}
	versions := slices.Clone(pgtest.Landed)
	for later := versions[len(versions)-1] + 1; later <= latest; later++ {
		versions = append(versions, later)
	}
	for _, version := range versions {
		pgtest.At(t, version)
		if cmp.Equal(fresh, pgtest.Catalogue(t, pgtest.Super(t))) {
			t.Errorf("version %d is this program's schema already", version)
		}
		migrate(t)
		if d := cmp.Diff(fresh, pgtest.Catalogue(t, pgtest.Super(t))); d != "" {
			t.Errorf("upgraded from %d (-fresh +upgraded):\n%s", version, d)
		}
	}
}

// What another program left among the functions and views goes, whatever CREATE OR REPLACE would say to it.
func TestWhatNoFileDefinesIsDropped(t *testing.T) {
	fresh := pgtest.Catalogue(t, pgtest.Super(t))
	owner := pgtest.Owner(t)
	for _, left := range []string{
		`CREATE FUNCTION payout_withdraw(c CHAR(6), ids BIGINT[], quietly BOOLEAN) RETURNS void LANGUAGE sql AS 'SELECT'`, // an old door beside the new one
		`DROP FUNCTION payout_withdraw(CHAR(6), BIGINT[], BIGINT); CREATE FUNCTION payout_withdraw(d CHAR(6), payouts BIGINT[]) RETURNS TEXT LANGUAGE sql AS 'SELECT '''''`,
		`CREATE FUNCTION old() RETURNS void LANGUAGE sql AS 'SELECT'; GRANT EXECUTE ON FUNCTION old TO fangpin_app`,
		`CREATE OR REPLACE FUNCTION reads() RETURNS CHAR(6) LANGUAGE sql AS 'SELECT ''410602'''; GRANT EXECUTE ON FUNCTION reads TO fangpin_app, PUBLIC`,
		`DROP FUNCTION history; CREATE FUNCTION history(c CHAR(6), tabs TEXT[], row_keys TEXT[]) RETURNS TABLE (leaf BIGINT) LANGUAGE sql AS 'SELECT 1'`,
		`GRANT EXECUTE ON FUNCTION fund_left TO fangpin_app; ALTER FUNCTION fund_left SECURITY INVOKER RESET ALL`,
		`CREATE VIEW old AS SELECT * FROM person; GRANT SELECT ON old TO fangpin_app; CREATE VIEW older AS SELECT * FROM old`,
		`CREATE FUNCTION heads() RETURNS SETOF household_head LANGUAGE sql AS 'SELECT * FROM household_head'`,
		`CREATE OR REPLACE VIEW household_head AS SELECT county, household, id, name, id_no, born_on, died_on FROM person`, // of everybody, for everybody
	} {
		owner.MustExec(`UPDATE applied SET hash = repeat('0', 64); ` + left)
		if current, err := pg.Current(t.Context(), pgtest.DB(t)); err != nil || current {
			t.Errorf("with %s the functions are current: %v", left, err)
		}
		migrate(t)
		if current, err := pg.Current(t.Context(), pgtest.DB(t)); err != nil || !current {
			t.Errorf("after %s the functions are not current: %v", left, err)
		}
		if d := cmp.Diff(fresh, pgtest.Catalogue(t, pgtest.Super(t))); d != "" {
			t.Errorf("after %s (-fresh +now):\n%s", left, d)
		}
	}
}

// What somebody made by hand among the functions is found though the program is the same, and goes; what is missing comes back. Where nothing
// is strange, nothing is applied again.
func TestAStrangerAmongTheFunctionsIsFound(t *testing.T) {
	fresh := pgtest.Catalogue(t, pgtest.Super(t))
	owner := pgtest.Owner(t)
	for _, by := range []string{
		`CREATE FUNCTION pay_me() RETURNS void LANGUAGE sql SECURITY DEFINER AS 'SELECT'; GRANT EXECUTE ON FUNCTION pay_me TO fangpin_app`,
		`CREATE FUNCTION payout_withdraw(c CHAR(6), ids BIGINT[], quietly BOOLEAN) RETURNS void LANGUAGE sql AS 'SELECT'`, // beside the door of that name
		`CREATE PROCEDURE old() LANGUAGE sql AS 'SELECT'`, `CREATE AGGREGATE total(INT) (SFUNC = int4pl, STYPE = INT)`,
		`CREATE VIEW everybody AS SELECT * FROM person; GRANT SELECT ON everybody TO fangpin_app`, `DROP FUNCTION payout_withdraw`, `DROP VIEW running_clock CASCADE`,
		`ALTER FUNCTION payout_withdraw RENAME TO payout_with_draw`,
	} {
		owner.MustExec(by)
		if current, err := pg.Current(t.Context(), pgtest.DB(t)); err != nil || current {
			t.Errorf("after %s the functions are current: %v", by, err)
		}
		if err := pg.RefuseNewer(t.Context(), pgtest.DB(t)); err != nil {
			t.Errorf("after %s the program is an older one: %v", by, err)
		}
		migrate(t)
		if d := cmp.Diff(fresh, pgtest.Catalogue(t, pgtest.Super(t))); d != "" {
			t.Errorf("after %s (-fresh +now):\n%s", by, d)
		}
	}
	if applied, err := pg.Migrate(t.Context(), pgtest.URL(t, pg.Owner)); err != nil || len(applied) > 0 {
		t.Errorf("applied again: %v, %v", applied, err)
	}
}

// A function that a table rests on is not dropped behind the table's back: a numbered file must come first.
func TestWhatATableRestsOnIsNotDropped(t *testing.T) {
	owner := pgtest.Owner(t)
	owner.MustExec(`
		UPDATE applied SET hash = repeat('0', 64);
		CREATE FUNCTION one() RETURNS INT LANGUAGE sql AS 'SELECT 1';
		CREATE TABLE resting (n INT DEFAULT one())`)
	_, err := pg.Migrate(t.Context(), pgtest.URL(t, pg.Owner))
	if refused, ok := errors.AsType[*pq.Error](err); !ok || refused.Code != "2BP01" {
		t.Fatalf("Migrate = %v", err)
	}
	if current, err := pg.Current(t.Context(), pgtest.DB(t)); err != nil || current {
		t.Errorf("half-applied functions are current: %v", err)
	}
	owner.MustExec(`ALTER TABLE resting ALTER n DROP DEFAULT`)
	migrate(t)
}

func TestAWallStandsBetweenCounties(t *testing.T) {
	owner := pgtest.Owner(t)
	owner.MustExec(`CREATE TABLE seen (county CHAR(6), id BIGINT, PRIMARY KEY (county, id)); SELECT wall('seen'); GRANT INSERT ON seen TO fangpin_app;
		INSERT INTO seen VALUES ('410602', 1), ('410603', 2)`)
	app := pgtest.As(t, pg.CountyLogin(pg.App, "410602"))
	app.SetMaxOpenConns(1)
	var ids []int64
	for _, setting := range []string{`SELECT 1`, `SET fangpin.county = '410603'`, `SET ROLE fangpin_app`} {
		app.MustExec(setting)
		ids = nil
		if err := app.Select(&ids, `SELECT id FROM seen UNION ALL SELECT id FROM seen, set_config('fangpin.county', '410603', false)`); err != nil || !slices.Equal(ids, []int64{1, 1}) {
			t.Errorf("after %s the app sees %v, %v", setting, ids, err)
		}
	}
	if _, err := app.Exec(`INSERT INTO seen VALUES ('410603', 3)`); err == nil {
		t.Error("the app writes into another county")
	}
}

func TestAnOlderProgramKeepsItsHandsOffANewerDatabase(t *testing.T) {
	owner := pgtest.Owner(t)
	refused := func(newer, word string) {
		t.Helper()
		owner.MustExec(newer)
		before := pgtest.Catalogue(t, owner)
		_, err := pg.Migrate(t.Context(), pgtest.URL(t, pg.Owner))
		if fault.KindOf(err) != fault.Blocked || !strings.Contains(fault.Message(err), word) {
			t.Errorf("Migrate after %s = %v", newer, err)
		}
		if err := pg.RefuseNewer(t.Context(), pgtest.DB(t)); fault.KindOf(err) != fault.Blocked || !strings.Contains(fault.Message(err), word) {
			t.Errorf("RefuseNewer after %s = %v", newer, err)
		}
		if d := cmp.Diff(before, pgtest.Catalogue(t, owner)); d != "" {
			t.Errorf("after %s the schema was touched:\n%s", newer, d)
		}
	}
	refused(`INSERT INTO applied (hash) VALUES (repeat('0', 64))`, "函数已由更新的")
	refused(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, true)`, "99999")
}

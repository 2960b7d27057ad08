package pgtest_test

import (
	"testing"

	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

func TestEachTestHasItsOwnDatabaseInTheSchemaOfToday(t *testing.T) {
	name := func(db *pg.DB) (name string) {
		t.Helper()
		if err := db.GetContext(t.Context(), &name, `SELECT current_database()`); err != nil {
			t.Fatal(err)
		}
		return name
	}
	app, super := pgtest.DB(t), pgtest.Super(t)
	if name(app) != name(super) {
		t.Errorf("app sees %s, superuser %s", name(app), name(super))
	}
	t.Run("within", func(t *testing.T) {
		if other := name(pgtest.DB(t)); other == name(app) {
			t.Errorf("a subtest got its parent's %s", other)
		}
	})
	version, err := pg.Version(t.Context(), app)
	if err != nil || version == 0 {
		t.Errorf("Version = %d, %v; want a migrated database", version, err)
	}
}

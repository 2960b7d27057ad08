package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fangpin/internal/fault"
	"fangpin/internal/office"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/internal/secret"
	"fangpin/migrations"
)

func TestMigrateFurnishesADatabaseOnce(t *testing.T) {
	t.Setenv("MIGRATE_URL", pgtest.URL(t, pg.Owner))
	t.Setenv("DATABASE_URL", pgtest.URL(t, pg.App))
	dir := filepath.Join(t.TempDir(), "office")
	pgtest.Owner(t).MustExec(`DROP SCHEMA fangpin CASCADE`)

	if _, err := office.Open(t.Context(), dir); fault.KindOf(err) != fault.Blocked || !strings.Contains(fault.Message(err), "fangpin migrate") {
		t.Errorf("an office on an empty database: %v", err)
	}
	here := t.TempDir()
	t.Chdir(here)
	if _, err := command(t, "migrate"); exitCode(err, io.Discard) != 2 || !strings.Contains(err.Error(), "--dir") {
		t.Errorf("nobody said where the keys shall lie: %v", err)
	}
	if left, err := os.ReadDir(here); err != nil || len(left) > 0 {
		t.Errorf("written into the working directory: %v, %v", left, err)
	}
	if said, err := command(t, "migrate", "--dir", dir); err != nil || !strings.Contains(said, "00001_ground.sql") {
		t.Errorf("migrate says %q, %v", said, err)
	}
	if said, err := command(t, "migrate", "--dir", dir); err != nil || !strings.Contains(said, "本次执行 0 个") {
		t.Errorf("migrate again says %q, %v", said, err)
	}
	if said, err := command(t, "migrate"); err != nil || !strings.Contains(said, "本次执行 0 个") {
		t.Errorf("an upgrade makes no keys, and asks for no directory: %q, %v", said, err)
	}
	if err := opened(t, dir).Close(); err != nil {
		t.Error(err)
	}
}

func TestAnOfficeRefusesADatabaseThatIsNotItsOwn(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "office")
	latest, err := migrations.Latest()
	if err != nil {
		t.Fatal(err)
	}
	refused := func(why string, kind fault.Kind, login string, version int64, message string) {
		t.Helper()
		pgtest.Owner(t).MustExec(`UPDATE goose_db_version SET version_id = $1 WHERE id = (SELECT max(id) FROM goose_db_version)`, version)
		t.Setenv("DATABASE_URL", pgtest.URL(t, login))
		if _, err := office.Open(t.Context(), dir); fault.KindOf(err) != kind || !strings.Contains(fault.Message(err), message) {
			t.Errorf("%s: %v", why, err)
		}
	}
	refused("a younger schema", fault.Blocked, pg.App, latest+1, "换用新版")
	refused("an older schema", fault.Blocked, pg.App, latest-1, "fangpin migrate")
	pgtest.Owner(t).MustExec(`INSERT INTO applied (hash) VALUES (repeat('0', 64))`)
	refused("functions of a newer program", fault.Blocked, pg.App, latest, "请换用新版")
	pgtest.Owner(t).MustExec(`DELETE FROM applied WHERE hash <> repeat('0', 64)`)
	refused("functions of an older program", fault.Blocked, pg.App, latest, "fangpin migrate")
	if _, err := pg.Migrate(t.Context(), pgtest.URL(t, pg.Owner)); err != nil {
		t.Fatal(err)
	}
	refused("without keys", fault.NotFound, pg.App, latest, "放回")
	if _, err := secret.Create(secret.In(dir).Keyset()); err != nil {
		t.Fatal(err)
	}
	refused("the owner's login", fault.Forbidden, pg.Owner, latest, "拥有业务表")
	t.Setenv("DATABASE_URL", pgtest.URL(t, pg.App))
	opened(t, dir)
}

package pgserver_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pgserver"
)

// On a server that asks for passwords a county's login comes in by its own, is refused without, and gets another when the keys are others.
func TestALoginProvesItselfByItsPassword(t *testing.T) {
	dir := t.TempDir()
	cluster, err := pgserver.Start(t.Context(), dir, pgserver.Throwaway)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cluster.Stop() })
	super, err := pg.Open(t.Context(), cluster.URL(pg.Super))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = super.Close() })
	var temporary bool
	if err := super.Get(&temporary, `SELECT has_database_privilege('fangpin_app', current_database(), 'TEMPORARY')`); err != nil || temporary {
		t.Errorf("everybody fills the disk with temporary tables: %t, %v", temporary, err)
	}
	var at string
	if err := super.Get(&at, `SHOW hba_file`); err != nil {
		t.Fatal(err)
	}
	rules, err := os.ReadFile(at)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Clean(at), append([]byte("local all fangpin_app_410602,fangpin_gate_410602,fangpin_app_410603 scram-sha-256\n"), rules...), 0o600); err != nil {
		t.Fatal(err)
	}
	super.MustExec(`SELECT pg_reload_conf()`)

	first := func(login, own string) string { return "first " + own + login }
	second := func(login, own string) string { return "second " + own + login }
	given := func(role, password string) string {
		return strings.Replace(cluster.URL(role), role+"@", role+":"+password+"@", 1)
	}
	enters := func(county string, by pg.Password) error {
		db, err := pg.OpenByCounty(t.Context(), given(pg.App, "own"), pg.App, by)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		db.Clock = time.Now
		return pg.Read(t.Context(), db, who.Person{County: county}, func(tx *pg.Tx) error { var n int; return tx.GetContext(t.Context(), &n, `SELECT 1`) })
	}
	makes := func(url string, by pg.Password) error {
		return pg.CountyLogins(t.Context(), url, map[string]string{pg.App: given(pg.App, "own"), pg.Gate: given(pg.Gate, "other")}, []string{"410602"}, by)
	}
	refused := func(what string, err error) {
		t.Helper()
		if fault.KindOf(err) != fault.Blocked || !strings.Contains(fault.Message(err), "fangpin migrate") {
			t.Errorf("%s: %v", what, err)
		}
	}
	for wait := time.Now().Add(5 * time.Second); enters("410602", first) == nil && time.Now().Before(wait); { // the rules are read anew
		time.Sleep(10 * time.Millisecond)
	}
	refused("a login that was not made", enters("410602", first))
	if err := makes(cluster.URL(pg.Owner), first); fault.KindOf(err) != fault.Forbidden || !strings.Contains(fault.Message(err), "CREATE ROLE fangpin_gate_410602") ||
		!strings.Contains(fault.Message(err), "SCRAM-SHA-256$") || strings.Contains(err.Error(), "first own") {
		t.Errorf("an owner who may make none: %v", err)
	}
	for range 2 {
		if err := makes(cluster.URL(pg.Super), first); err != nil {
			t.Fatal(err)
		}
	}
	if err := enters("410602", first); err != nil {
		t.Errorf("with its password: %v", err)
	}
	refused("with another's keys", enters("410602", second))
	refused("who has the keys and the app's password, as the gate", func() error {
		db, err := pg.OpenByCounty(t.Context(), given(pg.App, "own"), pg.Gate, first)
		if err != nil {
			return err
		}
		defer db.Close()
		return pg.Read(t.Context(), db, who.Person{County: "410602"}, func(*pg.Tx) error { return nil })
	}())
	refused("without a password", enters("410602", nil))
	refused("another county", enters("410603", first))
	if err := makes(cluster.URL(pg.Super), second); err != nil {
		t.Fatal(err)
	}
	refused("with the keys before", enters("410602", first))
	if err := enters("410602", second); err != nil {
		t.Errorf("with the keys of now: %v", err)
	}
}

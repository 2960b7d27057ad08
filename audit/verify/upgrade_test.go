package verify_test

import (
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/note"

	"fangpin/audit/verify"
	"fangpin/internal/area"
	"fangpin/internal/calendar"
	"fangpin/internal/deed"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/registry"
)

// signedBy is the public half of the key that signed a month's checkpoint.
var signedBy = map[int64]string{
	10: "fangpin+7b1f9bd9+AdN7aWwxM/cmiDyaCgYRLqw1iKfI825cdg5S5y7C0pI+",
	17: "fangpin+6aae2b5c+AQ2EsgwOc7nUFWq8rn9nyP1xIkuCPijIn5Dd8g0nZ/hO",
	45: "fangpin+2b958374+AVhrDNNxLRkoczIBJzvZ4KRl7FrsRXkI6PylcxlMc3lk",
}

// monthOf loads the county and month that the program of a landed schema worked itself (testdata/README.md).
func monthOf(t *testing.T, version int64) verify.Trust {
	t.Helper()
	file, err := os.Open(fmt.Sprintf("testdata/month-%05d.sql.gz", version))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	plain, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := io.ReadAll(plain)
	if err != nil {
		t.Fatal(err)
	}
	pgtest.At(t, version)
	pgtest.Super(t).MustExec(`SET session_replication_role = replica; ` + string(rows) + `; RESET session_replication_role; RESET search_path`)
	key, err := note.NewVerifier(signedBy[version])
	if err != nil {
		t.Fatal(err)
	}
	return verify.Trust{Keys: []note.Verifier{key}, Notes: fmt.Sprintf("testdata/month-%05d", version)}
}

// upgrade is what fangpin migrate does.
func upgrade(t *testing.T) error {
	t.Helper()
	if _, err := pg.Migrate(t.Context(), pgtest.URL(t, pg.Owner)); err != nil {
		return err
	}
	return pg.LoadReference(t.Context(), pgtest.Owner(t), area.Published(), calendar.Published())
}

func TestAMonthOfAnOlderProgramIsUpgradedAndWorkedOn(t *testing.T) {
	fresh := pgtest.Catalogue(t, pgtest.Super(t))
	for _, version := range pgtest.Landed {
		trust := monthOf(t, version)
		if err := upgrade(t); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(fresh, pgtest.Catalogue(t, pgtest.Super(t))); d != "" {
			t.Errorf("upgraded from %d (-fresh +upgraded):\n%s", version, d)
		}
		clean(t, verified(t, trust))

		var at struct{ Clerk, Person int64 }
		err := pgtest.Super(t).GetContext(t.Context(), &at, `
			SELECT (SELECT min(id) FROM staff WHERE role = 'clerk' AND disabled_at IS NULL) AS clerk, (SELECT min(p.id) FROM person p
			  WHERE p.died_on IS NULL AND NOT EXISTS (SELECT FROM claim c WHERE c.county = p.county AND c.household = p.household)) AS person`)
		if err != nil {
			t.Fatal(err)
		}
		by := who.Person{County: county, ID: at.Clerk, Name: "王芳", Role: who.Clerk, Division: county + "000000"}
		err = deed.Do(t.Context(), pgtest.DB(t), by, func(tx *pg.Tx) error {
			return registry.RecordDeath(t.Context(), tx, []registry.Death{{Person: at.Person, On: calendar.DateOf(tx.Now)}})
		})
		if err != nil {
			t.Fatal(err)
		}
		clean(t, verified(t, trust))
	}
}

// An upgrade that is killed leaves a database that the next one completes. The server ends every session that goes on changing the schema: from
// the first such command of an attempt, the fourth, the sixteenth …, which leaves behind what a program leaves that is killed there.
func TestAnUpgradeKilledInTheMiddleIsCompleted(t *testing.T) {
	fresh := pgtest.Catalogue(t, pgtest.Super(t))
	for _, version := range pgtest.Landed {
		trust := monthOf(t, version)
		super := pgtest.Super(t)
		super.MustExec(`
			CREATE SEQUENCE public.countdown;
			CREATE FUNCTION public.kill() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
			  IF session_user = 'fangpin_owner' AND nextval('public.countdown') <= 0 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
			END $$;
			ALTER SEQUENCE public.countdown INCREMENT -1 MINVALUE -1000000 MAXVALUE 1000000;
			CREATE EVENT TRIGGER kill ON ddl_command_start EXECUTE FUNCTION public.kill()`)
		kills := 0
		for left := 1; ; left *= 4 {
			super.MustExec(`SELECT setval('public.countdown', $1)`, left)
			err := upgrade(t)
			if err == nil {
				break
			}
			if kills++; kills > 9 {
				t.Fatal(err)
			}
			if current, err := pg.Current(t.Context(), pgtest.DB(t)); err == nil && current {
				t.Errorf("killed at the command %d of the upgrade from %d, the functions pass for complete", left, version)
			}
		}
		if kills < 3 {
			t.Errorf("the upgrade from %d was killed %d times: too few to say anything", version, kills)
		}
		super.MustExec(`DROP EVENT TRIGGER kill; DROP FUNCTION public.kill; DROP SEQUENCE public.countdown`)
		if d := cmp.Diff(fresh, pgtest.Catalogue(t, super)); d != "" {
			t.Errorf("killed and upgraded from %d (-fresh +upgraded):\n%s", version, d)
		}
		clean(t, verified(t, trust))
	}
}

package pg_test

import (
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

func of(county string) who.Person { return who.Person{County: county} }

// offices opens the counties from one code to another.
func offices(t *testing.T, first, last int) {
	t.Helper()
	for code := first; code <= last; code++ {
		if err := pg.SetOffice(t.Context(), pgtest.Owner(t), pg.Office{County: strconv.Itoa(code), Name: "县", Phone: "1"}); err != nil {
			t.Fatal(err)
		}
	}
}

// begun is one transaction of a county: what its connection is called there, and whatever is asked besides.
func begun(t *testing.T, db *pg.DB, county string, statements ...string) (login string) {
	t.Helper()
	err := pg.Read(t.Context(), db, of(county), func(tx *pg.Tx) error {
		for _, s := range statements {
			if _, err := tx.ExecContext(t.Context(), s); err != nil {
				return err
			}
		}
		return tx.GetContext(t.Context(), &login, `SELECT session_user`)
	})
	if err != nil {
		t.Fatal(err)
	}
	return login
}

func TestEachCountyIsWorkedOnByALoginOfItsOwn(t *testing.T) {
	for _, role := range []string{pg.App, pg.Gate} {
		db := pgtest.As(t, role)
		for _, county := range []string{"410602", "410603", "410602"} {
			if login := begun(t, db, county); login != role+"_"+county {
				t.Errorf("for %s %s logs in", county, login)
			}
		}
	}
	for _, county := range []string{"", "4106", "410602'; --", "４１０６０２"} {
		if _, err := pgtest.DB(t).Begin(t.Context(), of(county)); fault.KindOf(err) != fault.Invalid {
			t.Errorf("Begin(%q) = %v", county, err)
		}
	}
}

// Whatever was left in a connection by a statement that somebody slipped in, the next transaction begins as the first did.
func TestATransactionBeginsAsIfNobodyHadBeenThere(t *testing.T) {
	db := pgtest.DB(t)
	db.Bound(pg.Bounds{Statement: time.Minute, Lock: time.Minute, Idle: time.Minute, Turn: time.Second, Deeds: 1, County: 1})
	left := []string{
		`SET timezone = 'PRC'`, `SET bytea_output = 'escape'`, `SET search_path = pg_temp`, `SET standard_conforming_strings = off`, `SET datestyle = 'SQL, DMY'`,
		`SET default_transaction_isolation = 'serializable'`, `SET default_transaction_read_only = on`, `SET ROLE fangpin_app`, `SET row_security = off`,
		`SET statement_timeout = 1`, `SET extra_float_digits = -3`, `SET intervalstyle = 'iso_8601'`,
	}
	state := func() (state string) {
		t.Helper()
		err := pg.Read(t.Context(), db, of("410602"), func(tx *pg.Tx) error {
			return tx.GetContext(t.Context(), &state, `
				SELECT string_agg(name || ' = ' || setting, E'\n' ORDER BY name) || E'\n' || current_user FROM pg_settings WHERE context IN ('user', 'superuser')`)
		})
		if err != nil {
			t.Fatal(err)
		}
		return state
	}
	before := state()
	for _, statement := range left {
		err := pg.Write(t.Context(), db, of("410602"), func(tx *pg.Tx) error { _, err := tx.ExecContext(t.Context(), statement); return err })
		if err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
		if now := state(); now != before {
			t.Errorf("after %s a transaction begins otherwise:\n%s", statement, now)
		}
	}
}

// A busy county takes its share and leaves the others room; whoever waits in it waits there.
func TestABusyCountyLeavesRoomForTheOthers(t *testing.T) {
	offices(t, 410602, 410617)
	db := pgtest.DB(t)
	db.Bound(pg.Bounds{Statement: time.Minute, Lock: time.Minute, Idle: time.Minute, Turn: 100 * time.Millisecond, Deeds: 32, County: 2})
	done, ended := make(chan struct{}), make(chan error)
	n := 0
	for range 3 { // forty-eight connections among sixteen counties
		inside := make(chan struct{})
		go func() {
			ended <- pg.Read(t.Context(), db, of("410602"), func(*pg.Tx) error {
				close(inside)
				<-done
				return nil
			})
		}()
		<-inside
		n++
	}
	if err := pg.Read(t.Context(), db, of("410602"), func(*pg.Tx) error { return nil }); fault.KindOf(err) != fault.Unavailable || !strings.Contains(fault.Message(err), "请稍等") {
		t.Errorf("one more than its share: %v", err)
	}
	begun(t, db, "410603")
	close(done)
	for range n {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
	begun(t, db, "410602")
}

// Connections that nobody uses are closed where another county needs one and the server should have no more.
func TestIdleConnectionsMakeRoom(t *testing.T) {
	offices(t, 410602, 410605)
	db := pgtest.DB(t)
	db.Bound(pg.Bounds{Statement: time.Minute, Lock: time.Minute, Idle: time.Minute, Turn: time.Minute, Deeds: 32, County: 4})
	for _, county := range []string{"410602", "410603", "410604", "410605"} {
		done, ended, inside := make(chan struct{}), make(chan error), make(chan struct{})
		const busy = 12
		for range busy {
			go func() {
				ended <- pg.Read(t.Context(), db, of(county), func(*pg.Tx) error { inside <- struct{}{}; <-done; return nil })
			}()
		}
		for range busy {
			<-inside
		}
		close(done)
		for range busy {
			if err := <-ended; err != nil {
				t.Fatal(err)
			}
		}
	}
	begun(t, db, "410602")
	offices(t, 410606, 410606)
	begun(t, db, "410606")
	var open int
	if err := pgtest.Super(t).Get(&open, `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename LIKE 'fangpin\_app\_%'`); err != nil {
		t.Fatal(err)
	}
	if open == 0 || open > 48 {
		t.Errorf("%d connections are open", open)
	}
}

// What PostgreSQL gives to everybody is not an auditor's here: the keys that others wait for, and what fills a disk.
func TestAReaderHoldsNobodyUp(t *testing.T) {
	pgtest.Super(t).MustExec(`DO $$ BEGIN CREATE ROLE test_holder LOGIN IN ROLE fangpin_reader; EXCEPTION WHEN duplicate_object THEN END $$`)
	reader := pgtest.As(t, "test_holder")
	for _, statement := range []string{
		`SELECT pg_advisory_lock(1)`, `SELECT pg_advisory_xact_lock_shared(1, 2)`, `SELECT pg_try_advisory_lock(1)`, `SELECT lo_create(0)`, `SELECT lo_from_bytea(0, 'x')`,
		`SELECT lo_creat(-1)`, `SELECT FROM fangpin.head FOR UPDATE`, `SELECT FROM fangpin.head FOR KEY SHARE`,
	} {
		if _, err := reader.Exec(statement); err == nil || !strings.Contains(err.Error(), "42501") {
			t.Errorf("%s: %v", statement, err)
		}
	}
	for _, statement := range []string{`SELECT lo_create(0)`, `SELECT lo_from_bytea(0, 'x')`} {
		if _, err := pgtest.DB(t).Exec(statement); err == nil || !strings.Contains(err.Error(), "42501") {
			t.Errorf("the app: %s: %v", statement, err)
		}
	}
}

// A county's code that somebody made up opens nothing, and nothing is kept of it.
func TestACountyThatIsNotThereIsToldSo(t *testing.T) {
	db, err := pg.OpenByCounty(t.Context(), pgtest.URL(t, pg.App), pg.App, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	for range 2 {
		if _, err := db.Begin(t.Context(), of("999998")); !errors.Is(err, pg.ErrNoCounty) || fault.KindOf(err) != fault.Blocked {
			t.Errorf("Begin = %v", err)
		}
	}
}

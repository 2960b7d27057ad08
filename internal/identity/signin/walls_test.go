package signin_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/lib/pq"

	"fangpin/internal/deed"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

// Whoever has the app's login changes only what signing in changes, and forgets nothing.
func TestWhatTheAppMayWrite(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	clerk := d.enrol(who.Clerk, "wangfang")
	d.in("wangfang")
	for _, statement := range []string{
		`DELETE FROM login`, `DELETE FROM credential`, `DELETE FROM session`, `DELETE FROM signin_log`, `TRUNCATE signin_log`, `DELETE FROM device`, `UPDATE device SET staff = 1`,
		`UPDATE login SET name = 'x'`, `UPDATE login SET staff = 1`, `UPDATE credential SET staff = 1`,
		`UPDATE session SET state = 'full'`, `UPDATE session SET staff = 1`, `UPDATE session SET began_at = now()`, `UPDATE session SET token = sha256('')`,
		`UPDATE session SET ended_at = NULL`, `UPDATE session SET factors = 'code'`, `UPDATE credential_change SET n = n`, `DELETE FROM credential_change`,
		`UPDATE signin_log SET outcome = 'in'`, `UPDATE signin_log SET at = now()`, `UPDATE office SET name = ''`,
		`INSERT INTO login VALUES ('410603', 1, 'xx', '')`,
		`INSERT INTO session (county, token, staff, state, factors, began_at, seen_at, mac) VALUES ('410603', sha256(''), 1, 'full', 'code', now(), now(), sha256(''))`,
	} {
		d.Attack(stafftest.Denied, statement)
	}
	d.Attack("23503", `INSERT INTO session (county, token, staff, state, factors, began_at, seen_at, mac) VALUES ('410602', sha256(''), 1, 'full', 'code', now(), now(), sha256(''))`)
	d.Attack("23505", fmt.Sprintf(`INSERT INTO login VALUES ('410602', %d, 'wangfang', '')`, d.Hire(who.Clerk).ID))
	d.Attack("23505", fmt.Sprintf(`INSERT INTO login VALUES ('410602', %d, 'second', '')`, clerk.ID))
	d.Attack("23514", fmt.Sprintf(`INSERT INTO login VALUES ('410602', %d, 'Wang Fang', '')`, d.Hire(who.Clerk).ID))
}

// Another county sees nobody's sign-in, whoever asks.
func TestAnotherCountySeesNoSignIn(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	d.enrol(who.Clerk, "wangfang")
	d.in("wangfang")
	tx, err := d.Office.Begin(t.Context(), who.Person{County: "410603"})
	d.Must(err)
	defer func() { _ = tx.Rollback() }()
	for _, table := range []string{"login", "credential", "session", "signin_log", "device", "deputy"} {
		var n int
		d.Must(tx.GetContext(t.Context(), &n, `SELECT COUNT(*) FROM `+table))
		if n != 0 {
			t.Errorf("%d rows of %s", n, table)
		}
	}
}

// An auditor's own login reads who has which name, and nothing that would let him in under it.
func TestAReaderSeesNoSecret(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	d.enrol(who.Approver, "zhaoqiang")
	super := pgtest.Super(t)
	super.MustExecContext(t.Context(), `DO $$ BEGIN CREATE ROLE test_signin_reader LOGIN IN ROLE fangpin_reader; EXCEPTION WHEN duplicate_object THEN END $$;
		INSERT INTO fangpin.reader VALUES ('test_signin_reader', '410602')`)
	reader := pgtest.As(t, "test_signin_reader")
	for _, table := range []string{"credential", "session", "signin_log", "device"} {
		if _, err := reader.ExecContext(t.Context(), `SELECT FROM `+table); pq.As(err, stafftest.Denied) == nil {
			t.Errorf("%s: %v", table, err)
		}
	}
	var name string
	d.Must(reader.GetContext(t.Context(), &name, `SELECT name FROM login`))
	super.MustExecContext(t.Context(), `UPDATE fangpin.reader SET county = '410603' WHERE login = 'test_signin_reader'`)
	if err := reader.GetContext(t.Context(), &name, `SELECT name FROM login`); err == nil {
		t.Errorf("the reader of another county sees %s", name)
	}
}

// What proves a person stands in no deed, and the authenticator's secret nowhere in clear.
func TestNoSecretIsSealedOrInClear(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	d.enrol(who.Approver, "zhaoqiang")
	for _, table := range deed.Tables {
		if table.Name == "credential" || table.Name == "session" {
			t.Errorf("deeds cover %s", table.Name)
		}
	}
	var clear bool
	d.Office.Look(d.Admin(), func(ctx context.Context, tx *pg.Tx) error {
		return tx.GetContext(ctx, &clear, `SELECT EXISTS (SELECT FROM credential WHERE position(convert_to($1, 'UTF8') IN totp) > 0 OR position($2 IN hash) > 0)`, secret, password)
	})
	if clear {
		t.Error("a secret in clear")
	}
}

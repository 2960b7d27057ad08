package signin_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"testing"
	"time"

	"github.com/lib/pq/pqerror"

	"fangpin/internal/fault"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

// raw is what whoever has the app's own login sends the database.
func (d *desk) raw(statement string, args ...any) {
	d.t.Helper()
	d.Must(pg.Write(d.t.Context(), d.Office.DB, who.Person{County: d.Admin().County}, func(tx *pg.Tx) error {
		_, err := tx.Exec(statement, args...)
		return err
	}))
}

// logged is how often an outcome stands in the log.
func (d *desk) logged(outcome signin.Outcome) (n int) {
	d.t.Helper()
	d.Must(pgtest.Super(d.t).Get(&n, `SELECT COUNT(*) FROM fangpin.signin_log WHERE outcome = $1`, outcome))
	return n
}

// unsound are the tables of the rows that verification names.
func (d *desk) unsound() (tables []string) {
	d.t.Helper()
	d.Office.Look(d.Admin(), func(ctx context.Context, tx *pg.Tx) error {
		found, _, err := signin.Examine(ctx, tx, d.Auth.Keys)
		for _, f := range found {
			tables = append(tables, f.Table)
		}
		return err
	})
	return tables
}

// named fails the test unless verification names just these tables' rows.
func (d *desk) named(want ...string) {
	d.t.Helper()
	if got := d.unsound(); fmt.Sprint(got) != fmt.Sprint(want) {
		d.t.Errorf("named: %v, want %v", got, want)
	}
}

// Earlier hashes that no program reads would have sign-in and verification break off: the table takes none such.
func TestNoHashIsMissing(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	d.enrol(who.Approver, "zhaoqiang")
	for past, state := range map[string]pqerror.Code{`ARRAY[NULL]`: "23514", `ARRAY['a', NULL]`: "23514", `ARRAY[['a', 'b']]`: "0A000"} {
		d.Attack(state, `UPDATE credential SET past = `+past+`::TEXT[]`)
	}
	pgtest.Super(t).MustExec(`ALTER TABLE fangpin.credential DROP CONSTRAINT credential_past_check`)
	for _, past := range []string{`ARRAY[NULL]`, `ARRAY[['a', NULL]]`} {
		d.raw(`UPDATE credential SET past = ` + past + `::TEXT[]`)
		d.named("credential")
	}
}

// A session that was written into the table is nobody's, leaves a line in the log, and verification names it.
func TestAForgedSessionIsNobodys(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	approver := d.enrol(who.Approver, "zhaoqiang")
	held := make([]byte, 32)
	digest := sha256.Sum256(held)
	d.raw(`INSERT INTO session (county, token, staff, state, factors, began_at, seen_at, mac) VALUES ('410602', $1, $2, 'full', 'code', $3, $3, sha256(''))`,
		digest[:], approver.ID, d.now)
	token := "410602." + base64.RawURLEncoding.EncodeToString(held)
	d.over("forged", token)
	_, _, err := d.Whose(t.Context(), token)
	d.is("whose is a forged one", err, signin.ErrOver)
	d.Must(d.Leave(t.Context(), token, ""))
	if _, err := d.StandIn(t.Context(), token, 0); fault.Message(err) != "登录已失效，请重新登录" {
		t.Error(err)
	}
	if n := d.logged(signin.Forged); n != 4 {
		t.Errorf("%d lines in the log", n)
	}
	d.named("session")
}

// What a session's MAC is over cannot be changed, nor an end taken back.
func TestASessionIsAsItWasLeft(t *testing.T) {
	for _, change := range []string{
		`UPDATE fangpin.session SET staff = (SELECT MAX(id) FROM fangpin.staff WHERE role = 'clerk')`, `UPDATE fangpin.session SET state = 'code'`,
		`UPDATE fangpin.session SET factors = 'code'`, `UPDATE fangpin.session SET began_at = began_at + INTERVAL '1 second'`,
		`UPDATE fangpin.session SET absent = (SELECT MAX(id) FROM fangpin.staff WHERE role = 'clerk')`, `UPDATE fangpin.session SET totp = '\x00'`,
		`UPDATE fangpin.session SET token = sha256(token)`,
	} {
		t.Run(change, func(t *testing.T) {
			d := newDesk(t, signin.OWASP())
			d.enrol(who.Clerk, "wangfang")
			d.enrol(who.Clerk, "lina")
			token := d.in("wangfang")
			pgtest.Super(t).MustExec(change)
			d.over(change, token)
			d.named("session")
		})
	}
}

// An end is for good.
func TestAnEndIsNotTakenBack(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	d.enrol(who.Clerk, "wangfang")
	token := d.in("wangfang")
	d.Must(d.Leave(t.Context(), token, ""))
	d.named()
	d.raw(`SELECT session_end('410602', ARRAY(SELECT token FROM session), ARRAY[sha256('')], NULL)`)
	d.over("over for good", token)
	d.named()
	pgtest.Super(t).MustExec(`UPDATE fangpin.session SET ended_at = NULL`)
	d.over("an end taken back", token)
	d.named("session")
}

// What proves one person proves no other, and nothing that proved one before proves them again.
func TestACredentialIsAsItWasLeft(t *testing.T) {
	const whole = `(hash, past, changed_at, must_change, totp, totp_step, generation, mac)`
	d := newDesk(t, signin.OWASP())
	clerk, victim := d.enrol(who.Clerk, "wangfang"), d.enrol(who.Clerk, "lina")
	d.Must(d.change("wangfang", password, nth(1)))
	refused := func(what, login, password string) {
		t.Helper()
		_, _, err := d.enter(login, password)
		d.is(what, err, signin.ErrWrong)
	}
	super := pgtest.Super(t)
	super.MustExec(`CREATE TABLE public.kept AS SELECT * FROM fangpin.credential; GRANT SELECT ON public.kept TO fangpin_app`)
	defer super.MustExec(`DROP TABLE public.kept`)

	d.raw(`UPDATE credential SET hash = (SELECT hash FROM credential WHERE staff = $1) WHERE staff = $2`, clerk.ID, victim.ID)
	refused("a hash copied to a victim", "lina", nth(1))
	d.raw(`UPDATE credential SET `+whole+` = (SELECT hash, past, changed_at, must_change, totp, totp_step, generation, mac FROM credential WHERE staff = $1)
		WHERE staff = $2`, clerk.ID, victim.ID)
	refused("a whole row copied to a victim", "lina", nth(1))
	d.named("credential")
	if n := d.logged(signin.Tampered); n != 2 {
		t.Errorf("%d lines in the log", n)
	}

	d.Must(d.change("wangfang", nth(1), nth(2)))
	d.raw(`UPDATE credential SET `+whole+` = (SELECT hash, past, changed_at, must_change, totp, totp_step, generation, mac FROM public.kept WHERE staff = $1)
		WHERE staff = $1`, clerk.ID)
	refused("the password of before, put back", "wangfang", nth(1))
	refused("that of now, whose row is gone", "wangfang", nth(2))
	d.named("credential", "credential")
}

// A credential that was changed behind the program is mended by a reset, which keeps nothing of it.
func TestATamperedCredentialIsReset(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	security, approver := d.enrol(who.SecurityAdmin, "security"), d.enrol(who.Approver, "zhaoqiang")
	d.raw(`UPDATE credential SET past = ARRAY[hash] WHERE staff = $1`, approver.ID)
	d.Refused(d.Do(security, d.unbinding(approver)), fault.Conflict)
	_, _, err := d.takeUp("zhaoqiang", d.halves(approver), nth(1))
	d.is("halves for such a row", err, signin.ErrHalves)
	d.Must(d.Do(security, d.resetting(approver)))
	s, _, err := d.takeUp("zhaoqiang", d.halves(approver), nth(1))
	d.Must(err)
	if s.State != signin.AwaitsTOTP || s.HasTOTP {
		t.Errorf("%+v", s)
	}
	d.named()
}

// A session says what was asked of it, where nobody can change it; one from before says nothing, and is one all the same.
func TestASessionSaysWhatWasAskedOfIt(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	d.enrol(who.Clerk, "wangfang")
	d.enrol(who.Approver, "zhaoqiang")
	token := d.in("wangfang")
	d.Policy = signin.DJCP3()
	_, _, err := d.enter("zhaoqiang", password)
	d.Must(err)
	super := pgtest.Super(t)
	var asked []string
	d.Must(super.Select(&asked, `SELECT asked FROM fangpin.session ORDER BY began_at, asked DESC`))
	if fmt.Sprint(asked) != "[some all]" {
		t.Errorf("asked: %v", asked)
	}
	var former []byte
	d.Office.Look(d.Admin(), func(ctx context.Context, tx *pg.Tx) (err error) {
		former, err = d.FormerMAC(ctx, tx, token)
		return err
	})
	super.MustExec(`UPDATE fangpin.session SET asked = NULL WHERE asked = 'some'`)
	d.named("session")
	super.MustExec(`UPDATE fangpin.session SET mac = $1 WHERE asked IS NULL`, former)
	d.named()
	if _, err := d.Auth.Look(t.Context(), token); err != nil {
		t.Errorf("a session from before: %v", err)
	}
	d.Must(d.Leave(t.Context(), token, here))
	d.named()
}

// Who signs in elsewhere than at the pages is asked what the pages ask: by the newest session that is ours. Where none tells, by the policy given.
func TestTheNewestSessionTellsWhatIsAsked(t *testing.T) {
	d := newDesk(t, signin.DJCP3())
	strictly := func(want bool, when string) {
		t.Helper()
		p, err := d.Served(t.Context(), stafftest.County)
		d.Must(err)
		if p.Both != want || (p.Rotation > 0) != want {
			t.Errorf("%s: asked of all %t, changed after %v; want %t", when, p.Both, p.Rotation, want)
		}
	}
	d.enrol(who.Clerk, "wangfang")
	strictly(true, "before anybody was in")
	d.Policy = signin.OWASP()
	d.in("wangfang")
	d.Policy = signin.DJCP3()
	strictly(false, "after somebody was let in by a password")
	d.later(time.Minute)
	_, _, err := d.enter("wangfang", password)
	d.Must(err)
	strictly(true, "served strictly again")
	d.later(time.Minute)
	d.Policy = signin.OWASP()
	d.in("wangfang")
	d.Policy = signin.DJCP3()
	strictly(false, "and no more")
	pgtest.Super(t).MustExec(`UPDATE fangpin.session SET mac = sha256('x') WHERE began_at = (SELECT max(began_at) FROM fangpin.session)`)
	strictly(true, "the newest is not ours")
}

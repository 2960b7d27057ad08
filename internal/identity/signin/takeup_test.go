package signin_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fangpin/internal/fault"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

// Both halves, in whichever order and written with or without dashes, set a password once; one of them sets none.
func TestASignInIsTakenUpWithBothHalves(t *testing.T) {
	d := newDesk(t, passwords())
	security, clerk := d.enrol(who.SecurityAdmin, "security"), d.enrol(who.Clerk, "wangfang")
	d.enrol(who.Clerk, "lina")
	d.fail("wangfang", 5)
	d.Must(d.Do(security, d.resetting(clerk)))
	_, _, err := d.enter("wangfang", password)
	d.is("the password of before", err, signin.ErrWrong) // and the lock went with it
	old := d.halves(clerk)
	h := d.halves(clerk)
	for what, c := range map[string]struct {
		login  string
		halves [2]signin.Half
	}{
		"one half twice": {"wangfang", [2]signin.Half{h[0], h[0]}}, "the other": {"wangfang", [2]signin.Half{"", h[1]}}, "those before": {"wangfang", old},
	} {
		_, _, err := d.takeUp(c.login, c.halves, nth(1))
		d.is(what, err, signin.ErrHalves)
	}
	_, _, err = d.takeUp("lina", h, nth(1))
	d.is("somebody else's", err, signin.ErrHalves)
	_, _, err = d.takeUp("nobody", h, nth(1))
	d.is("nobody's", err, signin.ErrHalves)
	for _, bad := range []string{password, "Daqiao9", "Wangfang-1234"} { // a former one is still a former one
		_, _, err := d.takeUp("wangfang", h, bad)
		d.Refused(err, fault.Invalid)
	}
	bare := signin.Half(strings.ReplaceAll(string(h[1]), "-", " "))
	s, token, err := d.takeUp("wangfang", [2]signin.Half{bare, h[0]}, nth(1))
	d.Must(err)
	if s.State != signin.Full {
		t.Errorf("%+v", s)
	}
	d.goesOn(token)
	_, _, err = d.takeUp("wangfang", h, nth(2))
	d.is("twice", err, signin.ErrHalves)
	if s, _, err := d.enter("wangfang", nth(1)); err != nil || s.State != signin.Full {
		t.Errorf("%+v, %v", s, err)
	}
	d.named()
}

// Halves are over after a week of the database's clock; guesses at them lock as guesses at a password do.
func TestHalvesAreOverAndAreNotGuessed(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	clerk := d.enrol(who.Clerk, "wangfang")
	h := d.halves(clerk)
	pgtest.Super(t).MustExecContext(t.Context(), `UPDATE fangpin.enrolment SET expires_at = now() - INTERVAL '1 second'`)
	_, _, err := d.takeUp("wangfang", h, nth(1))
	d.is("after a week", err, signin.ErrHalves)
	h = d.halves(clerk)
	for range 4 {
		_, _, err = d.takeUp("wangfang", [2]signin.Half{"x", "y"}, nth(1))
		d.is("a guess", err, signin.ErrHalves)
	}
	_, _, err = d.takeUp("wangfang", h, nth(1))
	d.Refused(err, fault.Blocked)
	d.later(15 * time.Minute)
	_, _, err = d.takeUp("wangfang", h, nth(1))
	d.Must(err)
}

// Thirty-two browsers take one sign-in up at once: one does.
func TestRacingToTakeASignInUpOneWins(t *testing.T) {
	signin.Patient(t)
	d := newDesk(t, signin.OWASP())
	h := d.halves(d.enrol(who.Clerk, "wangfang"))
	var racing sync.WaitGroup
	errs := make([]error, 32)
	for i := range errs {
		racing.Go(func() { _, _, errs[i] = d.takeUp("wangfang", h, nth(i)) })
	}
	racing.Wait()
	if won := slices.Index(errs, nil); won < 0 || slices.Contains(errs[won+1:], nil) {
		t.Errorf("%v", errs)
	}
}

// A role that signs in with a code gives the one that is bound, or binds one next.
func TestAnAuthenticatorIsAskedForAfterwards(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	security, approver := d.enrol(who.SecurityAdmin, "security"), d.enrol(who.Approver, "zhaoqiang")
	s, _, err := d.takeUp("zhaoqiang", d.halves(approver), nth(1))
	if err != nil || s.State != signin.AwaitsCode {
		t.Errorf("bound: %+v, %v", s, err)
	}
	d.Must(d.Do(security, d.unbinding(approver)))
	s, _, err = d.takeUp("zhaoqiang", d.halves(approver), nth(2))
	if err != nil || s.State != signin.AwaitsTOTP {
		t.Errorf("not bound: %+v, %v", s, err)
	}
}

// Whoever has the app's login makes no half code of their own, and does not use one twice.
func TestNoHalfCodeByHand(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	clerk := d.enrol(who.Clerk, "wangfang")
	d.halves(clerk)
	for _, statement := range []string{
		fmt.Sprintf(`INSERT INTO enrolment VALUES ('410602', 1, %d, ARRAY[sha256(''), sha256('')], now() + INTERVAL '1 day', NULL)`, clerk.ID),
		`UPDATE enrolment SET halves = ARRAY[sha256(''), sha256('')]`, `UPDATE enrolment SET used_at = NULL`, `DELETE FROM enrolment`, `UPDATE told SET upto = 0`,
		`UPDATE signin_log SET actor = NULL`,
	} {
		d.Attack(stafftest.Denied, statement)
	}
	use := `SELECT enrolment_use('410602', (SELECT id FROM enrolment))`
	d.Attack("FPSTA", use, use)
	d.Attack("FPSTA", `SELECT enrolment_use('410602', 1)`)
	d.Attack("FPSTA", pgtest.Abroad, `SELECT enrolment_use('410602', 1)`)
}

// A member is told what others did to their sign-in, and by whom, until they say so; the log names who did it.
func TestAMemberIsTold(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	security, clerk := d.enrol(who.SecurityAdmin, "security"), d.enrol(who.Clerk, "wangfang")
	audit := d.Hire(who.AuditAdmin)
	news := func() (found []signin.Entry) {
		d.Office.Look(clerk, func(ctx context.Context, tx *pg.Tx) (err error) {
			found, err = d.News(ctx, tx)
			return err
		})
		return found
	}
	if n := news(); len(n) != 0 {
		t.Fatalf("told of %+v", n)
	}
	d.Must(d.Do(security, func(ctx context.Context, tx *pg.Tx) error { return d.Unlock(ctx, tx, clerk.ID) }))
	d.Must(d.Do(security, func(ctx context.Context, tx *pg.Tx) error { return d.End(ctx, tx, clerk.ID) }))
	n := news()
	if len(n) != 2 || n[0].Outcome != signin.Unlocked || n[1].Outcome != signin.Ended || n[0].Actor != security.Name {
		t.Fatalf("told of %+v", n)
	}
	token := d.in("wangfang")
	d.enrol(who.Clerk, "lina")
	d.Must(d.Acknowledge(t.Context(), d.in("lina"), n[1].ID)) // another's line
	d.Must(d.Acknowledge(t.Context(), token, n[0].ID))
	if n = news(); len(n) != 1 {
		t.Fatalf("told again of %+v", n)
	}
	d.Must(d.Acknowledge(t.Context(), token, n[0].ID))
	d.Must(d.Acknowledge(t.Context(), token, n[0].ID))
	if n = news(); len(n) != 0 {
		t.Errorf("told for ever of %+v", n)
	}
	d.Must(d.Do(security, func(ctx context.Context, tx *pg.Tx) error { return d.Unlock(ctx, tx, clerk.ID) }))
	for _, lie := range []string{ // by who has the app's login
		`INSERT INTO told VALUES ($1, $2, 9223372036854775807, now(), sha256('x'))`,
		`INSERT INTO told SELECT county, staff, 9223372036854775806, at, mac FROM told WHERE county = $1 AND staff = $2 LIMIT 1`,
		`UPDATE told SET mac = (SELECT max(mac::TEXT)::BYTEA FROM told) WHERE county = $1 AND staff = $2 AND upto > 9223372036854775800`,
	} {
		d.raw(lie, stafftest.County, clerk.ID)
		if len(news()) == 0 {
			t.Fatalf("not told after %s", lie)
		}
	}
	d.Office.Look(audit, func(ctx context.Context, tx *pg.Tx) error {
		lines, err := signin.Find(ctx, tx, signin.Filter{Staff: clerk.ID, Outcomes: pg.Only([]signin.Outcome{signin.Ended})})
		if len(lines) != 1 || lines[0].Actor != security.Name {
			t.Errorf("the log: %+v", lines)
		}
		return err
	})
}

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

// fail tries a wrong password so many times.
func (d *desk) fail(login string, times int) {
	d.t.Helper()
	for range times {
		_, _, err := d.enter(login, "wrong")
		d.is("a wrong password", err, signin.ErrWrong)
	}
}

// A lock falls on a name that is nobody's as on any other, so that it says nothing about who is here.
func TestFiveFailuresLockALoginKnownOrNot(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	d.enrol(who.Clerk, "wangfang")
	for _, login := range []string{"wangfang", "nobody"} {
		d.fail(login, 5)
		for _, p := range []string{"wrong", password} {
			_, token, err := d.enter(login, p)
			d.Refused(err, fault.Blocked)
			if token != "" {
				t.Errorf("%s came in through a lock", login)
			}
		}
	}
	d.later(15*time.Minute - time.Second)
	_, _, err := d.enter("wangfang", password) // trying meanwhile does not make it longer
	d.Refused(err, fault.Blocked)
	d.later(time.Second)
	d.in("wangfang")
	_, _, err = d.enter("nobody", password)
	d.is("an unknown name after its lock", err, signin.ErrWrong)
}

func TestFailuresCountForADay(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	d.enrol(who.Clerk, "wangfang")
	d.fail("wangfang", 1)
	d.later(24*time.Hour - time.Second)
	d.fail("wangfang", 4)
	_, _, err := d.enter("wangfang", password)
	d.Refused(err, fault.Blocked)
	d.later(time.Second) // the first is a day old
	d.in("wangfang")
}

// Each further failure from one place locks it for twice as long.
func TestALockGrows(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	d.enrol(who.Clerk, "wangfang")
	d.fail("wangfang", 5)
	for wait := 15 * time.Minute; wait <= 2*time.Hour; wait *= 2 {
		d.later(wait - time.Second)
		_, _, err := d.enter("wangfang", password)
		d.Refused(err, fault.Blocked)
		d.later(time.Second)
		d.fail("wangfang", 1)
	}
	_, _, err := d.from("198.51.100.7", "wangfang", password)
	d.Must(err) // elsewhere it is not locked
}

func TestASuccessClearsTheCount(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	d.enrol(who.Clerk, "wangfang")
	for range 3 {
		d.fail("wangfang", 4)
		d.in("wangfang")
	}
}

// A right password alone clears nothing where a code is asked: or it would buy four more guesses at the code each time.
func TestCodesAndPasswordsCountTogether(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	d.enrol(who.Approver, "zhaoqiang")
	d.fail("zhaoqiang", 2)
	var last string
	for range 3 {
		_, token, err := d.enter("zhaoqiang", password)
		d.Must(err)
		_, _, err = d.Code(t.Context(), token, "000000", here)
		d.is("a wrong code", err, signin.ErrCode)
		last = token
	}
	_, _, err := d.Code(t.Context(), last, d.code(0), here)
	d.Refused(err, fault.Blocked)
	_, _, err = d.enter("zhaoqiang", password)
	d.Refused(err, fault.Blocked)
}

func TestASecurityAdministratorUnlocks(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	clerk, security := d.enrol(who.Clerk, "wangfang"), d.enrol(who.SecurityAdmin, "security")
	d.fail("wangfang", 5)
	d.Must(d.Do(security, func(ctx context.Context, tx *pg.Tx) error { return d.Unlock(ctx, tx, clerk.ID) }))
	d.in("wangfang")
}

// Guesses sent at once are counted like guesses sent in turn.
func TestGuessesAtOnce(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	d.enrol(who.Clerk, "wangfang")
	var guesses sync.WaitGroup
	kinds := make([]fault.Kind, 24)
	for i := range kinds {
		guesses.Go(func() {
			_, _, err := d.enter("wangfang", "wrong")
			kinds[i] = fault.KindOf(err)
		})
	}
	guesses.Wait()
	slices.Sort(kinds)
	if n, _ := slices.BinarySearch(kinds, fault.Blocked); n != 5 || kinds[0] != fault.Forbidden {
		t.Errorf("%d guesses were judged, want 5: %v", n, kinds)
	}
}

// Another county's people of the same name are other people.
func TestALockIsOfOneCounty(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	d.enrol(who.Clerk, "wangfang")
	d.openCounty("410603", "山城区乡村振兴局")
	for range 6 {
		_, _, _ = d.Enter(t.Context(), signin.Attempt{County: "410603", Login: "wangfang", Password: "wrong"})
	}
	d.in("wangfang")
	_, _, err := d.Enter(t.Context(), signin.Attempt{County: "410603", Login: "wangfang", Password: password})
	d.Refused(err, fault.Blocked)
}

// failFrom fails from an address, under a name of its own each time.
func (d *desk) failFrom(address, stem string, times int) {
	d.t.Helper()
	for i := range times {
		_, _, err := d.Enter(d.t.Context(), signin.Attempt{County: stafftest.County, Login: fmt.Sprint(stem, i), Password: "wrong", Address: address})
		d.is("a wrong password", err, signin.ErrWrong)
	}
}

// One password tried under every name locks the address from which it is tried, not the names; who is in goes on.
func TestManyFailuresLockAnAddress(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	d.enrol(who.Clerk, "wangfang")
	at := func(address string) error {
		_, _, err := d.Enter(t.Context(), signin.Attempt{County: stafftest.County, Login: "wangfang", Password: password, Address: address})
		return err
	}
	d.failFrom("203.0.113.9", "a", 49)
	d.Must(at("203.0.113.9")) // an office behind one address goes on typing, and a success clears nothing
	token := d.in("wangfang")
	d.failFrom("203.0.113.9", "b", 1)
	d.Refused(at("203.0.113.9"), fault.Blocked)
	d.Must(at("203.0.113.10"))
	d.Must(at("")) // a command on the machine itself
	d.later(14 * time.Minute)
	d.goesOn(token)
	d.Refused(at("203.0.113.9"), fault.Blocked)
	d.later(time.Minute)
	d.Must(at("203.0.113.9"))
	d.failFrom("203.0.113.9", "c", 49) // those of before are as old as the window is long
	d.Must(at("203.0.113.9"))
}

// What was typed for a name and is nobody's may be a password: the log keeps a mark of it, by which it is still counted.
func TestAnUnknownNameStandsNowhere(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	clerk := d.enrol(who.Clerk, "wangfang")
	d.fail("qiuyan-8842", 2)
	d.fail("qiuyan-8843", 1)
	d.fail("wangfang", 1)
	d.Office.Look(d.Hire(who.AuditAdmin), func(ctx context.Context, tx *pg.Tx) error {
		entries, err := signin.Find(ctx, tx, signin.Filter{Outcomes: pg.Only([]signin.Outcome{signin.Wrong})})
		if err != nil || len(entries) != 4 {
			t.Fatalf("%+v, %v", entries, err)
		}
		known, other, one, same := entries[0], entries[1], entries[2], entries[3]
		if known.Login != "wangfang" || *known.Staff != clerk.ID || known.Unknown() != "" {
			t.Errorf("%+v", known)
		}
		if one.Login != same.Login || one.Login == other.Login || len(one.Unknown()) != 8 || strings.Contains(one.Login, "qiuyan") {
			t.Errorf("%q, %q and %q", one.Login, same.Login, other.Login)
		}
		found, err := signin.Find(ctx, tx, signin.Filter{Login: one.Login})
		if len(found) != 2 {
			t.Errorf("by its mark: %+v", found)
		}
		return err
	})
}

func TestTheLogIsWhoeverAudits(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	clerk := d.enrol(who.Clerk, "wangfang")
	d.fail("wangfang", 2)
	d.later(time.Hour)
	token := d.in("wangfang")
	d.Must(d.Leave(t.Context(), token, "192.0.2.8"))
	d.fail("nobody", 1)
	_, _, err := d.enter("Tielu-Daoban7!", "wangfang") // a password where the name belongs
	d.is("a password as a name", err, signin.ErrWrong)
	read := func(f signin.Filter, want ...signin.Outcome) func(context.Context, *pg.Tx) error {
		return func(ctx context.Context, tx *pg.Tx) error {
			entries, err := signin.Find(ctx, tx, f)
			var got []signin.Outcome
			for _, e := range entries {
				got = append(got, e.Outcome)
				if e.Outcome.Title() == "" || strings.Contains(e.Login, "daoban") {
					t.Errorf("%+v", e)
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("%+v: %q, want %q", f, got, want)
			}
			return err
		}
	}
	admin := d.Hire(who.AuditAdmin)
	d.Office.Look(admin, read(signin.Filter{Staff: clerk.ID}, signin.Out, signin.In, signin.Wrong, signin.Wrong, signin.Issued))
	d.Office.Look(admin, read(signin.Filter{Staff: clerk.ID, Limit: 2, Offset: 1}, signin.In, signin.Wrong))
	d.Office.Look(admin, read(signin.Filter{From: d.now, Outcomes: pg.Only([]signin.Outcome{signin.Wrong})}, signin.Wrong, signin.Wrong))
	d.Office.Look(admin, read(signin.Filter{Login: "wangfang", From: d.now}, signin.Out, signin.In))
	d.Office.Look(admin, read(signin.Filter{From: d.now, Outcomes: pg.Only([]signin.Outcome{signin.In, signin.Out})}, signin.Out, signin.In))
	d.Office.Look(admin, read(signin.Filter{To: d.now, Outcomes: pg.Only([]signin.Outcome{signin.Wrong})}, signin.Wrong, signin.Wrong))
	d.Office.Look(admin, read(signin.Filter{Outcomes: pg.Only([]signin.Outcome{})}))
	for _, role := range who.Roles() {
		d.Office.Look(d.Hire(role), func(ctx context.Context, tx *pg.Tx) error {
			if _, err := signin.Find(ctx, tx, signin.Filter{}); (err == nil) != (role == who.AuditAdmin || role == who.Auditor) {
				t.Errorf("%s reads the log: %v", role, err)
			}
			return nil
		})
	}
}

// A script that goes on trying under a lock fills no log, be it under one name or under names that it makes up; an hour later it is told again.
func TestAFloodUnderALockLeavesFewLines(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	d.enrol(who.Clerk, "wangfang")
	lines := func() (n int) {
		d.Must(pgtest.Super(t).GetContext(t.Context(), &n, `SELECT count(*) FROM fangpin.signin_log WHERE outcome = 'locked'`))
		return n
	}
	flood := func(name func(i int) string, want int) {
		t.Helper()
		before := lines()
		for i := range 40 {
			_, _, err := d.enter(name(i), "wrong")
			d.Refused(err, fault.Blocked)
		}
		if n := lines() - before; n != want {
			t.Errorf("forty attempts under a lock left %d lines, want %d", n, want)
		}
	}
	wangfang := func(int) string { return "wangfang" }
	d.fail("wangfang", 5)
	flood(wangfang, 20)
	for i := range 45 {
		d.fail(fmt.Sprint("nobody", i), 1)
	}
	flood(func(i int) string { return fmt.Sprint("anybody", i) }, 0) // of the same network
	d.later(time.Hour)
	d.fail("wangfang", 1)
	flood(wangfang, 20)
}

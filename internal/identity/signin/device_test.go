package signin_test

import (
	"context"
	"fmt"
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

// with tries a password with a browser that holds something, from elsewhere each time.
func (d *desk) with(held, login, password string) (signin.Session, string, error) {
	return d.Enter(d.t.Context(), signin.Attempt{County: stafftest.County, Login: login, Password: password, Address: "203.0.113.200", Held: held})
}

// known makes the browser of a session known, and answers what it holds.
func (d *desk) known(token, held string) string {
	d.t.Helper()
	_, hold, err := d.Remember(d.t.Context(), token, signin.Browser{Address: here, Title: "Windows 电脑，Edge", Held: held})
	d.Must(err)
	return hold
}

// storm has strangers fail at a login until it is locked to strangers, from wherever they come.
func (d *desk) storm(login string) {
	d.t.Helper()
	for i := range 20 {
		_, _, err := d.from(fmt.Sprintf("198.51.100.%d", i), login, "wrong")
		d.is("a stranger's guess", err, signin.ErrWrong)
	}
	_, _, err := d.from("198.51.100.250", login, password)
	d.Refused(err, fault.Blocked)
}

// What strangers brought about locks nobody out in a browser that they signed in with before; it is theirs alone.
func TestADevicePassesWhatStrangersLocked(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	d.enrol(who.Clerk, "wangfang")
	d.enrol(who.Clerk, "lina")
	held, others := d.known(d.in("wangfang"), ""), d.known(d.in("lina"), "")
	d.storm("wangfang")
	for what, text := range map[string]string{
		"another person's": others, "nothing": "", "a forged one": held[:len(held)-4] + "AAAA", "with another secret": strings.Replace(held, ".", ".A", 1),
		"another device": "1" + held, "no proof": held[:strings.LastIndex(held, ".")+1], "rubbish": "x.y.z",
	} {
		if _, token, err := d.with(text, "wangfang", password); fault.KindOf(err) != fault.Blocked || token != "" {
			t.Errorf("%s passes the lock: %v", what, err)
		}
	}
	_, token, err := d.with(held, "wangfang", password)
	d.Must(err)
	fresh := d.known(token, held)
	_, _, err = d.with(held, "wangfang", password) // whose answer was lost on its way
	d.Must(err)
	_, token, err = d.with(fresh, "wangfang", password)
	d.Must(err)
	d.known(token, fresh)
	_, _, err = d.with(held, "wangfang", password)
	d.Refused(err, fault.Blocked) // what was held two sign-ins ago
	_, _, err = d.with(others, "lina", password)
	d.Must(err)
}

// A code passes no lock, be it right: whoever looks over a shoulder has that. With a device it is asked for as ever.
func TestACodePassesNoLock(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	d.enrol(who.Approver, "zhaoqiang")
	_, waits, err := d.enter("zhaoqiang", password)
	d.Must(err)
	_, token, err := d.Code(t.Context(), waits, d.code(0), here)
	d.Must(err)
	held := d.known(token, "")
	_, waits, err = d.enter("zhaoqiang", password)
	d.Must(err)
	d.storm("zhaoqiang")
	d.later(30 * time.Second)
	_, _, err = d.Code(t.Context(), waits, d.code(0), here)
	d.Refused(err, fault.Blocked)
	_, waits, err = d.with(held, "zhaoqiang", password)
	d.Must(err)
	s, token, err := d.Code(t.Context(), waits, d.code(0), "203.0.113.200")
	d.Must(err)
	d.known(token, held)
	if s.State != signin.Full {
		t.Errorf("let in as far as %q", s.State)
	}
	_, _, err = d.ChangePassword(t.Context(), token, password, "Qiuyu-Changjiang8-he", here)
	d.Must(err) // who is in with it goes on
}

// Who has the device, and not the password, has the guesses of one place; the person's other browsers are not in it.
func TestADeviceIsLockedByItsOwnFailures(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	d.enrol(who.Clerk, "wangfang")
	held, other := d.known(d.in("wangfang"), ""), d.known(d.in("wangfang"), "")
	for range 5 {
		_, _, err := d.with(held, "wangfang", "wrong")
		d.is("a guess", err, signin.ErrWrong)
	}
	_, _, err := d.with(held, "wangfang", password)
	d.Refused(err, fault.Blocked)
	_, _, err = d.with(other, "wangfang", password)
	d.Must(err)
	d.in("wangfang")
	d.later(15 * time.Minute)
	_, _, err = d.with(held, "wangfang", password)
	d.Must(err)
}

// devices are a member's, as they read them.
func (d *desk) devices(p who.Person) (found []signin.Device) {
	d.t.Helper()
	d.Office.Look(p, func(ctx context.Context, tx *pg.Tx) (err error) {
		found, err = d.Devices(ctx, tx, p.ID)
		return err
	})
	return found
}

// A device is one only of who came all the way in, for some time, until the person forgets it; of many the last ten.
func TestWhatADeviceIs(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	d.enrol(who.Approver, "zhaoqiang")
	clerk, other := d.enrol(who.Clerk, "wangfang"), d.enrol(who.Clerk, "lina")
	_, waits, err := d.enter("zhaoqiang", password)
	d.Must(err)
	_, _, err = d.Remember(t.Context(), waits, signin.Browser{})
	d.Refused(err, fault.Conflict)
	token := d.in("wangfang")
	held := d.known(token, "")
	found := d.devices(clerk)
	if len(found) != 1 || found[0].Title != "Windows 电脑，Edge" || found[0].Address != here || !found[0].SeenAt.Equal(d.now) {
		t.Fatalf("%+v", found)
	}
	d.Refused(d.Forget(t.Context(), d.in("lina"), found[0].ID), fault.NotFound)
	d.storm("wangfang")
	_, _, err = d.with(held, "wangfang", password)
	d.Must(err)
	d.Must(d.Forget(t.Context(), token, found[0].ID))
	d.Refused(d.Forget(t.Context(), token, found[0].ID), fault.NotFound)
	_, _, err = d.with(held, "wangfang", password)
	d.Refused(err, fault.Blocked)

	token = d.in("lina")
	var all []string
	for range 12 {
		all = append(all, d.known(token, ""))
	}
	if found = d.devices(other); len(found) != 10 {
		t.Errorf("%d devices", len(found))
	}
	d.later(90*24*time.Hour - time.Hour)
	d.storm("lina")
	_, _, err = d.with(all[1], "lina", password)
	d.Refused(err, fault.Blocked)
	_, _, err = d.with(all[11], "lina", password)
	d.Must(err)
	d.later(time.Hour)
	_, _, err = d.with(all[11], "lina", password)
	d.Refused(err, fault.Blocked)
}

// Whoever can write rows makes no device that is believed: what a browser holds is signed by a key outside the database.
func TestADeviceWrittenBehindTheProgram(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	d.enrol(who.Clerk, "wangfang")
	thief := d.enrol(who.Clerk, "lina")
	held := d.known(d.in("lina"), "")
	d.storm("wangfang")
	pgtest.Super(t).MustExecContext(t.Context(), `UPDATE fangpin.device SET staff = (SELECT staff FROM fangpin.login WHERE name = 'wangfang') WHERE staff = $1`, thief.ID)
	_, _, err := d.with(held, "wangfang", password)
	d.Refused(err, fault.Blocked)
}

// Five hundred and twenty guesses at once from eleven addresses, five at each of 104 logins, which locked all of them out: everybody is let
// in who was there before, in that browser, while it goes on and afterwards.
func TestAStormAtTheDoor(t *testing.T) {
	signin.Patient(t)
	d := newDesk(t, signin.OWASP())
	held := make([]string, 104)
	known := make([]signin.Known, len(held))
	for i := range held {
		known[i] = signin.Known{Staff: d.Hire(who.Village).ID, Login: fmt.Sprintf("cadre%d", i), Password: password}
	}
	d.Must(d.Do(d.Admin(), func(ctx context.Context, tx *pg.Tx) error { return d.Enrol(ctx, tx, known...) }))
	for i, k := range known {
		held[i] = d.known(d.in(k.Login), "")
	}
	var storm, people sync.WaitGroup
	for i := range 520 {
		storm.Go(func() {
			_, token, err := d.from(fmt.Sprintf("198.51.100.%d", i%11), known[i%len(known)].Login, "wrong")
			if token != "" || err == nil {
				t.Error("a guess is let in")
			}
		})
	}
	everybody := func() {
		for i, k := range known {
			people.Go(func() {
				_, token, err := d.with(held[i], k.Login, password)
				if err != nil {
					t.Errorf("%s is not let in: %v", k.Login, err)
					return
				}
				if _, err := d.Auth.Look(d.t.Context(), token); err != nil {
					t.Error(err)
				}
			})
		}
		people.Wait()
	}
	everybody()
	storm.Wait()
	everybody()
}

// guesses counts how many of many tries at a login in a day are judged, from wherever at says.
func (d *desk) guesses(login string, at func(i int) string) (judged int) {
	d.t.Helper()
	for i := range 24 * 12 {
		if _, _, err := d.from(at(i), login, "wrong"); fault.KindOf(err) == fault.Forbidden {
			judged++
		}
		d.later(5 * time.Minute)
	}
	return judged
}

// A guesser has eleven guesses a day at a login from one network, and twenty from all together, however many he has.
func TestHowManyGuesses(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	d.enrol(who.Clerk, "wangfang")
	d.enrol(who.Clerk, "lina")
	if n := d.guesses("wangfang", func(i int) string { return fmt.Sprintf("2001:db8:0:7::%x", i) }); n != 11 {
		t.Errorf("%d guesses from one network", n)
	}
	if n := d.guesses("lina", func(i int) string { return fmt.Sprintf("2001:db8:0:%x::1", i) }); n != 20 {
		t.Errorf("%d guesses from many networks", n)
	}
}

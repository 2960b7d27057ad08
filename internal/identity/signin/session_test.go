package signin_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

func (d *desk) over(what, token string) {
	d.t.Helper()
	_, err := d.Auth.Look(d.t.Context(), token)
	d.is(what, err, signin.ErrOver)
}

func (d *desk) goesOn(token string) signin.Session {
	d.t.Helper()
	s, err := d.Auth.Look(d.t.Context(), token)
	d.Must(err)
	return s
}

func TestASessionEndsIdle(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	d.enrol(who.Clerk, "wangfang")
	token, left := d.in("wangfang"), d.in("wangfang")
	for range 4 {
		d.later(14 * time.Minute)
		d.goesOn(token)
	}
	d.over("left alone", left)
	d.later(15*time.Minute - time.Second)
	d.goesOn(token)
	d.later(15 * time.Minute)
	d.over("idle", token)
	d.over("and not revived by being asked for", token)
}

func TestASessionEndsAfterEightHours(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	d.enrol(who.Clerk, "wangfang")
	token := d.in("wangfang")
	for range 47 {
		d.later(10 * time.Minute)
		d.goesOn(token)
	}
	d.later(10*time.Minute - time.Second)
	if s := d.goesOn(token); !s.EndsAt.Equal(d.now.Add(time.Second)) {
		t.Errorf("it is %s and ends at %s", d.now, s.EndsAt)
	}
	d.later(time.Second)
	d.over("after eight hours at work", token)
}

// A page costs no write; a minute of pages one.
func TestSeenIsWrittenOnceAMinute(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	d.enrol(who.Clerk, "wangfang")
	token, began := d.in("wangfang"), d.now
	for after, want := range map[time.Duration]time.Time{0: began, 59 * time.Second: began} {
		d.now = began.Add(after)
		if s := d.goesOn(token); !s.SeenAt.Equal(want) {
			t.Errorf("after %s: seen at %s", after, s.SeenAt)
		}
	}
	d.now = began.Add(time.Minute)
	d.goesOn(token)
	d.now = began.Add(90 * time.Second)
	if s := d.goesOn(token); !s.SeenAt.Equal(began.Add(time.Minute)) {
		t.Errorf("seen at %s", s.SeenAt)
	}
}

func TestASessionEndsWithItsPerson(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	security := d.enrol(who.SecurityAdmin, "security")
	clerk := d.enrol(who.Clerk, "wangfang")
	first, second, third := d.in("wangfang"), d.in("wangfang"), d.in("wangfang")
	d.Must(d.Leave(t.Context(), first, ""))
	d.over("signed out", first)
	d.goesOn(second)
	d.Must(d.Leave(t.Context(), first, "")) // twice
	d.Must(d.Leave(t.Context(), "rubbish", ""))
	d.Must(d.Do(security, d.resetting(clerk)))
	d.over("the password was reset", second)
	d.over("in the other window too", third)
	other := d.enrol(who.Clerk, "lina")
	token := d.in("lina")
	d.Must(d.Do(d.Admin(), disabling(other)))
	d.over("disabled", token)
}

func TestATokenIsWholeOrNothing(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	d.enrol(who.Clerk, "wangfang")
	d.openCounty("410603", "山城区乡村振兴局")
	token := d.in("wangfang")
	secret := strings.TrimPrefix(token, "410602.")
	for what, forged := range map[string]string{
		"another county":     "410603." + secret,
		"no county":          secret,
		"none":               "",
		"the county alone":   "410602.",
		"another":            "410602." + strings.Repeat("A", 43),
		"a shorter one":      token[:len(token)-2],
		"a longer one":       token + "AA",
		"with a setting":     "410602'; RESET ROLE; --." + secret,
		"padded":             token + "=",
		"with a line break":  token + "\n",
		"a county of spaces": "      ." + secret,
	} {
		d.over(what, forged)
	}
	d.goesOn(token)
	var kept int
	d.Office.Look(d.Admin(), func(ctx context.Context, tx *pg.Tx) error {
		return tx.GetContext(ctx, &kept, `SELECT COUNT(*) FROM session WHERE encode(token, 'escape') LIKE '%' || $1 || '%'`, secret[:8])
	})
	if kept != 0 {
		t.Error("the token itself is kept")
	}
}

func TestADeputyStandsIn(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	security, clerk := d.enrol(who.SecurityAdmin, "security"), d.enrol(who.Clerk, "wangfang")
	township, approver := d.Hire(who.Township), d.Hire(who.Approver)
	today := calendar.DateOf(d.now)
	depute := func(absent who.Person) int64 {
		id, err := d.Depute(security, staff.Deputy{Absent: absent.ID, Deputy: clerk.ID, From: today, To: today, Reason: "出差"})
		d.Must(err)
		return id
	}
	token := d.in("wangfang")
	standIn := func(absent int64) (signin.Session, error) { return d.StandIn(t.Context(), token, absent) }
	_, err := standIn(township.ID)
	d.Refused(err, fault.Forbidden)
	first := depute(township)
	depute(approver)
	if s := d.goesOn(token); s.By != clerk || !cmp.Equal(s.Deputises, []who.Person{township, approver}) {
		t.Errorf("%+v", s)
	}
	s, err := standIn(township.ID)
	d.Must(err)
	if want := clerk.InPlaceOf(township); s.By != want || d.goesOn(token).By != want || want.Division != township.Division || want.Name != clerk.Name {
		t.Errorf("%+v, want %+v", s.By, want)
	}
	_, err = standIn(approver.ID) // whose role asks for a code
	d.Refused(err, fault.Blocked)
	_, err = standIn(security.ID)
	d.Refused(err, fault.Forbidden)
	d.Must(d.Do(security, func(ctx context.Context, tx *pg.Tx) error { return staff.EndDeputy(ctx, tx, first) }))
	if s := d.goesOn(token); s.By != clerk {
		t.Errorf("a deputy no longer, and acts as %+v", s.By)
	}
	fresh := d.bind(token)
	s, err = d.StandIn(t.Context(), fresh, approver.ID)
	d.Must(err)
	if s.By != clerk.InPlaceOf(approver) {
		t.Errorf("%+v", s.By)
	}
	s, err = d.StandIn(t.Context(), fresh, 0)
	d.Must(err)
	if s.By != clerk {
		t.Errorf("as oneself again: %+v", s.By)
	}
}

// Whose a token was is known after its session; a token that was never given is nobody's.
func TestWhoseATokenWas(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	clerk, other := d.enrol(who.Clerk, "wangfang"), d.enrol(who.Clerk, "lina")
	left, idle, others := d.in("wangfang"), d.in("wangfang"), d.in("lina")
	d.Must(d.Leave(t.Context(), left, ""))
	d.later(time.Hour)
	for token, want := range map[string]who.Person{left: clerk, idle: clerk, others: other} {
		county, staff, err := d.Whose(t.Context(), token)
		d.Must(err)
		if county != want.County || staff != want.ID {
			t.Errorf("%s %d, want %+v", county, staff, want)
		}
	}
	for _, token := range []string{"", "x", strings.Replace(idle, "410602", "410603", 1), idle[:len(idle)-4] + "AAAA"} {
		_, _, err := d.Whose(t.Context(), token)
		d.is("whose is "+token, err, signin.ErrOver)
	}
}

package signin_test

import (
	"fmt"
	"testing"
	"time"

	"fangpin/internal/fault"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/who"
)

// nth is the n-th of a person's good passwords.
func nth(n int) string { return fmt.Sprintf("Changjiang-Daqiao%d", n) }

// change changes a password in a session of its own.
func (d *desk) change(login, old, fresh string) error {
	d.t.Helper()
	_, token, err := d.enter(login, old)
	d.Must(err)
	_, _, err = d.ChangePassword(d.t.Context(), token, old, fresh, "")
	return err
}

func TestFormerPasswords(t *testing.T) {
	for name, c := range map[string]struct {
		policy signin.Policy
		former int // so many are refused beside the present one
	}{"djcp": {passwords(), 5}, "owasp": {signin.OWASP(), 0}} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, c.policy)
			d.enrol(who.Clerk, "wangfang")
			old := password
			for n := range 7 {
				d.Must(d.change("wangfang", old, nth(n)))
				old = nth(n)
			}
			for ago := range c.former + 1 {
				d.Refused(d.change("wangfang", old, nth(6-ago)), fault.Invalid)
			}
			d.Must(d.change("wangfang", old, nth(6-c.former-1)))
		})
	}
}

func TestRotation(t *testing.T) {
	for name, c := range map[string]struct {
		policy signin.Policy
		after  time.Duration
		want   signin.State
	}{
		"a second before": {passwords(), 90*24*time.Hour - time.Second, signin.Full},
		"ninety days":     {passwords(), 90 * 24 * time.Hour, signin.AwaitsChange},
		"never":           {signin.OWASP(), 900 * 24 * time.Hour, signin.Full},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, c.policy)
			d.enrol(who.Clerk, "wangfang")
			d.later(c.after)
			s, _, err := d.enter("wangfang", password)
			d.Must(err)
			if s.State != c.want {
				t.Errorf("%s, want %s", s.State, c.want)
			}
		})
	}
}

func TestAChangeEndsTheOtherSessions(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	d.enrol(who.Clerk, "wangfang")
	d.enrol(who.Clerk, "lina")
	own, thief, other, began := d.in("wangfang"), d.in("wangfang"), d.in("lina"), d.now
	d.later(10 * time.Minute)
	s, fresh, err := d.ChangePassword(t.Context(), own, password, nth(1), "")
	d.Must(err)
	d.over("the token of before", own)
	d.over("another's session", thief)
	d.goesOn(fresh)
	d.goesOn(other)
	if !s.BeganAt.Equal(began) {
		t.Errorf("a change begins the eight hours anew: %s", s.BeganAt)
	}
}

// Guessing at the old password in somebody's open session locks the login.
func TestGuessingTheOldPassword(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	d.enrol(who.Clerk, "wangfang")
	token := d.in("wangfang")
	for range 5 {
		_, _, err := d.ChangePassword(t.Context(), token, "x", nth(1), "")
		d.Refused(err, fault.Forbidden)
	}
	_, _, err := d.ChangePassword(t.Context(), token, password, nth(1), "")
	d.Refused(err, fault.Blocked)
}

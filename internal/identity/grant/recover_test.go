package grant_test

import (
	"context"
	"testing"

	"fangpin/internal/fault"
	"fangpin/internal/identity/grant"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// Whoever owns the database names administrators anew where one kind is left; where both are, only by saying so, and the deed tells it. Every desk
// shows it for thirty days and no longer.
func TestAdministratorsNamedAnew(t *testing.T) {
	d := newDesk(t)
	recovers := func(n int, anyway bool) error {
		return d.ByOwner(who.Person{County: d.system.County, Division: d.system.Division}, func(ctx context.Context, tx *pg.Tx) error {
			_, err := grant.Recover(ctx, tx, d.auth, grant.Founders{Anyway: anyway, System: grant.Founder{Name: "甲", Login: "jia" + string(rune('0'+n)), Particulars: particulars(n)},
				Security: grant.Founder{Name: "乙", Login: "yi" + string(rune('0'+n)), Particulars: particulars(n + 1)}})
			return err
		})
	}
	said := func(by who.Person) (last *grant.Recovered) {
		t.Helper()
		d.Look(by, func(ctx context.Context, tx *pg.Tx) (err error) {
			last, err = grant.LastRecovered(ctx, tx)
			return err
		})
		return last
	}
	if said(d.system) != nil {
		t.Error("nobody was named anew yet")
	}
	_, _ = d.given(newcomer(8, "又一位", who.SystemAdmin)) // the one kind that is left with a sign-in
	d.Must(recovers(1, false))
	for _, role := range who.Roles() {
		if last := said(d.Hire(role)); last == nil || last.By != "甲" || last.Said != "重设管理员" {
			t.Errorf("at the desk of %s: %+v", role, last)
		}
	}
	d.Refused(recovers(3, false), fault.Blocked)
	d.At("2024-10-08")
	if said(d.system) == nil {
		t.Error("on the last of thirty days nothing is shown")
	}
	d.At("2024-10-09")
	if last := said(d.system); last != nil {
		t.Errorf("after thirty days: %+v", last)
	}
	d.Must(recovers(5, true))
	if last := said(d.system); last == nil || last.Said != "重设管理员"+grant.Despite {
		t.Errorf("that there still were administrators stands nowhere: %+v", last)
	}
}

// What the database answers is no permission.
func TestNoRecoveryPastAnError(t *testing.T) {
	d := newDesk(t)
	err := d.ByOwner(d.system, func(ctx context.Context, tx *pg.Tx) error {
		gone, cancel := context.WithCancel(ctx)
		cancel()
		_, err := grant.Recover(gone, tx, d.auth, grant.Founders{Anyway: true})
		if err == nil || fault.KindOf(err) == fault.Invalid {
			t.Errorf("looked for administrators in vain, and went on: %v", err)
		}
		return err
	})
	if err == nil {
		t.Error("went on")
	}
}

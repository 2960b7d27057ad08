package signin_test

import (
	"context"
	"testing"
	"time"

	"fangpin/internal/fault"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// sessions are where a member is signed in, as somebody reads it.
func (d *desk) sessions(by, of who.Person) (found []signin.SignedIn, err error) {
	d.Office.Look(by, func(ctx context.Context, tx *pg.Tx) error {
		found, err = d.Sessions(ctx, tx, of.ID)
		return nil
	})
	return found, err
}

// People see where they are signed in, and end what is not this; nobody ends anybody else's.
func TestPeopleEndTheirOtherSessions(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	clerk := d.enrol(who.Clerk, "wangfang")
	d.enrol(who.Clerk, "lina")
	office, home, strange := d.in("wangfang"), d.in("wangfang"), d.in("lina")
	d.known(office, "")
	d.later(5 * time.Minute)
	d.goesOn(home)
	found, err := d.sessions(clerk, clerk)
	d.Must(err)
	if len(found) != 2 || found[0].ID != signin.HandleOf(home) || found[1].ID != signin.HandleOf(office) {
		t.Fatalf("%+v", found)
	}
	if s := found[1]; s.Title != "Windows 电脑，Edge" || s.Address != here || !s.BeganAt.Equal(d.now.Add(-5*time.Minute)) || found[0].Title != "" || !found[0].SeenAt.Equal(d.now) {
		t.Errorf("%+v", found)
	}
	d.Refused(d.LeaveThere(t.Context(), home, signin.HandleOf(home), here), fault.Invalid)
	d.Refused(d.LeaveThere(t.Context(), home, "", here), fault.Invalid)
	d.Refused(d.LeaveThere(t.Context(), home, signin.HandleOf(strange), here), fault.NotFound)
	d.goesOn(strange)
	d.Must(d.LeaveThere(t.Context(), home, signin.HandleOf(office), here))
	d.over("ended elsewhere", office)
	d.Refused(d.LeaveThere(t.Context(), home, signin.HandleOf(office), here), fault.NotFound)
	d.goesOn(home)
	d.later(15 * time.Minute) // idle: nobody is in by it
	if found, err = d.sessions(clerk, clerk); err != nil || len(found) != 0 {
		t.Errorf("%+v, %v", found, err)
	}
	d.is("who is out", d.LeaveThere(t.Context(), office, signin.HandleOf(home), here), signin.ErrOver)
}

// A device that is forgotten takes with it who is in by it, save for the session that says so.
func TestAForgottenDeviceIsOut(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	clerk := d.enrol(who.Clerk, "wangfang")
	lost, own := d.in("wangfang"), d.in("wangfang")
	d.known(lost, "")
	d.known(own, "")
	for _, device := range d.devices(clerk) {
		d.Must(d.Forget(t.Context(), own, device.ID))
	}
	d.over("on the device", lost)
	d.goesOn(own)
}

// Administrators see who is signed in where, nobody else does; a security administrator ends it for another, by a deed.
func TestAnAdministratorEndsSessions(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	clerk, security := d.enrol(who.Clerk, "wangfang"), d.enrol(who.SecurityAdmin, "security")
	first, second := d.in("wangfang"), d.in("wangfang")
	for _, role := range who.Roles() {
		found, err := d.sessions(d.Hire(role), clerk)
		tends := role == who.SystemAdmin || role == who.SecurityAdmin || role == who.AuditAdmin
		if tends != (err == nil) || tends && len(found) != 2 || !tends && fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%s reads %d sessions, %v", role, len(found), err)
		}
	}
	end := func(member who.Person) error {
		return d.Do(security, func(ctx context.Context, tx *pg.Tx) error { return d.End(ctx, tx, member.ID) })
	}
	d.Refused(end(security), fault.Forbidden)
	d.Must(end(clerk))
	d.over("ended by an administrator", first)
	d.over("and there", second)
}

package staff_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// working is an office whose clock runs.
func working(t *testing.T) *stafftest.Office {
	o := stafftest.New(t)
	o.Clock = time.Now
	return o
}

// afterwards counts the deeds of a person after a moment: of an interleaving that verification would fault.
func afterwards(t *testing.T, o *stafftest.Office, person int64, ended string) (n int) {
	t.Helper()
	o.Look(o.Admin(), func(ctx context.Context, tx *pg.Tx) error {
		return tx.GetContext(ctx, &n, `SELECT count(*) FROM deed d WHERE d.person = $1 AND (d.at > (`+ended+`) OR (`+ended+`) IS NULL)`, person)
	})
	return n
}

// A deed in flight is never afterwards one of somebody who was disabled, and nobody acts after being disabled.
func TestADeedAndADismissalDoNotCross(t *testing.T) {
	o := working(t)
	admin := o.Hire(who.SystemAdmin)
	for range 4 {
		gone := o.Hire(who.Township)
		stafftest.AtOnce(t, func(i int) error {
			if i%8 == 7 {
				return o.Do(admin, func(ctx context.Context, tx *pg.Tx) error { return staff.Disable(ctx, tx, gone.ID, stafftest.Leave) })
			}
			return o.Do(gone, passing)
		})
		if n := afterwards(t, o, gone.ID, fmt.Sprintf(`SELECT disabled_at FROM staff WHERE id = %d`, gone.ID)); n != 0 {
			t.Errorf("%d deeds of somebody disabled before", n)
		}
		o.Refused(o.Do(gone, passing), fault.Forbidden)
	}
}

func TestADeedAndTheEndOfADeputyDoNotCross(t *testing.T) {
	o := working(t)
	today := calendar.DateOf(time.Now())
	security, absent := o.Hire(who.SecurityAdmin), o.Hire(who.Township)
	for range 4 {
		deputy := o.Hire(who.Clerk)
		id, err := o.Depute(security, staff.Deputy{Absent: absent.ID, Deputy: deputy.ID, From: today, To: today + 1, Reason: "出差"})
		o.Must(err)
		stafftest.AtOnce(t, func(i int) error {
			if i%8 == 7 {
				return o.Do(security, func(ctx context.Context, tx *pg.Tx) error { return staff.EndDeputy(ctx, tx, id) })
			}
			return o.Do(deputy.InPlaceOf(absent), passing)
		})
		if n := afterwards(t, o, deputy.ID, fmt.Sprintf(`SELECT ended_at FROM deputy WHERE id = %d`, id)); n != 0 {
			t.Errorf("%d deeds of a deputy who was one no longer", n)
		}
		o.Refused(o.Do(deputy.InPlaceOf(absent), passing), fault.Forbidden)
	}
}

// Nor is a deed that a deputy does in somebody's place: whoever is absent is not disabled from before it.
func TestADeputysDeedAndADismissalDoNotCross(t *testing.T) {
	o := working(t)
	today := calendar.DateOf(time.Now())
	security, admin, deputy := o.Hire(who.SecurityAdmin), o.Hire(who.SystemAdmin), o.Hire(who.Clerk)
	for range 4 {
		absent := o.Hire(who.Township)
		id, err := o.Depute(security, staff.Deputy{Absent: absent.ID, Deputy: deputy.ID, From: today, To: today + 1, Reason: "出差"})
		o.Must(err)
		stafftest.AtOnce(t, func(i int) error {
			if i%8 == 7 {
				return o.Do(admin, func(ctx context.Context, tx *pg.Tx) error { return staff.Disable(ctx, tx, absent.ID, stafftest.Leave) })
			}
			return o.Do(deputy.InPlaceOf(absent), passing)
		})
		if n := afterwards(t, o, deputy.ID, fmt.Sprintf(`SELECT disabled_at FROM staff WHERE id = %d`, absent.ID)); n != 0 {
			t.Errorf("%d deeds in the place of somebody disabled before", n)
		}
		o.Must(o.Do(security, func(ctx context.Context, tx *pg.Tx) error { return staff.EndDeputy(ctx, tx, id) }))
	}
}

// Two administrators disable each other at once: one is left, and neither waits for ever.
func TestTwoDisableEachOther(t *testing.T) {
	o := working(t)
	for range 4 {
		a, b := o.Hire(who.SystemAdmin), o.Hire(who.SystemAdmin)
		stafftest.AtOnce(t, func(i int) error {
			by, of := a, b
			if i%2 == 1 {
				by, of = b, a
			}
			return o.Do(by, func(ctx context.Context, tx *pg.Tx) error { return staff.Disable(ctx, tx, of.ID, stafftest.Leave) })
		})
		o.Look(o.Admin(), func(ctx context.Context, tx *pg.Tx) error {
			left, err := staff.Named(ctx, tx, []int64{a.ID, b.ID})
			if err == nil && len(left) != 1 {
				t.Errorf("%d of two are left, want 1", len(left))
			}
			return err
		})
	}
}

// Of who watches, the last of each kind stays: of two audit administrators whom two disable at once, time and again, one is left, and then nobody lets them go.
func TestTheLastWhoWatchesStays(t *testing.T) {
	o := working(t)
	by := []who.Person{o.Hire(who.SystemAdmin), o.Hire(who.SystemAdmin)}
	disable := func(by, of who.Person) error {
		return o.Do(by, func(ctx context.Context, tx *pg.Tx) error { return staff.Disable(ctx, tx, of.ID, stafftest.Leave) })
	}
	for _, role := range []who.Role{who.SecurityAdmin, who.AuditAdmin, who.Auditor} {
		two := []who.Person{o.Hire(role), o.Hire(role)}
		stafftest.AtOnce(t, func(i int) error { return disable(by[i%2], two[i/2%2]) })
		o.Look(o.Admin(), func(ctx context.Context, tx *pg.Tx) error {
			left, err := staff.Find(ctx, tx, staff.Filter{Role: role})
			if len(left) != 1 {
				t.Errorf("%d are left as %s, want 1", len(left), role)
				return err
			}
			o.Refused(disable(by[0], left[0]), fault.Conflict)
			return err
		})
	}
}

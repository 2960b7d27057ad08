package staff_test

import (
	"context"
	"slices"
	"testing"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

var today = calendar.On(2024, 9, 9)

// step is a step of clerks that a deputy takes.
var step = flow.Step{Verb: "test.step", Title: "试办", Roles: []who.Role{who.Township}}

func passing(_ context.Context, tx *pg.Tx) error { return step.Permit(tx, "测试") }

func TestADeputyActsOnThoseDaysAlone(t *testing.T) {
	o := stafftest.New(t)
	security, absent, clerk := o.Hire(who.SecurityAdmin), o.Hire(who.Township), o.Hire(who.Clerk)
	elsewhere := o.HireMember(staff.Member{Name: "另一乡镇", Role: who.Township, Division: "410602201000"})
	_, err := o.Depute(security, staff.Deputy{Absent: absent.ID, Deputy: clerk.ID, From: today + 1, To: today + 2, Reason: "出差"})
	o.Must(err)
	deputy := clerk.InPlaceOf(absent)
	other := deputy
	other.Division = elsewhere.Division
	further := deputy
	further.For = elsewhere.ID
	for _, c := range []struct {
		day  string
		by   who.Person
		pass bool
	}{
		{"2024-09-09", deputy, false}, {"2024-09-10", deputy, true}, {"2024-09-11", deputy, true},
		{"2024-09-11", clerk, false},   // without saying for whom
		{"2024-09-11", other, false},   // in another place than theirs
		{"2024-09-11", further, false}, // for somebody else
		{"2024-09-11", absent, true},   // came back
		{"2024-09-11", o.Hire(who.Clerk).InPlaceOf(absent), false},
		{"2024-09-12", deputy, false},
	} {
		o.At(c.day)
		if err := o.Do(c.by, passing); (err == nil) != c.pass || err != nil && fault.KindOf(err) != fault.Forbidden {
			t.Errorf("on %s, %+v: %v", c.day, c.by, err)
		}
	}
}

func TestADeputyIsEnded(t *testing.T) {
	o := stafftest.New(t)
	security, absent, clerk := o.Hire(who.SecurityAdmin), o.Hire(who.Township), o.Hire(who.Clerk)
	write := func() (int64, error) {
		return o.Depute(security, staff.Deputy{Absent: absent.ID, Deputy: clerk.ID, From: today, To: today + 9, Reason: "病假"})
	}
	id, err := write()
	o.Must(err)
	end := func(ctx context.Context, tx *pg.Tx) error { return staff.EndDeputy(ctx, tx, id) }
	o.Must(o.Do(clerk.InPlaceOf(absent), passing))
	_, err = write() // one at a time
	o.Refused(err, fault.Conflict)
	o.Must(o.Do(security, end))
	o.Refused(o.Do(clerk.InPlaceOf(absent), passing), fault.Forbidden)
	o.Refused(o.Do(security, end), fault.Conflict)
	_, err = write()
	o.Must(err)
	o.Look(absent, reasons(t, staff.Deputies{}, "病假", "病假"))
	o.Look(security, reasons(t, staff.Deputies{Today: true, Absent: absent.ID, Deputy: clerk.ID}, "病假"))
	o.Look(o.Hire(who.Village), reasons(t, staff.Deputies{Today: true}, ""))
	o.Look(security, reasons(t, staff.Deputies{Absent: clerk.ID}))
	o.Must(o.Do(o.Admin(), func(ctx context.Context, tx *pg.Tx) error { return staff.Disable(ctx, tx, absent.ID, stafftest.Leave) }))
	o.Refused(o.Do(clerk.InPlaceOf(absent), passing), fault.Forbidden) // nobody stands in for who left
	o.Look(security, reasons(t, staff.Deputies{Today: true}))
}

func reasons(t *testing.T, f staff.Deputies, want ...string) func(context.Context, *pg.Tx) error {
	return func(ctx context.Context, tx *pg.Tx) error {
		found, err := staff.FindDeputies(ctx, tx, f)
		var got []string
		for _, d := range found {
			got = append(got, d.Reason)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%+v as %s: %q, want %q", f, tx.By.Role, got, want)
		}
		return err
	}
}

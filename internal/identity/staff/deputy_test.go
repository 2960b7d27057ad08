package staff_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/internal/words"
)

var today = calendar.On(2024, 9, 9)

func deputing(d staff.Deputy, id *int64) func(context.Context, *pg.Tx) error {
	return func(ctx context.Context, tx *pg.Tx) (err error) {
		*id, err = staff.Depute(ctx, tx, d)
		return err
	}
}

// stood and standing are the roles that the rule names: stood in for, and standing in.
var (
	stood    = []who.Role{who.Reporter, who.Clerk, who.Approver, who.Assessor, who.Sender, who.Township, who.Village}
	standing = append(slices.Clone(stood), who.Adjuster)
)

// Every pair of roles is tried as absent and deputy.
func TestWhoMayStandInForWhom(t *testing.T) {
	o := stafftest.New(t)
	security := o.Hire(who.SecurityAdmin)
	for _, of := range who.Roles() {
		for _, by := range who.Roles() {
			var id int64
			err := o.Do(security, deputing(staff.Deputy{Absent: o.Hire(of).ID, Deputy: o.Hire(by).ID, From: today, To: today + 30, Reason: "出差"}, &id))
			if allowed := slices.Contains(stood, of) && slices.Contains(standing, by); allowed && err != nil || !allowed && fault.KindOf(err) != fault.Forbidden {
				t.Errorf("%s for %s: %v", by, of, err)
			}
		}
	}
}

func TestTheDaysOfADeputy(t *testing.T) {
	o := stafftest.New(t)
	security, deputy := o.Hire(who.SecurityAdmin), o.Hire(who.Clerk)
	for name, c := range map[string]struct {
		from, to calendar.Date
		reason   string
		kind     fault.Kind // Internal: written down
	}{
		"today":              {today, today, "出差", fault.Internal},
		"a month":            {today, today + 30, "出差", fault.Internal},
		"the last of it":     {today + 30, today + 30, "出差", fault.Internal},
		"a day more":         {today, today + 31, "出差", fault.Invalid},
		"from yesterday":     {today - 1, today, "出差", fault.Invalid},
		"backwards":          {today + 2, today + 1, "出差", fault.Invalid},
		"for no reason":      {today, today, " 　", fault.Invalid},
		"nobody said when":   {0, 0, "出差", fault.Invalid},
		"without a last day": {today, 0, "出差", fault.Invalid},
	} {
		var id int64
		err := o.Do(security, deputing(staff.Deputy{Absent: o.Hire(who.Approver).ID, Deputy: deputy.ID, From: c.from, To: c.to, Reason: c.reason}, &id))
		if fault.KindOf(err) != c.kind || c.kind == fault.Internal && err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The reason is held to its length by the verb, whoever asks.
func TestTheReasonOfADeputyIsBounded(t *testing.T) {
	o := stafftest.New(t)
	of, by := o.Hire(who.Approver).ID, o.Hire(who.Clerk).ID
	o.KeepsNoText("depute", words.Most, o.Hire(who.SecurityAdmin), func(ctx context.Context, tx *pg.Tx, text string) error {
		_, err := staff.Depute(ctx, tx, staff.Deputy{Absent: of, Deputy: by, From: today, To: today, Reason: text})
		return err
	})
}

// step is a step of clerks that a deputy takes.
var step = flow.Step{Verb: "test.step", Title: "试办", Roles: []who.Role{who.Township}}

func passing(_ context.Context, tx *pg.Tx) error { return step.Permit(tx, "测试") }

func TestADeputyActsOnThoseDaysAlone(t *testing.T) {
	o := stafftest.New(t)
	security, absent, clerk := o.Hire(who.SecurityAdmin), o.Hire(who.Township), o.Hire(who.Clerk)
	elsewhere := o.HireMember(staff.Member{Name: "另一乡镇", Role: who.Township, Division: "410602201000"})
	var id int64
	o.Must(o.Do(security, deputing(staff.Deputy{Absent: absent.ID, Deputy: clerk.ID, From: today + 1, To: today + 2, Reason: "出差"}, &id)))
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
	var id int64
	write := deputing(staff.Deputy{Absent: absent.ID, Deputy: clerk.ID, From: today, To: today + 9, Reason: "病假"}, &id)
	end := func(ctx context.Context, tx *pg.Tx) error { return staff.EndDeputy(ctx, tx, id) }
	o.Must(o.Do(security, write))
	o.Must(o.Do(clerk.InPlaceOf(absent), passing))
	first := id
	o.Refused(o.Do(security, write), fault.Conflict) // one at a time
	id = first
	o.Must(o.Do(security, end))
	o.Refused(o.Do(clerk.InPlaceOf(absent), passing), fault.Forbidden)
	o.Refused(o.Do(security, end), fault.Conflict)
	o.Must(o.Do(security, write))
	o.Look(absent, reasons(t, staff.Deputies{}, "病假", "病假"))
	o.Look(security, reasons(t, staff.Deputies{Today: true, Absent: absent.ID, Deputy: clerk.ID}, "病假"))
	o.Look(o.Hire(who.Village), reasons(t, staff.Deputies{Today: true}, ""))
	o.Look(security, reasons(t, staff.Deputies{Absent: clerk.ID}))
	o.Must(o.Do(o.Admin(), func(ctx context.Context, tx *pg.Tx) error { return staff.Disable(ctx, tx, absent.ID, stafftest.Leave) }))
	o.Refused(o.Do(clerk.InPlaceOf(absent), passing), fault.Forbidden) // nobody stands in for who left
	o.Look(security, reasons(t, staff.Deputies{Today: true}))
}

// Who is away stands in for nobody on those days, so that no two swap their posts and none is passed on.
func TestNobodyStandsInForWhoStandsIn(t *testing.T) {
	o := stafftest.New(t)
	security, a, b, c := o.Hire(who.SecurityAdmin), o.Hire(who.Clerk), o.Hire(who.Approver), o.Hire(who.Sender)
	var id int64
	depute := func(absent, deputy who.Person, from, to calendar.Date) error {
		return o.Do(security, deputing(staff.Deputy{Absent: absent.ID, Deputy: deputy.ID, From: from, To: to, Reason: "出差"}, &id))
	}
	o.Must(depute(a, b, today, today+3))
	first := id
	o.Refused(depute(b, a, today+3, today+4), fault.Forbidden) // crosswise
	o.Refused(depute(b, c, today, today), fault.Forbidden)     // passed on
	o.Refused(depute(c, a, today, today), fault.Forbidden)     // by who is away
	o.Must(depute(c, b, today, today))                         // one for two
	o.Must(depute(b, a, today+4, today+5))                     // on other days
	o.Must(o.Do(security, func(ctx context.Context, tx *pg.Tx) error { return staff.EndDeputy(ctx, tx, first) }))
	o.Must(depute(c, a, today+1, today+2))
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

// Whoever has the app's login makes no deputy but by the door, which judges what the verb does.
func TestNoDeputyByHand(t *testing.T) {
	o := stafftest.New(t)
	// The door's today is the database's: the office's clock stands on it here.
	now := calendar.DateOf(nowOf(t, o))
	security, absent, clerk, other, sender := o.Hire(who.SecurityAdmin), o.Hire(who.Approver), o.Hire(who.Clerk), o.Hire(who.Clerk), o.Hire(who.Sender)
	call := func(no int, absent, deputy who.Person, from, to string, by who.Person, why string) string {
		return fmt.Sprintf(`SELECT deputy_record('410602', %d, %d, %d, %s, %s, %d, %s, '')`, no, absent.ID, deputy.ID, from, to, by.ID, why)
	}
	day := func(d calendar.Date) string { return "'" + d.String() + "'" }
	good := call(1, absent, clerk, day(now), day(now+3), security, `'出差'`)
	for _, statement := range []string{
		`INSERT INTO deputy VALUES ('410602', 1, 1, 2, now(), now(), 3, '出差', NULL, '')`,
		`UPDATE deputy SET to_on = to_on + 1`, `UPDATE deputy SET ended_at = NULL`, `UPDATE deputy SET deputy = 1`, `DELETE FROM deputy`,
		`SELECT staff_at_work('410602', 1, '{approver}')`,
	} {
		o.Attack(stafftest.Denied, statement)
	}
	o.Attack("FPHND", call(1, absent, clerk, day(now), day(now+3), clerk, `'出差'`))                            // written down by the deputy
	o.Attack("FPHND", call(1, absent, clerk, day(now), day(now+3), o.Admin(), `'出差'`))                        // by another administrator
	o.Attack("FPHND", call(1, absent, absent, day(now), day(now+3), absent, `'出差'`))                          // by nobody else
	o.Attack("FPHND", call(1, absent, o.Admin(), day(now), day(now+3), security, `'出差'`))                     // an administrator
	o.Attack("FPHND", call(1, o.Hire(who.Adjuster), clerk, day(now), day(now+3), security, `'出差'`))           // for an adjuster
	o.Attack("FPHND", call(1, absent, who.Person{ID: 7}, day(now), day(now+3), security, `'出差'`))             // nobody
	o.Attack("FPDAT", call(1, absent, clerk, day(now-1), day(now+3), security, `'出差'`))                       // for days that are sealed
	o.Attack("FPDAT", call(1, absent, clerk, day(now), day(now+31), security, `'出差'`))                        // for too long
	o.Attack("FPDAT", call(1, absent, clerk, day(now), `'infinity'`, security, `'出差'`))                       // for ever
	o.Attack("FPDAT", call(1, absent, clerk, day(now), `NULL`, security, `'出差'`))                             //
	o.Attack("FPDAT", call(1, absent, clerk, `'-infinity'`, day(now), security, `'出差'`))                      //
	o.Attack("23514", call(1, absent, clerk, day(now+3), day(now), security, `'出差'`))                         // backwards
	o.Attack("23514", call(1, absent, absent, day(now), day(now+3), security, `'出差'`))                        // oneself
	o.Attack("23514", call(1, absent, clerk, day(now), day(now+3), security, `''`))                           // for no reason
	o.Attack("23502", call(1, absent, clerk, day(now), day(now+3), security, `NULL`))                         //
	o.Attack("23505", good, call(1, sender, clerk, day(now), day(now+3), security, `'出差'`))                   // under another's id
	o.Attack("FPSTA", good, call(2, absent, other, day(now+3), day(now+4), security, `'出差'`))                 // two at once
	o.Attack("FPISO", `SET TRANSACTION ISOLATION LEVEL REPEATABLE READ`, good)                                // on an old snapshot
	o.Attack("FPHND", `SET LOCAL fangpin.county = '410603'`, good)                                            // from another county
	o.Attack("FPSTA", `SELECT deputy_end('410602', 1, now())`)                                                // nobody's
	o.Attack("FPSTA", good, `SELECT deputy_end('410602', 1, now())`, `SELECT deputy_end('410602', 1, now())`) // twice
	o.Attack("FPDAT", good, `SELECT deputy_end('410602', 1, NULL)`)
	o.Attack("FPDAT", good, `SELECT deputy_end('410602', 1, '-infinity')`)
	o.Attack("FPSTA", good, `SET LOCAL fangpin.county = '410603'`, `SELECT deputy_end('410602', 1, now())`)
}

// nowOf puts the office's clock to the database's time and seals a deed there.
func nowOf(t *testing.T, o *stafftest.Office) (now time.Time) {
	t.Helper()
	o.Must(pgtest.Super(t).GetContext(t.Context(), &now, `SELECT clock_timestamp()`))
	o.Clock = func() time.Time { return now }
	return now
}

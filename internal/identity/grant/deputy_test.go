package grant_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/lib/pq/pqerror"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/grant"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/internal/words"
)

var today = calendar.On(2024, 9, 9)

// stood and standing are the roles that the rule names: stood in for, and standing in.
var (
	stood    = []who.Role{who.Reporter, who.Clerk, who.Approver, who.Assessor, who.Sender, who.Township, who.Village}
	standing = append(slices.Clone(stood), who.Adjuster)
)

// deputy is that one stands in for another.
func deputy(absent, by who.Person, from, to calendar.Date) grant.Asked {
	return grant.Asked{What: grant.Deputy, Staff: by.ID, Days: grant.Days{Absent: absent.ID, From: from, To: to}, Reason: "出差"}
}

// depute has two make a deputy.
func (d *desk) depute(absent, by who.Person, from, to calendar.Date) error {
	id, _, err := d.ask(d.system, deputy(absent, by, from, to))
	if err == nil {
		_, err = d.confirm(d.security, id)
	}
	return err
}

// deputies are who stands in today.
func (d *desk) deputies() (found []staff.Deputy) {
	d.t.Helper()
	d.Look(d.security, func(ctx context.Context, tx *pg.Tx) (err error) {
		found, err = staff.FindDeputies(ctx, tx, staff.Deputies{Today: true})
		return err
	})
	return found
}

// Who is absent today is stood in for today, by two administrators of the two kinds, in either order, and by no one of them.
func TestTwoMakeADeputyTheSameDay(t *testing.T) {
	d := newDesk(t)
	absent, by := d.Hire(who.Approver), d.Hire(who.Clerk)
	for _, two := range [][2]who.Person{{d.system, d.security}, {d.security, d.system}} {
		id, half, err := d.ask(two[0], deputy(absent, by, today, today))
		d.Must(err)
		if half != "" || len(d.deputies()) != 0 {
			t.Error("asked for, and in force")
		}
		_, _, err = d.ask(two[1], deputy(absent, by, today, today+1))
		d.Refused(err, fault.Conflict) // waits already
		_, err = d.confirm(two[0], id)
		d.Refused(err, fault.Forbidden)
		_, err = d.confirm(two[1], id)
		d.Must(err)
		found := d.deputies()
		if len(found) != 1 || found[0].ID != id || found[0].Absent != absent.ID || found[0].Deputy != by.ID || found[0].Reason != "出差" ||
			found[0].Asker != two[0].Name || found[0].Recorder != two[1].Name {
			t.Errorf("%+v", found)
		}
		d.Must(d.Do(d.security, func(ctx context.Context, tx *pg.Tx) error { return staff.EndDeputy(ctx, tx, id) }))
	}
	id, _, err := d.ask(d.security, deputy(absent, by, today, today))
	d.Must(err)
	_, err = d.confirm(d.another, id) // of the same kind
	d.Refused(err, fault.Forbidden)
}

// Who is not granted in time must ask again; what began meanwhile counts from the grant on.
func TestADeputyGrantedLate(t *testing.T) {
	d := newDesk(t)
	absent, by, other := d.Hire(who.Approver), d.Hire(who.Clerk), d.Hire(who.Sender)
	over, _, err := d.ask(d.system, deputy(absent, by, today, today))
	d.Must(err)
	begun, _, err := d.ask(d.system, deputy(other, by, today, today+3))
	d.Must(err)
	d.At("2024-09-11")
	d.Keyed(d.security)
	_, err = d.confirm(d.security, over)
	d.Refused(err, fault.Blocked)
	_, err = d.confirm(d.security, begun)
	d.Must(err)
}

// Every pair of roles is tried as absent and deputy.
func TestWhoMayStandInForWhom(t *testing.T) {
	d := newDesk(t)
	for _, of := range who.Roles() {
		for _, by := range who.Roles() {
			_, _, err := d.ask(d.system, deputy(d.Hire(of), d.Hire(by), today, today+30))
			if allowed := slices.Contains(stood, of) && slices.Contains(standing, by); allowed && err != nil || !allowed && fault.KindOf(err) != fault.Forbidden {
				t.Errorf("%s for %s: %v", by, of, err)
			}
		}
	}
}

func TestTheDaysOfADeputy(t *testing.T) {
	d := newDesk(t)
	by := d.Hire(who.Clerk)
	for name, c := range map[string]struct {
		from, to calendar.Date
		reason   string
		kind     fault.Kind // Internal: asked for
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
		asked := deputy(d.Hire(who.Approver), by, c.from, c.to)
		asked.Reason = c.reason
		_, _, err := d.ask(d.system, asked)
		if fault.KindOf(err) != c.kind || c.kind == fault.Internal && err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, _, err := d.ask(d.system, deputy(by, by, today, today))
	d.Refused(err, fault.Invalid)
}

// The reason is held to its length by the verb, whoever asks.
func TestTheReasonOfAGrantIsBounded(t *testing.T) {
	d := newDesk(t)
	absent, by := d.Hire(who.Approver), d.Hire(who.Clerk)
	d.KeepsNoText("a deputy", words.Most, d.system, func(ctx context.Context, tx *pg.Tx, text string) error {
		_, err := stafftest.AskDeputy(ctx, tx, staff.Deputy{Absent: absent.ID, Deputy: by.ID, From: today, To: today, Reason: text})
		return err
	})
}

// Who is away stands in for nobody on those days, so that no two swap their posts and none is passed on.
func TestNobodyStandsInForWhoStandsIn(t *testing.T) {
	d := newDesk(t)
	a, b, c := d.Hire(who.Clerk), d.Hire(who.Approver), d.Hire(who.Sender)
	d.Must(d.depute(a, b, today, today+3))
	first := d.deputies()[0].ID
	d.Refused(d.depute(b, a, today+3, today+4), fault.Forbidden) // crosswise
	d.Refused(d.depute(b, c, today, today), fault.Forbidden)     // passed on
	d.Refused(d.depute(c, a, today, today), fault.Forbidden)     // by who is away
	d.Must(d.depute(c, b, today, today))                         // one for two
	d.Must(d.depute(b, a, today+4, today+5))                     // on other days
	d.Must(d.Do(d.security, func(ctx context.Context, tx *pg.Tx) error { return staff.EndDeputy(ctx, tx, first) }))
	d.Must(d.depute(c, a, today+1, today+2))
}

// Thirty-two grant at once two who shall stand in for each other: one does.
func TestRacingCrosswiseDeputiesOneWins(t *testing.T) {
	d := newDesk(t)
	a, b := d.Hire(who.Clerk), d.Hire(who.Approver)
	var asked [2]int64
	var err error
	asked[0], _, err = d.ask(d.system, deputy(a, b, today, today+3))
	d.Must(err)
	asked[1], _, err = d.ask(d.system, deputy(b, a, today, today+3))
	d.Must(err)
	d.Keyed(d.security)
	d.Keyed(d.another)
	won := stafftest.AtOnce(t, func(i int) error {
		_, err := d.confirm([]who.Person{d.security, d.another}[i/2%2], asked[i%2])
		return err
	})
	if found := d.deputies(); won != 1 || len(found) != 1 {
		t.Errorf("%d won, and there are %+v", won, found)
	}
}

// Whoever has the app's login makes no deputy but by the doors, which judge what the verbs do.
func TestNoDeputyByHand(t *testing.T) {
	d := newDesk(t)
	// The door's today is the database's: the office's clock stands on it here, and a deed is sealed there.
	var clock time.Time
	d.Must(pgtest.Super(t).GetContext(t.Context(), &clock, `SELECT clock_timestamp()`))
	d.Clock = func() time.Time { return clock }
	now := calendar.DateOf(clock)
	absent, clerk, other, sender := d.Hire(who.Approver), d.Hire(who.Clerk), d.Hire(who.Clerk), d.Hire(who.Sender)
	day := func(d calendar.Date) string { return "'" + d.String() + "'" }
	row := func(no int, absent, deputy who.Person, from, to string, by who.Person, why string) string {
		return fmt.Sprintf(`INSERT INTO staff_grant (county, id, what, staff, absent, from_on, to_on, namesake, reason, asked_by, salt)
			VALUES ('410602', %d, 'deputy', %d, %d, %s, %s, false, %s, %d, '')`, no, deputy.ID, absent.ID, from, to, why, by.ID)
	}
	propose := func(no int, by who.Person) string {
		return fmt.Sprintf(`SELECT staff_grant_propose('410602', 'staff_grant', '{%d}', '{%[1]d}', ARRAY[sha256('x')], ARRAY[''::BYTEA], %[2]d)`, no, by.ID)
	}
	grant := func(no int, by who.Person) string {
		return fmt.Sprintf(`SELECT grant_confirm('410602', %d, sha256('x'), NULL, %d)`, no, by.ID)
	}
	signed := func(no int) string { return d.signature(int64(no), `sha256('x')`) }
	ask := func(state pqerror.Code, absent, deputy who.Person, from, to string, why string) {
		t.Helper()
		d.Attack(state, row(1, absent, deputy, from, to, d.system, why), propose(1, d.system))
	}
	for _, statement := range []string{
		`INSERT INTO deputy VALUES ('410602', 1, 1, 2, now(), now(), 3, '出差', NULL, '')`,
		`UPDATE deputy SET to_on = to_on + 1`, `UPDATE deputy SET ended_at = NULL`, `UPDATE deputy SET deputy = 1`, `DELETE FROM deputy`,
		`UPDATE staff_grant SET to_on = to_on + 1`, `SELECT staff_at_work('410602', 1, '{approver}')`, `SELECT deputy_may('410602', 1, 2, now()::DATE, now()::DATE)`,
	} {
		d.Attack(stafftest.Denied, statement)
	}
	why := `'出差'`
	good := row(1, absent, clerk, day(now), day(now+3), d.system, why)
	d.Attack("FPHND", row(1, absent, clerk, day(now), day(now+3), clerk, why), propose(1, clerk))   // asked for by the deputy
	d.Attack("FPHND", row(1, absent, clerk, day(now), day(now+3), absent, why), propose(1, absent)) // by who is absent
	ask("FPHND", absent, d.system, day(now), day(now+3), why)                                       // an administrator
	ask("FPHND", d.Hire(who.Adjuster), clerk, day(now), day(now+3), why)                            // for an adjuster
	ask("FPHND", absent, who.Person{ID: 7}, day(now), day(now+3), why)                              // nobody
	ask("FPDAT", absent, clerk, day(now-1), day(now+3), why)                                        // for days that are sealed
	ask("FPDAT", absent, clerk, day(now+1), day(now+31), why)                                       // for too long
	for _, wrong := range []string{
		row(1, absent, clerk, day(now), `'infinity'`, d.system, why), row(1, absent, clerk, `'-infinity'`, day(now), d.system, why), row(1, absent, clerk, day(now), `NULL`, d.system, why),
		row(1, absent, clerk, day(now), day(now+31), d.system, why), row(1, absent, clerk, day(now+3), day(now), d.system, why), row(1, absent, absent, day(now), day(now+3), d.system, why),
		row(1, absent, clerk, day(now), day(now+3), d.system, `''`),
	} {
		d.Attack("23514", wrong)
	}
	d.Attack("23502", row(1, absent, clerk, day(now), day(now+3), d.system, `NULL`))
	d.Attack("FPHND", good, propose(1, d.system), grant(1, d.system))                                                                                                  // by one
	d.Attack("FPHND", good, propose(1, d.system), grant(1, d.Hire(who.SystemAdmin)))                                                                                   // by two of a kind
	d.Attack("FPHND", good, propose(1, d.system), grant(1, clerk))                                                                                                     // by the deputy
	d.Attack("FPSTA", good, grant(1, d.security))                                                                                                                      // never asked for
	d.Attack("FPSIG", good, propose(1, d.system), grant(1, d.security))                                                                                                // unsigned
	d.Attack("FPSIG", good, propose(1, d.system), d.signature(1, `sha256('y')`), grant(1, d.security))                                                                 // of something else
	d.Attack("FPSTA", good, propose(1, d.system), signed(1), grant(1, d.security), grant(1, d.security))                                                               // twice
	d.Attack("FPISO", `SET TRANSACTION ISOLATION LEVEL REPEATABLE READ`, good, propose(1, d.system))                                                                   // on an old snapshot
	d.Attack("FPHND", pgtest.Abroad, propose(1, d.system))                                                                                                             // from another county
	d.Attack("FPSTA", good, propose(1, d.system), signed(1), grant(1, d.security), row(2, absent, other, day(now+3), day(now+4), d.system, why), propose(2, d.system)) // two at once
	d.Attack("FPHND", good, propose(1, d.system), row(2, clerk, absent, day(now), day(now), d.system, why), propose(2, d.system), signed(1), grant(1, d.security),
		grant(2, d.security)) // crosswise, asked for before
	d.Attack("FPSTA", good, propose(1, d.system), row(2, absent, sender, day(now), day(now), d.system, why), propose(2, d.system), signed(1), grant(1, d.security),
		grant(2, d.security)) // two at once, asked for before
	d.Attack("FPSTA", `SELECT deputy_end('410602', 1, now())`) // nobody's
	made := []string{good, propose(1, d.system), signed(1), grant(1, d.security)}
	end := `SELECT deputy_end('410602', 1, now())`
	d.Attack("FPSTA", append(slices.Clone(made), end, end)...) // twice
	d.Attack("FPDAT", append(slices.Clone(made), `SELECT deputy_end('410602', 1, NULL)`)...)
	d.Attack("FPDAT", append(slices.Clone(made), `SELECT deputy_end('410602', 1, '-infinity')`)...)
}

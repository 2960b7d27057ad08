// Package stafftest gives a test a county office to work in: 鹤山区 with its divisions, its calendar and one person of each role.
package stafftest

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"

	"fangpin/internal/area"
	"fangpin/internal/calendar"
	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/internal/secret"
)

// County is 鹤山区, the county of S2.
const County = "410602"

// Divisions of the members whose role has a part of the county only.
const (
	Township = "410602100000" // 鹤壁集镇
	Village  = "410602100228" // 梨林头村, in it
)

// Office is a county office on a database of the test's own. Its clock stands still until At moves it.
type Office struct {
	*pg.DB              // as the gate: all that the app may, and the doors of money
	Keys   *secret.Keys // of the tests of one binary
	Dir    string       // where these lie, as in an office's directory: the test's own

	t     testing.TB
	admin who.Person
	now   time.Time
}

// New opens the office on 9 September 2024, nine o'clock.
func New(t testing.TB) *Office {
	t.Helper()
	return On(t, "2024-09-09")
}

// On opens it on another day: what was sealed is never followed by what was before it.
func On(t testing.TB, day string) *Office {
	t.Helper()
	return offices.Begin(t, day, func() *Office { return open(t, day) })
}

// offices are as they were opened, by day.
var offices pgtest.Kept[*Office]

func open(t testing.TB, day string) *Office {
	t.Helper()
	o := (&Office{}).In(t)
	o.At(day)
	o.furnish(pgtest.Owner(t))
	o.admin = staff.Opener(County, "管理员")
	o.Must(o.ByOwner(o.admin, staff.Open))
	return o
}

// In is the office in the database of another test.
func (o *Office) In(t testing.TB) *Office {
	in := *o
	in.DB, in.t = pgtest.As(t, pg.Gate), t
	in.Keys, in.Dir = keys(t)
	in.Clock = func() time.Time { return in.now }
	in.Vouch = func(said []byte) []byte { return in.Keys.Vouch(said) }
	return &in
}

// furnish loads what only the owner may write.
func (o *Office) furnish(owner *pg.DB) {
	o.t.Helper()
	o.Must(pg.LoadReference(o.t.Context(), owner, area.Published(), calendar.Published()))
	o.Must(pg.SetOffice(o.t.Context(), owner, pg.Office{County: County, Name: "鹤山区乡村振兴局", Phone: "0392-0000000", LateDays: 36500, SlackDays: 36500, RPID: "localhost"}))
}

// At puts the clock to nine in the morning of a day written 2024-10-01.
func (o *Office) At(day string) {
	o.t.Helper()
	d, err := calendar.ParseDate(day)
	if err != nil {
		o.t.Fatal(err)
	}
	o.now = d.Start().Add(9 * time.Hour)
}

// Admin is the office's first person, its system administrator.
func (o *Office) Admin() who.Person { return o.admin }

// Hire takes on a person of a role, in the usual division of that role and, a reporter, for 医保局.
func (o *Office) Hire(role who.Role) who.Person {
	o.t.Helper()
	m := staff.Member{Name: role.Title(), Role: role}
	switch role {
	case who.Reporter:
		m.Agency = "医保局"
	case who.Township:
		m.Division = Township
	case who.Village:
		m.Division = Village
	}
	return o.HireMember(m)
}

// HireMember takes on a person.
func (o *Office) HireMember(m staff.Member) (p who.Person) {
	o.t.Helper()
	o.Must(o.ByOwner(o.admin, func(ctx context.Context, tx *pg.Tx) (err error) {
		p, err = staff.Add(ctx, tx, m)
		return err
	}))
	return p
}

// ByOwner runs a verb as one deed on the connection of whoever owns the database: for what takes two people on any other.
func (o *Office) ByOwner(by who.Person, verb func(context.Context, *pg.Tx) error) error {
	ctx, owner := o.t.Context(), pgtest.Owner(o.t)
	owner.Clock, owner.Vouch = o.Clock, o.Vouch
	return deed.Do(ctx, owner, by, func(tx *pg.Tx) error { return verb(ctx, tx) })
}

// Do runs a verb as one deed of the person; before the first that they sign, they enrol a key.
func (o *Office) Do(by who.Person, verb func(context.Context, *pg.Tx) error) error {
	ctx := o.t.Context()
	return o.keyed(by, func() error { return deed.Do(ctx, o.DB, by, func(tx *pg.Tx) error { return verb(ctx, tx) }) })
}

// Look runs a read as the person, in a transaction that leaves nothing.
func (o *Office) Look(by who.Person, read func(context.Context, *pg.Tx) error) {
	o.t.Helper()
	o.Must(pg.Read(o.t.Context(), o.DB, by, func(tx *pg.Tx) error { return read(o.t.Context(), tx) }))
}

// Must ends the test on an error.
func (o *Office) Must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// Refused fails the test unless err is a fault of the kind.
func (o *Office) Refused(err error, kind fault.Kind) {
	o.t.Helper()
	if err == nil || fault.KindOf(err) != kind {
		o.t.Errorf("got %v; want a refusal of kind %d", err, kind)
	}
}

// Attack sends statements as whoever has the gate's login, who may all that the app may, past every verb: all but the last may pass, the last
// must be refused by PostgreSQL with the SQLSTATE. Nothing of it stays.
func (o *Office) Attack(state pqerror.Code, statements ...string) {
	o.t.Helper()
	by := o.admin
	if statements[0] == pgtest.Abroad {
		by, statements = who.Person{County: pgtest.Other}, statements[1:]
	}
	tx, err := o.Begin(o.t.Context(), by)
	o.Must(err)
	defer func() { _ = tx.Rollback() }()
	last := len(statements) - 1
	for _, prepare := range statements[:last] {
		if _, err := tx.ExecContext(o.t.Context(), prepare); err != nil {
			o.t.Fatalf("%s: %v", prepare, err)
		}
	}
	if _, err = tx.ExecContext(o.t.Context(), statements[last]); pq.As(err, state) == nil {
		o.t.Errorf("%s\n\tgot %v; want SQLSTATE %s", statements[last], err, state)
	}
}

// Denied is the SQLSTATE of what the app has no right to.
var Denied = pqerror.InsufficientPrivilege

// Try takes a step of a room once, with something to work on.
type Try func(context.Context, *pg.Tx) error

// Law tries every step of a room in every role, by its verb: who is listed takes it, whoever is not is told so. A step without a try
// fails the test, and a try without a step. What was tried is undone.
func (o *Office) Law(steps []flow.Step, tries map[string]Try) {
	o.t.Helper()
	verbs := map[string]bool{}
	for _, role := range who.Roles() {
		by := o.Hire(role)
		for _, step := range steps {
			verbs[step.Verb] = true
			if tries[step.Verb] == nil {
				o.t.Fatalf("%s is not tried", step.Verb)
			}
			err := o.undone(by, tries[step.Verb])
			if listed := slices.Contains(step.Roles, role); listed && err != nil || !listed && fault.KindOf(err) != fault.Forbidden {
				o.t.Errorf("%s by %s: %v", step.Verb, role, err)
			}
		}
	}
	for verb := range tries {
		if !verbs[verb] {
			o.t.Errorf("%s is no step", verb)
		}
	}
}

func (o *Office) undone(by who.Person, try Try) error {
	return o.keyed(by, func() error {
		return pg.Read(o.t.Context(), o.DB, by, func(tx *pg.Tx) error { return try(o.t.Context(), tx) })
	})
}

// KeepsNoText fails the test where the person's verb keeps a text that is none, that nobody reads to the end (longer than most characters), or
// that the database or a paper cannot hold.
func (o *Office) KeepsNoText(name string, most int, by who.Person, verb func(ctx context.Context, tx *pg.Tx, text string) error) {
	o.t.Helper()
	for _, text := range []string{"　\n", strings.Repeat("长", most+1), "同意\x00", "同意\x1b[2J", "同\xff意"} {
		err := o.Do(by, func(ctx context.Context, tx *pg.Tx) error { return verb(ctx, tx, text) })
		if fault.KindOf(err) != fault.Invalid {
			o.t.Errorf("%s keeps %.12q: %v", name, text, err)
		}
	}
}

// OnlyRoles tries a verb in every role and fails the test unless exactly the listed roles pass the permit. The verb is given
// nothing to work on: whoever may take the step is told that, and the rest that it is not theirs.
func (o *Office) OnlyRoles(verb func(context.Context, *pg.Tx) error, roles ...who.Role) {
	o.t.Helper()
	for _, role := range who.Roles() {
		err := o.Do(o.Hire(role), verb)
		if allowed := err == nil || fault.KindOf(err) != fault.Forbidden; allowed != slices.Contains(roles, role) {
			o.t.Errorf("%s: %v", role, err)
		}
	}
}

package timing_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"testing"
	"time"

	"fangpin/internal/fault"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/timing"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

// A repair takes a head that lies ahead and two administrators of both kinds, both signed in; deeds then follow in their own order, and once the head's
// time has come it is as ever.
func TestARepairTakesTwo(t *testing.T) {
	o := stafftest.New(t)
	now := time.Now()
	o.Clock = func() time.Time { return now }
	system, security, clerk := o.Hire(who.SystemAdmin), o.Hire(who.SecurityAdmin), o.Hire(who.Clerk)
	super := pgtest.Super(t)
	in := func(p who.Person) who.Person {
		digest := sha256.Sum256([]byte(p.Role))
		// Nobody signs in with a password here: the row alone is asked for.
		super.MustExecContext(t.Context(), fmt.Sprintf(`BEGIN; SET LOCAL session_replication_role = replica;
			INSERT INTO fangpin.session (county, token, staff, state, factors, began_at, seen_at, mac)
			VALUES ('%s', '\x%x', %d, 'full', 'code', clock_timestamp(), clock_timestamp(), sha256('m')); COMMIT`, stafftest.County, digest, p.ID))
		p.Way = who.Session(digest)
		return p
	}
	system, security, clerk = in(system), in(security), in(clerk)
	repair := func(first, second who.Person) error {
		return o.Do(first, func(ctx context.Context, tx *pg.Tx) error {
			_, err := timing.Repair(ctx, tx, second, "时钟快了一天")
			return err
		})
	}
	if err := repair(system, security); fault.KindOf(err) != fault.Conflict {
		t.Errorf("of a head in time: %v", err)
	}
	super.MustExecContext(t.Context(), `UPDATE fangpin.head SET at = clock_timestamp() + INTERVAL '1 day'`)
	other, elsewhere := o.Admin(), security
	other.Way = security.Way
	elsewhere.Way = system.Way
	for name, two := range map[string][2]who.Person{
		"one twice": {system, system}, "two of a kind": {system, other}, "a clerk": {system, clerk}, "first a clerk": {clerk, security}, "in by another's session": {system, elsewhere},
	} {
		if err := repair(two[0], two[1]); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%s: %v", name, err)
		}
	}
	act := func(at time.Time) error {
		now = at
		return o.Do(security, func(_ context.Context, tx *pg.Tx) error {
			tx.Perform("staff.depute", "")
			return nil
		})
	}
	if err := act(time.Now()); fault.KindOf(err) != fault.Blocked {
		t.Errorf("before: %v", err)
	}
	now = time.Now()
	if err := repair(system, security); err != nil {
		t.Fatalf("two: %v", err)
	}
	if err := act(time.Now()); err != nil {
		t.Errorf("after: %v", err)
	}
	if err := act(time.Now().Add(-3 * time.Minute)); fault.KindOf(err) != fault.Blocked {
		t.Errorf("before the deeds since then: %v", err)
	}
	super.MustExecContext(t.Context(), `UPDATE fangpin.head SET at = clock_timestamp() - INTERVAL '1 minute', since = clock_timestamp() - INTERVAL '1 minute'`)
	if err := act(time.Now()); err != nil {
		t.Errorf("when it has come: %v", err)
	}
	var left int
	if err := super.GetContext(t.Context(), &left, `SELECT count(since) FROM fangpin.head`); err != nil || left > 0 {
		t.Errorf("and %d go on as repaired, %v", left, err)
	}
}

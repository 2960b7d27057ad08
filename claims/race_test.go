package claims_test

import (
	"context"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"fangpin/claims"
	"fangpin/claims/claimstest"
	"fangpin/internal/fault"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/reports"
)

// TestManyAtOnce lets clerks file the same claims and others at the same time: each is filed once, and the numbers have no gap.
func TestManyAtOnce(t *testing.T) {
	o := claimstest.County(t)
	const batches, clerks = 4, 4
	var all [batches][]int64
	for i := range all {
		all[i] = o.Claims(t, 5, "income", claims.Reviewed)
	}
	by := o.Who(who.Clerk)
	var filed atomic.Int32
	var group sync.WaitGroup
	for i := range batches * clerks {
		group.Go(func() {
			err := o.Do(by, func(ctx context.Context, tx *pg.Tx) error { return claims.File(ctx, tx, all[i%batches]) })
			if err == nil {
				filed.Add(1)
			} else if fault.KindOf(err) != fault.Conflict {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if filed.Load() != batches {
		t.Errorf("%d batches were filed, want %d", filed.Load(), batches)
	}
	var last, count int
	o.Look(by, func(ctx context.Context, tx *pg.Tx) error {
		return tx.QueryRowxContext(ctx, `SELECT max(no), count(*) FROM filing WHERE county = $1`, tx.County).Scan(&last, &count)
	})
	if last != 5*batches || count != last {
		t.Errorf("%d filings, the last is no. %d", count, last)
	}
}

// Two clerks screen the same month at once: the claims are raised once.
func TestTwoScreenAtOnce(t *testing.T) {
	o := claimstest.County(t)
	for i, h := range o.Enrol(t, "低收入户", 3) {
		o.Report(t, "hospital", "2024-09", bill(h.HeadID, "2024-09-03", "30000.00", string(rune('a'+i))))
	}
	var raised atomic.Int32
	var group sync.WaitGroup
	by := o.Who(who.Clerk)
	for range 4 {
		group.Go(func() {
			err := o.Do(by, func(ctx context.Context, tx *pg.Tx) error {
				s, err := claims.Screen(ctx, tx, september)
				raised.Add(int32(len(s.Raised)))
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if raised.Load() != 3 {
		t.Errorf("%d claims were raised, want 3", raised.Load())
	}
}

// A claim is entrusted while a later screening has further rows for it: the screening waits, and leaves the claim as the adjuster got it.
func TestWhatIsBeingEntrustedIsNotJoined(t *testing.T) {
	o := claimstest.County(t)
	h := o.Enrol(t, "低收入户", 1)[0]
	o.Report(t, "hospital", "2024-09", bill(h.HeadID, "2024-09-03", "30000.00", "a"))
	raised := screenMonth(t, o, "2024-09").Raised
	o.Report(t, "hospital", "2024-09", bill(h.ChildID, "2024-09-02", "40000.00", "b"))
	assignments := o.Assignments(raised)

	tx, err := o.Begin(t.Context(), o.Who(who.Clerk))
	o.Must(err)
	defer func() { _ = tx.Rollback() }()
	o.Must(claims.Entrust(t.Context(), tx, assignments))
	done := make(chan claims.Screening, 1)
	go func() {
		var s claims.Screening
		err := o.Do(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) (err error) {
			s, err = claims.Screen(ctx, tx, september)
			return err
		})
		if err != nil {
			t.Error(err)
		}
		done <- s
	}()
	waitsOrEnds(t, o, done)
	o.Must(tx.Commit())
	if s := <-done; len(s.Joined)+len(s.Raised) != 0 || s.NotTaken != 1 {
		t.Errorf("screening %+v; want the further row left for the next month", s)
	}
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		rows, err := reports.Rows(ctx, tx, reports.RowFilter{Outcome: reports.NotTaken})
		if err == nil && (len(rows) != 1 || !strings.Contains(rows[0].Reason, "留待下月比对")) {
			t.Errorf("rows %+v", rows)
		}
		return err
	})
}

// waitsOrEnds returns when somebody waits for a lock, or the screening is over.
func waitsOrEnds(t *testing.T, o *claimstest.Office, done chan claims.Screening) {
	t.Helper()
	super := pgtest.Super(t)
	for waiting := 0; waiting == 0 && len(done) == 0; runtime.Gosched() {
		o.Must(super.GetContext(t.Context(), &waiting, `SELECT count(*) FROM pg_locks WHERE NOT granted`))
	}
}

// An adjuster leaves while cases are entrusted to them: either all of these are theirs and they are still here, or they are gone and have none.
func TestNothingIsEntrustedToWhoLeaves(t *testing.T) {
	o := claimstest.County(t)
	clerk, admin := o.Who(who.Clerk), o.Hire(who.SystemAdmin)
	const clients = 16
	for range 3 {
		leaving := o.Hire(who.Adjuster)
		ids := o.Claims(t, clients, "income", claims.Screened)
		var gone atomic.Int32
		var group sync.WaitGroup
		for i := range 2 * clients {
			group.Go(func() {
				err := o.Do(map[bool]who.Person{true: clerk, false: admin}[i%4 != 3], func(ctx context.Context, tx *pg.Tx) error {
					if i%4 != 3 {
						return claims.Entrust(ctx, tx, []claims.Assignment{{Claim: ids[i/2], Adjuster: leaving.ID}})
					}
					return staff.Disable(ctx, tx, leaving.ID, claims.Leave)
				})
				switch kind := fault.KindOf(err); {
				case err == nil && i%4 == 3:
					gone.Add(1)
				case err != nil && kind != fault.Conflict && kind != fault.Invalid:
					t.Errorf("client %d: %v", i, err)
				}
			})
		}
		group.Wait()
		var open []int64
		o.Look(clerk, func(ctx context.Context, tx *pg.Tx) (err error) {
			open, err = claims.IDs(ctx, tx, claims.InHand(leaving.ID))
			return err
		})
		if (gone.Load() == 1) == (len(open) > 0) || gone.Load() > 1 {
			t.Errorf("gone %d times, with %d cases in hand", gone.Load(), len(open))
		}
	}
}

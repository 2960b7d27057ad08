package claims_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"

	"fangpin/claims"
	"fangpin/claims/claimstest"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/who"
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

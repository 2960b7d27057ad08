package deed

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

// Single deeds beside the same inserts committed without one, at as many clients.
func BenchmarkSingleDeeds(b *testing.B) {
	for _, clients := range []int{1, 8, 32} {
		b.Run(fmt.Sprintf("clients=%d", clients), func(b *testing.B) {
			db := open(b)
			var id atomic.Int64
			raw := func() error {
				tx, err := db.Begin(b.Context(), clerk)
				if err != nil {
					return err
				}
				defer func() { _ = tx.Rollback() }()
				if err := takeOut(b.Context(), tx, id.Add(1)); err != nil {
					return err
				}
				return tx.Commit()
			}
			sealed := func() error { return do(b, db, id.Add(1)) }
			crowd(b, clients, clients, raw) // opens the connections
			b.ResetTimer()
			plain, deeds := crowd(b, clients, b.N, raw), crowd(b, clients, b.N, sealed)
			b.ReportMetric(float64(b.N)/plain.Seconds(), "raw/s")
			b.ReportMetric(float64(b.N)/deeds.Seconds(), "deeds/s")
			b.ReportMetric(100*plain.Seconds()/deeds.Seconds(), "%ofraw")
		})
	}
}

// crowd does n pieces of work with as many clients at once and answers how long all of them took.
func crowd(b *testing.B, clients, n int, work func() error) time.Duration {
	b.Helper()
	var left atomic.Int64
	left.Store(int64(n))
	var at sync.WaitGroup
	start := time.Now()
	for range clients {
		at.Go(func() {
			for left.Add(-1) >= 0 {
				if err := work(); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	at.Wait()
	return time.Since(start)
}

// A batch of 10,000 rows: one UPDATE of all of them, and the seal over them.
func BenchmarkBatchOf10000(b *testing.B) {
	db := open(b)
	ids := make([]int64, 10_000)
	for i := range ids {
		ids[i] = int64(i)
	}
	if err := do(b, db, ids...); err != nil {
		b.Fatal(err)
	}
	pgtest.Super(b).MustExecContext(b.Context(), `GRANT UPDATE ON fangpin.policy TO fangpin_app; ANALYZE fangpin.policy`)
	var updating, sealing time.Duration
	for b.Loop() {
		var updated time.Time
		start := time.Now()
		err := Do(b.Context(), db, clerk, func(tx *pg.Tx) error {
			tx.Perform("policy.reprice", "")
			tx.Cover("policy", ids...)
			_, err := tx.ExecContext(b.Context(), `UPDATE fangpin.policy SET per_head = per_head + 1 WHERE county = $1`, tx.County)
			updated = time.Now()
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
		updating += updated.Sub(start)
		sealing += time.Since(updated)
	}
	b.ReportMetric(float64(updating.Milliseconds())/float64(b.N), "ms/update")
	b.ReportMetric(float64(sealing.Milliseconds())/float64(b.N), "ms/seal")
}

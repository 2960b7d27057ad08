package pg_test

import (
	"strings"
	"testing"
	"time"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

// What takes too long ends by itself, and says that it took no effect.
func TestABoundedTransactionEnds(t *testing.T) {
	owner := pgtest.Owner(t)
	owner.MustExec(`CREATE TABLE public.held (n INT); INSERT INTO public.held VALUES (1)`)
	db := pgtest.As(t, pg.Owner)
	db.Bound(pg.Bounds{Statement: 300 * time.Millisecond, Lock: 100 * time.Millisecond, Idle: 200 * time.Millisecond, Turn: 100 * time.Millisecond, Deeds: 1})
	holder, err := owner.Beginx()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = holder.Rollback() }()
	holder.MustExec(`UPDATE public.held SET n = 2`)
	run := func(statement string) func(*pg.Tx) error {
		return func(tx *pg.Tx) error { _, err := tx.ExecContext(t.Context(), statement); return err }
	}
	for _, c := range []struct {
		name string
		try  func(*pg.Tx) error
		kind fault.Kind
		said string
	}{
		{"a statement", run(`SELECT pg_sleep(9)`), fault.Unavailable, "用时太长"},
		{"a wait for a row", run(`UPDATE public.held SET n = 3`), fault.Conflict, "他人正在处理"},
		{"a pause", func(tx *pg.Tx) error { // the server ends it, and the next statement hears of it
			var ended bool
			for wait := time.Now().Add(5 * time.Second); !ended && time.Now().Before(wait); {
				if err := owner.Get(&ended, `SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'
					AND pid NOT IN (SELECT pid FROM pg_locks WHERE relation = 'public.held'::REGCLASS))`); err != nil {
					return err
				}
			}
			return run(`SELECT 1`)(tx)
		}, fault.Unavailable, "没有生效"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := pg.Write(t.Context(), db, clerk, c.try)
			if fault.KindOf(err) != c.kind || !strings.Contains(fault.Message(err), c.said) {
				t.Errorf("said kind %d, %v", fault.KindOf(err), err)
			}
		})
	}
}

// Whoever only reads is answered while deeds wait, and whoever finds no place is told so.
func TestReadersAreAnsweredWhileDeedsWait(t *testing.T) {
	db := pgtest.Owner(t)
	db.Bound(pg.Bounds{Statement: time.Minute, Lock: time.Minute, Idle: time.Minute, Turn: 100 * time.Millisecond, Deeds: 1})
	inside, done, ended := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() {
		ended <- pg.Write(t.Context(), db, clerk, func(*pg.Tx) error {
			close(inside)
			<-done
			return nil
		})
	}()
	<-inside
	if err := pg.Read(t.Context(), db, clerk, func(tx *pg.Tx) error { var n int; return tx.Get(&n, `SELECT 1`) }); err != nil {
		t.Errorf("a reader was refused: %v", err)
	}
	err := pg.Write(t.Context(), db, clerk, func(*pg.Tx) error { return nil })
	if fault.KindOf(err) != fault.Unavailable || !strings.Contains(fault.Message(err), "请稍等") {
		t.Errorf("the second deed: %v", err)
	}
	close(done)
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if err := pg.Write(t.Context(), db, clerk, func(*pg.Tx) error { return nil }); err != nil {
		t.Errorf("after it: %v", err)
	}
}

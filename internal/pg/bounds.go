package pg

import (
	"context"
	"fmt"
	"time"

	"fangpin/internal/fault"
)

// Bounds are what one transaction of a pool may take, so that nobody waits for ever and a busy minute of deeds leaves room for who only reads.
type Bounds struct {
	Statement, Lock, Idle time.Duration // of one statement, of a wait for somebody else's row, between two statements
	Turn                  time.Duration // of the wait for a connection
	Outcome               time.Duration // of asking how a transaction ended of which no answer came
	Deeds                 int           // transactions that write at once; the other connections are the readers'
}

// Served are those of a program that serves pages. A month's largest file and list take well under a minute.
var Served = Bounds{Statement: 5 * time.Minute, Lock: 30 * time.Second, Idle: 5 * time.Minute, Turn: 20 * time.Second,
	Outcome: outcome, Deeds: maxOpen * 2 / 3}

// bounds are Bounds at work.
type bounds struct {
	said         string // the settings of a transaction, as SQL
	turn, asks   time.Duration
	deeds, alike chan struct{} // a place of each that writes, and of each at all
}

// Bound bounds the pool's transactions from now on.
func (db *DB) Bound(b Bounds) {
	db.bounds = bounds{
		said: fmt.Sprintf(`; SET LOCAL statement_timeout = %d; SET LOCAL lock_timeout = %d; SET LOCAL idle_in_transaction_session_timeout = %d`,
			b.Statement.Milliseconds(), b.Lock.Milliseconds(), b.Idle.Milliseconds()),
		turn: b.Turn, asks: b.Outcome, deeds: make(chan struct{}, b.Deeds), alike: make(chan struct{}, maxOpen),
	}
}

// errBusy is the answer to whoever found no connection free.
var errBusy = fault.Unavailablef("现在办理的人太多，本次没有生效，请稍等片刻再试")

// enter waits for a place, and answers what gives it back.
func (b bounds) enter(ctx context.Context, places chan struct{}) (leave func(), err error) {
	if places == nil {
		return func() {}, nil
	}
	late := time.NewTimer(b.turn)
	defer late.Stop()
	select {
	case places <- struct{}{}:
		return func() { <-places }, nil
	case <-late.C:
		return nil, errBusy
	case <-ctx.Done():
		return nil, Fault(context.Cause(ctx))
	}
}

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
	County                int           // transactions at once that each county has at least
}

// Served are those of a program that serves pages. A month's largest file and list take well under a minute.
var Served = Bounds{Statement: 5 * time.Minute, Lock: 30 * time.Second, Idle: 5 * time.Minute, Turn: 20 * time.Second,
	Outcome: outcome, Deeds: maxOpen * 2 / 3, County: least}

// bounds are Bounds at work.
type bounds struct {
	said       string // the settings of a transaction, as SQL
	turn, asks time.Duration
	county     int
	places
}

// places are held by the transactions that run: one by each, and one more by each that writes.
type places struct{ alike, deeds chan struct{} }

// placesFor is room for n at once, of which a third is left to who only reads.
func placesFor(n int) places {
	return places{alike: make(chan struct{}, n), deeds: make(chan struct{}, max(1, n*2/3))}
}

// Bound bounds the pool's transactions from now on, once; the pools of counties are opened anew, each with its share.
func (db *DB) Bound(b Bounds) {
	if db.bounds.alike != nil {
		return
	}
	if db.pools != nil {
		db.pools.Lock()
		defer db.pools.Unlock()
		for _, p := range db.pools.of {
			_ = p.Close()
		}
		clear(db.pools.of)
	}
	db.bounds = bounds{
		said: fmt.Sprintf(`; SET LOCAL statement_timeout = %d; SET LOCAL lock_timeout = %d; SET LOCAL idle_in_transaction_session_timeout = %d`,
			b.Statement.Milliseconds(), b.Lock.Milliseconds(), b.Idle.Milliseconds()),
		turn: b.Turn, asks: b.Outcome, county: b.County, places: places{alike: make(chan struct{}, maxOpen), deeds: make(chan struct{}, b.Deeds)},
	}
}

// errBusy is the answer to whoever found no connection free.
var errBusy = fault.Unavailablef("现在办理的人太多，本次没有生效，请稍等片刻再试")

// enter waits until the transaction may begin, in its county first, so that whoever waits there keeps no other county waiting. It answers
// what gives the places back.
func (db *DB) enter(ctx context.Context, code string, which func(places) chan struct{}) (leave func(), err error) {
	own, err := db.to(ctx, code)
	if err != nil {
		return nil, err
	}
	var held []chan struct{}
	leave = func() {
		for _, h := range held {
			<-h
		}
	}
	late := time.NewTimer(db.bounds.turn)
	defer late.Stop()
	for _, c := range []chan struct{}{which(own.places), which(db.bounds.places)} {
		if c == nil {
			continue
		}
		select {
		case c <- struct{}{}:
			held = append(held, c)
			continue
		case <-late.C:
			err = errBusy
		case <-ctx.Done():
			err = Fault(context.Cause(ctx))
		}
		leave()
		return nil, err
	}
	return leave, nil
}

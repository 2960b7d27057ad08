package signin

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"time"

	"fangpin/internal/fault"
)

// maxTurns is how many passwords are hashed at once at most, whoever asks: more than processors would be no quicker, and each takes its
// memory. Sixteen is well below the database's connections, one of which each turn uses, and bounds the memory to some 300 MiB.
const maxTurns = 16

// patience is how long a person waits for a turn before being told to come again; a test makes it short.
var patience = 5 * time.Second

const (
	longestLine  = 64  // who may wait from one place: an office's morning behind one address
	longestQueue = 512 // and from all places together
)

// errBusy is the answer to whoever waited for a turn in vain.
var errBusy = fault.Blockedf("登录繁忙，请稍后再试")

// lane is where somebody waits for a turn.
type lane struct {
	Known bool   // who signed in with this browser before, or is in: they go before all others
	From  string // the browser or the network that they come from; of each, one has a turn after the other
}

// inside is the lane of who is in and does something that takes hashing.
var inside = lane{Known: true}

// turn waits for a place among the hashing, for a while. Who got one gives it back by calling done.
func turn(ctx context.Context, l lane) (done func(), err error) {
	called, ok := hashing.join(l)
	if !ok {
		return nil, errBusy
	}
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case <-called:
		return hashing.next, nil
	case <-late.C:
		err = errBusy
	case <-ctx.Done():
		err = ctx.Err()
	}
	if !hashing.leave(l, called) {
		hashing.next() // called just now: the turn is the next one's
	}
	return nil, err
}

// hashing is the whole program's, whatever its counties.
var hashing = newTurns(min(runtime.GOMAXPROCS(0), maxTurns))

// turns are given out: first to the known, in either queue to one place after the other.
type turns struct {
	sync.Mutex
	free             int
	known, strangers queue
}

func newTurns(n int) *turns {
	return &turns{free: n, known: queue{lines: map[string]line{}}, strangers: queue{lines: map[string]line{}}}
}

// queue is who waits, by where they come from.
type queue struct {
	lines   map[string]line
	around  []string // where somebody waits, the next first
	waiting int
}

// line is who waits from one place, the first first: each is called by closing the channel.
type line []chan struct{}

func (t *turns) of(l lane) *queue {
	if l.Known {
		return &t.known
	}
	return &t.strangers
}

// join takes a turn that is free, or a place in the queue, unless it is full.
func (t *turns) join(l lane) (called chan struct{}, ok bool) {
	t.Lock()
	defer t.Unlock()
	called = make(chan struct{})
	if t.free > 0 {
		t.free--
		close(called)
		return called, true
	}
	q := t.of(l)
	if q.waiting >= longestQueue || len(q.lines[l.From]) >= longestLine {
		return nil, false
	}
	if len(q.lines[l.From]) == 0 {
		q.around = append(q.around, l.From)
	}
	q.lines[l.From] = append(q.lines[l.From], called)
	q.waiting++
	return called, true
}

// next hands a turn that was given back to whoever is first.
func (t *turns) next() {
	t.Lock()
	defer t.Unlock()
	for _, q := range []*queue{&t.known, &t.strangers} {
		if len(q.around) == 0 {
			continue
		}
		from := q.around[0]
		q.around = q.around[1:]
		close(q.lines[from][0])
		q.drop(from, 0)
		if len(q.lines[from]) > 0 {
			q.around = append(q.around, from)
		}
		return
	}
	t.free++
}

// leave gives up a place in the queue; false where it was called already.
func (t *turns) leave(l lane, called chan struct{}) bool {
	t.Lock()
	defer t.Unlock()
	q := t.of(l)
	i := slices.Index(q.lines[l.From], called)
	if i < 0 {
		return false
	}
	q.drop(l.From, i)
	if len(q.lines[l.From]) == 0 {
		q.around = slices.DeleteFunc(q.around, func(from string) bool { return from == l.From })
	}
	return true
}

// drop takes one out of a line.
func (q *queue) drop(from string, i int) {
	q.waiting--
	if q.lines[from] = slices.Delete(q.lines[from], i, i+1); len(q.lines[from]) == 0 {
		delete(q.lines, from)
	}
}

package kit

import (
	"context"
	"sync"
	"time"

	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
)

// Steps at once at the gate, of everybody and of one person, and how long one waits for a turn.
const (
	knockers  = 24
	ofOne     = 4
	queueTime = 10 * time.Second
)

// turns are the steps under way at the gate: so many at once, and of one person so many that they keep nobody else waiting.
type turns struct {
	sync.Mutex
	all   int
	of    map[int64]int // by person
	freed chan struct{} // closed when a turn is given back
}

func newTurns() *turns { return &turns{of: map[int64]int{}, freed: make(chan struct{})} }

// take waits for a turn of a person's, and refuses when none is free for long.
func (t *turns) take(ctx context.Context, p who.Person) error {
	late := time.After(queueTime)
	for {
		freed, refused := t.tryTake(p)
		if refused == nil {
			return nil
		}
		select {
		case <-freed:
		case <-late:
			return refused
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// tryTake takes a turn if one is free, or says why none is, and what to wait for.
func (t *turns) tryTake(p who.Person) (freed <-chan struct{}, refused error) {
	t.Lock()
	defer t.Unlock()
	switch {
	case t.of[p.ID] == ofOne:
		return t.freed, fault.Blockedf("您已有 %d 项正在办理，本次没有生效，请等其中一项办完再试", ofOne)
	case t.all == knockers:
		return t.freed, fault.Unavailablef("同时办理的人太多，本次没有生效，请稍后再试")
	}
	t.all++
	t.of[p.ID]++
	return nil, nil
}

func (t *turns) giveBack(p who.Person) {
	t.Lock()
	defer t.Unlock()
	t.all--
	if t.of[p.ID]--; t.of[p.ID] == 0 {
		delete(t.of, p.ID)
	}
	close(t.freed)
	t.freed = make(chan struct{})
}

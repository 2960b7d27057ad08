package webtest

import (
	"sync"
	"time"
)

// Clock stands where a test puts it, and goes on from there.
type Clock struct {
	mu   sync.Mutex
	at   time.Time
	from time.Time // when it was put there
}

func (c *Clock) Put(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at, c.from = at, time.Now()
}

func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at.Add(time.Since(c.from))
}

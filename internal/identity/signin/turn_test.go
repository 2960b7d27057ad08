package signin

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"fangpin/internal/fault"
)

// crowded takes every turn, until given back.
func crowded(t *testing.T) (back func()) {
	t.Helper()
	var held []func()
	for hashing.free > 0 {
		done, err := turn(t.Context(), inside)
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, done)
	}
	return func() {
		for _, done := range held {
			done()
		}
	}
}

// Who waits for a turn is told, after a while, to come again.
func TestWaitingEndsAfterAWhile(t *testing.T) {
	back, was := crowded(t), patience
	patience = 0
	defer func() { patience = was }()
	_, err := turn(t.Context(), lane{From: "192.0.2.7"})
	if fault.KindOf(err) != fault.Blocked || fault.Message(err) != "登录繁忙，请稍后再试" {
		t.Error(err)
	}
	back()
}

// Who waits for a turn gives up with the request.
func TestWaitingEndsWithTheRequest(t *testing.T) {
	back := crowded(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := turn(ctx, lane{}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	back()
	if done, err := turn(t.Context(), lane{}); err != nil {
		t.Error(err)
	} else {
		done()
	}
}

// waits joins and fails the test if there was no place to wait.
func (q *turns) waits(t *testing.T, l lane) chan struct{} {
	t.Helper()
	called, ok := q.join(l)
	if !ok {
		t.Fatalf("%+v is turned away", l)
	}
	return called
}

// Whoever was here before goes first; of the rest, one place after the other, however many wait at one of them.
func TestWhoIsNext(t *testing.T) {
	q := newTurns(1)
	q.waits(t, lane{From: "a"}) // hashes
	var order []string
	called := map[string]chan struct{}{}
	for _, one := range []struct {
		name string
		lane
	}{
		{"a1", lane{From: "a"}}, {"a2", lane{From: "a"}}, {"a3", lane{From: "a"}}, {"b1", lane{From: "b"}}, {"b2", lane{From: "b"}},
		{"c1", lane{From: "c"}}, {"d1", lane{true, "d"}}, {"d2", lane{true, "d"}}, {"e1", lane{true, "e"}},
	} {
		called[one.name] = q.waits(t, one.lane)
	}
	if !q.leave(lane{From: "a"}, called["a2"]) {
		t.Error("a2 cannot leave")
	}
	delete(called, "a2")
	for range 8 {
		q.next()
		for name, c := range called {
			select {
			case <-c:
				order = append(order, name)
				delete(called, name)
			default:
			}
		}
	}
	if want := []string{"d1", "e1", "d2", "a1", "b1", "c1", "a3", "b2"}; !slices.Equal(order, want) {
		t.Errorf("%v, want %v", order, want)
	}
	if q.next(); q.free != 1 {
		t.Errorf("%d turns are free", q.free)
	}
}

// Nobody waits without end: one place has so many waiting, and all places together.
func TestTheQueueIsBounded(t *testing.T) {
	q := newTurns(0)
	for range longestLine {
		q.waits(t, lane{From: "a"})
	}
	if _, ok := q.join(lane{From: "a"}); ok {
		t.Error("one place has the whole queue")
	}
	for i := range longestQueue - longestLine {
		q.waits(t, lane{From: fmt.Sprint(i)})
	}
	if _, ok := q.join(lane{From: "b"}); ok {
		t.Error("the queue has no end")
	}
	q.waits(t, lane{true, "d"}) // whom no stranger keeps out
}

// Whatever comes and goes, a turn is neither lost nor given twice.
func TestNoTurnIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q, n := newTurns(2), 0
		waiting := map[chan struct{}]lane{}
		for _, step := range rapid.SliceOfN(rapid.IntRange(0, 8), 1, 60).Draw(t, "steps") {
			switch {
			case step < 4:
				l := lane{step%2 == 0, fmt.Sprint(step)}
				if called, ok := q.join(l); ok {
					waiting[called] = l
				}
			case step < 7:
				if n > 0 {
					q.next()
					n--
				}
			default:
				for called, l := range waiting {
					if q.leave(l, called) {
						delete(waiting, called)
					}
					break
				}
			}
			for called := range waiting {
				select {
				case <-called:
					n++
					delete(waiting, called)
				default:
				}
			}
			if n+q.free != 2 || q.known.waiting+q.strangers.waiting != len(waiting) || q.free > 0 && len(waiting) > 0 {
				t.Fatalf("%d hash, %d turns are free, %d wait", n, q.free, len(waiting))
			}
		}
	})
}

// Under many at once each gets a turn, and no more at once than there are.
func TestTurnsAtOnce(t *testing.T) {
	var people sync.WaitGroup
	var mu sync.Mutex
	now, most := 0, 0
	for i := range 100 {
		people.Go(func() {
			done, err := turn(t.Context(), lane{i%3 == 0, fmt.Sprint(i % 7)})
			if err != nil {
				t.Error(err)
				return
			}
			defer done()
			mu.Lock()
			now++
			most = max(most, now)
			mu.Unlock()
			mu.Lock()
			now--
			mu.Unlock()
		})
	}
	people.Wait()
	if hashing.free == 0 || most > hashing.free {
		t.Errorf("%d at once, %d turns are free", most, hashing.free)
	}
}

// How long a login waits after so many failures from one place, and what strangers bring about.
func TestALockByItsEdges(t *testing.T) {
	p := OWASP()
	now := time.Date(2024, 9, 9, 1, 0, 0, 0, time.UTC)
	here, elsewhere, device := origin{Address: "192.0.2.7"}, origin{Address: "2001:db8::1"}, origin{Device: 7}
	line := func(o Outcome, from origin, ago time.Duration) attempt {
		return attempt{At: now.Add(-ago), Outcome: o, Network: Network(from.Address), Device: from.Device}
	}
	for _, c := range []struct {
		fails int
		wait  time.Duration
	}{{5, 15 * time.Minute}, {6, 30 * time.Minute}, {7, time.Hour}, {8, 2 * time.Hour}, {11, 16 * time.Hour}, {12, day}, {19, day}} {
		for _, from := range []origin{here, device} {
			for _, ago := range []time.Duration{0, c.wait - time.Second, c.wait} {
				past := slices.Repeat([]attempt{line(Wrong, from, ago)}, c.fails)
				if got, want := p.refuses(past, from, now) != nil, ago < c.wait; got != want {
					t.Errorf("%d failures %s ago from %+v: refused %t", c.fails, ago, from, got)
				}
			}
		}
	}
	few, many := slices.Repeat([]attempt{line(WrongCode, here, 0)}, 4), slices.Repeat([]attempt{line(Wrong, elsewhere, time.Hour)}, 20)
	for what, c := range map[string]struct {
		past []attempt
		from origin
		want bool
	}{
		"four":                              {few, here, false},
		"five, then in":                     {append([]attempt{line(In, here, 0)}, slices.Repeat(few, 2)...), here, false},
		"five, then in elsewhere":           {append([]attempt{line(In, elsewhere, 0)}, slices.Repeat(few, 2)...), here, true},
		"five, then in with a device":       {append([]attempt{line(In, device, 0)}, slices.Repeat(few, 2)...), here, true},
		"five, then unlocked":               {append([]attempt{line(Unlocked, origin{}, 0)}, slices.Repeat(few, 2)...), here, false},
		"five, then reset":                  {append([]attempt{line(WasReset, origin{}, 0)}, slices.Repeat(few, 2)...), here, false},
		"twenty elsewhere":                  {many, here, true},
		"nineteen elsewhere":                {many[:19], here, false},
		"twenty elsewhere, in with it":      {append([]attempt{line(In, here, 0)}, many...), here, true},
		"twenty elsewhere, with a device":   {many, device, false},
		"twenty by a device, by a stranger": {slices.Repeat([]attempt{line(Wrong, device, 0)}, 20), here, false},
		"of another device":                 {slices.Repeat([]attempt{line(Wrong, origin{Device: 8}, 0)}, 20), device, false},
		"the same half of the line":         {slices.Repeat([]attempt{line(Wrong, elsewhere, 0)}, 5), origin{Address: "2001:db8::2"}, true},
	} {
		if got := p.refuses(c.past, c.from, now) != nil; got != c.want {
			t.Errorf("%s: refused %t, want %t", what, got, c.want)
		}
	}
}

func TestWhatStrangersAreCountedBy(t *testing.T) {
	for address, want := range map[string]string{
		"203.0.113.9": "203.0.113.9", "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64", "2001:db8:1:2::": "2001:db8:1:2::/64", "2001:db8:1:3::1": "2001:db8:1:3::/64", "": "",
	} {
		if got := Network(address); got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
}

package kit

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
)

// One person's many steps wait for each other and for nobody else; all together are so many at once; a turn given back is somebody's at once.
func TestTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns, busy := newTurns(), who.Person{ID: 1}
		for range ofOne {
			if err := turns.take(t.Context(), busy); err != nil {
				t.Fatal(err)
			}
		}
		if err := turns.take(t.Context(), busy); fault.KindOf(err) != fault.Blocked || !strings.Contains(fault.Message(err), "您已有 4 项正在办理") {
			t.Errorf("one too many of one person: %v", err)
		}
		for id := range int64(knockers - ofOne) {
			if err := turns.take(t.Context(), who.Person{ID: 10 + id}); err != nil {
				t.Errorf("person %d: %v", 10+id, err)
			}
		}
		began := time.Now()
		err := turns.take(t.Context(), who.Person{ID: 2})
		if fault.KindOf(err) != fault.Unavailable || !strings.Contains(fault.Message(err), "同时办理的人太多") || time.Since(began) != queueTime {
			t.Errorf("one too many: %v after %v", err, time.Since(began))
		}
		got := make(chan error)
		go func() { got <- turns.take(t.Context(), who.Person{ID: 2}) }()
		synctest.Wait()
		turns.giveBack(busy)
		if err := <-got; err != nil || time.Since(began) != queueTime {
			t.Errorf("a turn that is free: %v", err)
		}
		gone, leave := context.WithCancel(t.Context())
		leave()
		if err := turns.take(gone, who.Person{ID: 3}); !errors.Is(err, context.Canceled) {
			t.Errorf("whoever has gone: %v", err)
		}
		turns.giveBack(busy)
		if len(turns.of) != 1+knockers-ofOne+1 || turns.all != knockers-1 {
			t.Errorf("%d turns of %d people", turns.all, len(turns.of))
		}
	})
}

// knocks is what the gate answers to a form of a house whose one step is this.
func knocks(t *testing.T, step Handler) func() *httptest.ResponseRecorder {
	t.Helper()
	h := &House{Routes: []Route{{Method: http.MethodPost, Path: "/step", Open: true, Gated: true, Serve: step}}}
	h.read.Do(func() {}) // it has no pages: what it says is said plainly
	gate, err := h.AtGate(&Site{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return func() *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/step", strings.NewReader("a=b"))
		r.Header.Set(handed, "10.0.0.1")
		w := httptest.NewRecorder()
		gate.ServeHTTP(w, r)
		return w
	}
}

// A step that takes too long is ended, and nobody is told that it did not take effect; whoever finds no turn is told that theirs did not.
func TestAStepThatTakesTooLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		knock := knocks(t, func(r *Request) error {
			<-r.Context().Done()
			return r.Context().Err()
		})
		answers := make(chan *httptest.ResponseRecorder, ofOne)
		began := time.Now()
		for range ofOne {
			go func() { answers <- knock() }()
		}
		synctest.Wait()
		if w := knock(); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "本次没有生效") || time.Since(began) != queueTime {
			t.Errorf("no turn: %d %s after %v", w.Code, w.Body, time.Since(began))
		}
		for range ofOne {
			if w := <-answers; w.Code != http.StatusBadGateway || !strings.Contains(w.Body.String(), "不能断定没有生效") || strings.Contains(w.Body.String(), "本次没有生效") {
				t.Errorf("too slow: %d %s", w.Code, w.Body)
			}
		}
		if took := time.Since(began); took != knockTime {
			t.Errorf("it is ended after %v", took)
		}
	})
}

package stafftest

import (
	"errors"
	"sync"
	"testing"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"

	"fangpin/internal/fault"
)

// Clients is how many act in a race.
const Clients = 32

// AtOnce lets 32 clients act at once and answers how many won. Whoever loses is told so by a fault, and nobody by a deadlock.
func AtOnce(t testing.TB, act func(i int) error) (won int) {
	t.Helper()
	ready, errs := make(chan struct{}), make([]error, Clients)
	var group sync.WaitGroup
	for i := range Clients {
		group.Go(func() {
			<-ready
			errs[i] = act(i)
		})
	}
	close(ready)
	group.Wait()
	for i, err := range errs {
		refused, ok := errors.AsType[*pq.Error](err)
		switch {
		case err == nil:
			won++
		case fault.KindOf(err) == fault.Internal || ok && refused.Code == pqerror.TRDeadlockDetected:
			t.Errorf("client %d: %v", i, err)
		}
	}
	return won
}

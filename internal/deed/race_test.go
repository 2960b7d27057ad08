package deed

import (
	"fmt"
	"sync"
	"testing"

	"fangpin/internal/pg/pgtest"
)

// Leaves are gapless at every moment somebody looks, so they are numbered in the order of commit.
func TestManyClientsRacingForTheHeadLeaveNoGap(t *testing.T) {
	const clients, each = 32, 10
	db, super := open(t), pgtest.Super(t)
	var racing sync.WaitGroup
	for c := range clients {
		racing.Go(func() {
			for i := range each {
				if err := do(t, db, int64(c*each+i)); err != nil {
					t.Errorf("client %d: %v", c, err)
				}
			}
		})
	}
	done, watched := make(chan struct{}), make(chan error, 1)
	go func() {
		for {
			var n, next int64
			err := super.QueryRowContext(t.Context(), `SELECT COUNT(*), COALESCE(MAX(leaf) + 1, 0) FROM fangpin.deed`).Scan(&n, &next)
			if err == nil && n != next {
				err = fmt.Errorf("%d deeds, the next leaf is %d", n, next)
			}
			select {
			case <-done:
				watched <- err
				return
			default:
			}
			if err != nil {
				watched <- err
				return
			}
		}
	}()
	racing.Wait()
	close(done)
	if err := <-watched; err != nil {
		t.Error(err)
	}
	all := deeds(t)
	if len(all) != clients*each {
		t.Errorf("%d deeds, want %d", len(all), clients*each)
	}
	for i := 1; i < len(all); i++ {
		if all[i].LeafAt.Before(all[i-1].LeafAt) {
			t.Errorf("leaf %d is dated before the leaf before it", all[i].Leaf)
		}
	}
}

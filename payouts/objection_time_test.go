package payouts_test

import (
	"testing"
	"time"

	"fangpin/internal/identity/who"
)

// An objection that comes while its payout is being cleared is received after that, and not before by its own word: whoever cleared
// the payout did not pass it over.
func TestAnObjectionIsReceivedWhenItsPayoutIsHeld(t *testing.T) {
	f := newFort(t)
	clearing, err := f.Begin(t.Context(), f.Who(who.Clerk))
	f.Must(err)
	defer func() { _ = clearing.Rollback() }()
	_, err = clearing.ExecContext(t.Context(), f.say(`SELECT payout_clear(:c, '{:announced}', :clerk)`))
	f.Must(err)
	received := make(chan error)
	go func() {
		tx, err := f.Begin(t.Context(), f.Who(who.Village))
		if err == nil {
			if _, err = tx.ExecContext(t.Context(), f.say(objecting+`:announced, '不符', :day, :clerk, '')`)); err == nil {
				err = tx.Commit()
			}
			_ = tx.Rollback()
		}
		received <- err
	}()
	for deadline := time.Now().Add(time.Minute); f.scalar(`SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%payout_object%'`) == 0; {
		if time.Now().After(deadline) {
			t.Fatal("the objection does not wait for the clearing")
		}
		time.Sleep(10 * time.Millisecond)
	}
	f.Must(clearing.Commit())
	f.Must(<-received)
	if n := f.scalar(`SELECT count(*) FROM fangpin.objection o JOIN fangpin.clearance x USING (payout) WHERE o.payout = :announced AND o.received_at < x.cleared_at`); n > 0 {
		t.Error("an objection was there, by its own word, before its payout was cleared")
	}
}

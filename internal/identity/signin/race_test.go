package signin_test

import (
	"context"
	"sync"
	"testing"

	"fangpin/internal/fault"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/who"
	"fangpin/internal/passkey/passkeytest"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

// Whoever signs in by the password of before, while it is reset, is out when it is over; a key leads to a new password.
func TestASignInAndAResetDoNotCross(t *testing.T) {
	d := offering(t)
	signin.Patient(t)
	for _, end := range []string{"reset", "end"} {
		clerk, key := d.enrol(who.Clerk, "clerk-"+end), passkeytest.New(t, keysAt)
		d.Must(d.makes(clerk, key))
		security := d.Hire(who.SecurityAdmin)
		verb := map[string]func(context.Context, *pg.Tx) error{
			"reset": d.resetting(clerk), "end": func(ctx context.Context, tx *pg.Tx) error { return d.End(ctx, tx, clerk.ID) },
		}[end]
		var racing sync.WaitGroup
		ready, at := make(chan struct{}), make([]error, 32)
		for i := range at {
			racing.Go(func() {
				<-ready
				switch {
				case i == 11:
					at[i] = d.Do(security, verb)
				case i%2 == 0:
					_, _, at[i] = d.enter("clerk-"+end, password)
				default:
					over, ticket, _ := d.BeginEntry()
					_, _, at[i] = d.EnterByPasskey(t.Context(), ticket, key.Sign(over), here)
				}
			})
		}
		close(ready)
		racing.Wait()
		for i, err := range at {
			if i == 11 && err != nil || i%2 == 1 && err != nil || fault.KindOf(err) != fault.Forbidden && fault.KindOf(err) != fault.Blocked && err != nil {
				t.Errorf("%s, client %d: %v", end, i, err)
			}
		}
		var stale int
		d.Must(pgtest.Super(t).Get(&stale, `
			SELECT count(*) FROM fangpin.session s JOIN fangpin.signin_log l ON l.session = s.token
			WHERE s.staff = $1 AND s.ended_at IS NULL AND s.state = 'full'
			  AND l.n < (SELECT n FROM fangpin.signin_log WHERE staff = $1 AND outcome IN ('reset', 'ended'))`, clerk.ID))
		if stale != 0 {
			t.Errorf("%s: %d sessions of before are left", end, stale)
		}
	}
}

// What was read of a credential before it was changed is not written over the change.
func TestNoChangeOfACredentialIsLost(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	clerk := d.enrol(who.Clerk, "wangfang")
	d.Refused(pg.Write(t.Context(), d.Office.DB, clerk, func(tx *pg.Tx) error {
		keep, err := d.Read(t.Context(), tx, "wangfang")
		if err != nil {
			return err
		}
		d.Must(d.change("wangfang", password, nth(1)))
		return keep()
	}), fault.Conflict)
	_, _, err := d.enter("wangfang", nth(1))
	d.Must(err)
}

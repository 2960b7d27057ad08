package signin_test

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"testing"

	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

var cheap = signin.Cost{Memory: 8, Time: 1, Threads: 1}

// Whoever is refused was hashed for once, at the same cost, be they known or not: the time tells no names.
func TestEveryRefusalHashesOnce(t *testing.T) {
	o := stafftest.New(t)
	a := &signin.Auth{DB: o.DB, Keys: o.Keys, Policy: signin.OWASP(), Cost: cheap}
	clerk := o.Hire(who.Clerk)
	o.Must(o.Do(o.Admin(), func(ctx context.Context, tx *pg.Tx) error {
		return a.Enrol(ctx, tx, signin.Known{Staff: clerk.ID, Login: "wangfang", Password: "Tielu-Daoban7-qiu"})
	}))
	for _, login := range []string{"wangfang", "nobody", "王芳", ""} {
		calls, _ := signin.Watched(t, func() {
			if _, _, err := a.Enter(t.Context(), signin.Attempt{County: stafftest.County, Login: login, Password: "x"}); !errors.Is(err, signin.ErrWrong) {
				t.Errorf("%q: %v", login, err)
			}
		})
		if calls != 1 {
			t.Errorf("%q was hashed for %d times", login, calls)
		}
	}
	calls, _ := signin.Watched(t, func() {
		_, _, err := a.Enter(t.Context(), signin.Attempt{County: stafftest.County, Login: "wangfang", Password: "Tielu-Daoban7-qiu"})
		o.Must(err)
	})
	if calls != 1 {
		t.Errorf("who is let in was hashed for %d times", calls)
	}
	if nobody, err := signin.Nobodys(a.Cost); err != nil || nobody != cheap {
		t.Errorf("nobody costs %+v, %v", nobody, err)
	}
}

// A password that was hashed at another cost is hashed anew when it is next known, once.
func TestACostIsRaised(t *testing.T) {
	o := stafftest.New(t)
	a := &signin.Auth{DB: o.DB, Keys: o.Keys, Policy: signin.OWASP(), Cost: cheap}
	clerk := o.Hire(who.Clerk)
	o.Must(o.Do(o.Admin(), func(ctx context.Context, tx *pg.Tx) error {
		return a.Enrol(ctx, tx, signin.Known{Staff: clerk.ID, Login: "wangfang", Password: "Tielu-Daoban7-qiu"})
	}))
	a.Cost.Time = 2
	for _, want := range []int32{2, 1} {
		calls, _ := signin.Watched(t, func() {
			_, _, err := a.Enter(t.Context(), signin.Attempt{County: stafftest.County, Login: "wangfang", Password: "Tielu-Daoban7-qiu"})
			o.Must(err)
		})
		if calls != want {
			t.Errorf("hashed %d times, want %d", calls, want)
		}
	}
}

func TestHashingIsBounded(t *testing.T) {
	o := stafftest.New(t)
	a := &signin.Auth{DB: o.DB, Keys: o.Keys, Policy: signin.OWASP(), Cost: cheap}
	calls, atOnce := signin.Watched(t, func() {
		var people sync.WaitGroup
		for i := range 40 {
			people.Go(func() {
				_, _, _ = a.Enter(t.Context(), signin.Attempt{County: stafftest.County, Login: "user" + string(rune('a'+i)), Password: "x"})
			})
		}
		people.Wait()
	})
	if most := min(runtime.GOMAXPROCS(0), signin.MaxTurns); calls != 40 || int(atOnce) > most {
		t.Errorf("%d hashed, %d at once of at most %d", calls, atOnce, most)
	}
}

package signin

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"golang.org/x/crypto/argon2"
	"pgregory.net/rapid"

	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

var cheap = Cost{Memory: 8, Time: 1, Threads: 1}

func TestAHashKnowsItsPassword(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		password, other := rapid.String().Draw(t, "password"), rapid.String().Draw(t, "other")
		cost := Cost{rapid.Uint32Range(8, 64).Draw(t, "memory"), rapid.Uint32Range(1, 3).Draw(t, "time"), uint8(rapid.IntRange(1, 4).Draw(t, "threads"))}
		hash := cost.hash(canonical(password))
		if right, err := matches(hash, canonical(password)); err != nil || !right {
			t.Errorf("%q, %s: %t, %v", password, hash, right, err)
		}
		same := string(canonical(password)) == string(canonical(other))
		if right, err := matches(hash, canonical(other)); err != nil || right != same {
			t.Errorf("%q for %q: %t, %v", other, password, right, err)
		}
		if hash == cost.hash(canonical(password)) {
			t.Error("two hashes of a password are alike")
		}
		if right, err := matches(cost.nobody(), canonical(password)); err != nil || right {
			t.Errorf("nobody's password is %q: %v", password, err)
		}
	})
}

func TestTheDefaultCostIsAtLeastOWASPs(t *testing.T) {
	hash := (Cost{}).orDefault().hash([]byte("x"))
	if !strings.HasPrefix(hash, "$hmac-argon2id$v=19$m=19456,t=2,p=1$") {
		t.Error(hash)
	}
}

func TestAHashThatIsNone(t *testing.T) {
	for _, hash := range []string{
		"", "x", "$argon2id$v=19$m=8,t=1,p=1$AAAA", "$argon2i$v=19$m=8,t=1,p=1$AAAA$AAAA", "$argon2id$v=16$m=8,t=1,p=1$AAAA$AAAA",
		"$argon2id$v=19$m=8,t=0,p=1$AAAA$AAAA", "$argon2id$v=19$m=8,t=1,p=0$AAAA$AAAA", "$argon2id$v=19$m=8,t=1,p=1$!$AAAA", "$argon2id$v=19$m=8,t=1,p=1$AAAA$!",
	} {
		if right, err := matches(hash, []byte("x")); err == nil || right {
			t.Errorf("%q: %t", hash, right)
		}
	}
}

// watched counts the hashing that fn does, all told and at once.
func watched(t *testing.T, fn func()) (calls, atOnce int32) {
	t.Helper()
	var running, most, total atomic.Int32
	derive = func(password, salt []byte, time, memory uint32, threads uint8, keyLen uint32) []byte {
		total.Add(1)
		now := running.Add(1)
		defer running.Add(-1)
		for was := most.Load(); now > was && !most.CompareAndSwap(was, now); was = most.Load() {
		}
		return argon2.IDKey(password, salt, time, memory, threads, keyLen)
	}
	defer func() { derive = argon2.IDKey }()
	fn()
	return total.Load(), most.Load()
}

// Whoever is refused was hashed for once, at the same cost, be they known or not: the time tells no names.
func TestEveryRefusalHashesOnce(t *testing.T) {
	o := stafftest.New(t)
	a := &Auth{DB: o.DB, Keys: o.Keys, Policy: OWASP(), Cost: cheap}
	clerk := o.Hire(who.Clerk)
	o.Must(o.Do(o.Admin(), func(ctx context.Context, tx *pg.Tx) error {
		return a.Enrol(ctx, tx, Known{Staff: clerk.ID, Login: "wangfang", Password: "Tielu-Daoban7-qiu"})
	}))
	for _, login := range []string{"wangfang", "nobody", "王芳", ""} {
		calls, _ := watched(t, func() {
			if _, _, err := a.Enter(t.Context(), Attempt{County: stafftest.County, Login: login, Password: "x"}); !errors.Is(err, ErrWrong) {
				t.Errorf("%q: %v", login, err)
			}
		})
		if calls != 1 {
			t.Errorf("%q was hashed for %d times", login, calls)
		}
	}
	calls, _ := watched(t, func() {
		_, _, err := a.Enter(t.Context(), Attempt{County: stafftest.County, Login: "wangfang", Password: "Tielu-Daoban7-qiu"})
		o.Must(err)
	})
	if calls != 1 {
		t.Errorf("who is let in was hashed for %d times", calls)
	}
	if nobody, _, _, err := decode(a.Cost.nobody()); err != nil || nobody != cheap {
		t.Errorf("nobody costs %+v, %v", nobody, err)
	}
}

// A password that was hashed at another cost is hashed anew when it is next known, once.
func TestACostIsRaised(t *testing.T) {
	o := stafftest.New(t)
	a := &Auth{DB: o.DB, Keys: o.Keys, Policy: OWASP(), Cost: cheap}
	clerk := o.Hire(who.Clerk)
	o.Must(o.Do(o.Admin(), func(ctx context.Context, tx *pg.Tx) error {
		return a.Enrol(ctx, tx, Known{Staff: clerk.ID, Login: "wangfang", Password: "Tielu-Daoban7-qiu"})
	}))
	a.Cost.Time = 2
	for _, want := range []int32{2, 1} {
		calls, _ := watched(t, func() {
			_, _, err := a.Enter(t.Context(), Attempt{County: stafftest.County, Login: "wangfang", Password: "Tielu-Daoban7-qiu"})
			o.Must(err)
		})
		if calls != want {
			t.Errorf("hashed %d times, want %d", calls, want)
		}
	}
}

func TestHashingIsBounded(t *testing.T) {
	o := stafftest.New(t)
	a := &Auth{DB: o.DB, Keys: o.Keys, Policy: OWASP(), Cost: cheap}
	calls, atOnce := watched(t, func() {
		var people sync.WaitGroup
		for i := range 40 {
			people.Go(func() {
				_, _, _ = a.Enter(t.Context(), Attempt{County: stafftest.County, Login: "user" + string(rune('a'+i)), Password: "x"})
			})
		}
		people.Wait()
	})
	if most := min(runtime.GOMAXPROCS(0), maxTurns); calls != 40 || int(atOnce) > most {
		t.Errorf("%d hashed, %d at once of at most %d", calls, atOnce, most)
	}
}

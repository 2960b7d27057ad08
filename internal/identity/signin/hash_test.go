package signin

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

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

package sample

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestCheckDigit(t *testing.T) {
	for _, id := range []string{"11010519491231002X", "440524188001010014"} { // the examples of GB 11643
		if got := checkDigit(id[:17]); got != id[17] {
			t.Errorf("checkDigit(%s) = %c, want %c", id[:17], got, id[17])
		}
	}
}

func TestLuhn(t *testing.T) {
	if got := luhn("7992739871"); got != 3 {
		t.Errorf("luhn(7992739871) = %d, want 3", got)
	}
}

func TestNumbersAreNobodys(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		birth := time.Unix(rapid.Int64Range(-1e9, 17e8).Draw(t, "birth"), 0).UTC()
		id := identity(birth, rapid.IntRange(1, 999).Draw(t, "serial"))
		if !validIdentity(id) || !strings.HasPrefix(id, nobody) {
			t.Errorf("identity %s", id)
		}
		if validIdentity(nextDigit(id)) || len(nextDigit(id)) != 18 {
			t.Errorf("the spoilt %s passes for %s", nextDigit(id), id)
		}
		card := account(rapid.IntRange(1, 1_000_000).Draw(t, "account"))
		if len(card) != 19 || !strings.HasPrefix(card, "000000") || luhn(card[:18]) != card[18]-'0' {
			t.Errorf("account %s", card)
		}
		if n := phone(rapid.IntRange(1, 1_000_000).Draw(t, "phone")); len(n) != 11 || !strings.HasPrefix(n, "100") {
			t.Errorf("phone %s", n)
		}
	})
}

package papertest

import (
	"slices"
	"testing"
)

func TestLeaks(t *testing.T) {
	secrets := []string{"41990019700101001X", "13800001234", "慢性肾病"}
	for text, want := range map[string][]string{
		"张三 3 10,000.00 0392-1234567":    nil,
		"41990019700101001x":             secrets[:1],
		"4199 0019 7001\n0100 1X":        secrets[:1],
		"出生19700101":                     secrets[:1],
		"138-0000-1234，慢性\n肾病":           secrets[1:],
		"138****1234 4199**********001X": nil,
	} {
		if got := Leaks(text, secrets...); !slices.Equal(got, want) {
			t.Errorf("%q tells %q, want %q", text, got, want)
		}
	}
}

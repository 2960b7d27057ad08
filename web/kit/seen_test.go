package kit

import (
	"testing"
)

// What was seen is which rows, in whatever order, not how many.
func TestSeen(t *testing.T) {
	seen := Seen([]int64{3, 12})
	for name, c := range map[string]struct {
		ids  []int64
		same bool
	}{
		"another order": {[]int64{12, 3}, true}, "as many others": {[]int64{3, 13}, false}, "one less": {[]int64{3}, false},
		"one more": {[]int64{3, 12, 13}, false}, "none": {nil, false}, "the same digits": {[]int64{31, 2}, false},
	} {
		if same := Seen(c.ids) == seen; same != c.same {
			t.Errorf("%s: the same is %v", name, same)
		}
	}
}

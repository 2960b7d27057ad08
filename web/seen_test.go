package web

import (
	"strings"
	"testing"
)

// hidden is what a page's form carries under a name.
func (a answer) hidden(t *testing.T, name string) string {
	t.Helper()
	_, rest, found := strings.Cut(a.body, `name="`+name+`" value="`)
	value, _, _ := strings.Cut(rest, `"`)
	if !found || value == "" {
		t.Fatalf("no form carries %s", name)
	}
	return value
}

// What was seen is which rows, in whatever order, not how many.
func TestAsSeen(t *testing.T) {
	seen := asSeen([]int64{3, 12})
	for name, c := range map[string]struct {
		ids  []int64
		same bool
	}{
		"another order": {[]int64{12, 3}, true}, "as many others": {[]int64{3, 13}, false}, "one less": {[]int64{3}, false},
		"one more": {[]int64{3, 12, 13}, false}, "none": {nil, false}, "the same digits": {[]int64{31, 2}, false},
	} {
		if same := asSeen(c.ids) == seen; same != c.same {
			t.Errorf("%s: the same is %v", name, same)
		}
	}
}

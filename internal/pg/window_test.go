package pg

import "testing"

// A list's end is seen from its last page, and from no other.
func TestAListThatEndsNeedsNoCount(t *testing.T) {
	for _, c := range []struct {
		window  Window
		n       int
		total   int
		ends    bool
		because string
	}{
		{Window{}, 70000, 70000, true, "the whole list"},
		{Window{}, 0, 0, true, "the whole list, which is empty"},
		{Window{Limit: 50}, 0, 0, true, "an empty list"},
		{Window{Limit: 50}, 49, 49, true, "one page"},
		{Window{Limit: 50}, 50, 0, false, "perhaps one page"},
		{Window{Limit: 50, Offset: 100}, 7, 107, true, "the last page"},
		{Window{Limit: 50, Offset: 100}, 50, 0, false, "perhaps the last page"},
		{Window{Limit: 50, Offset: 100}, 0, 0, false, "beyond the last page"},
	} {
		if total, ends := c.window.ends(c.n); total != c.total || ends != c.ends {
			t.Errorf("%s: %d, %t; want %d, %t", c.because, total, ends, c.total, c.ends)
		}
	}
}

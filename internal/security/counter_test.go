package security

import (
	"fmt"
	"testing"
	"time"
)

// Of a flood few lines are told, and every kind's alarm is one of them.
func TestAFloodIsToldInFewLines(t *testing.T) {
	var lines []int64
	for n := int64(1); n <= 100_000; n++ {
		if told(n) {
			lines = append(lines, n)
		}
	}
	if want := "[1 2 3 4 5 6 7 8 9 10 20 50 100 200 500 1000 2000 5000 10000 20000 50000 100000]"; fmt.Sprint(lines) != want {
		t.Errorf("told are %v, want %s", lines, want)
	}
	for _, k := range Kinds() {
		if !told(k.alarms()) || k.Title() == string(k) {
			t.Errorf("%s (%s): its alarm, the %d., is not told", k, k.Title(), k.alarms())
		}
	}
}

// What is counted is one source's within one hour; a person is one source from wherever, and beyond so many sources the rest are one.
func TestWhatIsCounted(t *testing.T) {
	now := time.Date(2024, 9, 9, 9, 0, 0, 0, time.UTC)
	var c Counter
	count := func(now time.Time, h Happened) int64 { _, n := c.count(now, "410602", h); return n }
	for i, tc := range []struct {
		at   time.Time
		what Happened
		want int64
	}{
		{now, Happened{Kind: SignIn, Network: "192.0.2.1"}, 1},
		{now, Happened{Kind: SignIn, Network: "192.0.2.1"}, 2},
		{now, Happened{Kind: SignIn, Network: "192.0.2.2"}, 1},
		{now, Happened{Kind: Foreign, Network: "192.0.2.1"}, 1},
		{now, Happened{Kind: Forbidden, Staff: 7, Network: "192.0.2.1"}, 1},
		{now, Happened{Kind: Forbidden, Staff: 7, Network: "192.0.2.2"}, 2},
		{now.Add(59 * time.Minute), Happened{Kind: SignIn, Network: "192.0.2.1"}, 3},
		{now.Add(time.Hour), Happened{Kind: SignIn, Network: "192.0.2.1"}, 1},
	} {
		if got := count(tc.at, tc.what); got != tc.want {
			t.Errorf("%d: the %d., want the %d.", i, got, tc.want)
		}
	}
	for i := range mostSources {
		count(now, Happened{Kind: SignIn, Network: fmt.Sprint(i)})
	}
	h, n := c.count(now, "410602", Happened{Kind: SignIn, Network: "2001:db8::/64"})
	if again, m := c.count(now, "410602", Happened{Kind: SignIn, Network: "2001:db8:1::/64"}); h.Network != "" || again.Network != "" || m != n+1 {
		t.Errorf("too many sources: %q is the %d., %q the %d.", h.Network, n, again.Network, m)
	}
	if count(now, Happened{Kind: SignIn, Network: "1"}) != 2 {
		t.Error("a source that was told apart is lost among the many")
	}
}

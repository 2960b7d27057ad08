package calendar

import (
	"testing"

	"pgregory.net/rapid"
)

func TestMonths(t *testing.T) {
	for _, tc := range []struct {
		from   string
		months int
		want   string
	}{
		{"2024-02-29", 6, "2024-08-29"},
		{"2023-08-31", 6, "2024-02-29"},
		{"2024-08-31", 6, "2025-02-28"},
		{"2024-02-29", -12, "2023-02-28"},
		{"2024-02-29", 12, "2025-02-28"},
		{"2024-03-31", -1, "2024-02-29"},
		{"2024-11-30", 3, "2025-02-28"},
		{"2024-12-31", 1, "2025-01-31"},
		{"2024-05-07", 0, "2024-05-07"},
		{"2024-01-15", -13, "2022-12-15"},
	} {
		if got := day(t, tc.from).AddMonths(tc.months).String(); got != tc.want {
			t.Errorf("%s and %d months: %s, want %s", tc.from, tc.months, got, tc.want)
		}
	}
	for from, want := range map[string]string{"2024-02-01": "2024-02-29", "2023-02-28": "2023-02-28", "2024-12-31": "2024-12-31", "2024-04-15": "2024-04-30"} {
		if got := day(t, from).MonthEnd().String(); got != want {
			t.Errorf("the month of %s ends on %s, want %s", from, got, want)
		}
	}
}

// The month is the one asked for, and the day never a later one than that counted from.
func TestMonthsNeverRunOver(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := Date(rapid.IntRange(-20_000, 60_000).Draw(t, "from"))
		n := rapid.IntRange(-3650, 3650).Draw(t, "months")
		to := from.AddMonths(n)
		if gone := (to.Year()-from.Year())*12 + int(to.Month()-from.Month()); gone != n {
			t.Fatalf("%s and %d months are %s: %d months", from, n, to, gone)
		}
		if to.Day() > from.Day() || to.Day() < from.Day() && to != to.MonthEnd() {
			t.Fatalf("%s and %d months are %s", from, n, to)
		}
		if end := to.MonthEnd(); end < to || end.Month() != to.Month() || (end+1).Month() == end.Month() {
			t.Fatalf("the month of %s ends on %s", to, end)
		}
	})
}

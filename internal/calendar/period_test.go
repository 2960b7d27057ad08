package calendar

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"fangpin/internal/fault"
)

func day(t *testing.T, s string) Date {
	t.Helper()
	d, err := ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestLastDay(t *testing.T) {
	publicity := Options{PastHoliday: true}
	strict := Options{PastHoliday: true, PastWeekend: true}
	working := Options{Working: true}
	for name, tc := range map[string]struct {
		from        string
		days        int
		options     Options
		want        string
		provisional bool
	}{
		"ten plain days":                        {"2024-09-02", 10, publicity, "2024-09-12", false},
		"ends on a Sunday":                      {"2024-08-15", 10, publicity, "2024-08-25", false},
		"ends on a Sunday, past weekends":       {"2024-08-15", 10, strict, "2024-08-26", false},
		"ends in National Day":                  {"2024-09-23", 10, publicity, "2024-10-08", false},
		"ends on National Day's last day":       {"2024-09-27", 10, publicity, "2024-10-08", false},
		"ends on National Day, left there":      {"2024-09-23", 10, Options{}, "2024-10-03", false},
		"ends the day after National Day":       {"2024-09-28", 10, publicity, "2024-10-08", false},
		"ends on the make-up Saturday":          {"2024-10-02", 10, publicity, "2024-10-12", false},
		"a make-up Saturday is no weekend":      {"2024-10-02", 10, strict, "2024-10-12", false},
		"the Sunday after it is":                {"2024-10-03", 10, strict, "2024-10-14", false},
		"Mid-Autumn's Sunday":                   {"2024-09-05", 10, publicity, "2024-09-18", false},
		"a holiday's Sunday is no weekend":      {"2024-09-05", 10, Options{PastWeekend: true}, "2024-09-15", false},
		"ends on Spring Festival's Saturday":    {"2024-01-31", 10, publicity, "2024-02-18", false},
		"ends on New Year's Eve 2024, no rest":  {"2024-01-30", 10, publicity, "2024-02-09", false},
		"Spring Festival 2026, nine days":       {"2026-02-05", 10, publicity, "2026-02-24", false},
		"past the year's end":                   {"2024-12-22", 10, publicity, "2025-01-02", false},
		"into December's days off":              {"2018-12-20", 10, publicity, "2019-01-02", false},
		"29 February":                           {"2024-02-19", 10, publicity, "2024-02-29", false},
		"over 29 February":                      {"2024-02-20", 10, publicity, "2024-03-01", false},
		"no 29 February":                        {"2023-02-19", 10, publicity, "2023-03-01", false},
		"from 29 February":                      {"2024-02-29", 1, publicity, "2024-03-01", false},
		"three working days over a make-up day": {"2024-09-27", 3, working, "2024-10-08", false},
		"five working days with 12 October":     {"2024-10-08", 5, working, "2024-10-14", false},
		"twenty working days from a hand-over":  {"2024-09-10", 20, working, "2024-10-14", false},
		"working days over Spring Festival":     {"2024-02-08", 3, working, "2024-02-19", false},
		"the last settled day":                  {"2026-12-14", 10, publicity, "2026-12-24", false},
		"one day later":                         {"2026-12-15", 10, publicity, "2026-12-25", true},
		"an unpublished year's weekend":         {"2026-12-23", 10, strict, "2027-01-04", true},
		"an unpublished year's New Year":        {"2026-12-22", 10, publicity, "2027-01-01", true},
		"working days of an unpublished year":   {"2026-12-30", 3, working, "2027-01-04", true},
		"before the first notice":               {"2003-12-20", 10, publicity, "2003-12-30", true},
		"from the last day before it":           {"2003-12-31", 10, publicity, "2004-01-10", false},
	} {
		t.Run(name, func(t *testing.T) {
			last, provisional, err := Published().LastDay(day(t, tc.from), tc.days, tc.options)
			if err != nil || last.String() != tc.want || provisional != tc.provisional {
				t.Errorf("%s + %d %+v = %s, %v, %v; want %s, %v", tc.from, tc.days, tc.options, last, provisional, err, tc.want, tc.provisional)
			}
		})
	}
}

func TestLastDayRefusesNoDays(t *testing.T) {
	for _, days := range []int{-1, 0, longest + 1} {
		if _, _, err := Published().LastDay(0, days, Options{}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%d days: %v", days, err)
		}
	}
}

func TestDueRefusesAnUnsettledEnd(t *testing.T) {
	c := Published()
	last, err := c.Due(day(t, "2026-12-14"), 10, Options{PastHoliday: true})
	if err != nil || last != c.Last() {
		t.Errorf("the last settled day: %s, %v", last, err)
	}
	if _, err := c.Due(day(t, "2026-12-15"), 10, Options{PastHoliday: true}); fault.KindOf(err) != fault.Blocked {
		t.Errorf("one day later: %v", err)
	}
}

// terms draws a beginning, a length and the options, within and around the published years.
func terms(t *rapid.T) (Date, int, Options) {
	c := Published()
	return Date(rapid.IntRange(int(c.First())-40, int(c.Last())+40).Draw(t, "from")),
		rapid.IntRange(1, 90).Draw(t, "days"),
		Options{
			Working:     rapid.Bool().Draw(t, "working"),
			PastHoliday: rapid.Bool().Draw(t, "past holiday"),
			PastWeekend: rapid.Bool().Draw(t, "past weekend"),
		}
}

func TestPeriodProperties(t *testing.T) {
	c := Published()
	rapid.Check(t, func(t *rapid.T) {
		from, days, o := terms(t)
		last, provisional, err := c.LastDay(from, days, o)
		if err != nil {
			t.Fatal(err)
		}
		if o.PastHoliday && c.Holiday(last) || o.PastWeekend && c.Weekend(last) {
			t.Fatalf("ends on a closed day %s", last)
		}
		if longer, _, _ := c.LastDay(from, days+1, o); longer < last {
			t.Fatalf("a day more ends earlier: %s before %s", longer, last)
		}
		if later, _, _ := c.LastDay(from+1, days, o); later < last {
			t.Fatalf("a day later ends earlier: %s before %s", later, last)
		}
		if counted := count(c, from, last, o); counted < days {
			t.Fatalf("only %d days in (%s, %s]", counted, from, last)
		} else if open := count(c, from, last-1, o); open >= days && (o == Options{} || o == Options{Working: true}) {
			t.Fatalf("%d days are over on %s already", days, last-1)
		}
		if due, err := c.Due(from, days, o); (err != nil) != provisional || err == nil && due != last {
			t.Fatalf("due %s, %v; last %s, provisional %v", due, err, last, provisional)
		}
	})
}

// count is the number of days after from up to last that count, by the notices alone.
func count(c *Calendar, from, last Date, o Options) (n int) {
	for d := from + 1; d <= last; d++ {
		off := c.marks[d] == holiday || c.marks[d] == "" && (d.Weekday() == time.Saturday || d.Weekday() == time.Sunday)
		if !o.Working || !off {
			n++
		}
	}
	return n
}

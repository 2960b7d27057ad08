package scheme

import (
	"strconv"
	"time"
)

// dateLayout is how dates are written in schemes and facts.
const dateLayout = "2006-01-02"

// day is a date without its clock and zone.
func day(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// Contains tells whether a day lies in the policy year; only its date counts.
func (t Term) Contains(date time.Time) bool {
	d := day(date)
	return !d.Before(t.From) && !d.After(t.To)
}

// Year names the policy year: 2024 for a calendar year, else both days.
func (t Term) Year() string {
	y := t.From.Year()
	if t.From.YearDay() == 1 && t.To.Equal(time.Date(y, time.December, 31, 0, 0, 0, 0, time.UTC)) {
		return strconv.Itoa(y)
	}
	return t.String()
}

func (t Term) String() string {
	return t.From.Format(dateLayout) + "~" + t.To.Format(dateLayout)
}

// SchoolYear is the school year (学年) of a date, 1 September to 31 August, as in 2025-2026.
func SchoolYear(date time.Time) string {
	y := date.Year()
	if date.Month() < time.September {
		y--
	}
	return strconv.Itoa(y) + "-" + strconv.Itoa(y+1)
}

// isSchoolYear tells whether a text is a school year: two years in a row, as in 2025-2026.
func isSchoolYear(text string) bool {
	if len(text) != len("2025-2026") {
		return false
	}
	first, err := time.Parse("2006", text[:4])
	return err == nil && SchoolYear(first.AddDate(0, 8, 0)) == text
}

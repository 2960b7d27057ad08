package registry

import (
	"regexp"
	"time"

	"fangpin/internal/calendar"
)

// days are the ways a day is written: 2024-01-31, 2024/1/31, 2024.1.31, 2024年1月31日, 20240131.
var days = regexp.MustCompile(`^([0-9]{4})(?:[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?|([0-9]{2})([0-9]{2}))$`)

func parseDay(text string) (calendar.Date, bool) {
	m := days.FindStringSubmatch(text)
	if m == nil {
		return 0, false
	}
	day, err := time.Parse("2006-1-2", m[1]+"-"+m[2]+m[4]+"-"+m[3]+m[5])
	return calendar.On(day.Date()), err == nil
}

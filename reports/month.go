package reports

import (
	"regexp"
	"strconv"
	"time"

	"fangpin/internal/fault"
)

// Month is the month in which a report is due (报送月份): what happened up to the end of the month before is sent by its 5th and handed
// over by its 10th (S2, S3).
type Month struct {
	Year  int
	Month time.Month
}

// ParseMonth reads a month written 2024-09.
func ParseMonth(s string) (Month, error) {
	t, err := time.Parse("2006-01", s)
	if err != nil || t.Year() < 2000 {
		return Month{}, fault.Invalidf("月份“%s”有误，应写作 2024-09 这样的年月", s)
	}
	return Month{t.Year(), t.Month()}, nil
}

// String is the month as in 2024-09.
func (m Month) String() string { return m.First().Format("2006-01") }

// First is the month's first day, at midnight UTC as all days here.
func (m Month) First() time.Time { return time.Date(m.Year, m.Month, 1, 0, 0, 0, 0, time.UTC) }

// Last is the month's last day.
func (m Month) Last() time.Time { return m.First().AddDate(0, 1, -1) }

// months are the ways a month is written: 2024-09, 2024/9, 2024.9, 2024年9月, 2024年09月份, 202409.
var months = regexp.MustCompile(`^(\d{4})(?:[-/.年](\d{1,2})|(\d{2}))月?份?$`)

// monthIn reads a month in one of its spellings.
func monthIn(text string) (Month, bool) {
	m := months.FindStringSubmatch(text)
	if m == nil {
		return Month{}, false
	}
	year, _ := strconv.Atoi(m[1])
	month, _ := strconv.Atoi(m[2] + m[3])
	return Month{year, time.Month(month)}, month >= 1 && month <= 12
}

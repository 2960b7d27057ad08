package sheet

import (
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// significant is how many digits of a number a spreadsheet shows and keeps; behind them lies only the noise of binary
// fractions, as in 1234.5600000000001.
const significant = 15

// plain turns a stored number into plain decimal text of at most 15 significant digits, exactly and without a float.
func plain(stored string) (string, bool) {
	stored = strings.TrimSpace(stored)
	if len(stored) > 400 { // a number has no more: the largest double has 309 digits
		return "", false
	}
	d, err := decimal.NewFromString(stored)
	if err != nil || d.Exponent() > 400 || d.Exponent() < -400 {
		return "", false
	}
	if over := d.NumDigits() - significant; over > 0 {
		d = d.Round(-d.Exponent() - int32(over))
	}
	if d.IsZero() {
		return "0", true
	}
	text := d.String()
	if strings.Contains(text, ".") {
		text = strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
	}
	return text, true
}

// hundredfold is a plain number times a hundred.
func hundredfold(number string) string { return decimal.RequireFromString(number).Shift(2).String() }

// calendarDay is the day of a serial number, and the time of that day to the second. Serial 60 of the 1900 epoch is the
// 29 February 1900 that never was; 2958465 is 31 December 9999.
func calendarDay(number string, epoch1904 bool) (day time.Time, clock time.Duration, ok bool) {
	d, err := decimal.NewFromString(number)
	if err != nil || d.IsNegative() || d.GreaterThan(decimal.NewFromInt(2_958_466)) {
		return time.Time{}, 0, false
	}
	n := int(d.IntPart())
	seconds := d.Sub(decimal.NewFromInt(int64(n))).Mul(decimal.NewFromInt(86_400)).Round(0).IntPart()
	first := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case epoch1904:
		first = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case n == 0 || n == 60:
		return time.Time{}, 0, false
	case n < 60:
		first = first.AddDate(0, 0, 1)
	}
	at := first.AddDate(0, 0, n).Add(time.Duration(seconds) * time.Second)
	day = at.Truncate(24 * time.Hour)
	return day, at.Sub(day), true
}

// shown is a date as text.
func shown(day time.Time, clock time.Duration) string {
	if clock == 0 {
		return day.Format(time.DateOnly)
	}
	return day.Add(clock).Format(time.DateTime)
}

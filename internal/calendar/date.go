package calendar

import (
	"database/sql/driver"
	"fmt"
	"time"

	"fangpin/internal/fault"
)

// Date is one day in China, without an hour: the number of days since 1 January 1970. So d+10 is ten days later, and < is earlier.
type Date int

// China is the zone of every date and clock here. It has been UTC+8 without summer time since 1992, so no zone database is needed.
var China = time.FixedZone("Asia/Shanghai", 8*60*60)

const (
	layout  = time.DateOnly
	seconds = 24 * 60 * 60
)

// On is the day of the given year, month and day of the month.
func On(year int, month time.Month, day int) Date {
	return Date(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / seconds)
}

// DateOf is the day that it is in China at t.
func DateOf(t time.Time) Date { return On(t.In(China).Date()) }

// ParseDate reads a day written as 2024-10-01.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(layout, s)
	if err != nil {
		return 0, fault.Invalidf("“%s”不是有效日期，请按 2024-10-01 的样式填写", s)
	}
	return On(t.Date()), nil
}

// Start is 0:00 of the day in China.
func (d Date) Start() time.Time {
	year, month, day := d.utc().Date()
	return time.Date(year, month, day, 0, 0, 0, 0, China)
}

// End is 24:00 of the day in China: the moment a period that ends on the day is over.
func (d Date) End() time.Time { return (d + 1).Start() }

// Year is the day's year.
func (d Date) Year() int { return d.utc().Year() }

// Weekday is the day of the week, whatever the notices say of it.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// String writes the day as 2024-10-01.
func (d Date) String() string { return d.utc().Format(layout) }

// Chinese writes the day as papers do: 2024年10月1日.
func (d Date) Chinese() string { return d.utc().Format("2006年1月2日") }

// MarshalText writes the day as 2024-10-01, for JSON and YAML.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads a day written as 2024-10-01.
func (d *Date) UnmarshalText(text []byte) (err error) {
	*d, err = ParseDate(string(text))
	return err
}

// Value gives the day to a DATE column.
func (d Date) Value() (driver.Value, error) { return d.String(), nil }

// Scan takes the day from a DATE column, which the driver hands over as midnight of that day in a zone of its own.
func (d *Date) Scan(src any) error {
	t, ok := src.(time.Time)
	if !ok {
		return fmt.Errorf("scan a date: %T is no day", src)
	}
	*d = On(t.Date())
	return nil
}

func (d Date) utc() time.Time { return time.Unix(int64(d)*seconds, 0).UTC() }

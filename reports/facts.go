package reports

import (
	"encoding/json"
	"fmt"
	"time"
)

// open tells whether a column's value is a fact, kept in clear.
func (c Column) open() bool {
	switch c.Type {
	case Money, Heads, Day, MonthOf, SchoolYear, YesNo, Level:
		return true
	}
	return c.Clear
}

// Written are the row's values in clear, and where each stands, as JSON: amounts with two decimals, days as 2024-09-03.
func (r Row) Written() (facts, cells string, err error) {
	values, at := map[string]string{}, map[string]string{}
	for _, c := range r.header.kind.Columns {
		value, told := r.value(c)
		if !c.open() || !told {
			continue
		}
		values[c.Word] = value
		if cell := r.Cell(c.Word); cell != "" {
			at[c.Word] = cell
		}
	}
	f, err := json.Marshal(values)
	if err != nil {
		return "", "", fmt.Errorf("facts: %w", err)
	}
	p, err := json.Marshal(at)
	if err != nil {
		return "", "", fmt.Errorf("cells: %w", err)
	}
	return string(f), string(p), nil
}

// value is a column's value as text.
func (r Row) value(c Column) (string, bool) {
	switch c.Type {
	case Money:
		d, ok := r.Facts[c.Word]
		return d.StringFixed(2), ok
	case Heads:
		d, ok := r.Facts[c.Word]
		return d.String(), ok
	case Day:
		d, ok := r.Dates[c.Word]
		return d.Format(time.DateOnly), ok
	}
	text, ok := r.Texts[c.Word]
	return text, ok && text != ""
}

// Settlement is the bill's institution and number, where the kind has one: no bill is paid twice.
func (r Row) Settlement() string {
	institution, number := r.Texts["institution"], r.Texts["settlement"]
	if institution == "" || number == "" {
		return ""
	}
	return institution + "|" + number
}

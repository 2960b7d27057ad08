package payouts_test

import (
	"testing"

	"fangpin/payouts"
)

// A family with two payouts on a notice is one family.
func TestExtentOfANotice(t *testing.T) {
	for want, rows := range map[string][]payouts.PublicRow{
		"2 户":     {{Household: 1}, {Household: 2}},
		"1 户 2 笔": {{Household: 1}, {Household: 1}},
		"2 户 3 笔": {{Household: 1}, {Household: 2}, {Household: 1}},
	} {
		if got := (payouts.Public{Rows: rows}).Extent(); got != want {
			t.Errorf("%d rows are %q, want %q", len(rows), got, want)
		}
	}
}

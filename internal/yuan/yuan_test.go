package yuan

import (
	"testing"

	"github.com/shopspring/decimal"
)

func TestGrouped(t *testing.T) {
	for amount, want := range map[string]string{
		"0": "0.00", "0.5": "0.50", "999.99": "999.99", "1000": "1,000.00", "-1234567.8": "-1,234,567.80", "356700": "356,700.00",
	} {
		if got := Grouped(decimal.RequireFromString(amount)); got != want {
			t.Errorf("%s is written %s, want %s", amount, got, want)
		}
	}
}

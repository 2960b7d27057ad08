package yuan

import (
	"testing"

	"github.com/shopspring/decimal"
)

func TestGrouped(t *testing.T) {
	for amount, want := range map[string]string{
		"0": "0.00", "0.5": "0.50", "999.99": "999.99", "1000": "1,000.00", "-1234567.8": "-1,234,567.80", "356700": "356,700.00",
		"-0.001": "0.00", "-0.0049": "0.00", "-0.005": "-0.01", "-0.01": "-0.01", "-0": "0.00", "999.995": "1,000.00", "-999.995": "-1,000.00",
		"-0.994999": "-0.99", "0.001": "0.00",
	} {
		if got := Grouped(decimal.RequireFromString(amount)); got != want {
			t.Errorf("%s is written %s, want %s", amount, got, want)
		}
	}
}

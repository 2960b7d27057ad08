// Package yuan answers one question: how is an amount written for people?
package yuan

import (
	"strings"

	"github.com/shopspring/decimal"
)

// Grouped writes an amount of yuan to the fen with a comma before each thousand, as papers do: 3,210.00.
func Grouped(d decimal.Decimal) string {
	d = d.Round(2) // what is less than half a fen below zero is nothing, and nothing has no sign
	whole, fen, _ := strings.Cut(d.Abs().StringFixed(2), ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if d.IsNegative() {
		whole = "-" + whole
	}
	return whole + "." + fen
}

package scheme

import (
	"strings"

	"github.com/shopspring/decimal"
)

// An amount must fit NUMERIC(14,2): twelve digits before the point, two after.
const (
	maxDigits   = 12
	maxDecimals = 2
)

// plain reads a decimal from its literal text: an optional minus, digits, and a point only between digits. Nothing else is a
// number here: no exponent, separator, sign of plus or full-width digit. It never passes through a float.
func plain(text string) (decimal.Decimal, bool) {
	whole, part, pointed := strings.Cut(strings.TrimPrefix(text, "-"), ".")
	if !digits(whole) || pointed && !digits(part) || len(text) > 64 {
		return decimal.Decimal{}, false
	}
	d, err := decimal.NewFromString(text)
	return d, err == nil
}

func digits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != ""
}

// amountOf reads yuan to the fen; problem says in Chinese what is wrong with the text, empty if nothing is.
func amountOf(text string) (d decimal.Decimal, problem string) {
	d, ok := plain(text)
	switch {
	case !ok:
		return d, "“" + text + "”不是数，只写数字和小数点"
	case d.Exponent() < -maxDecimals:
		return d, "“" + text + "”多于两位小数，金额只到分"
	case d.NumDigits()+int(d.Exponent()) > maxDigits:
		return d, "“" + text + "”过大，最多十二位整数"
	}
	return d, ""
}

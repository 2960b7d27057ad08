package rulefile

import (
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

// An amount must fit NUMERIC(14,2): twelve digits before the point, two after.
const (
	maxDigits   = 12
	maxDecimals = 2
)

// split takes a plain decimal's literal text apart: an optional minus, digits, and a point only between digits. Nothing else is
// a number here: no exponent, separator, plus or full-width digit.
func split(text string) (whole, part string, ok bool) {
	whole, part, pointed := strings.Cut(strings.TrimPrefix(text, "-"), ".")
	return whole, part, Digits(whole) && (Digits(part) || !pointed)
}

// Digits tells whether a text is made of digits alone.
func Digits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != ""
}

// AmountOf reads yuan to the fen from their text, never through a float; problem says in Chinese what is wrong with the text,
// empty if nothing is.
func AmountOf(text string) (d decimal.Decimal, problem string) {
	whole, part, ok := split(text)
	whole = strings.TrimLeft(whole, "0")
	switch {
	case !ok:
		return d, "“" + text + "”不是数，只写数字和小数点"
	case len(part) > maxDecimals:
		return d, "“" + text + "”多于两位小数，金额只到分"
	case len(whole) > maxDigits:
		return d, "“" + text + "”过大，最多十二位整数"
	}
	fen, err := strconv.ParseInt(whole+(part + "00")[:maxDecimals], 10, 64)
	if err != nil {
		return d, "“" + text + "”不是数，只写数字和小数点"
	}
	if text[0] == '-' {
		fen = -fen
	}
	return decimal.New(fen, -maxDecimals), ""
}

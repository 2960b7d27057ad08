package kit

import (
	"strings"
	"unicode"

	"fangpin/internal/sheet"
)

// Guarded is a bad cell's value with a number that may be somebody's hidden but for its ends: the address names the cell.
func Guarded(defects []sheet.Defect) []sheet.Defect {
	for i, d := range defects {
		digits := 0
		for _, c := range d.Value {
			if unicode.IsDigit(c) {
				digits++
			}
		}
		if digits >= phoneDigits {
			value := []rune(d.Value)
			defects[i].Value = string(value[:3]) + strings.Repeat("*", len(value)-7) + string(value[len(value)-4:])
		}
	}
	return defects
}

// phoneDigits are the digits of a mobile phone's number, the shortest that tells who somebody is.
const phoneDigits = 11

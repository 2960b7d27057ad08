// Package idcard answers one question: can this be a resident's identity number (公民身份号码, GB 11643)?
package idcard

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
)

// length of a number: area (6), birth (8), serial (3), check character.
const length = 18

// weights are those of ISO 7064 MOD 11-2, one for each of the first seventeen digits.
var weights = [length - 1]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}

// Parse reads a number of eighteen characters and answers the day of birth that it states. What cannot be a number is refused
// with the reason, which does not repeat the number. A small x is the check character X.
func Parse(number string) (born calendar.Date, err error) {
	number = strings.ToUpper(number)
	if n := utf8.RuneCountInString(number); n != length {
		return 0, fault.Invalidf("应为 18 位，现为 %d 位", n)
	}
	if body := []rune(number)[:length-1]; slices.ContainsFunc(body, notDigit) {
		return 0, fault.Invalidf("第 %d 位应为数字", 1+slices.IndexFunc(body, notDigit))
	}
	at, err := time.Parse("20060102", number[6:14])
	if err != nil || at.Year() < 1900 {
		return 0, fault.Invalidf("第 7 至 14 位不是有效的出生日期")
	}
	if number[length-1:] != string(check(number)) {
		return 0, fault.Invalidf("校验码不符，请核对是否录错")
	}
	return calendar.DateOf(at), nil
}

func notDigit(r rune) bool { return r < '0' || r > '9' }

// check is the character that must end a number.
func check(number string) byte {
	sum := 0
	for i, w := range weights {
		sum += w * int(number[i]-'0')
	}
	return "10X98765432"[sum%11]
}

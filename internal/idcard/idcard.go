// Package idcard answers one question: can this be a resident's identity number (公民身份号码, GB 11643)?
package idcard

import (
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
)

var (
	eighteen = regexp.MustCompile(`^[0-9]{17}[0-9X]$`)
	fifteen  = regexp.MustCompile(`^[0-9]{15}$`)
)

// Parse reads a number of eighteen characters and answers the day of birth that it states. What cannot be a number is refused
// with what is wrong and what to do, and no digit of it: a refusal is kept and shown where a number may not be. A small x is taken
// for X.
func Parse(number string) (born calendar.Date, err error) {
	number = strings.ToUpper(number)
	switch n := utf8.RuneCountInString(number); {
	case fifteen.MatchString(number):
		return 0, fault.Invalidf("是15位的旧身份证号，请改填18位公民身份号码")
	case n != 18:
		return 0, fault.Invalidf("身份证号应为18位，这里是%d位，请核对", n)
	case !eighteen.MatchString(number):
		return 0, fault.Invalidf("身份证号只能是17位数字加一位数字或X，请核对")
	}
	at, err := time.Parse("20060102", number[6:14])
	switch {
	case err != nil || at.Year() < 1900:
		return 0, fault.Invalidf("身份证号第7至14位的出生日期不成立，请核对")
	case CheckDigit(number[:17]) != number[17]:
		return 0, fault.Invalidf("身份证号的校验码不对（GB 11643），至少有一位写错，请核对")
	}
	return calendar.On(at.Date()), nil
}

// weights are those of ISO 7064 MOD 11-2, one for each of the first seventeen digits.
var weights = [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}

// CheckDigit is the eighteenth character for the first seventeen digits: the weighted sum, modulo eleven.
func CheckDigit(seventeen string) byte {
	sum := 0
	for i, w := range weights {
		sum += w * int(seventeen[i]-'0')
	}
	return "10X98765432"[sum%11]
}

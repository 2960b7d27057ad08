package reports

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// The check digit of a citizen's number (GB 11643-1999): the weighted sum of the first seventeen digits, modulo eleven.
var (
	weights = [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	digits  = "10X98765432"
)

// CheckDigit is the eighteenth character for the first seventeen digits of a citizen's number.
func CheckDigit(seventeen string) byte {
	sum := 0
	for i, w := range weights {
		sum += w * int(seventeen[i]-'0')
	}
	return digits[sum%11]
}

var (
	eighteen   = regexp.MustCompile(`^\d{17}[\dX]$`)
	fifteen    = regexp.MustCompile(`^\d{15}$`)
	scientific = regexp.MustCompile(`^\d(\.\d+)?E\+?\d+$`)
)

const ruleLostDigits = "证件号码被存成数字，末几位已丢失；请把该列设为文本格式，重新录入完整号码"

// idNumber reads a citizen's number (公民身份号码) from text. The rule is "" if it is one, of a person born by the given day.
func idNumber(text string, by time.Time) (number, rule string) {
	number = strings.ToUpper(tight(text))
	switch {
	case scientific.MatchString(number):
		return "", ruleLostDigits
	case fifteen.MatchString(number):
		return "", "是15位的旧身份证号，请改填18位公民身份号码"
	case len([]rune(number)) != 18:
		return "", fmt.Sprintf("身份证号应为18位，这里是%d位，请核对", len([]rune(number)))
	case !eighteen.MatchString(number):
		return "", "身份证号只能是17位数字加一位数字或X，请核对"
	}
	born, err := time.Parse("20060102", number[6:14])
	switch {
	case err != nil || born.Year() < 1900 || born.After(by):
		return "", fmt.Sprintf("身份证号中的出生日期 %s 不成立，请核对", number[6:14])
	case CheckDigit(number[:17]) != number[17]:
		return "", "身份证号的校验码不对（GB 11643），至少有一位写错，请核对"
	}
	return number, ""
}

package reports

import (
	"regexp"
	"strings"
	"time"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/idcard"
)

var scientific = regexp.MustCompile(`^\d(\.\d+)?E\+?\d+$`)

const ruleLostDigits = "证件号码被存成数字，末几位已丢失；请把该列设为文本格式，重新录入完整号码"

// idNumber reads a citizen's number (公民身份号码) from text. The rule is "" if it is one, of a person born by the given day; it quotes
// nothing, for it is kept in clear.
func idNumber(text string, by time.Time) (number, rule string) {
	number = strings.ToUpper(tight(text))
	if scientific.MatchString(number) {
		return "", ruleLostDigits
	}
	born, err := idcard.Parse(number)
	switch {
	case err != nil:
		return "", fault.Message(err)
	case born > calendar.On(by.Date()):
		return "", "身份证号第7至14位的出生日期不成立，请核对"
	}
	return number, ""
}

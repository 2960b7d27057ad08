package reports

import (
	"regexp"
	"strings"
	"testing"
)

// digits are enough of a number to tell somebody by: a rule is kept in clear, and has none.
var digits = regexp.MustCompile(`[0-9]{6}`)

func TestIDNumber(t *testing.T) {
	by := september.Last()
	for _, good := range []string{"11010519491231002X", "11010519491231002x", "１１０１０５１９４９１２３１００２Ｘ", "'11010519491231002X", " 110105 19491231 002X\u200b"} {
		number, rule := idNumber(good, by)
		if rule != "" || len(number) != 18 || strings.ToUpper(number) != number {
			t.Errorf("%q: %q, %s", good, number, rule)
		}
	}
	for bad, want := range map[string]string{
		"110105491231002":     "15位",
		"110105194912310020":  "校验码",
		"440524188001010014":  "第7至14位的出生日期",
		"11010519491331002X":  "第7至14位的出生日期",
		"110105202410010024":  "第7至14位的出生日期",
		"1101051949123100":    "这里是16位",
		"1101051949123100 2Y": "17位数字加一位数字或X",
		"4.10602E+17":         "末几位已丢失",
	} {
		_, rule := idNumber(bad, by)
		if !strings.Contains(rule, want) {
			t.Errorf("%q: %s; want %s", bad, rule, want)
		}
		if digits.MatchString(rule) {
			t.Errorf("%q: the rule quotes it: %s", bad, rule)
		}
	}
}

package reports

import (
	"strings"
	"testing"
)

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
		"440524188001010014":  "出生日期 18800101",
		"11010519491331002X":  "出生日期 19491331",
		"110105202410010024":  "出生日期 20241001",
		"1101051949123100":    "这里是16位",
		"1101051949123100 2Y": "17位数字加一位数字或X",
		"4.10602E+17":         "末几位已丢失",
	} {
		if _, rule := idNumber(bad, by); !strings.Contains(rule, want) {
			t.Errorf("%q: %s; want %s", bad, rule, want)
		}
	}
}

package idcard

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestParse(t *testing.T) {
	for number, want := range map[string]string{ // the day of birth, or the reason
		"11010519491231002X":  "1949-12-31", // the standard's own example
		"11010519491231002x":  "1949-12-31",
		"419900198808070010":  "1988-08-07", // an area code never assigned: nobody's
		"419900198808070011":  "身份证号的校验码不对（GB 11643），至少有一位写错，请核对",
		"41990019880807":      "身份证号应为18位，这里是14位，请核对",
		"4199001988080700010": "身份证号应为18位，这里是19位，请核对",
		"４１９９００":              "身份证号应为18位，这里是6位，请核对",
		"４１９９００１９８８０８０７００１０": "身份证号只能是17位数字加一位数字或X，请核对",
		"419900198X08070010": "身份证号只能是17位数字加一位数字或X，请核对",
		"419900198813070010": "身份证号第7至14位的出生日期不成立，请核对",
		"419900202302290010": "身份证号第7至14位的出生日期不成立，请核对",
		"419900089912310010": "身份证号第7至14位的出生日期不成立，请核对",
		"":                   "身份证号应为18位，这里是0位，请核对",
	} {
		born, err := Parse(number)
		got := born.String()
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: %s, want %s", number, got, want)
		}
	}
}

// One wrong digit, or two neighbours exchanged, never passes: that is what the check character is for.
func TestOneSlipIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := "419900" + rapid.SampledFrom([]string{"19601130", "19880807", "20120229"}).Draw(t, "birth") + rapid.StringMatching(`[0-9]{3}`).Draw(t, "serial")
		number := body + string(CheckDigit(body))
		if _, err := Parse(number); err != nil {
			t.Fatalf("%s: %v", number, err)
		}
		at := rapid.IntRange(0, 16).Draw(t, "at")
		wrong := rapid.SampledFrom(strings.Split(strings.ReplaceAll("0123456789", number[at:at+1], ""), "")).Draw(t, "digit")
		slipped := number[:at] + wrong + number[at+1:]
		if _, err := Parse(slipped); err == nil {
			t.Fatalf("%s passes for %s", slipped, number)
		}
		if i := rapid.IntRange(0, 15).Draw(t, "swap"); number[i] != number[i+1] {
			swapped := number[:i] + number[i+1:i+2] + number[i:i+1] + number[i+2:]
			if _, err := Parse(swapped); err == nil {
				t.Fatalf("%s passes for %s", swapped, number)
			}
		}
	})
}

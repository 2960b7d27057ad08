package yuan

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func TestCapital(t *testing.T) {
	for amount, want := range map[string]string{
		"0":               "零元整",
		"0.05":            "伍分",
		"0.5":             "伍角整",
		"0.004":           "零元整",
		"-0.004":          "零元整",
		"10":              "壹拾元整",
		"325.04":          "叁佰贰拾伍元零肆分",
		"1409.5":          "壹仟肆佰零玖元伍角整",
		"6007.14":         "陆仟零柒元壹角肆分",
		"10000":           "壹万元整",
		"100005":          "壹拾万零伍元整",
		"107000.53":       "壹拾万零柒仟元伍角叁分",
		"16409.02":        "壹万陆仟肆佰零玖元零贰分",
		"197684.64":       "壹拾玖万柒仟陆佰捌拾肆元陆角肆分",
		"-197684.64":      "负壹拾玖万柒仟陆佰捌拾肆元陆角肆分",
		"100000000":       "壹亿元整",
		"100010000.01":    "壹亿零壹万元零壹分",
		"999999999999.99": "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
	} {
		if got := Capital(decimal.RequireFromString(amount)); got != want {
			t.Errorf("%s is written %s, want %s", amount, got, want)
		}
	}
}

// Two amounts are never written alike, and what is written can be read back.
func TestCapitalReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fen := rapid.Int64Range(0, 99_999_999_999_999).Draw(t, "fen")
		text := Capital(decimal.New(fen, -2))
		if strings.Contains(text, "零零") || readBack(text) != fen {
			t.Fatalf("%d fen is written %s, which reads %d", fen, text, readBack(text))
		}
	})
}

// readBack is the fen that a text says.
func readBack(text string) (fen int64) {
	var group, sum, digit int64
	for _, word := range strings.Split(text, "") {
		switch word {
		case "拾", "佰", "仟":
			group, digit = group+digit*map[string]int64{"拾": 10, "佰": 100, "仟": 1000}[word], 0
		case "万":
			sum, group, digit = sum+(group+digit)*10_000, 0, 0
		case "亿":
			sum, group, digit = sum+(group+digit)*100_000_000, 0, 0
		case "元":
			fen, sum, group, digit = (sum+group+digit)*100, 0, 0, 0
		case "角":
			fen, digit = fen+digit*10, 0
		case "分":
			fen, digit = fen+digit, 0
		case "零", "整":
		default:
			for i, d := range digits {
				if d == word {
					digit = int64(i)
				}
			}
		}
	}
	return fen
}

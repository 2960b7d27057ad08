package yuan

import (
	"strings"

	"github.com/shopspring/decimal"
)

var (
	digits = [...]string{"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"}
	places = [...]string{"", "拾", "佰", "仟"}
	groups = [...]string{"", "万", "亿", "万亿"} // of four places; no amount has more
)

// Capital writes an amount of yuan to the fen in capital numerals (大写), as 支付结算办法 has it: 壹佰零伍元叁角整. What ends before the fen ends
// with 整; zeros between numerals are one 零.
func Capital(d decimal.Decimal) string {
	whole, fen, _ := strings.Cut(d.Abs().StringFixed(2), ".")
	text := ""
	if whole != "0" {
		text = capital(whole) + "元"
	}
	switch jiao, fen := fen[0]-'0', fen[1]-'0'; {
	case jiao > 0 && fen > 0:
		text += digits[jiao] + "角" + digits[fen] + "分"
	case jiao > 0:
		text += digits[jiao] + "角整"
	case fen > 0 && text != "":
		text += "零" + digits[fen] + "分"
	case fen > 0:
		text = digits[fen] + "分"
	case text == "":
		text = "零元整"
	default:
		text += "整"
	}
	if d.Round(2).IsNegative() {
		return "负" + text
	}
	return text
}

// capital writes a whole number above zero.
func capital(whole string) string {
	var b strings.Builder
	gap, written := false, false // zeros since the last numeral; a numeral since the last group's name
	for i, digit := range whole {
		place := len(whole) - 1 - i
		if digit == '0' {
			gap = true
		} else {
			if gap {
				b.WriteString("零")
			}
			b.WriteString(digits[digit-'0'] + places[place%4])
			gap, written = false, true
		}
		if place%4 == 0 && written {
			b.WriteString(groups[place/4])
			written = false
		}
	}
	return b.String()
}

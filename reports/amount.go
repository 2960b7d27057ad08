package reports

import (
	"regexp"
	"strings"

	"github.com/shopspring/decimal"

	"fangpin/internal/sheet"
)

var (
	figure  = regexp.MustCompile(`^-?\d+(\.\d+)?$`)
	grouped = regexp.MustCompile(`^-?\d{1,3}(,\d{3})+(\.\d+)?$`)
	bracket = regexp.MustCompile(`^\((.+)\)$`) // accountants' way to write a negative amount

	residue = decimal.New(1, -6) // what binary fractions leave behind a formula's exact result, in yuan
	largest = decimal.New(1, 12) // NUMERIC(14,2)
	units   = map[string]int32{"万元": 4, "万": 4, "千元": 3, "元": 0, "元整": 0, "圆": 0}
)

// amount reads yuan from a cell of a column whose unit is 10^shift yuan. A unit in the cell itself goes before the column's.
func amount(c sheet.Cell, shift int32, signed bool) (yuan decimal.Decimal, rule string) {
	if c.Kind != sheet.Number && c.Kind != sheet.Text {
		return yuan, "不是金额，单元格可能被设成了日期、百分比等格式，请改为数值格式后重新填写"
	}
	text := strings.ReplaceAll(strings.TrimPrefix(tight(c.Value), "人民币"), "−", "-")
	text = strings.Replace(text, "¥", "", 1)
	if at := strings.IndexAny(text, "万千元圆"); at > 0 {
		own, ok := units[text[at:]]
		if !ok {
			return yuan, ruleAmount
		}
		text, shift = text[:at], own
	}
	text = bracket.ReplaceAllString(text, "-$1")
	if grouped.MatchString(text) {
		text = strings.ReplaceAll(text, ",", "")
	}
	if !figure.MatchString(text) || len(text) > 40 {
		return yuan, ruleAmount
	}
	yuan = decimal.RequireFromString(text).Shift(shift)
	if fen := yuan.Round(2); c.Kind == sheet.Number && yuan.Sub(fen).Abs().LessThan(residue) {
		yuan = fen
	}
	return yuan, misfit(yuan, signed)
}

const ruleAmount = "不是金额，请只填数字，不带说明文字"

// misfit says why a figure cannot be an amount.
func misfit(yuan decimal.Decimal, signed bool) string {
	switch {
	case !yuan.Equal(yuan.Round(2)):
		return "金额应精确到分，最多两位小数，请核对"
	case yuan.IsNegative() && !signed:
		return "金额不能是负数，请核对"
	case yuan.Abs().GreaterThanOrEqual(largest):
		return "金额过大，请核对数字和单位"
	}
	return ""
}

var headcount = regexp.MustCompile(`^(\d{1,2})(\.0+)?[人口]?$`)

// heads reads a count of persons.
func heads(c sheet.Cell) (n decimal.Decimal, rule string) {
	m := headcount.FindStringSubmatch(tight(c.Value))
	if m == nil || c.Kind == sheet.Date {
		return n, "不是人数，请填1以上的整数"
	}
	n = decimal.RequireFromString(m[1])
	if n.IsZero() {
		return n, "人数至少是1，请核对"
	}
	return n, ""
}

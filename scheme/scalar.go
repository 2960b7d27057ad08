package scheme

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// scalar is the literal text of a single value; false if there is none, which has been said.
func (f field) scalar() (string, bool) {
	if f.absent() {
		return "", false
	}
	text, ok := literal(f.node)
	if !ok {
		f.refuse("应写成单个值，这里是%s", kindOf(f.node))
	}
	return text, ok
}

// text reads words that people see or compare: never empty, never padded.
func (f field) text() string {
	text, ok := f.scalar()
	if ok && (text == "" || strings.TrimSpace(text) != text) {
		f.refuse("“%s”是空的或前后有空格", text)
		return ""
	}
	return text
}

// texts reads a list of different words, at least one.
func (f field) texts() []string {
	var out []string
	for _, item := range f.some() {
		text := item.text()
		switch {
		case text == "":
		case slices.Contains(out, text):
			item.refuse("里“%s”写了两次", text)
		default:
			out = append(out, text)
		}
	}
	return out
}

// name reads an identifier: small letters and underscores.
func (f field) name() string {
	text := f.text()
	if text != "" && !isName(text) {
		f.refuse("“%s”只能用小写字母和下划线", text)
		return ""
	}
	return text
}

func isName(text string) bool {
	return text != "" && strings.Trim(text, "abcdefghijklmnopqrstuvwxyz_") == ""
}

// choice reads one of the given words.
func (f field) choice(words ...string) string {
	text := f.text()
	if text != "" && !slices.Contains(words, text) {
		f.refuse("没有“%s”这个词，只能写 %s", text, strings.Join(words, "、"))
		return ""
	}
	return text
}

// number is the literal text of a plain decimal, quoted or not. 010 is refused: some read it as eight.
func (f field) number() (string, bool) {
	text, ok := f.scalar()
	if !ok {
		return "", false
	}
	_, _, ok = split(text)
	if digits := strings.TrimPrefix(text, "-"); !ok || len(digits) > 1 && digits[0] == '0' && digits[1] != '.' {
		f.refuse("“%s”不是数，只写数字和小数点", text)
		return "", false
	}
	return text, true
}

// amount reads yuan to the fen, not below zero.
func (f field) amount() decimal.Decimal {
	text, ok := f.number()
	if !ok {
		return decimal.Zero
	}
	d, problem := amountOf(text)
	switch {
	case problem != "":
		f.refuse("%s", problem)
	case d.IsNegative():
		f.refuse("“%s”小于 0", text)
	}
	return d
}

// rate reads a share from 0 to 1.
func (f field) rate() decimal.Decimal {
	text, ok := f.number()
	if !ok {
		return decimal.Zero
	}
	d, err := decimal.NewFromString(text)
	if err != nil || d.IsNegative() || d.GreaterThan(decimal.NewFromInt(1)) {
		f.refuse("“%s”不在 0 到 1 之间，百分之五十写 0.50", text)
	}
	return d
}

// whole reads a number of days or heads, at least one.
func (f field) whole() int {
	text, ok := f.scalar()
	if !ok {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || text[0] == '0' || text[0] == '+' {
		f.refuse("“%s”应是不小于 1 的整数", text)
		return 0
	}
	return n
}

// flag reads true or false; fallback stands for an absent word.
func (f field) flag(fallback bool) bool {
	if f.absent() {
		return fallback
	}
	return f.choice("true", "false") == "true"
}

// date reads a day at midnight UTC.
func (f field) date() time.Time {
	text, ok := f.scalar()
	if !ok {
		return time.Time{}
	}
	d, err := time.Parse(dateLayout, text)
	if err != nil {
		f.refuse("“%s”不是日期，写成 年-月-日", text)
	}
	return d
}

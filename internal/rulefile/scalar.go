package rulefile

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// scalar is the literal text of a single value; false if there is none, which has been said.
func (f Field) scalar() (string, bool) {
	if f.Absent() {
		return "", false
	}
	text, ok := literal(f.node)
	if !ok {
		f.Refuse("应写成单个值，这里是%s", kindOf(f.node))
	}
	return text, ok
}

// Text reads words that people see or compare: never empty, never padded.
func (f Field) Text() string {
	text, ok := f.scalar()
	if ok && (text == "" || strings.TrimSpace(text) != text) {
		f.Refuse("“%s”是空的或前后有空格", text)
		return ""
	}
	return text
}

// Texts reads a list of different words, at least one.
func (f Field) Texts() []string {
	var out []string
	for _, item := range f.Some() {
		text := item.Text()
		switch {
		case text == "":
		case slices.Contains(out, text):
			item.Refuse("里“%s”写了两次", text)
		default:
			out = append(out, text)
		}
	}
	return out
}

// Name reads an identifier: small letters and underscores.
func (f Field) Name() string {
	text := f.Text()
	if text != "" && !IsName(text) {
		f.Refuse("“%s”只能用小写字母和下划线", text)
		return ""
	}
	return text
}

// IsName tells whether a text is an identifier.
func IsName(text string) bool {
	return text != "" && strings.Trim(text, "abcdefghijklmnopqrstuvwxyz_") == ""
}

// Choice reads one of the given words.
func (f Field) Choice(words ...string) string {
	text := f.Text()
	if text != "" && !slices.Contains(words, text) {
		f.Refuse("没有“%s”这个词%s只能写 %s", text, Perhaps(text, words), strings.Join(words, "、"))
		return ""
	}
	return text
}

// Number is the literal text of a plain decimal, quoted or not. 010 is refused: some read it as eight.
func (f Field) Number() (string, bool) {
	text, ok := f.scalar()
	if !ok {
		return "", false
	}
	_, _, ok = split(text)
	if digits := strings.TrimPrefix(text, "-"); !ok || len(digits) > 1 && digits[0] == '0' && digits[1] != '.' {
		f.Refuse("“%s”不是数，只写数字和小数点", text)
		return "", false
	}
	return text, true
}

// Amount reads yuan to the fen, not below zero.
func (f Field) Amount() decimal.Decimal {
	text, ok := f.Number()
	if !ok {
		return decimal.Zero
	}
	d, problem := AmountOf(text)
	switch {
	case problem != "":
		f.Refuse("%s", problem)
	case d.IsNegative():
		f.Refuse("“%s”小于 0", text)
	}
	return d
}

// Rate reads a share from 0 to 1.
func (f Field) Rate() decimal.Decimal {
	text, ok := f.Number()
	if !ok {
		return decimal.Zero
	}
	d, err := decimal.NewFromString(text)
	if err != nil || d.IsNegative() || d.GreaterThan(decimal.NewFromInt(1)) {
		f.Refuse("“%s”不在 0 到 1 之间，百分之五十写 0.50", text)
	}
	return d
}

// Whole reads a number of days or heads, at least one.
func (f Field) Whole() int {
	text, ok := f.scalar()
	if !ok {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || text[0] == '0' || text[0] == '+' {
		f.Refuse("“%s”应是不小于 1 的整数", text)
		return 0
	}
	return n
}

// Flag reads true or false; fallback stands for an absent word.
func (f Field) Flag(fallback bool) bool {
	if f.Absent() {
		return fallback
	}
	return f.Choice("true", "false") == "true"
}

// Date reads a day at midnight UTC.
func (f Field) Date() time.Time {
	text, ok := f.scalar()
	if !ok {
		return time.Time{}
	}
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		f.Refuse("“%s”不是日期，写成 年-月-日", text)
	}
	return d
}

// County reads the six digits of a county (区划代码).
func (f Field) County() string {
	text := f.Text()
	if text != "" && (len(text) != 6 || !Digits(text)) {
		f.Refuse("“%s”应是六位区划代码", text)
	}
	return text
}

// Term reads the days from and to which a file is in force: both belong to it. Zero stands for a day that is wrong, which has been said.
func (f Field) Term() (from, to time.Time) {
	t := f.Table("from", "to")
	from, to = t.Need("from").Date(), t.Need("to").Date()
	if from.IsZero() || to.IsZero() {
		return from, to
	}
	if to.Before(from) {
		f.Refuse("的终止日 %s 早于起始日", to.Format(time.DateOnly))
	}
	return from, to
}

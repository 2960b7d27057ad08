package reports

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"fangpin/internal/sheet"
)

// precise is how many digits a spreadsheet's number keeps; of a longer one the last are lost.
const precise = 15

const (
	ruleLostCode = "编号被存成数字，末几位已丢失；请把该列设为文本格式，重新录入完整编号"
	ruleDateCode = "编号被表格软件改成了日期；请把该列设为文本格式后重新录入"
)

// lostDigits tells a long number typed as a number, or exported as 4.10602E+17.
func lostDigits(c sheet.Cell) bool {
	if c.Kind == sheet.Number {
		return len(strings.TrimPrefix(c.Value, "-")) > precise && !strings.Contains(c.Value, ".")
	}
	return scientific.MatchString(strings.ToUpper(tight(c.Value)))
}

// code reads a number that others gave.
func code(c sheet.Cell) (text, rule string) {
	switch {
	case lostDigits(c):
		return "", ruleLostCode
	case c.Kind == sheet.Date:
		return "", ruleDateCode
	case c.Kind == sheet.Bool, c.Kind == sheet.Percent:
		return "", "不是编号，请核对"
	}
	return plainText(tight(c.Value), 100)
}

// prose reads free text.
func prose(c sheet.Cell) (text, rule string) {
	if c.Kind == sheet.Number && lostDigits(c) {
		return "", ruleLostCode
	}
	return plainText(clean(c.Value), 500)
}

func plainText(text string, longest int) (string, string) {
	if utf8.RuneCountInString(text) > longest {
		return "", "内容过长，请缩短后再报"
	}
	return text, ""
}

// dots are the ways in which the dot within a name is typed.
var dots = strings.NewReplacer(".", "·", "•", "·", "‧", "·", "・", "·", "∙", "·", "●", "·")

// name reads a person's name: 张  三 is 张三.
func name(c sheet.Cell) (text, rule string) {
	text = clean(c.Value)
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		text = dots.Replace(tight(text))
	}
	odd := strings.ContainsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.Is(unicode.Han, r) && !strings.ContainsRune("· -", r)
	})
	if odd || c.Kind != sheet.Text || utf8.RuneCountInString(text) > 50 {
		return "", "不是姓名，请只填姓名，不带数字、符号或说明"
	}
	return text, ""
}

var phones = regexp.MustCompile(`^(\+?86)?1\d{10}$|^(0\d{2,3})?[2-9]\d{6,7}$`)

// phone reads a telephone number; "" where it is none.
func phone(c sheet.Cell) string {
	text := strings.ReplaceAll(tight(c.Value), "-", "")
	if !phones.MatchString(text) {
		return ""
	}
	return text
}

var answers = map[string]string{"是": "是", "TRUE": "是", "√": "是", "否": "否", "FALSE": "否", "×": "否"}

// yesNo reads 是 or 否.
func yesNo(c sheet.Cell) (text, rule string) {
	text, ok := answers[strings.ToUpper(tight(c.Value))]
	if !ok {
		return "", "请填“是”或“否”"
	}
	return text, ""
}

var (
	bachelor = regexp.MustCompile(`本科`)
	junior   = regexp.MustCompile(`专科|大专|高职`)
)

// levels are what a scheme may pay an admission by (层次): what level() makes of the departments' words, and other schools.
var levels = []string{"本科", "专科", "预科", "研究生", "硕士", "博士", "高中", "中专", "中职", "技校"}

// Levels lists them.
func Levels() []string { return slices.Clone(levels) }

// LevelOf is what is read where a department writes a level: 大学本科 is 本科, 大专 and 高职 are 专科, others stay as written.
func LevelOf(text string) string {
	switch b, j := bachelor.MatchString(text), junior.MatchString(text); {
	case b && !j:
		return "本科"
	case j && !b:
		return "专科"
	}
	return text
}

// level reads 层次.
func level(c sheet.Cell) (text, rule string) {
	text, rule = plainText(tight(c.Value), 50)
	return LevelOf(text), rule
}

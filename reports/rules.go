package reports

import (
	"fmt"

	"github.com/shopspring/decimal"
)

// sound tells whether the values of all words could be read, so that they can be held against each other.
func (l *line) sound(words ...string) bool {
	for _, w := range words {
		if l.bad[w] {
			return false
		}
	}
	return true
}

// hospitalRules: nobody leaves before coming; what the person bore is what the others left (domain notes §3 no. 6); a
// reversal (冲销) is negative throughout.
func hospitalRules(l *line) {
	admitted, ok := l.row.Dates["admitted"]
	if discharged, both := l.row.Dates["discharged"]; ok && both && discharged.Before(admitted) {
		l.defect("discharged", fmt.Sprintf("出院日期早于入院日期 %s，请核对", admitted.Format("2006-01-02")))
	}
	paid := []string{"basic_paid", "serious_paid", "aid_paid", "other_paid"}
	if !l.sound("expense") {
		return
	}
	expense, sum := l.row.Facts["expense"], decimal.Zero
	for _, word := range append(paid, "self_paid") {
		if figure := l.row.Facts[word]; expense.IsPositive() && figure.IsNegative() {
			l.defect(word, "总费用是正数，这里却是负数；只有冲销行可以填负数，请核对")
		} else if word != "self_paid" && expense.IsNegative() && figure.IsPositive() {
			l.defect(word, "总费用是负数（冲销），这里却是正数，请核对")
		}
	}
	if !l.sound(append(paid, "self_paid")...) {
		return
	}
	for _, word := range paid {
		sum = sum.Add(l.row.Facts[word])
	}
	if self, want := l.row.Facts["self_paid"], expense.Sub(sum); !self.Equal(want) {
		l.defect("self_paid", fmt.Sprintf("个人自付填的是 %s 元，按总费用 %s 元减去各项支付合计 %s 元应为 %s 元，请核对（单元格 %s、%s）",
			self.StringFixed(2), expense.StringFixed(2), sum.StringFixed(2), want.StringFixed(2),
			l.row.Cell("expense"), l.row.Cell("self_paid")))
	}
}

// disasterRules: there is a loss or an expense. No aid stands in these reports, so none has been paid.
func disasterRules(l *line) {
	l.row.Facts["aid_paid"] = decimal.Zero
	if l.sound("loss", "expense") && l.row.Facts["loss"].IsZero() && l.row.Facts["expense"].IsZero() {
		l.defect("loss", "财产损失和医疗费用都没有填，至少填一项")
	}
}

// incomeRules: an income per head says something only with the number of heads.
func incomeRules(l *line) {
	_, perHead := l.row.Facts["income_per_head"]
	_, persons := l.row.Facts["persons"]
	if !l.sound("income_per_head", "persons") || perHead == persons {
		return
	}
	word, rule := "persons", "填了家庭人均纯收入，还要填家庭人口数"
	if persons {
		word, rule = "income_per_head", "填了家庭人口数，还要填家庭人均纯收入"
	}
	if _, there := l.header.columns[word]; !there {
		word = map[string]string{"persons": "income_per_head", "income_per_head": "persons"}[word]
	}
	l.defect(word, rule)
}

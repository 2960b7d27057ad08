package web

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"fangpin/claims"
	"fangpin/internal/fault"
	"fangpin/internal/yuan"
	"fangpin/registry"
	"fangpin/reports"
	"fangpin/scheme"
)

// nearEnough is up to how many yuan a fact may differ from what was told without a further look, however small it is.
var nearEnough = decimal.NewFromInt(1000)

// farFacts says how far a found case is from the one that was told, nil where none was, and from the roster: what a slip of the pen or
// worse would be, and what somebody must have looked at again. Living is how many live in the household by the roster.
func farFacts(category string, facts []scheme.Fact, told *claims.Case, found claims.Case, living int) (out []string) {
	for _, f := range facts {
		title, was, is := claims.FactTitle(category, f.Name), toldFact(told, f.Name), found.Facts[f.Name]
		switch n, err := strconv.Atoi(is); {
		case f.Kind == scheme.Heads && err == nil && n != living:
			said := title + "："
			if was != "" {
				said += "报送 " + was + " 人，"
			}
			out = append(out, said+fmt.Sprintf("核实 %s 人，花名册在世 %d 人", is, living))
		case f.Kind == scheme.Amount && toldBy(category, f.Name) && far(was, is):
			out = append(out, fmt.Sprintf("%s：报送 %s 元，核实 %s 元", title, writtenFact(f, was), writtenFact(f, is)))
		}
	}
	return out
}

// toldFact is a fact of a case that was told, empty where none was.
func toldFact(told *claims.Case, word string) string {
	if told == nil {
		return ""
	}
	return told.Facts[word]
}

// far tells whether two amounts are more than half of the first apart, and more than a trifle; what was not told is not.
func far(told, found string) bool {
	t, err := decimal.NewFromString(told)
	if err != nil {
		return false
	}
	f, err := decimal.NewFromString(found)
	if err != nil {
		return false
	}
	apart := f.Sub(t).Abs()
	return apart.GreaterThan(nearEnough) && apart.Add(apart).GreaterThan(t.Abs())
}

// toldBy tells whether the departments report a fact of a category: what the adjuster alone establishes differs from nothing.
func toldBy(category, word string) bool {
	for _, k := range reports.Kinds() {
		if _, ok := k.Column(word); ok && k.Category == category {
			return true
		}
	}
	return false
}

// refuseNegative refuses an amount below zero that nobody told as such, as a department does that takes a settlement back.
func refuseNegative(of, title, value, told string) error {
	d, err := decimal.NewFromString(value)
	if err != nil || !d.IsNegative() {
		return nil
	}
	if t, err := decimal.NewFromString(told); err == nil && t.IsNegative() {
		return nil
	}
	return fault.Invalidf("%s“%s”%s 元是负数：只有部门报送的冲销数据才能为负，请核对后改正", of, title, yuan.Grouped(d))
}

// sureOf refuses findings that are far from what was told until the adjuster has said that they looked again.
func (v *visit) sureOf(differences []string) error {
	if len(differences) == 0 || v.value("far") != "" {
		return nil
	}
	return fault.Invalidf("核实数据与报送（花名册）差异较大：%s。请核对；属实的勾选“与报送（花名册）差异较大，已核实”再提交", strings.Join(differences, "；"))
}

// livingIn counts who lives in a household.
func livingIn(members []registry.Person) (n int) {
	for _, m := range members {
		if m.DiedOn == nil {
			n++
		}
	}
	return n
}

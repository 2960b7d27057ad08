package claims

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/words"
	"fangpin/internal/yuan"
	"fangpin/reports"
	"fangpin/scheme"
)

// nearEnough is up to how many yuan a fact may differ from what was told without a further look, however small it is.
var nearEnough = decimal.NewFromInt(1000)

// Comparison is by whose judgement a finding is far from what was told. The first version knew sums and heads, and before that nobody kept
// what was far; the second also asks about what nobody told.
var Comparison = pg.Judge{Name: "claims.comparison", Version: 2}

// Deviation is a fact that was found far from what was told, or from the roster, or a case that nobody told (差异较大): a slip of the pen or
// worse, unless the adjuster looked again. It is kept with a finding whose adjuster said so, for those who endorse, review and file it.
type Deviation struct {
	Case   int    `json:"case"`           // of the finding's, from 1
	Fact   string `json:"fact,omitempty"` // the scheme's word; empty of a case that nobody told
	Told   string `json:"told,omitempty"`
	Found  string `json:"found"`            // the fact, or the day of the case
	Living *int   `json:"living,omitempty"` // for a number of heads: how many live in the household by the roster
}

// Words say it to people: 总费用：报送 30,000.00 元，核实 300,000.00 元.
func (d Deviation) Words(category string) string {
	if d.Fact == "" {
		return fmt.Sprintf("不在报送的数据中（%s）", d.Found)
	}
	said := FactTitle(category, d.Fact) + "："
	if d.Living == nil {
		return said + fmt.Sprintf("报送 %s 元，核实 %s 元", grouped(d.Told), grouped(d.Found))
	}
	if d.Told != "" {
		said += "报送 " + d.Told + " 人，"
	}
	return said + fmt.Sprintf("核实 %s 人，花名册在世 %d 人", d.Found, *d.Living)
}

func grouped(value string) string {
	d, err := decimal.NewFromString(value)
	if err != nil {
		return value
	}
	return yuan.Grouped(d)
}

// Deviations are the facts of found cases that are far from what was told in the rows that they are of, or from how many live in the
// household by the roster; and the cases that are of no row, where any was told: nothing holds them against anything.
func Deviations(category string, facts []scheme.Fact, told, found []Case, living int) (out []Deviation) {
	for i, k := range found {
		was := toldOf(told, k)
		if k.Row == 0 && len(told) > 0 {
			out = append(out, Deviation{Case: i + 1, Found: k.On.String()})
		}
		for _, f := range facts {
			d := Deviation{Case: i + 1, Fact: f.Name, Told: was.Facts[f.Name], Found: k.Facts[f.Name]}
			switch n, err := strconv.Atoi(d.Found); {
			case f.Kind == scheme.Heads && err == nil && n != living:
				d.Living = &living
				out = append(out, d)
			case f.Kind == scheme.Amount && reported(category, f.Name) && Far(d.Told, d.Found) && !negative(d.Told, d.Found):
				out = append(out, d)
			}
		}
	}
	return out
}

// toldOf is the case that was told in the row that a found one is of, none where nobody told it.
func toldOf(told []Case, found Case) Case {
	if i := slices.IndexFunc(told, func(t Case) bool { return found.Row != 0 && t.Row == found.Row }); i >= 0 {
		return told[i]
	}
	return Case{}
}

// Far tells whether two amounts in yuan are more than half of the first apart, and more than a trifle; what was not told is not.
func Far(told, found string) bool {
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

// reported tells whether the departments report a fact of a category: what the adjuster alone establishes differs from nothing.
func reported(category, word string) bool {
	return slices.ContainsFunc(reports.Kinds(), func(k reports.Kind) bool {
		_, ok := k.Column(word)
		return ok && k.Category == category
	})
}

// Joined are found cases each with the row that it is of. One that names no row is of that which told of the same person and day, if no
// other case is: whoever leaves the row out does not get around what it told.
func Joined(told, found []Case) []Case {
	out, taken := slices.Clone(found), map[int64]bool{}
	for _, k := range found {
		taken[k.Row] = true
	}
	for i := range out {
		for _, t := range told {
			if k := &out[i]; k.Row == 0 && !taken[t.Row] && t.Person == k.Person && t.On == k.On {
				k.Row, taken[t.Row] = t.Row, true
			}
		}
	}
	return out
}

// ofTheClaim refuses a case of a row that is not the claim's, or that another case is of.
func (j *judge) ofTheClaim(c Claim, cases []Case) error {
	taken := map[int64]bool{}
	for i, k := range cases {
		if k.Row != 0 && (taken[k.Row] || toldOf(j.told[c.ID], k).Row == 0) {
			return fault.Invalidf("%s：第 %d 笔核实数据所依据的报送数据不属于本案，或已用于另一笔，请刷新后重新登记", j.called[c.ID], i+1)
		}
		taken[k.Row] = true
	}
	return nil
}

// refuseNegative refuses amounts below zero that nobody told as such, as a department does that takes a settlement back.
func (j *judge) refuseNegative(c Claim, k Case, n int) error {
	was := toldOf(j.told[c.ID], k)
	for _, word := range slices.Sorted(maps.Keys(k.Facts)) {
		if negative(was.Facts[word], k.Facts[word]) {
			return fault.Invalidf("%s：第 %d 笔“%s”%s 元是负数：只有部门报送的冲销数据才能为负，请核对后改正",
				j.called[c.ID], n, FactTitle(c.Category, word), grouped(k.Facts[word]))
		}
	}
	return nil
}

// negative tells whether an amount was found below zero that nobody told as such: to look again does not help it. What is no amount, the
// scheme refuses.
func negative(told, found string) bool {
	f, err := decimal.NewFromString(found)
	if err != nil || !f.IsNegative() {
		return false
	}
	t, err := decimal.NewFromString(told)
	return err != nil || !t.IsNegative()
}

// refuseUnknown refuses facts that the scheme does not know: nobody would ever assess them, and nobody compares them.
func (j *judge) refuseUnknown(c Claim, k Case, n int) error {
	known := j.schemes[c.Scheme].Facts(c.Category)
	for _, word := range slices.Sorted(maps.Keys(k.Facts)) {
		if !slices.ContainsFunc(known, func(f scheme.Fact) bool { return f.Name == word }) {
			return fault.Invalidf("%s：第 %d 笔核实数据中的“%s”不是方案所列的项目，请去掉后重新登记", j.called[c.ID], n, FactTitle(c.Category, word))
		}
	}
	return nil
}

// refuseLong holds what a case says to the lengths of all texts that are kept.
func (j *judge) refuseLong(c Claim, k Case, n int) error {
	for _, word := range slices.Sorted(maps.Keys(k.Facts)) {
		if _, err := words.Line("核实数据的名称", word); err != nil {
			return fault.Invalidf("%s：第 %d 笔：%w", j.called[c.ID], n, err)
		}
		if value := k.Facts[word]; value != "" {
			if _, err := words.Line(FactTitle(c.Category, word), value); err != nil {
				return fault.Invalidf("%s：第 %d 笔：%w", j.called[c.ID], n, err)
			}
		}
	}
	if k.Event != "" {
		if _, err := words.Line("事件", k.Event); err != nil {
			return fault.Invalidf("%s：第 %d 笔：%w", j.called[c.ID], n, err)
		}
	}
	return nil
}

// compare keeps with a finding what is far from what was told, and refuses it until the adjuster has looked again.
func (j *judge) compare(c Claim, f *Finding) error {
	f.Deviations = Deviations(c.Category, j.schemes[c.Scheme].Facts(c.Category), j.told[c.ID], f.Cases, j.living[c.Household])
	if len(f.Deviations) == 0 || f.LookedAgain {
		return nil
	}
	lines := make([]string, len(f.Deviations))
	for i, d := range f.Deviations {
		lines[i] = d.Words(c.Category)
		if len(f.Cases) > 1 {
			lines[i] = fmt.Sprintf("第 %d 笔", d.Case) + lines[i]
		}
	}
	return fault.Invalidf("%s：核实数据与报送（花名册）差异较大：%s。请核对；属实的勾选“与报送（花名册）差异较大，已核实”再提交", j.called[c.ID], strings.Join(lines, "；"))
}

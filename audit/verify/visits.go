package verify

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"fangpin/procedure"
)

// Particulars of a visit, as its columns hold them.
type (
	memberCell struct {
		Person string `json:"person"`
		Labour string `json:"labour"`
	}
	incomeCell struct {
		Source string `json:"source"`
		Amount string `json:"amount"`
		Words  string `json:"words"`
	}
	safeguardCell struct {
		Of      string `json:"of"`
		Problem string `json:"problem"`
	}
)

// safeguards are what every visit answers (三保障及饮水安全).
var safeguards = []string{"education", "medical", "housing", "water"}

var visitsCheck = Check{
	Name: "入户核查的人口、收入、计算期间、户标签与推演所用的一致",
	Rule: "S1: the months before the procedure; procedure.md; domain §1: income and members come from the visit",
	Proves: "the income that a visit is judged by is its lines less its costs, over the months that the procedure names; the persons are its " +
		"members, each of the household once; the labour class is the one written down; the labels are those that the household then had; " +
		"the four safeguards are answered",
	Not:    "that the lines are true, or complete",
	Shares: "procedure",
}

// visits holds what a visit found to what the procedure read of it.
func visits(v *view) Result {
	check := Result{Check: visitsCheck, Looked: int64(len(v.visits))}
	rows, labels := by(v.visits, (*visitRow).at), groupBy(v.labels, func(l *labelRow) int64 { return l.Household })
	for _, c := range v.courses {
		for i, e := range c.events[:len(c.stood)] {
			if c.told[i].Act != procedure.Visit {
				continue
			}
			switch r := rows[e.at()]; {
			case r == nil:
				check.find("watch_event", e.key, "没有入户核查的记录")
			default:
				if wrong := r.wrong(v, c, e, c.told[i].Visit, labels[c.Household]); wrong != "" {
					check.find("visit", r.key, "%s", wrong)
				}
			}
		}
	}
	return check
}

// wrong says in what a visit is not what its event says.
func (r *visitRow) wrong(v *view, c *course, e *watchEventRow, found *procedure.Finding, labels []*labelRow) string {
	from, to := c.rule.Window(e.On)
	if from != r.From || to != r.To {
		return fmt.Sprintf("收入计算期间应为 %s 至 %s，所记为 %s 至 %s", from, to, r.From, r.To)
	}
	members, wrong := r.members(v, c.Household)
	if wrong != "" {
		return wrong
	}
	income, asked, wrong := r.income()
	switch {
	case wrong != "":
		return wrong
	case found.Income == nil && (asked || c.rule.Line != nil):
		return "有收入各项，推演没有收入"
	case found.Income != nil && !found.Income.Equal(income):
		return fmt.Sprintf("各项收入减支出为 %s 元，推演用 %s 元", income.StringFixed(2), found.Income.StringFixed(2))
	case found.Income != nil && found.Persons != members:
		return fmt.Sprintf("家庭成员 %d 人，推演用 %d 人", members, found.Persons)
	case string(found.Labour) != r.Labour.V:
		return "劳动力类别与推演所用的不符"
	case !slices.Equal(sortedOf(found.Labels), v.labelsThen(labels, e)):
		return fmt.Sprintf("当日的户标签为 %v，推演用 %v", v.labelsThen(labels, e), sortedOf(found.Labels))
	}
	return r.unsafe()
}

// members counts the family, each of whom is of the household.
func (r *visitRow) members(v *view, household int64) (n int, wrong string) {
	var cells []memberCell
	if strictly(r.Members, &cells) != nil || len(cells) == 0 {
		return 0, "家庭成员不能解读，或没有成员"
	}
	seen := map[string]bool{}
	for _, m := range cells {
		var person int64
		if _, err := fmt.Sscan(m.Person, &person); err != nil || seen[m.Person] || v.person[person] == nil || v.person[person].Household != household {
			return 0, "家庭成员 " + m.Person + " 重复，或不是本户的人"
		}
		seen[m.Person] = true
	}
	return len(cells), ""
}

// income is what the lines come to less the costs; asked tells whether any was established.
func (r *visitRow) income() (sum decimal.Decimal, asked bool, wrong string) {
	var cells []incomeCell
	if strictly(r.Income, &cells) != nil {
		return sum, false, "收入各项不能解读"
	}
	for _, line := range cells {
		yuan, err := amountOf(line.Amount)
		if err != nil || yuan.IsNegative() {
			return sum, false, "收入各项不能解读，或为负数"
		}
		sum = sum.Add(yuan)
	}
	return sum.Sub(r.Costs), len(cells) > 0 || !r.Costs.IsZero(), ""
}

// unsafe says which of the four is not answered just once.
func (r *visitRow) unsafe() string {
	var cells []safeguardCell
	if strictly(r.Safeguards, &cells) != nil || len(cells) != len(safeguards) {
		return "“三保障”及饮水安全没有逐项填写"
	}
	for _, of := range safeguards {
		if !slices.ContainsFunc(cells, func(s safeguardCell) bool { return s.Of == of }) {
			return "“三保障”及饮水安全没有逐项填写"
		}
	}
	return ""
}

// labelsThen are the household's labels on the day of an event, by what was entered by then.
func (v *view) labelsThen(labels []*labelRow, e *watchEventRow) []string {
	return v.labelsOn(labels, e.On, e.first)
}

// sortedOf is a set of words in order.
func sortedOf(words []string) []string {
	return slices.Compact(slices.Sorted(slices.Values(words)))
}

var evaluationsCheck = Check{
	Name:   "村级评议的票数与结果一致",
	Rule:   "S1, S2: 村级评议; a majority passes",
	Proves: "each evaluation has its votes, of the day of its event, and passed just where more than half of them say so",
	Not:    "that the meeting was held so",
}

// evaluations: what the votes say, the result says.
func evaluations(v *view) Result {
	check := Result{Check: evaluationsCheck, Looked: int64(len(v.evaluations))}
	rows := by(v.evaluations, (*evaluationRow).at)
	for _, c := range v.courses {
		for i, e := range c.events[:len(c.stood)] {
			if c.told[i].Act != procedure.Evaluate {
				continue
			}
			switch r := rows[e.at()]; {
			case r == nil:
				check.find("watch_event", e.key, "没有评议的票数")
			case r.HeldOn != e.On:
				check.find("evaluation", r.key, "评议日期为 %s，所记为 %s", e.On, r.HeldOn)
			case min(r.Yes, r.No, r.Abstain) < 0 || r.Yes+r.No+r.Abstain == 0:
				check.find("evaluation", r.key, "票数不合理")
			case (2*r.Yes > r.Yes+r.No+r.Abstain) != (c.told[i].Result == procedure.Pass):
				check.find("evaluation", r.key, "同意 %d 票，反对 %d 票，弃权 %d 票，与结果不符", r.Yes, r.No, r.Abstain)
			}
		}
	}
	return check
}

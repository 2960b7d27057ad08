package procedure

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
)

// Event is one act on a day. Which of the other fields it has depends on the act; the rest stays empty.
type Event struct {
	On     calendar.Date
	Act    Act
	Source string         // Lead: who told
	Risk   string         // Lead: the risk that it names, in free words; blank or no: none
	To     string         // HandOver: 乡镇 (also if empty), or a department
	Result Result         // Answer, Evaluate, Review, Compare, Approve
	Kind   string         // Measure, Done, Withdraw: of the measure; Approve: of the family, empty: as the visit found it
	Due    *calendar.Date // Measure: by when; nil: no day is set
	Waits  bool           // Measure: it was ordered and does not work yet; Begin tells since when it does
	Began  *calendar.Date // Measure, Begin: the day it began to work (落实); nil: the event's own
	Visit  *Finding       // Visit
	Reason string         // any: why, in free words
}

// Result is what a step ended with.
type Result string

const (
	Pass    Result = "pass"
	Return  Result = "return" // back to the visit of the same round
	Refuse  Result = "refuse" // ends the round; of Evaluate: not passed
	Settled Result = "done"   // Answer: the department settled it (部门已办结)
	ToVisit Result = "visit"  // Answer: a visit is needed
)

// Finding is what a visit established.
type Finding struct {
	Income  *decimal.Decimal // the household's, in yuan over Procedure.Window; may be negative; nil: not asked for
	Persons int              // in the household; 0: not asked for
	Risk    Risk
	Labour  Labour   // empty: as the visit before said
	Labels  []string // the household's labels (脱贫户); those not named it has not
}

// results are what an act may end with; none for one that is only done.
func results(a Act) []Result {
	if a == Answer {
		return []Result{Settled, ToVisit}
	}
	law, _ := LawOf(a)
	return law.Results
}

// missing refuses an event that lacks what its act needs, or whose words are none of this procedure.
func (e Event) missing(p *Procedure) error {
	known := results(e.Act)
	switch {
	case e.Act == Wait || e.Act == Decide || titles[e.Act] == "":
		return invalid("没有“%s”这个事项", e.Act)
	case e.Act == Lead && blank(e.Source):
		return invalid("线索缺少来源（source）")
	case len(known) > 0 && e.Result == "":
		return invalid("%s缺少结果（%s）", e.Act.Title(), resultKey(e.Act))
	case len(known) > 0 && !slices.Contains(known, e.Result):
		return invalid("%s没有“%s”这个结果", e.Act.Title(), e.Result)
	case slices.Contains([]Act{Measure, Begin, Done, Withdraw}, e.Act) && blank(e.Kind):
		return invalid("%s缺少措施类别（kind）", e.Act.Title())
	case e.Act == Approve && e.Kind != "" && !slices.Contains(p.Kinds, e.Kind):
		return invalid("“%s”不是本程序的监测对象类别，只能写 %s", e.Kind, strings.Join(p.Kinds, "、"))
	case e.Act == Visit:
		return e.Visit.missing(p)
	}
	return nil
}

func resultKey(a Act) string {
	if a == Evaluate {
		return "pass"
	}
	return "result"
}

// mostPersons bounds a household: above it is a typing error.
const mostPersons = 9999

func (v *Finding) missing(p *Procedure) error {
	switch {
	case v == nil || v.Risk == "":
		return invalid("入户核查缺少有无风险（risk）")
	case v.Risk != AtRisk && v.Risk != NoRisk:
		return invalid("有无风险（risk）只能写 yes 或 no")
	case v.Labour != "" && !slices.Contains(Labours(), v.Labour):
		return invalid("劳动力类别（labour）只能写 none、weak、able")
	case p.Line != nil && v.Income == nil:
		return invalid("入户核查缺少家庭收入（income）")
	case p.Line != nil && v.Persons == 0:
		return invalid("入户核查缺少家庭人口（persons）")
	case (v.Income == nil) != (v.Persons == 0):
		return invalid("家庭收入（income）和人口（persons）要一起写，或都不写")
	case v.Persons < 0 || v.Persons > mostPersons:
		return invalid("家庭人口（persons）应是 1 到 %d 的整数", mostPersons)
	case v.Income != nil && !v.Income.Equal(v.Income.Truncate(2)):
		return invalid("家庭收入（income）最多两位小数")
	}
	return nil
}

func blank(text string) bool { return strings.TrimSpace(text) == "" }

// names tells whether a lead names a risk.
func (e Event) names() bool { return !blank(e.Risk) && strings.TrimSpace(e.Risk) != string(NoRisk) }

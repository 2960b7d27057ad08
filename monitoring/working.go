package monitoring

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/yuan"
	"fangpin/procedure"
)

// Line is one line of a working: what is counted, and what it comes to in yuan.
type Line struct {
	Text   string
	Amount decimal.Decimal
	Sum    bool // it sums up the lines above
}

// Working is how an income per head came about, and what follows from it by a county's own procedure.
type Working struct {
	From, To calendar.Date // the months that count
	Lines    []Line
	PerHead  *decimal.Decimal // yuan, cut to the fen; nil: no income was asked for
	Below    bool             // the line
	Early    bool             // 提前帮扶
	Against  string           // the line that it is held against, in words; empty where the procedure draws none
	Kind     string           // of the family, as the visit finds it
	Because  string           // why it is of that kind, in words
	Door     string           // the row of the procedure by which it is judged, in words; empty of a visit that no door judges
	Then     procedure.Outcome
	Refer    []procedure.Referral // whom the family is sent to besides
}

// outcomes are what a visit leads to, as people say it.
var outcomes = map[procedure.Outcome]string{procedure.ToEnter: "进入认定程序", procedure.ToOffline: "线下监测", procedure.ToNotTaken: "不纳入监测"}

// Outcome is what follows, as people say it.
func (w Working) Outcome() string { return outcomes[w.Then] }

// Ends tells whether the matter would end with the visit; then it says why.
func (w Working) Ends() bool { return w.Then == procedure.ToOffline || w.Then == procedure.ToNotTaken }

// WorkingOf works a visit out by a procedure; labels are those that the household holds on its day.
func WorkingOf(rule *procedure.Procedure, v Visit, labels []string) Working {
	w := Working{}
	w.From, w.To = rule.Window(v.On)
	if v.asked(rule) && len(v.Members) > 0 {
		net := v.Net()
		perHead := procedure.PerHead(net, len(v.Members))
		w.PerHead, w.Below, w.Early = &perHead, rule.Below(perHead), rule.Early(perHead)
		w.Lines = lines(v, net, perHead)
	}
	if rule.Line != nil && w.PerHead != nil {
		w.Against = against(rule.Line, *w.PerHead, w.Below)
	}
	w.Kind, w.Because = procedure.KindOf(w.Below, labels), because(rule, w.Below, labels)
	row := rule.RowFor(w.Below, v.Risk)
	w.Door, w.Then, w.Refer = DoorWords(row), row.Then, rule.ReferredBy(w.Below, v.Risk)
	return w
}

// Reckon works out what a form says before it is sent. Whatever the visit would be refused for of members and sums, it is refused for here, and of
// a family that is watched it says no more than the income: the door is for those who are to be taken in.
func (o Outlook) Reckon(v Visit) (Working, error) {
	c := &course{Watch: o.Watch}
	for _, check := range []func(*course) error{v.shared, v.sums} {
		if err := check(c); err != nil {
			return Working{}, err
		}
	}
	w := WorkingOf(o.Rule, v, nil)
	if o.State != procedure.StateHandedOver {
		w = w.unjudged()
	}
	return w, nil
}

// unjudged is the working alone, without what the door would say.
func (w Working) unjudged() Working {
	w.Door, w.Then, w.Refer = "", "", nil
	return w
}

func lines(v Visit, net, perHead decimal.Decimal) (out []Line) {
	total := decimal.Zero
	for _, line := range v.Income {
		text := line.Source.Title()
		if line.Words != "" {
			text += "（" + line.Words + "）"
		}
		out = append(out, Line{Text: text, Amount: line.Amount})
		total = total.Add(line.Amount)
	}
	return append(out, Line{"收入合计", total, true}, Line{Text: "减去生产经营支出", Amount: v.Costs}, Line{"家庭纯收入", net, true},
		Line{fmt.Sprintf("除以共同生活的 %d 人，人均纯收入（舍去不足一分的部分）", len(v.Members)), perHead, true})
}

func against(line *procedure.Line, perHead decimal.Decimal, below bool) string {
	text := "监测线 " + yuan.Grouped(line.PerHead) + " 元，"
	switch {
	case below && line.EarlyAbove != nil && perHead.GreaterThan(*line.EarlyAbove):
		return text + "人均低于监测线、高于 " + yuan.Grouped(*line.EarlyAbove) + " 元，提前帮扶"
	case below:
		return text + "人均低于监测线"
	case perHead.Equal(line.PerHead):
		return text + "人均等于监测线，不算低于"
	default:
		return text + "人均高于监测线"
	}
}

// because is what makes a family's kind (procedure.KindOf): the labels it holds, and on which side of the line it is.
func because(rule *procedure.Procedure, below bool, labels []string) string {
	side := sides[procedure.Above]
	switch {
	case rule.Line == nil:
		side = "本县监测程序没有监测线"
	case below:
		side = sides[procedure.Below]
	}
	return strings.Join(append(slices.Clone(labels), side), "，")
}

// DoorWords is a row of the door, as people read it.
func DoorWords(row procedure.Row) string {
	return WhenWords(row.Income, row.Risk) + "：" + outcomes[row.Then]
}

var sides = map[procedure.Side]string{procedure.Below: "人均低于监测线", procedure.Above: "人均不低于监测线"}

// WhenWords is when a row of the door or a referral fits, as people read it.
func WhenWords(income procedure.Side, risk procedure.Risk) string {
	when := slices.DeleteFunc([]string{sides[income], risks[risk]}, func(s string) bool { return s == "" })
	if len(when) == 0 {
		return "其他情形"
	}
	return strings.Join(when, "，")
}

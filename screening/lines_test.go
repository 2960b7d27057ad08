package screening

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/policy"
	"fangpin/registry"
	"fangpin/reports"
	"fangpin/scheme"
)

// rowOf is a bill of a household's, by its labels.
func rowOf(id int64, on calendar.Date, selfPaid string, lines []scheme.WarningLine, labels ...string) *Row {
	kind, _ := reports.KindOf("hospital")
	s := &scheme.Scheme{Classes: []string{"脱贫户", "其他农户"}, WarningLines: lines}
	return &Row{
		Reported: reports.Reported{ID: id, Agency: "医保局", Facts: map[string]string{"self_paid": selfPaid}}, Of: kind, On: on,
		Who: &registry.Person{ID: id, Household: 1}, Term: &Term{Rule: policy.Rule{Scheme: s}}, Labels: labels,
	}
}

func line(measure string, per scheme.Scope, strict bool, yuan int64, classes ...string) scheme.WarningLine {
	return scheme.WarningLine{Agency: "医保局", Measure: measure, Per: per, Classes: classes, Line: scheme.Threshold{Amount: decimal.NewFromInt(yuan), Strict: strict}}
}

func TestWarningLines(t *testing.T) {
	household, person := scheme.PerHousehold, scheme.PerPerson
	for name, tc := range map[string]struct {
		lines  []scheme.WarningLine
		labels []string
		want   string // of the first of two bills, 3,000.00 in March and 1,500.00 in June by another of the household
	}{
		"no line":                    {nil, nil, ""},
		"another agency's line":      {[]scheme.WarningLine{{Agency: "民政局", Measure: "self_pay_year"}}, nil, ""},
		"the household's year":       {[]scheme.WarningLine{line("self_pay_year", household, false, 4500)}, nil, ""},
		"strictly":                   {[]scheme.WarningLine{line("self_pay_year", household, true, 4500)}, nil, "本年累计自付 4,500.00 元，未超过预警监测线 4,500.00 元"},
		"the person's year":          {[]scheme.WarningLine{line("self_pay_year", person, false, 4500)}, nil, "本人本年累计自付 3,000.00 元，未达预警监测线 4,500.00 元"},
		"one bill":                   {[]scheme.WarningLine{line("self_pay_once", household, false, 4000)}, nil, "单次自付 3,000.00 元，未达预警监测线 4,000.00 元"},
		"one bill or the year (S1)":  {[]scheme.WarningLine{line("self_pay_once", household, true, 4000), line("self_pay_year", household, true, 4000)}, nil, ""},
		"below both":                 {[]scheme.WarningLine{line("self_pay_once", household, false, 4000), line("self_pay_year", household, false, 6700)}, nil, "单次自付 3,000.00 元，未达预警监测线 4,000.00 元；本年累计自付 4,500.00 元，未达预警监测线 6,700.00 元"},
		"the lower line is theirs":   {[]scheme.WarningLine{line("self_pay_year", household, false, 20000), line("self_pay_year", household, false, 4000, "脱贫户")}, []string{"脱贫户"}, ""},
		"the lower line is not":      {[]scheme.WarningLine{line("self_pay_year", household, false, 20000), line("self_pay_year", household, false, 4000, "脱贫户")}, []string{"低保户"}, "本年累计自付 4,500.00 元，未达预警监测线 20,000.00 元"},
		"a line by the class":        {[]scheme.WarningLine{line("self_pay_year", household, false, 4000, "其他农户")}, nil, ""},
		"no line is for a household": {[]scheme.WarningLine{line("self_pay_year", household, false, 4000, "脱贫户")}, nil, "本户不属于预警监测线适用的类别"},
	} {
		t.Run(name, func(t *testing.T) {
			first := rowOf(1, calendar.On(2024, 3, 1), "3000.00", tc.lines, tc.labels...)
			second := rowOf(2, calendar.On(2024, 6, 1), "1500.00", tc.lines, tc.labels...)
			told, err := sums([]*Row{first, second})
			if err != nil {
				t.Fatal(err)
			}
			if got := below(first, told); got != tc.want {
				t.Errorf("it says %q, want %q", got, tc.want)
			}
		})
	}
}

// A fact that is no amount stops the screening: taken for nothing, it would leave a household out.
func TestAnAmountThatCannotBeReadIsNotNothing(t *testing.T) {
	bad := rowOf(7, calendar.On(2024, 3, 1), "三千元", nil)
	if told, err := sums([]*Row{rowOf(1, calendar.On(2024, 3, 1), "3000.00", nil), bad}); err == nil || !strings.Contains(err.Error(), "self_paid of report row 7") {
		t.Errorf("sums %v, %v", told, err)
	}
	yearly, _ := bad.Of.Measure("self_pay_year")
	for _, facts := range []map[string]string{{}, {"self_paid": ""}} {
		bad.Facts = facts
		told, err := sums([]*Row{bad})
		if at := accountOf(bad, yearly, scheme.PerHousehold); err != nil || !told[at].total.IsZero() {
			t.Errorf("%v: %v, %v", facts, told[at], err)
		}
	}
}

func TestALineOnWhatNobodyMeasuresIsRefused(t *testing.T) {
	err := checkMeasures(&Term{Rule: policy.Rule{Scheme: &scheme.Scheme{Name: "试", WarningLines: []scheme.WarningLine{line("blood_pressure", scheme.PerPerson, false, 140)}}}})
	if fault.KindOf(err) != fault.Invalid {
		t.Error(err)
	}
}

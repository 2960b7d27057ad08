package monitoring

import (
	"strings"

	"fangpin/internal/yuan"
	"fangpin/procedure"
)

// results are what events end with, as people say it.
var results = map[procedure.Result]string{procedure.Pass: "通过", procedure.Return: "退回重新入户核查", procedure.Refuse: "不通过"}

// answers are what departments answer, as people say it.
var answers = map[procedure.Result]string{procedure.Settled: "部门已办结", procedure.ToVisit: "需要入户核查"}

// Says is what an event came to, in words; what somebody wrote stands beside it.
func (e Event) Says() (string, error) {
	told, err := e.Told()
	if err != nil {
		return "", err
	}
	var said []string
	add := func(words ...string) {
		for _, w := range words {
			if w != "" {
				said = append(said, w)
			}
		}
	}
	switch e.Act {
	case procedure.HandOver:
		if told.To == "" {
			told.To = Township
		}
		add("交办给" + told.To)
	case procedure.Answer:
		add(answers[told.Result])
	case procedure.Visit:
		if told.Visit.Income != nil {
			add("人均 " + yuan.Grouped(procedure.PerHead(*told.Visit.Income, told.Visit.Persons)) + " 元")
		}
		add(risks[told.Visit.Risk])
	default:
		add(told.Source, told.Risk, results[told.Result], told.Kind)
		if told.Due != nil {
			add(told.Due.Chinese() + "前")
		}
	}
	if e.No != nil {
		add("编号 " + *e.No)
	}
	return strings.Join(said, "，"), nil
}

var risks = map[procedure.Risk]string{procedure.AtRisk: "有返贫致贫风险", procedure.NoRisk: "无返贫致贫风险"}

// Taken is whether whoever the measure was ordered from takes it on, in words.
func (m MeasureLine) Taken() string { return said(m.Accepted, "未答复", "已承办", "不承办") }

// Worked is whether the measure was judged to have worked, in words; empty before.
func (m MeasureLine) Worked() string { return said(m.Effective, "", "有成效", "成效不好") }

// Outcome is how the objection stands, in words.
func (o Objected) Outcome() string { return said(o.Upheld, "待处理", "成立", "不成立") }

func said(b *bool, unknown, yes, no string) string {
	switch {
	case b == nil:
		return unknown
	case *b:
		return yes
	default:
		return no
	}
}

// Finished tells whether the measure was carried out, and so can be judged.
func (m MeasureLine) Finished() bool { return m.Closed != nil && *m.Closed == procedure.Done }

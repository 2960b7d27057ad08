package screening

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"fangpin/internal/fault"
	"fangpin/internal/yuan"
	"fangpin/reports"
	"fangpin/scheme"
)

// below says why a row is below every warning line that its household is held to; empty if it reaches one, or if there is no line
// for what is reported (scheme §1: such a kind always becomes a claim).
func below(r *Row, sums map[account]*sum) string {
	var lines []scheme.WarningLine
	for _, w := range r.Term.Scheme.WarningLines {
		if _, is := r.Of.Measure(w.Measure); is && w.Agency == r.Agency {
			lines = append(lines, w)
		}
	}
	if len(lines) == 0 {
		return ""
	}
	slices.SortStableFunc(lines, func(a, b scheme.WarningLine) int { return a.Line.Amount.Cmp(b.Line.Amount) })
	var short []string
	said := map[string]bool{}
	for _, w := range lines {
		m, _ := r.Of.Measure(w.Measure)
		s := sums[accountOf(r, m, w.Per)]
		switch {
		case !holds(w, s.last):
		case w.Line.Reached(s.total):
			return ""
		case !said[w.Measure]: // the lowest line of a measure says it all
			short, said[w.Measure] = append(short, shortOf(w, m, s.total)), true
		}
	}
	if len(short) == 0 {
		return "本户不属于预警监测线适用的类别"
	}
	return strings.Join(short, "；")
}

// holds tells whether a line is for the household, by its labels or by the class they give.
func holds(w scheme.WarningLine, r *Row) bool {
	return len(w.Classes) == 0 || slices.ContainsFunc(w.Classes, func(c string) bool { return c == r.Class() || slices.Contains(r.Labels, c) })
}

func shortOf(w scheme.WarningLine, m reports.Measure, total decimal.Decimal) string {
	whose, verb := "", "未达"
	if w.Per == scheme.PerPerson {
		whose = "本人"
	}
	if w.Line.Strict {
		verb = "未超过"
	}
	return fmt.Sprintf("%s%s %s 元，%s预警监测线 %s 元", whose, m.Title, yuan.Grouped(total), verb, yuan.Grouped(w.Line.Amount))
}

// checkMeasures refuses to screen by a scheme that draws a line on what nobody measures: one of before such were refused. Other years' months go on.
func checkMeasures(t *Term) error {
	if t == nil {
		return nil
	}
	known := reports.Measures()
	for _, w := range t.Scheme.WarningLines {
		if !slices.Contains(known, w.Measure) {
			return fault.Invalidf("理赔方案“%s”的预警监测线用了不认识的指标 %s，可用的指标：%s", t.Scheme.Name, w.Measure, strings.Join(known, "、"))
		}
	}
	return nil
}

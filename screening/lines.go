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

// measured is what a row comes to by a measure of its kind, in yuan.
func measured(r *Row, m reports.Measure) (decimal.Decimal, error) {
	more, err := r.total(m.Plus)
	if err != nil {
		return decimal.Zero, err
	}
	less, err := r.total(m.Less)
	return more.Sub(less), err
}

// total adds facts up. One that the row does not have is none; one that is no amount is an error, or the household would be judged by
// too little.
func (r *Row) total(words []string) (total decimal.Decimal, err error) {
	for _, word := range words {
		told, is := r.Facts[word]
		if !is || told == "" {
			continue
		}
		amount, err := decimal.NewFromString(told)
		if err != nil {
			return total, fmt.Errorf("fact %s of report row %d: %w", word, r.ID, err)
		}
		total = total.Add(amount)
	}
	return total, nil
}

// sum is a measure of one household or person over one period.
type sum struct {
	total decimal.Decimal
	last  *Row // by its event date: at its labels the lines are chosen
}

// account names a sum.
type account struct {
	measure string
	per     scheme.Scope
	whose   int64
	over    string
}

func accountOf(r *Row, m reports.Measure, per scheme.Scope) account {
	a := account{m.Word, per, r.Who.Household, ""}
	if per == scheme.PerPerson {
		a.whose = r.Who.ID
	}
	switch m.Over {
	case reports.Apart:
		a.over = fmt.Sprint(r.ID)
	case reports.OfYear:
		a.over = r.Term.Scheme.Term.Year()
	default:
		a.over = r.Facts[m.Over]
	}
	return a
}

// sums adds up every measure over the rows that count, those in claims too.
func sums(rows []*Row) (map[account]*sum, error) {
	out := map[account]*sum{}
	for _, r := range rows {
		for _, m := range r.Of.Measures {
			amount, err := measured(r, m)
			if err != nil {
				return nil, err
			}
			for _, per := range []scheme.Scope{scheme.PerHousehold, scheme.PerPerson} {
				at := accountOf(r, m, per)
				if out[at] == nil {
					out[at] = &sum{last: r}
				}
				out[at].add(r, amount)
			}
		}
	}
	return out, nil
}

func (s *sum) add(r *Row, amount decimal.Decimal) {
	s.total = s.total.Add(amount)
	if r.On > s.last.On {
		s.last = r
	}
}

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

// checkMeasures refuses a scheme that draws a line on what nobody measures.
func checkMeasures(s *scheme.Scheme) error {
	known := reports.Measures()
	for _, w := range s.WarningLines {
		if !slices.Contains(known, w.Measure) {
			return fault.Invalidf("理赔方案“%s”的预警监测线用了不认识的指标 %s，可用的指标：%s", s.Name, w.Measure, strings.Join(known, "、"))
		}
	}
	return nil
}

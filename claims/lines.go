package claims

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"fangpin/internal/fault"
	"fangpin/internal/yuan"
	"fangpin/scheme"
)

// measure is what a warning line is held against (预警监测指标).
type measure struct {
	kind  string // of the rows it is taken from
	title string
	plus  []string // facts, yuan
	less  []string
	over  func(*row) string // what is added up; nil: each row for itself
}

// measures are the words that a scheme's warning lines may use. Both of S1's bases are here, the single bill and the year.
var measures = map[string]measure{
	"self_pay_year":    {"hospital", "本年累计自付", []string{"self_paid"}, nil, func(r *row) string { return r.term.Scheme.Term.Year() }},
	"self_pay_once":    {"hospital", "单次自付", []string{"self_paid"}, nil, nil},
	"school_cost_year": {"schooling", "本学年自负学费", []string{"tuition", "lodging", "books"}, []string{"aid_paid"}, func(r *row) string { return r.Facts["school_year"] }},
	"disaster_loss":    {"disaster", "受灾损失", []string{"loss", "expense"}, nil, nil},
	"industry_loss":    {"industry", "产业损失", []string{"loss"}, nil, nil},
}

// of is the measure of one row, in yuan.
func (m measure) of(r *row) (decimal.Decimal, error) {
	more, err := r.total(m.plus)
	if err != nil {
		return decimal.Zero, err
	}
	less, err := r.total(m.less)
	return more.Sub(less), err
}

// total adds facts up. One that the row does not have is none; one that is no amount is an error, or the household would be judged by
// too little.
func (r *row) total(words []string) (total decimal.Decimal, err error) {
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
	last  *row // by its event date: at its labels the lines are chosen
}

// account names a sum.
type account struct {
	measure string
	per     scheme.Scope
	whose   int64
	over    string
}

func accountOf(r *row, word string, per scheme.Scope) account {
	a := account{word, per, r.person.Household, ""}
	if per == scheme.PerPerson {
		a.whose = r.person.ID
	}
	if over := measures[word].over; over != nil {
		a.over = over(r)
	} else {
		a.over = fmt.Sprint(r.ID)
	}
	return a
}

// sums adds up every measure over the rows that count, those in claims too.
func sums(rows []*row) (map[account]*sum, error) {
	out := map[account]*sum{}
	for _, r := range rows {
		for word, m := range measures {
			if m.kind != r.kind.Code {
				continue
			}
			amount, err := m.of(r)
			if err != nil {
				return nil, err
			}
			for _, per := range []scheme.Scope{scheme.PerHousehold, scheme.PerPerson} {
				at := accountOf(r, word, per)
				if out[at] == nil {
					out[at] = &sum{last: r}
				}
				out[at].add(r, amount)
			}
		}
	}
	return out, nil
}

func (s *sum) add(r *row, amount decimal.Decimal) {
	s.total = s.total.Add(amount)
	if r.on > s.last.on {
		s.last = r
	}
}

// below says why a row is below every warning line that its household is held to; empty if it reaches one, or if there is no line
// for what is reported (scheme §1: such a kind always becomes a claim).
func below(r *row, sums map[account]*sum) string {
	var lines []scheme.WarningLine
	for _, w := range r.term.Scheme.WarningLines {
		if w.Agency == r.Agency && measures[w.Measure].kind == r.kind.Code {
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
		s := sums[accountOf(r, w.Measure, w.Per)]
		switch {
		case !holds(w, s.last):
		case w.Line.Reached(s.total):
			return ""
		case !said[w.Measure]: // the lowest line of a measure says it all
			short, said[w.Measure] = append(short, shortOf(w, s.total)), true
		}
	}
	if len(short) == 0 {
		return "本户不属于预警监测线适用的类别"
	}
	return strings.Join(short, "；")
}

// holds tells whether a line is for the household, by its labels or by the class they give.
func holds(w scheme.WarningLine, r *row) bool {
	return len(w.Classes) == 0 || slices.ContainsFunc(w.Classes, func(c string) bool { return c == r.class() || slices.Contains(r.labels, c) })
}

func shortOf(w scheme.WarningLine, total decimal.Decimal) string {
	whose, verb := "", "未达"
	if w.Per == scheme.PerPerson {
		whose = "本人"
	}
	if w.Line.Strict {
		verb = "未超过"
	}
	return fmt.Sprintf("%s%s %s 元，%s预警监测线 %s 元", whose, measures[w.Measure].title, yuan.Grouped(total), verb, yuan.Grouped(w.Line.Amount))
}

// checkMeasures refuses a scheme that draws a line on what nobody measures.
func checkMeasures(s *scheme.Scheme) error {
	for _, w := range s.WarningLines {
		if _, ok := measures[w.Measure]; !ok {
			return fault.Invalidf("理赔方案“%s”的预警监测线用了不认识的指标 %s，可用的指标：%s", s.Name, w.Measure,
				strings.Join(slices.Sorted(maps.Keys(measures)), "、"))
		}
	}
	return nil
}

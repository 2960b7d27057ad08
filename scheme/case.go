package scheme

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"fangpin/internal/rulefile"
)

// Case is what one claim brings to its assessment: whose it is, when it happened, and its facts (核实数据) as they were written.
type Case struct {
	ID         string // the claim's own name; an event of its own where Event is empty
	Category   string
	Class      string // one of the scheme's classes, as ClassOf gives it
	Household  string
	Person     string
	Date       time.Time         // the event date
	Event      string            // the event, where the claim shares it with others
	SchoolYear string            // the claim's own, as in 2025-2026; empty: that of the date
	Facts      map[string]string // by name: plain decimals in yuan, a whole number of heads, a level; never a float
}

// Fact is one fact that a category needs.
type Fact struct {
	Name   string
	Kind   Kind
	Levels []string // of a Level, what it may be
}

// Kind is what a fact is.
type Kind int

const (
	Amount Kind = iota // yuan to the fen; below zero it takes back an earlier one
	Heads              // a whole number of persons, at least one
	Level              // one of the lump's levels
)

// Facts lists what a category needs, in the order its working uses them; nil for a category the scheme does not have.
func (s *Scheme) Facts(category string) []Fact {
	c := s.Category(category)
	if c == nil {
		return nil
	}
	return c.facts
}

// needs lists the facts of the category's shape.
func (c *Category) needs() []Fact {
	switch {
	case c.Excess != nil:
		var out []Fact
		for _, name := range slices.Concat(c.Excess.Of, c.Excess.Less) {
			out = append(out, Fact{Name: name})
		}
		return out
	case c.Gap != nil:
		return []Fact{{Name: c.Gap.Of}, {Name: c.Gap.Times, Kind: Heads}}
	default:
		return []Fact{{Name: c.Lump.By, Kind: Level, Levels: c.Lump.Levels}}
	}
}

// Refusal is why a case cannot be assessed: every reason, by the column it is in.
type Refusal []Reason

// Reason is one of them, in Chinese.
type Reason struct {
	Column string // as calc names it: class, date, or a fact
	Text   string
}

func (r Refusal) Error() string {
	lines := make([]string, len(r))
	for i, reason := range r {
		lines[i] = reason.Column + "：" + reason.Text
	}
	return strings.Join(lines, "\n")
}

func (r *Refusal) add(column, format string, a ...any) {
	*r = append(*r, Reason{column, fmt.Sprintf(format, a...)})
}

// admit judges a case without what came before it, and reads its amounts in the order of Facts. A Level reads as zero.
func (s *Scheme) admit(c Case, category *Category) ([]decimal.Decimal, Refusal) {
	var no Refusal
	for _, cell := range [...]Reason{{"class", c.Class}, {"household", c.Household}, {"person", c.Person}} {
		if strings.TrimSpace(cell.Text) == "" {
			no.add(cell.Column, "空白，每一行都要填，例：%s", cellExamples[cell.Column])
		}
	}
	if !s.Term.Contains(c.Date) {
		no.add("date", "%s 不在保单年度 %s 之内，不同年度的要另用那一年的方案，例：%s",
			c.Date.Format(dateLayout), s.Term, s.Term.From.Format(dateLayout))
	}
	if c.SchoolYear != "" && !isSchoolYear(c.SchoolYear) {
		no.add("school_year", "“%s”不是学年，写相连的两年，例：2025-2026", c.SchoolYear)
	}
	if category == nil {
		no.add("category", "方案里没有“%s”这一类别，只能写 %s", c.Category, s.categoryKeys())
		return nil, no
	}
	s.admitClass(c.Class, category, &no)
	return readFacts(c.Facts, category.facts, &no), no
}

var cellExamples = map[string]string{"class": "脱贫户", "household": "H0001", "person": "P0001"}

func (s *Scheme) categoryKeys() string {
	keys := make([]string, len(s.Categories))
	for i, c := range s.Categories {
		keys[i] = c.Key
	}
	return strings.Join(keys, "、")
}

func (s *Scheme) admitClass(class string, category *Category, no *Refusal) {
	switch {
	case strings.TrimSpace(class) == "": // said
	case !slices.Contains(s.Classes, class):
		no.add("class", "方案里没有“%s”这一类，只能写 %s", class, strings.Join(s.Classes, "、"))
	case category.Excess != nil && category.Excess.byClass[class] == nil:
		no.add("class", "“%s”在 %s 下没有规则，请在方案里为它写一条，或写一条不带 classes 的", class, category.Key)
	}
}

// readFacts reads the amounts of the needed facts; whatever else was given is ignored.
func readFacts(given map[string]string, needed []Fact, no *Refusal) []decimal.Decimal {
	out := make([]decimal.Decimal, len(needed))
	for i, fact := range needed {
		text := given[fact.Name]
		if strings.TrimSpace(text) == "" {
			no.add(fact.Name, "空白，这一类别要用，例：%s", fact.example())
			continue
		}
		var problem string
		if out[i], problem = fact.read(text); problem != "" {
			no.add(fact.Name, "%s，例：%s", problem, fact.example())
		}
	}
	return out
}

func (f Fact) read(text string) (d decimal.Decimal, problem string) {
	if f.Kind == Level {
		if !slices.Contains(f.Levels, text) {
			return d, "没有“" + text + "”这一档，只能写 " + strings.Join(f.Levels, "、")
		}
		return d, ""
	}
	d, problem = rulefile.AmountOf(text)
	if f.Kind == Heads && problem == "" && (!d.IsInteger() || !d.IsPositive()) {
		return d, "“" + text + "”应是不小于 1 的整数"
	}
	return d, problem
}

func (f Fact) example() string {
	switch f.Kind {
	case Heads:
		return "4"
	case Level:
		return f.Levels[0]
	default:
		return "5000.00，没有就写 0"
	}
}

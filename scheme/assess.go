package scheme

import "github.com/shopspring/decimal"

// Assessment is one amount (核定金额) with all that led to it. Working tells it in words.
type Assessment struct {
	Past // what a room stores; Amount is the result, yuan

	Case        string          // the case's ID
	Class       string          // the class whose rule was applied
	Accumulator string          // where it is numbered, as in hospital/household/H1/2024
	Total       decimal.Decimal // excess: the own share to date, signed; gap and lump: the sum before caps
	Due         decimal.Decimal // what the total is worth: the formula with the category's own cap, to the fen
	Before      decimal.Decimal // assessed on the accumulator before
	Left        []CapLeft       // every other cap that binds, and what it had left

	category *Category
	facts    []decimal.Decimal
	used     bool // a lump that was paid before
}

// CapLeft is what a cap had left before an assessment.
type CapLeft struct {
	Cap
	Category string          // whose cap; empty: the scheme's top
	Left     decimal.Decimal // yuan
}

// Assess computes a case's amount on top of what was assessed before, and adds it. The error is a Refusal; then nothing was
// added.
func (st *State) Assess(c Case) (Assessment, error) {
	category := st.scheme.Category(c.Category)
	facts, no := st.scheme.admit(c, category)
	if len(no) > 0 {
		return Assessment{}, no
	}
	a := Assessment{Past: st.scheme.past(c), Case: c.ID, Class: c.Class, category: category, facts: facts}
	switch {
	case category.Excess != nil:
		st.excess(&a)
	case category.Gap != nil:
		st.gap(&a)
	default:
		st.lump(&a, c.Facts[category.Lump.By])
	}
	a.Accumulator = a.accumulator(category)
	a.Amount = st.payable(&a)
	st.Add(a.Past)
	return a, nil
}

// past is the case's place: whose, and in which periods.
func (s *Scheme) past(c Case) Past {
	p := Past{
		Category: c.Category, Household: c.Household, Person: c.Person,
		Event: "event:" + c.Event, Year: s.year, SchoolYear: c.SchoolYear,
	}
	if c.Event == "" {
		p.Event = "case:" + c.ID
	}
	if p.SchoolYear == "" {
		p.SchoolYear = SchoolYear(c.Date)
	}
	return p
}

// excess: f(total to date), no more than the own share to date and the category's own cap.
func (st *State) excess(a *Assessment) {
	e := a.category.Excess
	a.Own = sum(a.facts[:len(e.Of)]).Sub(sum(a.facts[len(e.Of):]))
	before := st.account(a.slot(a.Category, e.Over.Per, e.Over.Period))
	a.Total = before.own.Add(a.Own)
	a.Before = before.assessed
	a.Due = a.entitled(decimal.Min(e.byClass[a.Class].pays(a.Total), notNegative(a.Total)))
}

// gap: what the heads lack, by the newest figure of the period.
func (st *State) gap(a *Assessment) {
	g := a.category.Gap
	a.Total = g.perHead(a.facts[0]).Mul(a.facts[1])
	a.Before = st.account(a.slot(a.Category, g.Over.Per, g.Over.Period)).assessed
	a.Due = a.entitled(a.Total)
}

// perHead is what one head lacks, no more than the cap per head.
func (g *Gap) perHead(income decimal.Decimal) decimal.Decimal {
	lack := notNegative(g.Line.Sub(income))
	if g.CapPerHead != nil {
		return decimal.Min(lack, *g.CapPerHead)
	}
	return lack
}

// lump: the level's sum, unless it was paid before. It has no accumulator: what a cap cuts is lost.
func (st *State) lump(a *Assessment, level string) {
	a.Level = level
	a.used = a.category.Once != "" && st.used[a.lump(a.category.Once)]
	if !a.used {
		a.Total = a.category.Lump.Amounts[level]
	}
	a.Due = a.Total
}

// entitled puts the category's own cap on a total and rounds it, once, half up to the fen.
func (a *Assessment) entitled(total decimal.Decimal) decimal.Decimal {
	if a.category.own != nil {
		total = decimal.Min(total, a.category.own.Limit)
	}
	return total.Round(2)
}

// payable is what of the sum due is still unpaid, fits under every other cap, and is not too small to pay. Nothing is ever
// taken back.
func (st *State) payable(a *Assessment) decimal.Decimal {
	amount := notNegative(a.Due.Sub(a.Before))
	for _, limit := range a.category.others {
		left := notNegative(limit.Limit.Sub(st.filled[a.slot(limit.category, limit.Scope, limit.Period)]))
		a.Left = append(a.Left, CapLeft{limit.Cap, limit.category, left})
		amount = decimal.Min(amount, left)
	}
	if amount.LessThan(a.category.Minimum) {
		return decimal.Zero
	}
	return amount
}

func sum(amounts []decimal.Decimal) decimal.Decimal {
	var total decimal.Decimal
	for _, d := range amounts {
		total = total.Add(d)
	}
	return total
}

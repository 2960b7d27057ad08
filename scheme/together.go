package scheme

import (
	"maps"
	"slices"

	"github.com/shopspring/decimal"

	"fangpin/internal/rulefile"
)

// Together makes one case of a claim's cases that fall into one accumulator. An own share is the claim's: with a reimbursement
// (a negative row) among its bills, the order in which they stand must not change the amount. Cases of a lump or a gap stay as
// they are. The error is a Refusal.
func (s *Scheme) Together(cases []Case) ([]Case, error) {
	at := map[slot]int{}
	var out []Case
	for _, c := range cases {
		category := s.Category(c.Category)
		facts, no := s.admit(c, category)
		if len(no) > 0 {
			return nil, no
		}
		if category.Excess == nil {
			out = append(out, c)
			continue
		}
		where := s.past(c).slot(c.Category, category.Excess.Over.Per, category.Excess.Over.Period)
		if i, ok := at[where]; ok {
			out[i].join(c, category, facts)
			continue
		}
		at[where] = len(out)
		c.Facts = maps.Clone(c.Facts)
		out = append(out, c)
	}
	return slices.Clip(out), nil
}

// join adds another case's amounts. The later event date stands for both.
func (c *Case) join(other Case, category *Category, facts []decimal.Decimal) {
	for i, fact := range category.facts {
		sum, _ := rulefile.AmountOf(c.Facts[fact.Name]) // admitted before
		c.Facts[fact.Name] = sum.Add(facts[i]).StringFixed(2)
	}
	if other.Date.After(c.Date) {
		c.Date = other.Date
	}
}

package screening

import (
	"fmt"

	"github.com/shopspring/decimal"

	"fangpin/reports"
	"fangpin/scheme"
)

// measured is what a row comes to by a measure of its kind, in yuan, and whether it told any of what is added up.
func measured(r *Row, m reports.Measure) (amount decimal.Decimal, told bool, err error) {
	more, told, err := r.total(m.Plus)
	if err != nil {
		return decimal.Zero, false, err
	}
	less, _, err := r.total(m.Less)
	return more.Sub(less), told, err
}

// total adds facts up. One that the row does not have is none; one that is no amount is an error, or the household would be judged by
// too little.
func (r *Row) total(words []string) (total decimal.Decimal, told bool, err error) {
	for _, word := range words {
		fact := r.Facts[word]
		if fact == "" {
			continue
		}
		amount, err := decimal.NewFromString(fact)
		if err != nil {
			return total, told, fmt.Errorf("fact %s of report row %d: %w", word, r.ID, err)
		}
		total, told = total.Add(amount), true
	}
	return total, told, nil
}

// sum is a measure of one household or person over one period.
type sum struct {
	total decimal.Decimal
	last  *Row // by its event date: at its labels the warning lines are chosen
	rows  int
	told  int // of them, those that told the amount
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
		a.over = r.Year
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
			amount, told, err := measured(r, m)
			if err != nil {
				return nil, err
			}
			for _, per := range []scheme.Scope{scheme.PerHousehold, scheme.PerPerson} {
				at := accountOf(r, m, per)
				if out[at] == nil {
					out[at] = &sum{last: r}
				}
				out[at].add(r, amount, told)
			}
		}
	}
	return out, nil
}

func (s *sum) add(r *Row, amount decimal.Decimal, told bool) {
	s.total = s.total.Add(amount)
	s.rows++
	if told {
		s.told++
	}
	if r.On > s.last.On {
		s.last = r
	}
}

package web

import (
	"github.com/shopspring/decimal"

	"fangpin/claims"
	"fangpin/internal/calendar"
	"fangpin/internal/yuan"
	"fangpin/registry"
	"fangpin/scheme"
)

// comparison is one thing that happened, as it was told beside as it was found.
type comparison struct {
	Person      string
	On          calendar.Date
	SchoolYear  string
	Told, Found bool // whether it was; a row that was not found true is told only
	Facts       []comparedFact
	Far         []string // what is found far from what was told or from the roster, in words
}

// comparedFact is one fact of it.
type comparedFact struct {
	Title, Told, Found string
	Differs            bool
}

// compare sets what was told beside what was found: the same day of the same person is the same thing.
func compare(category string, facts []scheme.Fact, told, found []claims.Case, names map[int64]string, living int) (out []comparison) {
	left := append([]claims.Case{}, found...)
	for _, t := range told {
		c := comparison{Person: names[t.Person], On: t.On, SchoolYear: t.SchoolYear, Told: true}
		var match *claims.Case
		for i, f := range left {
			if f.Person == t.Person && f.On == t.On {
				match, left = &f, append(left[:i:i], left[i+1:]...)
				break
			}
		}
		c.Found, c.Facts = match != nil, compareFacts(category, facts, &t, match)
		if match != nil {
			c.Far = farFacts(category, facts, &t, *match, living)
		}
		out = append(out, c)
	}
	for _, f := range left {
		out = append(out, comparison{Person: names[f.Person], On: f.On, SchoolYear: f.SchoolYear, Found: true, Facts: compareFacts(category, facts, nil, &f), Far: farFacts(category, facts, nil, f, living)})
	}
	return out
}

func compareFacts(category string, facts []scheme.Fact, told, found *claims.Case) []comparedFact {
	out := make([]comparedFact, len(facts))
	for i, f := range facts {
		c := comparedFact{Title: titleWithUnit(category, f)}
		if told != nil {
			c.Told = writtenFact(f, told.Facts[f.Name])
		}
		if found != nil {
			c.Found = writtenFact(f, found.Facts[f.Name])
		}
		c.Differs = told != nil && found != nil && c.Told != c.Found
		out[i] = c
	}
	return out
}

// titleWithUnit is a fact as forms and tables call it.
func titleWithUnit(category string, f scheme.Fact) string {
	unit := map[scheme.Kind]string{scheme.Amount: "（元）", scheme.Heads: "（人）"}[f.Kind]
	return claims.FactTitle(category, f.Name) + unit
}

// writtenFact is a fact's value as people write it.
func writtenFact(f scheme.Fact, value string) string {
	if f.Kind != scheme.Amount {
		return value
	}
	d, err := decimal.NewFromString(value)
	if err != nil {
		return value
	}
	return yuan.Grouped(d)
}

// namesOf are the names of a household's members, by person.
func namesOf(members []registry.Person) map[int64]string {
	names := make(map[int64]string, len(members))
	for _, m := range members {
		names[m.ID] = m.Name
	}
	return names
}

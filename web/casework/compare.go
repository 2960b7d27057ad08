package casework

import (
	"slices"

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
	Again       bool     // the adjuster looked at that again, and it is kept that they did
}

// comparedFact is one fact of it.
type comparedFact struct {
	Title, Told, Found string
	Differs            bool
}

// compare sets what was told beside what was found, and what of that is far from it.
func compare(category string, facts []scheme.Fact, told, found []claims.Case, far []claims.Deviation, names map[int64]string) (out []comparison) {
	of := func(k claims.Case) comparison {
		return comparison{Person: names[k.Person], On: k.On, SchoolYear: k.SchoolYear}
	}
	for _, t := range told {
		c := of(t)
		c.Told, c.Facts = true, compareFacts(category, facts, &t, nil)
		if i := slices.IndexFunc(found, func(k claims.Case) bool { return k.Row == t.Row }); i >= 0 {
			c.Found, c.Facts, c.Far = true, compareFacts(category, facts, &t, &found[i]), farWords(category, far, i)
		}
		out = append(out, c)
	}
	for i, k := range found {
		if slices.ContainsFunc(told, func(t claims.Case) bool { return t.Row == k.Row }) {
			continue
		}
		c := of(k)
		c.Found, c.Facts, c.Far = true, compareFacts(category, facts, nil, &k), farWords(category, far, i)
		out = append(out, c)
	}
	return out
}

// farWords say what of the i-th case is far from what was told or from the roster.
func farWords(category string, far []claims.Deviation, i int) (out []string) {
	for _, d := range far {
		if d.Case == i+1 {
			out = append(out, d.Words(category))
		}
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

// livingIn counts who lives in a household.
func livingIn(members []registry.Person) (n int) {
	for _, m := range members {
		if m.DiedOn == nil {
			n++
		}
	}
	return n
}

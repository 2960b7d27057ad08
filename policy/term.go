package policy

import (
	"context"
	"slices"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
	"fangpin/scheme"
)

// Term is a policy year as it is on one of its days.
type Term struct {
	Year
	Groups []Group // the named before the quota
	Rule   Rule    // in force on the day
}

// Takes is the first group that takes somebody in: by the labels of the household on the day, and, in a named group, by standing
// on the year's roster (参保名册). In a quota group the label is enough, for the county has confirmed it.
func (t Term) Takes(labels []string, onRoster bool) (Group, bool) {
	i := slices.IndexFunc(t.Groups, func(g Group) bool {
		return slices.Contains(labels, g.Class) && (onRoster || g.Basis == scheme.Quota)
	})
	if i < 0 {
		return Group{}, false
	}
	return t.Groups[i], true
}

// Terms are a county's policy years with all that holds in them.
type Terms struct {
	years  []Year
	groups []Group
	rules  Rules
}

// ReadTerms reads the county's policy years, groups and rules.
func ReadTerms(ctx context.Context, tx *pg.Tx) (Terms, error) {
	years, err := Years(ctx, tx)
	if err != nil {
		return Terms{}, err
	}
	ids := make([]int64, len(years))
	for i, y := range years {
		ids[i] = y.ID
	}
	groups, err := Groups(ctx, tx, ids)
	if err != nil {
		return Terms{}, err
	}
	rules, err := Adopted(ctx, tx)
	return Terms{years, groups, rules}, err
}

// On is the policy year of a day; none if no year holds the day, or no rule is in force on it.
func (t Terms) On(day calendar.Date) (Term, bool) {
	i := slices.IndexFunc(t.years, func(y Year) bool { return y.Contains(day) })
	rule, err := t.rules.On(day)
	if i < 0 || err != nil {
		return Term{}, false
	}
	term := Term{Year: t.years[i], Rule: rule}
	for _, g := range t.groups {
		if g.Policy == term.ID {
			term.Groups = append(term.Groups, g)
		}
	}
	return term, true
}

package verify

import (
	"slices"

	"fangpin/internal/calendar"
	"fangpin/procedure"
)

var kindsCheck = Check{
	Name: "监测对象类别标签与纳入、风险消除的日期一致",
	Rule: "procedure.md: the label lives from and to the days on which a family is watched; scheme.md: classes go by labels",
	Proves: "while a family is watched it bears the label of its kind, from the day it was taken in, and no longer than to the day on which its risk " +
		"was found gone; no label of another kind was set in between, and none that was there before is still open",
	Not: "that other labels of the household are true",
}

// spell is how long a family was of a kind.
type spell struct {
	kind  string
	since date           // as its standing says
	first *watchEventRow // which event began it
	last  *watchEventRow // and which ended it; nil while it lasts
}

// kinds holds the labels of families to when they were watched.
func kinds(v *view) Result {
	check, labels := Result{Check: kindsCheck}, groupBy(v.labels, func(l *labelRow) int64 { return l.Household })
	for _, c := range v.courses {
		for _, w := range c.spells() {
			check.Looked++
			if !slices.ContainsFunc(labels[c.Household], func(l *labelRow) bool { return w.borne(v, l) }) {
				check.find("watch", c.key, "%s起为“%s”，没有相应起止的户标签", w.since.Chinese(), w.kind)
			}
			for _, l := range labels[c.Household] {
				if w.beside(l) {
					check.find("label", l.key, "监测为“%s”期间，另行登记或没有终止“%s”", w.kind, l.Label)
				}
			}
		}
	}
	return check
}

// spells are the periods in which a family was watched as one kind.
func (c *course) spells() (periods []spell) {
	open := false
	for i, s := range c.stood {
		was := len(periods) - 1
		if open && (s.Since == nil || s.Kind == nil || *s.Kind != periods[was].kind) {
			periods[was].last, open = c.events[i], false
		}
		if !open && s.Since != nil && s.Kind != nil {
			periods, open = append(periods, spell{kind: *s.Kind, since: *s.Since, first: c.events[i]}), true
		}
	}
	return periods
}

// borne tells whether a label is the one that the family bore: entered with the event, or there before, and ended with the event that ended it.
func (w spell) borne(v *view, l *labelRow) bool {
	fits := l.Label == w.kind && l.first <= w.first.first && l.From <= w.first.On && (l.first < w.first.first || l.From >= w.since)
	if w.last == nil {
		return fits && !l.To.Valid
	}
	a, ok := v.act(w.last.first)
	return fits && l.since == w.last.first && l.To.Valid && (!ok || l.To.V == calendar.DateOf(a.at))
}

// beside tells whether a label of another kind was set while the family was watched as this, or was there before and is still open. One from before
// that was ended later than the family was taken in is none: so it was mended where families had been taken in beside it.
func (w spell) beside(l *labelRow) bool {
	switch {
	case l.Label == w.kind || !slices.Contains(procedure.KindNames(), l.Label):
		return false
	case l.first < w.first.first:
		return !l.To.Valid
	}
	return l.first > w.first.first && (w.last == nil || l.first < w.last.first)
}

package verify

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"fangpin/monitoring"
	"fangpin/procedure"
)

var pushesCheck = Check{
	Name: "推送名单依所记的筛选条件重新推算，户数相符，没有多推、漏推",
	Rule: "S0: 推送医保、人社、农业农村、残联、妇联、团委、慈善; S1: monthly",
	Proves: "each list that was passed on has as many families as it says, numbered, each once; they are, with those of whom the list says that nobody of " +
		"the age lived there, all that were under watch when it was made (or had a label of low income, or had been sent to the office and not answered) and had the kind, labour class and labels it asked for",
	Not: "where the list asks for an age, that nobody of it lived with those who were left out for that: birthdays are withheld; of lists from before it was " +
		"kept whom they asked for, that nobody was left out; that the partner may be told of these families, and asked for no fewer than it needs",
	Shares: "monitoring (whom a list asks for)",
}

// pushes holds the lists that were passed on to who was to be told of.
func pushes(v *view) Result {
	check, of := Result{Check: pushesCheck, Looked: int64(len(v.pushes))}, v.courseOf()
	lines, labels := groupBy(v.pushLines, func(l *pushLine) int64 { return l.Push }), groupBy(v.labels, func(l *labelRow) int64 { return l.Household })
	people := groupBy(v.persons, func(r *personRow) int64 { return r.Household })
	for i := range v.pushes {
		p := &v.pushes[i]
		if wrong := p.wrong(lines[p.ID]); wrong != "" {
			check.find("push", p.key, "%s", wrong)
		}
		due, derived := p.due(v, labels)
		for _, l := range lines[p.ID] {
			id := cmp.Or(l.Watch.V, l.Household.V)
			switch {
			case derived && !due[id] && !beyond(of[id]):
				check.find("push_row", l.key, "推送时本户不符合名单所记的筛选条件")
			case !derived && l.unwatched(of[l.Watch.V]):
				check.find("push_row", l.key, "推送时本户不在监测之中")
			}
			delete(due, id)
		}
		for _, id := range p.missing() {
			home := id
			if c := of[id]; c != nil {
				home = c.Household
			}
			if p.ofAnyAge() && slices.ContainsFunc(people[home], p.alive) {
				check.find("push", p.key, "所记无人在世的 %d 当时有人在世", id)
			}
			if derived && !due[id] && !beyond(of[id]) {
				check.find("push", p.key, "所记没有适龄、在世成员的 %d 不符合名单的筛选条件，或已列入名单", id)
			}
			delete(due, id)
		}
		for _, id := range slices.Sorted(maps.Keys(due)) {
			check.find("push", p.key, "漏推 %d：符合名单所记的筛选条件，没有列入", id)
		}
		delete(lines, p.ID)
	}
	for id := range sorted(lines, cmp.Compare[int64]) {
		check.find("push_row", lines[id][0].key, "没有这次推送")
	}
	return check
}

// beyond tells that this program cannot say where a watch stood.
func beyond(c *course) bool { return c != nil && c.beyond }

// wrong says in what a list is not what it says it is.
func (r *pushRow) wrong(lines []*pushLine) string {
	slices.SortFunc(lines, func(a, b *pushLine) int { return cmp.Compare(a.N, b.N) })
	told := map[int64]bool{}
	for i, l := range lines {
		id := cmp.Or(l.Watch.V, l.Household.V)
		if l.N != i+1 || l.first != r.first || told[id] {
			return fmt.Sprintf("第 %d 行序号不连续、重复，或不是随推送一并登记的", l.N)
		}
		told[id] = true
	}
	if r.Rows != len(lines) || len(lines) == 0 {
		return fmt.Sprintf("所记 %d 户，实有 %d 户", r.Rows, len(lines))
	}
	return ""
}

// missing are the families of whom the list says that nobody of the age lived there.
func (r *pushRow) missing() (ids []int64) {
	for _, text := range strings.Split(strings.Trim(r.Missing.V, "{}"), ",") {
		if id, err := strconv.ParseInt(text, 10, 64); err == nil {
			ids = append(ids, id)
		}
	}
	return ids
}

// ofAnyAge tells that the list asks for families with anybody alive, whatever their age.
func (r *pushRow) ofAnyAge() bool {
	var whom monitoring.Whom
	return r.Whom.Valid && readable(r.Whom.V, &whom) && whom.Aged == ""
}

// alive tells that somebody whom nothing changed since the list lived then: no death was recorded by today. Of others nobody can tell.
func (r *pushRow) alive(m *personRow) bool { return m.since < r.first && !bool(m.Died) }

// due are the families that the list is of by what it asks for, as they were when it was made; false where it was not kept.
func (r *pushRow) due(v *view, labels map[int64][]*labelRow) (ids map[int64]bool, derived bool) {
	var whom monitoring.Whom
	if !r.Whom.Valid || !readable(r.Whom.V, &whom) {
		return nil, false
	}
	ids = map[int64]bool{}
	if whom.Any != nil {
		for household, held := range labels {
			if whom.Fits("", "", v.labelsOn(held, r.On, r.first)) {
				ids[household] = true
			}
		}
		return ids, true
	}
	answers := v.sentAnswersOf()
	for _, c := range v.courses {
		s, begun := c.asOf(r.first)
		if !begun || c.beyond || whom.Sent == "" && s.Since == nil || whom.Sent != "" && !c.sentTo(whom.Sent, answers[c.ID], r.first) {
			continue
		}
		if whom.Fits(said(s.Kind), c.labourAt(r.first), v.labelsOn(labels[c.Household], r.On, r.first)) {
			ids[c.ID] = true
		}
	}
	return ids, true
}

// unwatched tells that a family was none to tell of.
func (l *pushLine) unwatched(c *course) bool {
	if c == nil || c.beyond {
		return c == nil
	}
	s, begun := c.asOf(l.first)
	return !begun || s.Since == nil
}

// labourAt is the family's labour class before a deed, as its visits left it.
func (c *course) labourAt(leaf int64) (class procedure.Labour) {
	for _, s := range c.stood {
		if s.leaf < leaf {
			class = s.labour
		}
	}
	return class
}

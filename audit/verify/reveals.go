package verify

import (
	"cmp"
	"slices"
	"time"

	"fangpin/internal/identity/who"
)

type (
	// revealRow is that somebody looked at a person, or at a reported row, in full.
	revealRow struct {
		record
		Person     null[int64]     `col:"person"`
		Told       null[int64]     `col:"report_row"`
		RevealedBy int64           `col:"revealed_by"`
		At         null[time.Time] `col:"at"`
		Claim      null[int64]     `col:"claim"`
		Watch      null[int64]     `col:"watch"`
		Account    null[int64]     `col:"account"`
		Report     null[int64]     `col:"report"`
		LineHour   null[int]       `col:"line_hour"`
		LineDay    null[int]       `col:"line_day"`
	}
	permitRow struct { // reveal_permit
		record
		Staff     int64     `col:"staff"`
		People    int       `col:"people"`
		GrantedBy int64     `col:"granted_by"`
		At        time.Time `col:"at"`
	}
)

var revealsCheck = Check{
	Name: "查看完整信息均因本户的在办事项，未超过当时的额度",
	Rule: "decision 0034",
	Proves: "since looks name their case: each is for a claim, a watch, an account or a report that was there, was not closed yet, is of the household or row " +
		"that was looked at, and is that person's to work on; or for none, by the county office or an auditor; nobody looked at more people, in whatever name, " +
		"than the county's line then and what was permitted; nobody permitted it to themselves",
	Not: "that the reason is true; that the line was not raised, which the owner of the database may; of a case that was closed and opened again, what was between",
}

// reveals holds each look to a case, and all looks of one human to the lines.
func reveals(v *view) Result {
	check := Result{Check: revealsCheck}
	reach := v.reaching()
	for i := range v.looks {
		r := &v.looks[i]
		if !r.LineDay.Valid { // from before looks named their case
			continue
		}
		check.Looked++
		a, ok := v.act(r.first)
		if !ok {
			continue
		}
		check.within("reveal", r.key, cmp.Or(v.baseless(r, a), reach.outside(r.first, v.homeOf(r))))
	}
	for _, of := range sorted(groupBy(v.looks, func(r *revealRow) int64 { return v.human(r.RevealedBy) }), cmp.Compare[int64]) {
		check.beyond(of)
	}
	for i := range v.permits {
		p := &v.permits[i]
		check.Looked++
		if v.human(p.Staff) == v.human(p.GrantedBy) {
			check.find("reveal_permit", p.key, "放宽的是本人的额度")
		}
	}
	return check
}

// homeOf is the household that was looked at, 0 for none.
func (v *view) homeOf(r *revealRow) int64 {
	if p := v.person[r.Person.V]; p != nil {
		return p.Household
	}
	if t := v.told[r.Told.V]; t != nil {
		return t.Household.V
	}
	return 0
}

// baseless says why a look was not for a case in hand, empty if it was.
func (v *view) baseless(r *revealRow, a act) string {
	switch {
	case r.Claim.Valid:
		return v.notOfClaim(r, a)
	case r.Watch.Valid:
		return v.notOfWatch(r, a)
	case r.Account.Valid:
		return v.notOfAccount(r, a)
	case r.Report.Valid:
		t := v.told[r.Told.V]
		switch {
		case t == nil || t.Report != r.Report.V:
			return "查看的行不在所写的月报里"
		case a.role != who.Reporter && a.role != who.Clerk:
			return a.role.Title() + "不办理月报"
		}
	case a.role != who.Clerk && a.role != who.Auditor:
		return a.role.Title() + "没有在办事项而查看"
	}
	return ""
}

const (
	noCase  = "所写的在办事项不存在，或在查看之后才有"
	others  = "所写的在办事项不是这一户的"
	closed  = "查看时所写的事项已办结"
	notHers = "所写的事项不由查看的人办理"
)

func (v *view) notOfClaim(r *revealRow, a act) string {
	k := v.claim[r.Claim.V]
	if k == nil || k.first >= r.first {
		return noCase
	}
	ofRow := slices.ContainsFunc(v.sources, func(s sourceRow) bool { return r.Told.Valid && s.Told == r.Told.V && s.Claim == k.ID })
	toHeir := slices.ContainsFunc(v.heirs, func(h heirRow) bool {
		p := v.payout[h.Payout]
		return h.Person == r.Person.V && p != nil && p.Claim == k.ID
	})
	sent := slices.ContainsFunc(v.assignments, func(s assignmentRow) bool { return s.Claim == k.ID && s.Adjuster == a.person && s.first < r.first })
	switch {
	case v.homeOf(r) != k.Household && !ofRow && !toHeir:
		return others
	case a.role == who.Adjuster && !sent:
		return notHers
	}
	return v.after(a, v.claimClosed(k))
}

// claimClosed is the leaf by which a claim came to nothing or its money had arrived, 0 while it is open.
func (v *view) claimClosed(k *claimRow) (leaf int64) {
	if k.VoidReason.Valid || k.Status == "declined" {
		return k.since
	}
	if k.Status != "filed" {
		return 0
	}
	assessed := false
	for _, p := range v.payouts {
		if p.Claim != k.ID || p.Round != k.Round {
			continue
		}
		if p.Status != "paid" && p.Status != "withdrawn" {
			return 0
		}
		assessed, leaf = true, max(leaf, p.since)
	}
	for _, s := range v.assessments {
		if s.Claim == k.ID && s.Round == k.Round && !assessed {
			leaf = max(leaf, s.first)
		}
	}
	return leaf
}

func (v *view) notOfWatch(r *revealRow, a act) string {
	i := slices.IndexFunc(v.watches, func(w watchRow) bool { return w.ID == r.Watch.V })
	if i < 0 || v.watches[i].first >= r.first {
		return noCase
	}
	w := &v.watches[i]
	ofRow := slices.ContainsFunc(v.signals, func(s signalRow) bool { return r.Told.Valid && s.Told == r.Told && s.Watch == w.ID })
	switch {
	case v.homeOf(r) != w.Household && !ofRow:
		return others
	case slices.Contains([]string{"not_taken", "answered", "cleared"}, w.State):
		return v.after(a, w.since)
	}
	return ""
}

func (v *view) notOfAccount(r *revealRow, a act) string {
	of, f := v.account[r.Account.V], v.confirmation[r.Account.V]
	switch {
	case of == nil || of.first >= r.first:
		return noCase
	case of.Person != r.Person.V:
		return others
	case a.role != who.Clerk || v.human(of.EnteredBy) == v.human(a.person):
		return notHers
	case f != nil:
		return v.after(a, f.first)
	}
	return ""
}

// after says that somebody looked when a case was closed: by the leaf that closed it, 0 for none, and not in the same minutes.
func (v *view) after(a act, leaf int64) string {
	if b, ok := v.act(leaf); ok && leaf > 0 && a.leaf > leaf && a.at.After(b.at.Add(lag)) {
		return closed
	}
	return ""
}

// weight is how many people a look counts as.
func (r *revealRow) weight() int {
	if r.Claim.Valid || r.Watch.Valid || r.Account.Valid || r.Report.Valid {
		return 1
	}
	return 2
}

// whom is who was looked at: a person, or a row.
func (r *revealRow) whom() int64 {
	if r.Person.Valid {
		return r.Person.V
	}
	return -r.Told.V
}

// beyond names the looks of one human beyond the lines: within a day, and within an hour but for one a minute.
func (c *Result) beyond(of []*revealRow) {
	of = slices.DeleteFunc(slices.Clone(of), func(r *revealRow) bool { return !r.At.Valid })
	slices.SortStableFunc(of, func(a, b *revealRow) int { return a.At.V.Compare(b.At.V) })
	from := 0
	for i, r := range of {
		for of[from].At.V.Before(r.At.V.Add(-24 * time.Hour)) {
			from++
		}
		day, hour := map[int64]int{}, map[int64]int{}
		for _, b := range of[from:i] {
			day[b.whom()] = max(day[b.whom()], b.weight())
			if b.At.V.After(r.At.V.Add(-time.Hour)) {
				hour[b.whom()] = max(hour[b.whom()], b.weight())
			}
		}
		fresh := r.weight() - day[r.whom()]
		if !r.LineDay.Valid || fresh <= 0 {
			continue
		}
		switch {
		case total(day)+fresh > r.LineDay.V:
			c.find("reveal", r.key, "一天内已查看 %d 人次，超过额度 %d", total(day), r.LineDay.V)
		case total(hour)+fresh > r.LineHour.V && i > 0 && of[i-1].At.V.After(r.At.V.Add(-time.Minute)):
			c.find("reveal", r.key, "一小时内已查看 %d 人次，超过额度 %d，又不到一分钟", total(hour), r.LineHour.V)
		}
	}
}

func total(people map[int64]int) (n int) {
	for _, weight := range people {
		n += weight
	}
	return n
}

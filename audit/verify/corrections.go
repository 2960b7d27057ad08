package verify

import (
	"slices"

	"fangpin/claims"
	"fangpin/payouts"
	"fangpin/registry"
)

var correctionsCheck = Check{
	Name: "误登记的死亡和户标签由另一人更正，未据以发放救助金",
	Rule: "a death or a label that was recorded by mistake is taken back by another person, with a reason, while no money rests on it",
	Proves: "each correction is of a deed that recorded a death, or a label's beginning or end, was made by another person, and has a reason; a label that holds on no day " +
		"was corrected; nobody stands on an approved list in the place of somebody whose death was taken back since, and no claim that was not voided was screened " +
		"by a label that was taken back since",
	Not: "that what was recorded was a mistake, or that the correction is none",
}

// corrections: what was recorded by mistake was taken back by another, while no money rested on it. (登记更正)
func corrections(v *view) Result {
	check := Result{Check: correctionsCheck, Looked: int64(len(v.corrections))}
	labels := by(v.labels, func(l *labelRow) int64 { return l.ID })
	for i := range v.corrections {
		x := &v.corrections[i]
		if wrong := x.wrong(v, labels[x.Label.V]); wrong != "" {
			check.find("correction", x.key, "%s", wrong)
		}
	}
	for i := range v.labels {
		l := &v.labels[i]
		if back := slices.ContainsFunc(v.labelsBack[l.ID], func(x *correctionRow) bool { return x.Kind == registry.Begun }); l.Mistaken.V != back {
			check.find("label", l.key, "登记有误、从未有效的标签，与更正记录不符")
		}
	}
	check.paidInstead(v)
	check.screenedBy(v)
	return check
}

// paidInstead names corrections of deaths by which others stand on an approved list.
func (c *Result) paidInstead(v *view) {
	for i := range v.listLines {
		l := &v.listLines[i]
		p, a, of := v.payout[l.Payout], v.account[l.Account], v.list[l.List]
		if p == nil || a == nil || of == nil || a.Person == p.Payee || of.Status != string(payouts.ListApproved) && of.Status != string(payouts.ListSent) {
			continue
		}
		for _, x := range v.deathsBack[p.Payee] {
			if x.spans(l.first) {
				c.find("correction", x.key, "花名册 %d 第 %d 行已审批由他人领取，又更正了死亡登记", l.List, l.N)
			}
		}
	}
}

// screenedBy names corrections of labels by which claims were screened that stand.
func (c *Result) screenedBy(v *view) {
	labels := v.held()
	for i := range v.claims {
		r := &v.claims[i]
		for _, l := range labels[r.Household] {
			for _, x := range v.labelsBack[l.ID] {
				if x.spans(r.first) && !r.VoidReason.Valid && (x.Kind == registry.Begun && r.On >= l.From || x.Kind == registry.Ended && r.On > x.To.V) {
					c.find("correction", x.key, "案件 %d 按有误的户标签登记立案，没有撤销", r.ID)
				}
			}
		}
	}
}

// spans tells whether a deed was sealed while the mistake stood.
func (r *correctionRow) spans(leaf int64) bool { return r.Deed < leaf && leaf < r.first }

// wrong says why a correction could not be, empty if it could.
func (r *correctionRow) wrong(v *view, l *labelRow) string {
	was, known := v.act(r.Deed)
	as, sealed := v.act(r.first)
	verb := map[registry.Mistake]string{registry.Died: registry.RecordDeathStep.Verb, registry.Ended: registry.EndLabelStep.Verb}[r.Kind]
	table, step := "label", claims.CorrectLabelStep.Verb
	if r.Kind == registry.Died {
		table, step = "person", payouts.CorrectDeathStep.Verb
	}
	switch {
	case !known || !sealed || r.Deed >= r.first || as.verb != step:
		return "没有有误登记和更正的存证"
	case verb != "" && was.verb != verb || !slices.Contains(v.covered[r.Deed], table) || r.Kind == registry.Begun && (l == nil || l.first != r.Deed):
		return "所记的存证不是这项登记的"
	case v.human(was.person) == v.human(r.By):
		return "登记和更正由同一人办理"
	case !bool(r.Reason):
		return "没有理由"
	}
	return ""
}

// died tells whether a death was ever recorded of somebody, taken back or not.
func (v *view) died(p *personRow) bool { return bool(p.Died) || len(v.deathsBack[p.ID]) > 0 }

// dead tells whether somebody's death stood on record when a deed was sealed.
func (v *view) dead(p *personRow, leaf int64) bool {
	return bool(p.Died) && p.since < leaf || slices.ContainsFunc(v.deathsBack[p.ID], func(x *correctionRow) bool { return x.spans(leaf) })
}

// labelsOn are labels on a day, by what had been entered before a deed: one that was ended, or taken back, later was still there.
func (v *view) labelsOn(labels []*labelRow, on date, leaf int64) (names []string) {
	for _, l := range labels {
		if l.first < leaf && l.From <= on && v.open(l, on, leaf) {
			names = append(names, l.Label)
		}
	}
	return sortedOf(names)
}

// open tells whether a label had not ended before a day, by what had been entered before a deed.
func (v *view) open(l *labelRow, on date, leaf int64) bool {
	back := v.labelsBack[l.ID]
	if i := slices.IndexFunc(back, func(x *correctionRow) bool { return x.Kind == registry.Ended && x.spans(leaf) }); i >= 0 {
		return back[i].To.V >= on
	}
	return !l.To.Valid || l.To.V >= on || l.since > leaf
}

package verify

import (
	"cmp"
	"fmt"
	"slices"
)

var rectificationsCheck = Check{
	Name: "整改由责任单位办结、另一人销号，逐次相接",
	Rule: "S1: 双台账、双责任、双销号",
	Proves: "each problem was put right by whoever it was ordered from, in its part of the county, not before it was ordered; each time is signed for or " +
		"sent back by another than who put it right, and follows one that was sent back; nothing follows once it is signed off; its family is the watch's",
	Not: "that it is put right: the evidence is there (see the archive), and for people to look at",
}

// rectifications takes each problem through the times it was put right.
func rectifications(v *view) Result {
	check, p := Result{Check: rectificationsCheck, Looked: int64(len(v.toRectify))}, v.reaching()
	done, signed := groupBy(v.rectified, func(d *rectifiedRow) int64 { return d.Rectification }), by(v.signedOff, (*signedOffRow).turn)
	for i := range v.toRectify {
		r := &v.toRectify[i]
		if wrong := r.wrong(p); wrong != "" {
			check.find("rectification", r.key, "%s", wrong)
		}
		times := done[r.ID]
		delete(done, r.ID)
		slices.SortFunc(times, func(a, b *rectifiedRow) int { return cmp.Compare(a.Turn, b.Turn) })
		for n, d := range times {
			if wrong := d.wrong(p, r, n+1, signed[turn{r.ID, n}]); wrong != "" {
				check.find("rectification_done", d.key, "%s", wrong)
			}
			if s := signed[d.turn()]; s != nil {
				if wrong := s.wrong(v, d); wrong != "" {
					check.find("rectification_sign", s.key, "%s", wrong)
				}
			}
		}
		for _, d := range times {
			delete(signed, d.turn())
		}
	}
	check.adrift(done, signed)
	return check
}

// adrift names what was done and signed of nothing.
func (c *Result) adrift(done map[int64][]*rectifiedRow, signed map[turn]*signedOffRow) {
	for id := range sorted(done, cmp.Compare[int64]) {
		c.find("rectification_done", done[id][0].key, "没有这项整改")
	}
	for _, s := range sorted(signed, func(a, b turn) int {
		return cmp.Or(cmp.Compare(a.rectification, b.rectification), cmp.Compare(a.n, b.n))
	}) {
		c.find("rectification_sign", s.key, "没有对应的办结")
	}
}

// wrong says in what a problem could not be ordered to be put right.
func (r *rectificationRow) wrong(p reach) string {
	switch {
	case r.Watch.Valid && p.family[r.Watch.V] != r.Household:
		return fmt.Sprintf("监测事项 %d 不是本户的", r.Watch.V)
	case r.DueOn < r.OpenedOn:
		return "整改期限早于下达"
	}
	return ""
}

// wrong says why the n-th time could not be so; before is how the time before was signed.
func (r *rectifiedRow) wrong(p reach, of *rectificationRow, n int, before *signedOffRow) string {
	switch {
	case r.Turn != n:
		return fmt.Sprintf("次数应为 %d", n)
	case r.first <= of.first || r.On < of.OpenedOn:
		return "早于下达整改"
	case n > 1 && (before == nil || before.Passed || before.first >= r.first):
		return "前一次没有退回，不能再次办结"
	}
	return cmp.Or(p.anothers(r.first, of.Unit), p.outside(r.first, of.Household))
}

// wrong says why what was done could not be signed so.
func (r *signedOffRow) wrong(v *view, d *rectifiedRow) string {
	switch {
	case r.DoneBy != d.By:
		return fmt.Sprintf("由 %d 办结，所记为 %d", d.By, r.DoneBy)
	case v.human(r.By) == v.human(d.By):
		return fmt.Sprintf("%d 一人办结和销号", r.By)
	case r.first <= d.first:
		return "销号不晚于办结"
	}
	return ""
}

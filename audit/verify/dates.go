package verify

import (
	"cmp"

	"fangpin/internal/calendar"
)

var datesCheck = Check{
	Name:   "委托、查勘、审核、备案、核定、公示日期先后有序",
	Rule:   "S2: the order; domain §3 no. 16",
	Proves: "no step of a claim is dated before the step that it follows",
	Not:    "that a day written down was the day: only the days of deeds are the clock's",
}

// dates: each step of a claim is dated no earlier than the one before.
func dates(v *view) Result {
	check := Result{Check: datesCheck, Looked: int64(len(v.assignments))}
	order := func(table, key, then string, on date, what string, first date) {
		if on < first {
			check.find(table, key, "%s %s，早于%s %s", then, on, what, first)
		}
	}
	for i := range v.findings {
		f := &v.findings[i]
		if a := v.assignment[f.step()]; a != nil {
			order("finding", f.key, "查勘", f.VisitedOn, "委托", a.EntrustedOn)
		}
	}
	for i := range v.reassigned {
		x := &v.reassigned[i]
		if a := v.assignment[x.step()]; a != nil {
			order("reassignment", x.key, "改派", x.On, "委托", a.EntrustedOn)
		}
	}
	for i := range v.extensions {
		x := &v.extensions[i]
		if a := v.assignment[x.step()]; a != nil {
			order("extension", x.key, "延期", x.On, "委托", a.EntrustedOn)
			order("extension", x.key, "原定期限", a.DueOn, "延期", x.On)
		}
	}
	for i := range v.endorsements {
		e := &v.endorsements[i]
		if f := v.finding[e.step()]; f != nil {
			order("endorsement", e.key, "村级审核", e.On, "查勘", f.VisitedOn)
		}
	}
	for i := range v.sentBack {
		b := &v.sentBack[i]
		if f := v.finding[b.step()]; f != nil {
			order("village_return", b.key, "村级退回", b.On, "查勘", f.VisitedOn)
		}
	}
	for i := range v.reviews {
		r := &v.reviews[i]
		if e := v.endorsement[r.step()]; e != nil {
			order("review", r.key, "乡镇审核", r.On, "村级审核", e.On)
		}
	}
	for i := range v.filings {
		g := &v.filings[i]
		if r := v.review[g.step()]; r != nil {
			order("filing", g.key, "备案", g.FiledOn, "乡镇审核", r.On)
		}
	}
	for i := range v.assessments {
		a := &v.assessments[i]
		if g := v.filing[a.filed()]; g != nil {
			order("assessment", a.key, "核定", a.AssessedOn, "备案", g.FiledOn)
		}
	}
	filed := v.lastFiled()
	for i := range v.notices {
		if n := &v.notices[i]; filed[n.ID] > 0 {
			order("notice", n.key, "公示", n.Dated, "备案", filed[n.ID])
		}
	}
	return check
}

// lastFiled is, by notice, the day on which the last of its claims was filed.
func (v *view) lastFiled() map[int64]date {
	last := map[int64]date{}
	for _, r := range v.noticeLines {
		p := v.payout[r.Payout]
		if p == nil {
			continue
		}
		if g := v.filing[p.filed()]; g != nil {
			last[r.Notice] = max(last[r.Notice], g.FiledOn)
		}
	}
	return last
}

// investigationDays is how many working days an adjuster has (domain §3 no. 17).
const investigationDays = 3

var duesCheck = Check{
	Name:   "查勘期限为三个工作日",
	Rule:   "domain §3 no. 17",
	Proves: "each adjuster's days, and those of an extension, are three working days by the published calendar",
	Not:    "that the visit was made in time: a late one is allowed and shown",
	Shares: "internal/calendar",
}

// dues counts every adjuster's days anew: from the day they were entrusted, and an extension's from the last of those.
func dues(v *view) Result {
	check := Result{Check: duesCheck, Looked: int64(len(v.assignments) + len(v.extensions))}
	same := map[period][]string{}
	for _, a := range v.assignments {
		at := period{a.EntrustedOn, a.DueOn, "assignment"}
		same[at] = append(same[at], a.key)
	}
	for _, x := range v.extensions {
		if a := v.assignment[x.step()]; a != nil {
			at := period{a.DueOn, x.DueOn, "extension"}
			same[at] = append(same[at], x.key)
		}
	}
	for p, keys := range sorted(same, period.compare) {
		due, err := calendar.Published().Due(p.on, investigationDays, calendar.Options{Working: true})
		if err != nil || due != p.due {
			check.find(p.table, keys[0], "自%s起算，期限应为%s，所记为%s（同样的共 %d 件）", p.on.Chinese(), due.Chinese(), p.due.Chinese(), len(keys))
		}
	}
	return check
}

// period is how long somebody was given.
type period struct {
	on, due date
	table   string
}

func (p period) compare(q period) int {
	return cmp.Or(cmp.Compare(p.on, q.on), cmp.Compare(p.due, q.due), cmp.Compare(p.table, q.table))
}

package audit

import (
	"slices"
	"time"

	"fangpin/internal/calendar"
	"fangpin/scheme"
)

// dateOf is a scheme's day, which is a midnight UTC.
func dateOf(day time.Time) calendar.Date { return calendar.On(day.Date()) }

// classes derives again, for every claim, the scheme in force on its event date and the household's class on it: as both stood when the
// claim was raised, for a label may be entered, and a scheme adopted, with an earlier day.
func classes(v *view) Check {
	check := Check{Name: "案件适用的保单、方案和户类别以事发日为准", Looked: int64(len(v.claims))}
	adopted, labels := v.newestFirst(), v.held()
	for i := range v.claims {
		c := &v.claims[i]
		check.class(v, c, inForce(adopted, c.On, c.first), labels[c.Household])
	}
	return check
}

func (c *Check) class(v *view, r *claimRow, rule int64, labels []*labelRow) {
	if p := v.policy[r.Policy]; p == nil || r.On < p.From || r.On > p.To {
		c.find("claim", r.ID, "%s不在所属保单年度之内", r.On.Chinese())
	}
	s := v.schemes[r.Scheme]
	switch {
	case rule != r.Scheme:
		c.find("claim", r.ID, "%s生效的方案为 %d，所记为 %d", r.On.Chinese(), rule, r.Scheme)
	case s == nil: // named already
	case r.On < dateOf(s.Term.From) || r.On > dateOf(s.Term.To):
		c.find("claim", r.ID, "%s不在方案的保单年度之内", r.On.Chinese())
	default:
		if class := classOf(s, r, labels); class != r.Class {
			c.find("claim", r.ID, "%s该户类别为%s，所记为%s", r.On.Chinese(), class, r.Class)
		}
	}
}

// newestFirst lists the adoptions, the newest day first.
func (v *view) newestFirst() []adoptionRow {
	return slices.SortedFunc(slices.Values(v.adopted), func(a, b adoptionRow) int { return int(b.From - a.From) })
}

// inForce is the newest scheme that had begun by a day and was adopted before a deed; 0 for none.
func inForce(newestFirst []adoptionRow, on date, leaf int64) int64 {
	i := slices.IndexFunc(newestFirst, func(a adoptionRow) bool { return a.From <= on && a.first < leaf })
	if i < 0 {
		return 0
	}
	return newestFirst[i].Scheme
}

// held are the labels of the households that have a claim.
func (v *view) held() map[int64][]*labelRow {
	of := map[int64][]*labelRow{}
	for _, c := range v.claims {
		of[c.Household] = nil
	}
	for i := range v.labels {
		l := &v.labels[i]
		if labels, ok := of[l.Household]; ok {
			of[l.Household] = append(labels, l)
		}
	}
	return of
}

// classOf is the class by the labels that were entered by then. One that was ended later was still open then.
func classOf(s *scheme.Scheme, r *claimRow, labels []*labelRow) string {
	var names []string
	for _, h := range labels {
		open := !h.To.Valid || h.To.V >= r.On || h.since > r.first
		if h.first < r.first && h.From <= r.On && open {
			names = append(names, h.Label)
		}
	}
	return s.ClassOf(names)
}

package audit

import "fangpin/scheme"

// longest is more bytes than any county's scheme has; reading YAML may take the square of its length.
const longest = 64 << 10

// rules reads every scheme anew from its source, and compares the columns that the doors go by. What can be read serves the later checks.
func rules(v *view) Check {
	check := Check{Name: "理赔方案各栏与方案原文一致", Looked: int64(len(v.rules))}
	for _, r := range v.rules {
		if len(r.Source) > longest {
			check.find("scheme", r.ID, "方案原文有 %d 字节，长得不合理", len(r.Source))
			continue
		}
		s, err := scheme.Parse([]byte(r.Source))
		if err != nil {
			check.find("scheme", r.ID, "方案原文不能解读")
			continue
		}
		v.schemes[r.ID] = s
		for _, c := range []struct {
			name string
			same bool
		}{
			{"校验值", s.Hash() == r.Hash}, {"县码", s.County == v.county},
			{"保单年度", dateOf(s.Term.From) == r.From && dateOf(s.Term.To) == r.To},
			{"公示天数", s.Publicity.Days == r.Days},
			{"顺延", s.Publicity.PastHoliday == r.PastHoliday && s.Publicity.PastWeekend == r.PastWeekend},
		} {
			if !c.same {
				check.find("scheme", r.ID, "所记%s与方案原文不符", c.name)
			}
		}
	}
	return check
}

// adoptions: whoever proposed a scheme does not put it in force, and it is in force within its term only.
func adoptions(v *view) Check {
	check := Check{Name: "方案由另一人确认，在其保单年度内生效", Looked: int64(len(v.adopted))}
	for _, a := range v.adopted {
		switch s := v.rule[a.Scheme]; {
		case s == nil:
			check.find("adoption", a.key, "没有这个方案")
		case a.From < s.From || a.From > s.To:
			check.find("adoption", a.key, "生效日 %s 不在保单年度之内", a.From)
		case s.ProposedBy == a.ConfirmedBy || a.ProposedBy != s.ProposedBy:
			check.find("adoption", a.key, "由 %d 提出，由 %d 确认", s.ProposedBy, a.ConfirmedBy)
		}
	}
	return check
}

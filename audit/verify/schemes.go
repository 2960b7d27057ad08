package verify

import (
	"cmp"
	"fmt"
	"slices"

	"fangpin/policy"
	"fangpin/scheme"
)

// longest is more bytes than any county's scheme has; reading YAML may take the square of its length.
const longest = 64 << 10

var rulesCheck = Check{
	Name:   "理赔方案各栏与方案原文一致",
	Rule:   "scheme.md: a county's rule is one file, content-addressed",
	Proves: "each scheme reads from its source, and its hash, county, term, days and rolls-on are those of the source",
	Not:    "that the county's government decided this rule",
	Shares: "scheme",
}

// rules reads every scheme anew from its source, and compares the columns that the doors go by. What can be read serves the later checks.
func rules(v *view) Result {
	check := Result{Check: rulesCheck}
	for _, r := range v.rules {
		if v.beyond(&r) {
			continue
		}
		check.Looked++
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

// beyond tells whether a scheme was read by a version of the engine that this program does not have: nothing is derived by it.
func (v *view) beyond(r *schemeRow) bool {
	_, ok := v.judge(r.first, policy.Engine)
	return !ok
}

var adoptionsCheck = Check{
	Name:   "方案由另一人确认，在其保单年度内生效",
	Rule:   "domain §3 no. 1: a county adopts its own, in force by dates",
	Proves: "whoever proposed a scheme did not put it in force, it came into force within its term, and what the doors go by of it (price, cap, groups) is what it says",
	Not:    "that it was adopted on paper",
	Shares: "scheme",
}

// adoptions: whoever proposed a scheme does not put it in force, and it is in force within its term only.
func adoptions(v *view) Result {
	check := Result{Check: adoptionsCheck, Looked: int64(len(v.adopted))}
	for _, a := range v.adopted {
		switch s := v.rule[a.Scheme]; {
		case s == nil:
			check.find("adoption", a.key, "没有这个方案")
		case a.From < s.From || a.From > s.To:
			check.find("adoption", a.key, "生效日 %s 不在保单年度之内", a.From)
		case v.human(s.ProposedBy) == v.human(a.ConfirmedBy) || a.ProposedBy != s.ProposedBy:
			check.find("adoption", a.key, "由 %d 提出，由 %d 确认", s.ProposedBy, a.ConfirmedBy)
		case !v.keptAsSaid(a):
			check.find("adoption", a.key, "所记每人保费、每户全年封顶或参保人群与方案原文不符")
		}
	}
	return check
}

// keptAsSaid tells whether an adoption keeps the price, the cap and the groups of its scheme. Older ones keep none.
func (v *view) keptAsSaid(a adoptionRow) bool {
	s := v.schemes[a.Scheme]
	if version, ok := v.judge(a.first, policy.Wording); !ok || s == nil || version < 2 && !a.PerHead.Valid {
		return true
	}
	var groups []scheme.Insured
	for _, g := range v.insures {
		if g.Scheme == a.Scheme {
			groups = append(groups, scheme.Insured{Class: g.Class, Basis: g.Basis, Heads: g.Heads})
		}
	}
	most := s.HouseholdYear()
	return a.PerHead.Valid && a.PerHead.V.Equal(s.Premium.PerHead) && a.HouseholdYear.Valid == (most != nil) && (most == nil || a.HouseholdYear.V.Equal(*most)) &&
		slices.Equal(groups, s.Insured)
}

var wordingCheck = Check{
	Name:   "生效方案的用词均能对上",
	Rule:   "scheme.md §1: a scheme's words are those of labels, departments and their reports",
	Proves: "no scheme was put in force whose classes, departments, measures or levels nobody has",
	Not:    "that the words are the ones that were meant; schemes adopted before their words were looked at",
	Shares: "policy scheme",
}

// wordings: a scheme in force has no word that matches nothing, where whoever adopted it looked.
func wordings(v *view) Result {
	check := Result{Check: wordingCheck}
	for _, a := range v.adopted {
		s := v.schemes[a.Scheme]
		if version, ok := v.judge(a.first, policy.Wording); !ok || version < 2 || s == nil {
			continue
		}
		check.Looked++
		wrong, _ := policy.Misfits(s)
		for _, note := range wrong {
			check.find("adoption", a.key, "方案第 %d 行：%s", note.Line, note.Text)
		}
	}
	return check
}

var groupsCheck = Check{
	Name:   "参保人数与参保名册、方案一致",
	Rule:   "S2: who is insured; domain §3 no. 23",
	Proves: "the heads that the premium is billed for are those on the roster, or the quota of the scheme then in force",
	Not:    "that those on the roster have the label's standing in fact",
	Shares: "scheme",
}

// groups: the heads that the premium is billed for are those on the roster, or the quota of the scheme that was in force on the policy
// year's first day when the roster was made.
func groups(v *view) Result {
	type class struct {
		policy int64
		class  string
	}
	roster := map[class]int{}
	for _, i := range v.insured {
		roster[class{i.Policy, i.Class}]++
	}
	check, adopted := Result{Check: groupsCheck, Looked: int64(len(v.groups))}, v.newestFirst()
	for _, g := range v.groups {
		heads := roster[class{g.Policy, g.Class}]
		delete(roster, class{g.Policy, g.Class})
		rule := inForce(adopted, v.begins(g.Policy), g.first)
		if quota, ok := g.in(v.schemes[rule]); v.rule[rule] != nil && v.beyond(v.rule[rule]) {
			continue
		} else if !ok {
			check.find("insured_group", g.key, "方案的参保人群中没有这一类")
			continue
		} else if g.Basis == scheme.Quota {
			heads += quota
		}
		if g.Heads != heads {
			check.find("insured_group", g.key, "应为 %d 人，所记为 %d 人", heads, g.Heads)
		}
	}
	for left, heads := range sorted(roster, func(a, b class) int { return cmp.Or(cmp.Compare(a.policy, b.policy), cmp.Compare(a.class, b.class)) }) {
		check.find("insured_group", fmt.Sprintf("%d/%s", left.policy, left.class), "参保名册有 %d 人，没有这一类", heads)
	}
	return check
}

// begins is the first day of a policy year.
func (v *view) begins(policy int64) date {
	if p := v.policy[policy]; p != nil {
		return p.From
	}
	return 0
}

// in finds the group in a scheme, and its quota.
func (g groupRow) in(s *scheme.Scheme) (quota int, ok bool) {
	if s == nil {
		return 0, false
	}
	i := slices.IndexFunc(s.Insured, func(in scheme.Insured) bool { return in.Class == g.Class && in.Basis == g.Basis })
	if i < 0 {
		return 0, false
	}
	return s.Insured[i].Heads, true
}

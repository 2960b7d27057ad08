package audit

import (
	"cmp"
	"fmt"
	"slices"

	"fangpin/scheme"
)

// groups: the heads that the premium is billed for are those on the roster, or the quota of the scheme that was in force on the policy
// year's first day when the roster was made.
func groups(v *view) Check {
	type class struct {
		policy int64
		class  string
	}
	roster := map[class]int{}
	for _, i := range v.insured {
		roster[class{i.Policy, i.Class}]++
	}
	check, adopted := Check{Name: "参保人数与参保名册、方案一致", Looked: int64(len(v.groups))}, v.newestFirst()
	for _, g := range v.groups {
		heads := roster[class{g.Policy, g.Class}]
		delete(roster, class{g.Policy, g.Class})
		if quota, ok := g.in(v.schemes[inForce(adopted, v.begins(g.Policy), g.first)]); !ok {
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

package verify

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"fangpin/claims"
	"fangpin/policy"
	"fangpin/registry"
	"fangpin/scheme"
)

// assessed is an assessment beside the claim and the finding it came from.
type assessed struct {
	*assessmentRow
	claim *claimRow   // nil if there is none
	found *findingRow // of the filing; nil if there is none
	head  int64       // of the household: cases of nobody in particular are counted under the head
	parts int         // how many assessments the filing has
}

var amountsCheck = Check{
	Name: "核定金额由查勘事实按方案重新计算",
	Rule: "scheme.md; domain §3 nos. 2 to 12, 24",
	Proves: "every assessment's amount, own share, accumulator, past and working follow from the finding's facts by its " +
		"scheme, in the order in which they were made",
	Not: "that the finding's facts are true; that the arithmetic is the right reading of the rule: it is the program's " +
		"own, and `fangpin calc` and the scheme's text are there to check it by hand",
	Shares: "scheme",
}

// amounts computes every assessment anew from the finding's facts by its scheme, in the order in which they were made, each on top of
// what was assessed before on its household and person and not withdrawn by then.
func amounts(v *view) Result {
	check := Result{Check: amountsCheck}
	r := replay{withdrawn: v.withdrawn(), households: map[int64][]*earlier{}, people: map[int64][]*earlier{}, numbers: map[string]int{}}
	for _, a := range v.assessed() {
		if _, ok := v.judge(a.first, policy.Engine); !ok {
			r.take(&a)
			continue
		}
		check.Looked++
		for _, wrong := range a.wrong(v, &r) {
			check.find("assessment", a.ID, "%s", wrong)
		}
	}
	return check
}

// assessed lists the assessments in the order in which they were made.
func (v *view) assessed() []assessed {
	heads := map[int64]int64{}
	for _, p := range v.persons {
		if p.Relation == string(registry.Head) {
			heads[p.Household] = p.ID
		}
	}
	parts := map[filed]int{}
	all := make([]assessed, len(v.assessments))
	for i := range v.assessments {
		a := &v.assessments[i]
		parts[a.filed()]++
		all[i] = assessed{assessmentRow: a, claim: v.claim[a.Claim]}
		if g := v.filing[a.filed()]; g != nil {
			all[i].found = v.finding[g.step()]
		}
		if all[i].claim != nil {
			all[i].head = heads[all[i].claim.Household]
		}
	}
	for i := range all {
		all[i].parts = parts[all[i].filed()]
	}
	slices.SortStableFunc(all, func(a, b assessed) int { return cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(a.ID, b.ID)) })
	return all
}

// wrong derives one assessment and says in what the row differs. The row as it stands is then what later ones build on: a lie is named
// where it was told.
func (a *assessed) wrong(v *view, r *replay) (wrong []string) {
	r.numbers[a.Accumulator]++
	if n := r.numbers[a.Accumulator]; n != a.N {
		wrong = append(wrong, fmt.Sprintf("在 %s 中应为第 %d 次，所记为第 %d 次", a.Accumulator, n, a.N))
	}
	s := v.schemes[a.Scheme]
	var facts scheme.Case
	var past scheme.Past
	var working []scheme.Step
	switch {
	case s == nil || a.claim == nil || a.found == nil || a.Scheme != a.claim.Scheme || a.Household != a.claim.Household || a.Adjuster != a.found.Adjuster:
		return append(wrong, "方案、户或查勘员与案件、备案所记不符")
	case !a.Person.Valid || !readable(a.Facts, &facts) || !readable(a.Past, &past) || !readable(a.Working, &working):
		return append(wrong, "核定依据不能解读")
	}
	defer r.keep(a, past)
	given, err := a.given(s)
	if err != nil {
		return append(wrong, err.Error())
	}
	made, err := r.before(s, a).Assess(given)
	if err != nil {
		return append(wrong, "按方案不能核定："+err.Error())
	}
	if !made.Amount.Equal(a.Amount) {
		wrong = append(wrong, fmt.Sprintf("金额应为 %s 元，所记为 %s 元", made.Amount.StringFixed(2), a.Amount.StringFixed(2)))
	}
	for _, c := range []struct {
		name string
		same bool
	}{
		{"人员", given.Person == strconv.FormatInt(a.Person.V, 10)}, {"核实数据", sameCase(facts, given)},
		{"个人负担", made.Own.Equal(a.Own)}, {"累计器", made.Accumulator == a.Accumulator}, {"累计依据", samePast(past, made.Past)},
		{"计算书", slices.EqualFunc(working, made.Working(), sameStep)},
	} {
		if !c.same {
			wrong = append(wrong, "所记"+c.name+"与重新计算的不符")
		}
	}
	return wrong
}

// given is the case that the scheme must have been given: of the finding's cases, those of one accumulator taken together.
func (a *assessed) given(s *scheme.Scheme) (scheme.Case, error) {
	var found []claims.Case
	if !a.found.Qualifies || !readable(a.found.Cases, &found) {
		return scheme.Case{}, errors.New("没有符合条件的查勘结论")
	}
	cases := make([]scheme.Case, len(found))
	for i, k := range found {
		cases[i] = scheme.Case{
			ID: fmt.Sprintf("%d-%d", a.Claim, a.Round), Category: a.claim.Category, Class: a.claim.Class,
			Household: strconv.FormatInt(a.Household, 10), Person: strconv.FormatInt(cmp.Or(k.Person, a.head), 10),
			Date: k.On.Start(), Event: a.claim.EventKey, SchoolYear: k.SchoolYear, Facts: k.Facts,
		}
	}
	together, err := s.Together(cases)
	switch {
	case err != nil:
		return scheme.Case{}, fmt.Errorf("按方案不能核定：%w", err)
	case len(together) != a.parts || a.Part < 1 || a.Part > a.parts:
		return scheme.Case{}, fmt.Errorf("查勘核实的事项分 %d 笔核定，实有 %d 笔，本笔为第 %d 笔", len(together), a.parts, a.Part)
	}
	return together[a.Part-1], nil
}

// exponent is a number in JSON that a few bytes would let fill the memory.
var exponent = regexp.MustCompile(`[0-9.]+[eE][-+]?[0-9]`)

// readable reads a document, but no number with an exponent: none of ours has one.
func readable(document string, into any) bool {
	return !exponent.MatchString(document) && json.Unmarshal([]byte(document), into) == nil
}

// assessedSum is what a filing's assessments come to.
type assessedSum struct {
	amount amount
	by     []int64 // who assessed
}

var sumsCheck = Check{
	Name: "每笔救助金等于其核定金额之和",
	Rule: "S2: 保落实; domain §3 no. 20",
	Proves: "a payout is the sum of its filing's assessments, by its assessor, under the claim's scheme and fund, to a member " +
		"of the household; a claim has one live payout",
	Not: "that the member shares it with the household",
}

// sums: a payout is the sum of its filing's assessments; what is above zero is paid, once, under the
// filing's scheme and policy, to a member of the household.
func sums(v *view) Result {
	check := Result{Check: sumsCheck, Looked: int64(len(v.payouts))}
	sums := map[filed]*assessedSum{}
	for i := range v.assessments {
		a := &v.assessments[i]
		s := sums[a.filed()]
		if s == nil {
			s = &assessedSum{}
			sums[a.filed()] = s
		}
		s.amount, s.by = s.amount.Add(a.Amount), append(s.by, a.AssessedBy)
	}
	paid, live := map[filed]bool{}, map[int64][]*payoutRow{}
	for i := range v.payouts {
		p := &v.payouts[i]
		paid[p.filed()] = true
		if p.Status != "withdrawn" {
			live[p.Claim] = append(live[p.Claim], p)
		}
		check.sum(p, sums[p.filed()])
		if wrong := p.strange(v); wrong != "" {
			check.find("payout", p.key, "%s", wrong)
		}
	}
	for i := range v.assessments {
		if a := &v.assessments[i]; a.Part == 1 && sums[a.filed()].amount.IsPositive() && !paid[a.filed()] {
			check.find("claim", a.Claim, "第 %d 轮核定 %s 元，没有救助金", a.Round, sums[a.filed()].amount.StringFixed(2))
		}
	}
	check.once(v, live)
	return check
}

func (c *Result) sum(p *payoutRow, s *assessedSum) {
	if s == nil {
		s = &assessedSum{}
	}
	if !s.amount.Equal(p.Amount) || len(s.by) == 0 {
		c.find("payout", p.key, "核定金额合计 %s 元，所记为 %s 元", s.amount.StringFixed(2), p.Amount.StringFixed(2))
	}
	for _, by := range s.by {
		if by != p.AssessedBy {
			c.find("payout", p.key, "核定人与核定记录不符")
			return
		}
	}
}

// strange says in what a payout is not its claim's.
func (r *payoutRow) strange(v *view) string {
	claim, filing, payee := v.claim[r.Claim], v.filing[r.filed()], v.person[r.Payee]
	switch {
	case filing == nil:
		return "案件没有备案"
	case filing.Adjuster != r.Adjuster:
		return "查勘员与备案不符"
	case claim == nil || r.Scheme != claim.Scheme || r.Fund != claim.Policy:
		return "方案或保单年度与案件不符"
	case payee == nil || payee.Household != claim.Household:
		return "领款人不是本户成员"
	}
	return ""
}

// once: a claim has one live payout, and is filed in its round.
func (c *Result) once(v *view, live map[int64][]*payoutRow) {
	for _, claim := range v.claims {
		of := live[claim.ID]
		if len(of) > 1 {
			c.find("payout", of[len(of)-1].key, "同一案件有两笔未撤回的救助金")
		}
		for _, p := range of {
			if claim.VoidReason.Valid || claim.Status != "filed" || claim.Round != p.Round {
				c.find("payout", p.key, "案件已撤销，或已不在本轮备案")
			}
		}
	}
}

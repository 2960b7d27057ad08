package verify

import (
	"cmp"
	"encoding/json"
	"slices"

	"fangpin/claims"
)

var chainCheck = Check{
	Name: "案件逐环节有委托、查勘、村乡审核、备案记录",
	Rule: "S2: 共研判 and 保落实; domain §3 no. 16",
	Proves: "a claim's status is what its records say; every record stands on the one before; what was found was sealed with its evidence, and none was " +
		"added later; a turn or a round begins only where the one before had ended",
	Not: "that the visit took place: the evidence is for people to look at",
}

// chain: a claim's status is what its records say, every record stands on the one before, and nothing began anew unless what went
// before had ended: a turn by the township's refusal or by being given to another adjuster, a round by its filing or by being declined.
func chain(v *view) Result {
	check := Result{Check: chainCheck, Looked: int64(len(v.claims))}
	for i := range v.claims {
		if c := &v.claims[i]; !c.stands(v) {
			check.find("claim", c.key, "状态（第 %d 轮第 %d 次，%s）与委托、查勘、审核、备案记录不符", c.Round, c.Turn, c.Status)
		}
	}
	check.turns(v)
	check.links(v)
	return check
}

// stands tells whether a claim's status is what the records of its round and turn come to.
func (c *claimRow) stands(v *view) bool {
	at := step{c.ID, c.Round, c.Turn}
	a, f, e, r, g := v.assignment[at], v.finding[at], v.endorsement[at], v.review[at], v.filing[filed{c.ID, c.Round}]
	qualifies := f != nil && f.Qualifies
	switch c.Status {
	case "screened":
		return c.Round == 1 && c.Turn == 0 && a == nil
	case "entrusted":
		return a != nil && f == nil
	case "investigated":
		return qualifies && e == nil
	case "declined":
		return f != nil && !f.Qualifies && e == nil
	case "endorsed":
		return qualifies && e != nil && r == nil
	case "reviewed":
		return qualifies && r != nil && r.Passed && g == nil
	case "filed":
		return qualifies && r != nil && r.Passed && g != nil && g.Turn == c.Turn
	}
	return false
}

// turns follows each claim's assignments in their order.
func (c *Result) turns(v *view) {
	all := make([]*assignmentRow, len(v.assignments))
	for i := range v.assignments {
		all[i] = &v.assignments[i]
	}
	slices.SortStableFunc(all, func(a, b *assignmentRow) int {
		return cmp.Or(cmp.Compare(a.Claim, b.Claim), cmp.Compare(a.Round, b.Round), cmp.Compare(a.Turn, b.Turn))
	})
	for i, a := range all {
		if i+1 < len(all) && all[i+1].Claim == a.Claim {
			if next := all[i+1]; !a.ended(v, next) {
				c.find("assignment", a.key, "尚未办结，又开始第 %d 轮第 %d 次", next.Round, next.Turn)
			}
			continue
		}
		switch claim := v.claim[a.Claim]; {
		case claim == nil:
			c.find("assignment", a.key, "没有这个案件")
		case a.Round != claim.Round || a.Turn != claim.Turn:
			c.find("assignment", a.key, "不是案件所处的轮次")
		case v.reassignment[a.step()] != nil:
			c.find("assignment", a.key, "已改派，没有新的委托")
		}
	}
}

// ended tells whether a turn had ended in a way that the next could begin.
func (r *assignmentRow) ended(v *view, next *assignmentRow) bool {
	given := v.reassignment[r.step()] != nil
	if next.Round == r.Round && given {
		return next.Turn == r.Turn+1 && v.finding[r.step()] == nil && next.Adjuster != r.Adjuster
	}
	if next.Round == r.Round {
		review := v.review[r.step()]
		return next.Turn == r.Turn+1 && (review != nil && !review.Passed || v.sentBackAt[r.step()] != nil)
	}
	finding, filing := v.finding[r.step()], v.filing[filed{r.Claim, r.Round}]
	over := filing != nil && filing.Turn == r.Turn || finding != nil && !finding.Qualifies
	return !given && next.Round == r.Round+1 && next.Turn == 1 && over
}

// links asks of every record for the one it stands on.
func (c *Result) links(v *view) {
	shown := map[step]bool{}
	for i := range v.evidence {
		e := &v.evidence[i]
		shown[e.step()] = true
		switch f := v.finding[e.step()]; {
		case f == nil:
			c.find("evidence", e.key, "没有查勘结论")
		case f.first != e.first:
			c.find("evidence", e.key, "第 %d 号存证登记，查勘结论为第 %d 号，材料是后来补入的", e.first, f.first)
		}
	}
	for i := range v.findings {
		f := &v.findings[i]
		if a := v.assignment[f.step()]; a == nil || a.Adjuster != f.Adjuster {
			c.find("finding", f.key, "没有委托，或查勘员不是受委托的人")
		}
		var cases []json.RawMessage
		if f.Qualifies && (!shown[f.step()] || json.Unmarshal([]byte(f.Cases), &cases) != nil || len(cases) == 0) {
			c.find("finding", f.key, "符合条件，却没有核实数据或佐证材料")
		}
	}
	for i := range v.endorsements {
		if e := &v.endorsements[i]; v.finding[e.step()] == nil || !v.finding[e.step()].Qualifies {
			c.find("endorsement", e.key, "没有符合条件的查勘结论")
		}
	}
	for i := range v.sentBack {
		switch b := &v.sentBack[i]; {
		case v.finding[b.step()] == nil || !v.finding[b.step()].Qualifies:
			c.find("village_return", b.key, "没有符合条件的查勘结论")
		case v.endorsement[b.step()] != nil:
			c.find("village_return", b.key, "村级同一次既同意又退回")
		}
	}
	for i := range v.reviews {
		if r := &v.reviews[i]; v.endorsement[r.step()] == nil {
			c.find("review", r.key, "没有村级审核意见")
		}
	}
	for i := range v.filings {
		g := &v.filings[i]
		r, f := v.review[g.step()], v.finding[g.step()]
		if r == nil || !r.Passed || f == nil || f.Adjuster != g.Adjuster {
			c.find("filing", g.key, "没有通过的乡镇审核，或查勘员与查勘结论不符")
		}
	}
}

var numbersCheck = Check{
	Name:   "备案号按年连续",
	Rule:   "S2: a ledger of what was filed",
	Proves: "filings are numbered without a gap within the year they were filed in",
	Not:    "that nothing was filed beside the program",
}

// numbers: filings are numbered without a gap within the year they were filed in.
func numbers(v *view) Result {
	check := Result{Check: numbersCheck, Looked: int64(len(v.filings))}
	for _, year := range groupBy(v.filings, func(g *filingRow) int { return g.Year }) {
		slices.SortFunc(year, func(a, b *filingRow) int {
			return cmp.Or(cmp.Compare(a.No, b.No), cmp.Compare(a.Claim, b.Claim), cmp.Compare(a.Round, b.Round))
		})
		for i, g := range year {
			if g.No != i+1 {
				check.find("filing", g.key, "%d 年备案号为 %d，应为 %d", g.Year, g.No, i+1)
			}
		}
	}
	for _, g := range v.filings {
		if g.Year != g.FiledOn.Year() {
			check.find("filing", g.key, "%s 备案，编入 %d 年", g.FiledOn, g.Year)
		}
	}
	return check
}

var apartCheck = Check{
	Name: "委托、查勘、村乡审核、备案、核定、异议处理互不兼任",
	Rule: "domain §3 no. 19; whoever stands in for a colleague acts as themselves",
	Proves: "nobody entrusted themselves; the visit, the village's and the township's opinion, the filing and the assessment of one round are of " +
		"different people, deputies counted, nor, since the program asks that, of who spoke for the village in an earlier round; an objection was not decided by who visited, assessed or spoke for the village, nor, since bodies of " +
		"version 3, by who wrote it down",
	Not: "that two accounts are two people, but where both identity numbers are on record",
}

// apart: nobody judges their own work, in whatever name it was done.
func apart(v *view) Result {
	check := Result{Check: apartCheck, Looked: int64(len(v.assignments))}
	for _, a := range v.assignments {
		if v.human(a.EntrustedBy) == v.human(a.Adjuster) {
			check.find("assignment", a.key, "委托人即查勘员 %d", a.Adjuster)
		}
	}
	did, spoke, since := map[acted]string{}, v.spoke(), v.parted()
	for _, p := range v.roundParts() {
		at := acted{p.round, v.human(p.by)}
		switch before, is := did[at]; {
		case !is:
			did[at] = p.part
		case before != p.part:
			check.find(p.table, p.key, "%d 一人办理%s和%s", p.by, roundTitles[before], roundTitles[p.part])
		}
		if p.part != "village" && p.leaf >= since && spoke.before(p.round, v.human(p.by)) {
			check.find(p.table, p.key, "%d 在前一轮办理过村两委审核，又办理%s", p.by, roundTitles[p.part])
		}
	}
	for _, o := range v.objections {
		p := v.payout[o.Payout]
		if p == nil || !o.DecidedBy.Valid {
			continue
		}
		if before := did[acted{p.filed(), v.human(o.DecidedBy.V)}]; before == "adjuster" || before == "village" || before == "assessor" {
			check.find("objection", o.key, "由办理%s的 %d 处理", roundTitles[before], o.DecidedBy.V)
		} else if o.since >= since && spoke.before(p.filed(), v.human(o.DecidedBy.V)) {
			check.find("objection", o.key, "由在前一轮办理过村两委审核的 %d 处理", o.DecidedBy.V)
		}
		if v.ownObjection(o.ReceivedBy, o.DecidedBy.V, o.since) {
			check.find("objection", o.key, "由登记的 %d 自己处理", o.DecidedBy.V)
		}
	}
	return check
}

// ownObjection tells whether the deed of a leaf decided an objection by whom it was received, which was let through until bodies of version 3.
func (v *view) ownObjection(receiver, decider, leaf int64) bool {
	return v.body(leaf) >= 3 && v.human(receiver) == v.human(decider)
}

// acted is a person in a round of a claim.
type acted struct {
	round filed
	human int64
}

// speakers are the first rounds in which people spoke for the village of a claim.
type speakers map[acted]int

func (v *view) spoke() speakers {
	first := speakers{}
	for _, p := range v.roundParts() {
		at := acted{filed{claim: p.round.claim}, v.human(p.by)}
		if round, is := first[at]; p.part == "village" && (!is || p.round.round < round) {
			first[at] = p.round.round
		}
	}
	return first
}

// before tells whether somebody spoke for the village in a round before one.
func (s speakers) before(round filed, human int64) bool {
	first, is := s[acted{filed{claim: round.claim}, human}]
	return is && first < round.round
}

// parted is the first deed that was held to speaking in earlier rounds.
func (v *view) parted() int64 { return v.judgedSince(claims.Parting.Name, 2) }

// roundPart is what somebody did in a round of a claim, with the row that says it.
type roundPart struct {
	round      filed
	by         int64
	part       string
	table, key string
	leaf       int64
}

// roundTitles are the parts of a round as people say them.
var roundTitles = map[string]string{"adjuster": "查勘", "village": "村两委审核", "township": "乡镇审核", "clerk": "备案", "assessor": "核定"}

// roundParts are what everybody did in the rounds, in the order of the steps.
func (v *view) roundParts() (parts []roundPart) {
	for _, f := range v.findings {
		parts = append(parts, roundPart{filed{f.Claim, f.Round}, f.Adjuster, "adjuster", "finding", f.key, f.first})
	}
	for _, e := range v.endorsements {
		parts = append(parts, roundPart{filed{e.Claim, e.Round}, e.By, "village", "endorsement", e.key, e.first})
	}
	for _, b := range v.sentBack {
		parts = append(parts, roundPart{filed{b.Claim, b.Round}, b.By, "village", "village_return", b.key, b.first})
	}
	for _, r := range v.reviews {
		parts = append(parts, roundPart{filed{r.Claim, r.Round}, r.By, "township", "review", r.key, r.first})
	}
	for _, g := range v.filings {
		parts = append(parts, roundPart{g.filed(), g.FiledBy, "clerk", "filing", g.key, g.first})
	}
	for _, a := range v.assessments {
		parts = append(parts, roundPart{a.filed(), a.AssessedBy, "assessor", "assessment", a.key, a.first})
	}
	return parts
}

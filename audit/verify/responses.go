package verify

import (
	"cmp"
	"slices"
	"time"

	"fangpin/internal/calendar"
	"fangpin/monitoring"
	"fangpin/payouts"
)

var responsesCheck = Check{
	Name: "异议处理后均有答复书，佐证在处理之前，成立的换人查勘",
	Rule: "domain §3 no. 15",
	Proves: "each written answer is of a decision and of its deed, and numbered without a gap within its year; what was brought for or against an objection " +
		"came before its decision; and after an objection to a payout was upheld, no adjuster of a payout so taken back visits for that claim again",
	Not: "that the answer was handed over; of objections decided before answers were written nothing",
}

// responses: how objections were answered, on what, and who went after one was upheld. (异议答复)
func responses(v *view) Result {
	check := Result{Check: responsesCheck, Looked: int64(len(v.responses) + len(v.proofs))}
	check.responded(v)
	decided := map[int64]int64{} // of objections to payouts, the deed of the decision
	for _, o := range v.objections {
		for _, a := range v.history("objection", o.key) {
			if decides(a) {
				decided[o.ID] = a.leaf
			}
		}
	}
	for i := range v.proofs {
		f := &v.proofs[i]
		if leaf, over := decided[f.Objection]; over && f.first > leaf {
			check.find("objection_file", f.key, "第 %d 号存证登记，异议已由第 %d 号处理，佐证是后来补入的", f.first, leaf)
		}
	}
	check.another(v)
	return check
}

func decides(a act) bool {
	switch a.verb {
	case payouts.UpholdStep.Verb, payouts.DismissStep.Verb, monitoring.UpholdStep.Verb, monitoring.DismissStep.Verb:
		return true
	}
	return false
}

// opposed is an objection, to whatever it is, as its answer knows it.
type opposed struct {
	key     string
	decided null[time.Time]
}

// responded holds the answers to their decisions, and their numbers to each other.
func (c *Result) responded(v *view) {
	all, last := map[int64]opposed{}, map[int]int{}
	for _, o := range v.objections {
		all[o.ID] = opposed{o.key, o.DecidedAt}
	}
	for _, o := range v.watchObjections {
		all[o.ID] = opposed{o.key, o.DecidedAt}
	}
	for i := range v.responses {
		a := &v.responses[i]
		last[a.Year]++
		o := all[a.Objection]
		made, _ := v.act(a.first)
		switch {
		case !o.decided.Valid:
			c.find("objection_answer", a.key, "异议没有处理，却有答复书")
		case !decides(made) || !slices.Contains(v.over["objection"][o.key], a.first):
			c.find("objection_answer", a.key, "第 %d 号存证（%s）没有处理这件异议", a.first, made.verb)
		case calendar.DateOf(o.decided.V).Year() != a.Year:
			c.find("objection_answer", a.key, "答复书编为 %d 年，异议于 %s 处理", a.Year, beijing(o.decided.V))
		}
	}
	for i := range v.responses {
		if a := &v.responses[i]; a.No > last[a.Year] {
			c.find("objection_answer", a.key, "%d 年只有 %d 份答复书，编号却到 %d", a.Year, last[a.Year], a.No)
		}
	}
}

// another holds what was upheld to the adjusters who were recused for it, and names who visited again all the same.
func (c *Result) another(v *view) {
	answered := by(v.responses, func(a *objectionAnswerRow) int64 { return a.Objection })
	upheld := map[filed]*payoutRow{}
	for i := range v.objections {
		o := &v.objections[i]
		if p := v.payout[o.Payout]; p != nil && o.Upheld.V && answered[o.ID] != nil {
			upheld[p.filed()] = p
		}
	}
	recused := groupBy(v.recusals, func(r *recusalRow) int64 { return r.Claim })
	for i := range v.recusals {
		r := &v.recusals[i]
		at := filed{r.Claim, r.Round}
		if p := upheld[at]; p == nil || p.Adjuster != r.Adjuster {
			c.find("recusal", r.key, "没有成立的异议，或不是这一轮的查勘员")
		}
		delete(upheld, at)
	}
	for _, p := range sorted(upheld, func(a, b filed) int { return cmp.Or(cmp.Compare(a.claim, b.claim), cmp.Compare(a.round, b.round)) }) {
		c.find("payout", p.key, "异议成立，查勘员 %d 没有回避", p.Adjuster)
	}
	for i := range v.assignments {
		a := &v.assignments[i]
		for _, r := range recused[a.Claim] {
			if a.Round > r.Round && v.human(a.Adjuster) == v.human(r.Adjuster) {
				c.find("assignment", a.key, "第 %d 轮的异议已成立，仍由原查勘员 %d 查勘", r.Round, a.Adjuster)
				break
			}
		}
	}
}

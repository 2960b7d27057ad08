package verify

import (
	"cmp"
	"slices"

	"fangpin/payouts"
)

// The bank's outcomes.
const (
	wasPaid     = "paid"
	wasReturned = "returned"
	isUnknown   = "unknown"
)

func (r *answerLine) attempt() attempt { return attempt{r.Payout.V, r.Attempt.V} }

// final tells whether the line settled its instruction.
func (r *answerLine) final() bool {
	return !r.Break.Valid && (r.Outcome.V == wasPaid || r.Outcome.V == wasReturned)
}

func (r *answerLine) knownOutcome() bool {
	return r.Outcome.V == wasPaid || r.Outcome.V == wasReturned || r.Outcome.V == isUnknown
}

var answersCheck = Check{
	Name: "银行回盘与打款指令逐笔一致",
	Rule: "domain §2: the bank answers in a day",
	Proves: "each line of an answer settled its instruction, to the fen, once; what broke, broke for the reason written; an " +
		"instruction stands as its answers say",
	Not: "that the answer is the bank's: only the bank's own statement would show it",
}

// answers: each line settled what its instruction says, to the fen, once; what broke, broke for the reason written; an instruction stands
// as its answers say.
func answers(v *view) Result {
	check := Result{Check: answersCheck, Looked: int64(len(v.answerLines))}
	settled := map[attempt]int{}
	for i := range v.answerLines {
		l := &v.answerLines[i]
		if l.final() {
			settled[l.attempt()]++
		}
	}
	files := groupBy(v.answerLines, func(l *answerLine) int64 { return l.Answer })
	for id, lines := range sorted(files, cmp.Compare[int64]) {
		slices.SortFunc(lines, func(a, b *answerLine) int { return cmp.Compare(a.Line, b.Line) })
		seen := map[attempt]bool{}
		for i, l := range lines {
			said := told{l, v.instruction[l.attempt()], settled[l.attempt()], seen[l.attempt()], v.contradicts(l)}
			seen[l.attempt()] = true
			if wrong := said.wrong(); wrong != "" {
				check.find("answer_line", l.key, "%s", wrong)
			}
			if v.answer[id] == nil {
				check.find("answer_line", l.key, "没有这份回盘")
			} else if l.Line != i+1 {
				check.find("answer_line", l.key, "行号不连续")
			}
			if l.AdmittedBy.Valid && !l.admitted(v) {
				check.find("answer_line", l.key, "没有由 %d 确认退票的存证", l.AdmittedBy.V)
			}
		}
	}
	for i := range v.instructions {
		n := &v.instructions[i]
		if status := v.moneys()[n.Payout].stands[n.Attempt]; status != n.Status {
			check.find("instruction", n.key, "依回盘应为 %s，所记为 %s", status, n.Status)
		}
	}
	return check
}

// told is a line of an answer beside the instruction it names, nil if there is none.
type told struct {
	*answerLine
	instruction *instructionRow
	settled     int  // how many lines settled the instruction
	again       bool // the same file named it in a line before
	doubted     bool // it calls paid what stood returned
}

// wrong says why a line cannot have settled what it settled, or broken as it broke.
func (t told) wrong() string {
	known := t.Payout.Valid && t.Attempt.Valid && t.instruction != nil
	same := known && t.Amount.Valid && t.Amount.V.Equal(t.instruction.Amount)
	if !t.Break.Valid {
		switch {
		case !known:
			return "没有这条指令"
		case !same:
			return "回盘 " + t.Amount.V.StringFixed(2) + " 元，指令为 " + t.instruction.Amount.StringFixed(2) + " 元"
		case t.settled > 1:
			return "同一指令结算了不止一次"
		case !t.knownOutcome():
			return "结果无法识别"
		case t.AdmittedBy.Valid:
			return "不是可以确认的退票"
		}
		return ""
	}
	holds := map[string]bool{
		"unknown_instruction": !known, "amount_differs": known && !same, "already_settled": known && t.settled > 0,
		"repeated": known && t.again, "outcome_unknown": !t.knownOutcome(), "contradicted": known && t.doubted,
	}
	switch {
	case t.AdmittedBy.Valid && !(t.Break.V == "already_settled" && t.Outcome.V == wasReturned && same):
		return "不是可以确认的退票"
	case !holds[t.Break.V]:
		return "“" + payouts.BreakReason(t.Break.V).Title() + "”不成立"
	}
	return ""
}

// contradicts tells whether a line called paid what stood returned.
func (v *view) contradicts(l *answerLine) bool {
	m := v.moneys()[l.Payout.V]
	return m != nil && m.doubted[l.key]
}

// admitted tells whether the deed by which a late return was admitted is there.
func (r *answerLine) admitted(v *view) bool {
	return slices.ContainsFunc(v.history("answer_line", r.key), func(a act) bool {
		return a.verb == payouts.AdmitStep.Verb && a.person == r.AdmittedBy.V
	})
}

var standingCheck = Check{
	Name:   "救助金状态与公示、花名册、指令一致",
	Rule:   "architecture §1: where a payout stands is derived",
	Proves: "each payout stands where its notice, clearance, list, instructions, withdrawal and objections say",
	Not:    "anything of its own: it holds that no status says more than the records do",
}

// standing: a payout stands where its notice, clearance, list, instructions and objections say.
func standing(v *view) Result {
	check := Result{Check: standingCheck, Looked: int64(len(v.payouts))}
	upheld, announced, listed, paid, last := map[int64]bool{}, map[int64]bool{}, map[int64]bool{}, map[int64]bool{}, map[int64]*instructionRow{}
	for _, o := range v.objections {
		upheld[o.Payout] = upheld[o.Payout] || o.Upheld.V
	}
	for _, l := range v.noticeLines {
		announced[l.Payout] = true
	}
	for _, l := range v.listLines {
		if list := v.list[l.List]; list != nil && (list.Status == "composed" || list.Status == "approved") {
			listed[l.Payout] = true
		}
	}
	for i := range v.instructions {
		n := &v.instructions[i]
		if last[n.Payout] == nil || last[n.Payout].Attempt < n.Attempt {
			last[n.Payout] = n
		}
		paid[n.Payout] = paid[n.Payout] || n.Status == wasPaid
	}
	for i := range v.payouts {
		p := &v.payouts[i]
		status := "assessed"
		switch sent := last[p.ID]; {
		case v.takenBack(p) || upheld[p.ID]:
			status = "withdrawn"
		case paid[p.ID]:
			status = "paid"
		case sent != nil && (sent.Status == isUnknown || sent.Status == isSent):
			status = "sent"
		case sent != nil && !listed[p.ID]:
			status = "returned"
		case listed[p.ID]:
			status = "listed"
		case v.clearance[p.ID] != nil:
			status = "cleared"
		case announced[p.ID]:
			status = "announced"
		}
		if status != p.Status {
			check.find("payout", p.key, "依记录应为 %s，所记为 %s", status, p.Status)
		}
	}
	return check
}

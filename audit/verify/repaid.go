package verify

import (
	"cmp"
	"slices"

	"fangpin/internal/foureyes"
	"fangpin/payouts"
)

// Where an attempt stands besides what the bank answered of it.
const (
	isSent   = "sent"
	wasTwice = "twice"
)

// moment is something that happened to a payout's attempts, in the order of the deeds.
type moment struct {
	leaf    int64
	at      int // within the deed
	attempt int
	happens func(*money)
}

// money is what became of one payout's attempts, told again from what happened to them.
type money struct {
	stands    map[int]string    // by attempt
	withdrawn bool              // given up
	doubted   map[string]bool   // by line: it called paid what stood returned
	credits   map[string]string // by line: where the books put what was admitted as returned
	debits    map[int64]string  // by resolution: from where they took what was paid after all
	early     map[int]bool      // by attempt: ordered while another had not come back
}

// any tells whether some attempt stands so.
func (m *money) any(status string) (attempt int, ok bool) {
	for n, s := range sorted(m.stands, cmp.Compare[int]) {
		if s == status {
			return n, true
		}
	}
	return 0, false
}

// answered is a line that settled or doubts.
func (m *money) answered(l *answerLine) {
	n := l.Attempt.V
	switch was := m.stands[n]; {
	case !l.Break.Valid && (was == isSent || was == isUnknown) && l.knownOutcome():
		m.stands[n] = l.Outcome.V
	case l.Break.Valid && l.Outcome.V == wasPaid:
		m.doubted[l.key] = was == wasReturned
	}
}

// admitted is a late return. What was paid twice and comes back leaves the payout paid.
func (m *money) admitted(l *answerLine) {
	n := l.Attempt.V
	other, twice := m.any(wasTwice)
	switch was := m.stands[n]; {
	case was == wasTwice:
		m.credits[l.key] = recovery
	case was == wasPaid && twice:
		m.credits[l.key], m.stands[other] = recovery, wasPaid
	default:
		m.credits[l.key] = suspense
	}
	m.stands[n] = wasReturned
}

// resolved is an attempt that two persons say was paid after all.
func (m *money) resolved(r *resolutionRow, n int) {
	if _, paid := m.any(wasPaid); paid || m.withdrawn {
		m.stands[n], m.debits[r.ID] = wasTwice, recovery
		return
	}
	m.stands[n], m.debits[r.ID] = wasPaid, suspense
}

// ordered is another attempt.
func (m *money) ordered(n int) {
	for _, s := range m.stands {
		m.early[n] = m.early[n] || s != wasReturned && s != wasTwice
	}
	m.stands[n] = isSent
}

// moneys tells again what became of every payout that was ordered, by payout.
func (v *view) moneys() map[int64]*money {
	if v.moved != nil {
		return v.moved
	}
	v.moved = map[int64]*money{}
	for payout, moments := range v.moments() {
		slices.SortStableFunc(moments, func(a, b moment) int { return cmp.Or(cmp.Compare(a.leaf, b.leaf), cmp.Compare(a.at, b.at)) })
		m := &money{stands: map[int]string{}, doubted: map[string]bool{}, credits: map[string]string{}, debits: map[int64]string{}, early: map[int]bool{}}
		for _, happened := range moments {
			happened.happens(m)
		}
		v.moved[payout] = m
	}
	return v.moved
}

// moments gathers what happened, by payout.
func (v *view) moments() map[int64][]moment {
	all := map[int64][]moment{}
	for i := range v.instructions {
		n := &v.instructions[i]
		all[n.Payout] = append(all[n.Payout], moment{n.first, n.Attempt, n.Attempt, func(m *money) { m.ordered(n.Attempt) }})
	}
	for i := range v.answerLines {
		l := &v.answerLines[i]
		if v.instruction[l.attempt()] == nil {
			continue
		}
		all[l.Payout.V] = append(all[l.Payout.V], moment{l.first, l.Line, l.Attempt.V, func(m *money) { m.answered(l) }})
		if l.AdmittedBy.Valid {
			all[l.Payout.V] = append(all[l.Payout.V], moment{l.since, 0, l.Attempt.V, func(m *money) { m.admitted(l) }})
		}
	}
	for _, d := range v.resolved() {
		if d.row.Paid {
			all[d.line.Payout.V] = append(all[d.line.Payout.V], moment{d.proposal.leaf, 0, d.line.Attempt.V, func(m *money) { m.resolved(d.row, d.line.Attempt.V) }})
		}
	}
	for i := range v.payouts {
		p := &v.payouts[i]
		if leaf, ok := v.givenUp(p); ok && all[p.ID] != nil {
			all[p.ID] = append(all[p.ID], moment{leaf, 0, 0, func(m *money) { m.withdrawn = true }})
		}
	}
	return all
}

// givenUp is the deed by which a payout was withdrawn, by hand or because an objection was right.
func (v *view) givenUp(p *payoutRow) (leaf int64, ok bool) {
	for _, a := range v.history("payout", p.key) {
		if a.verb == payouts.WithdrawStep.Verb || a.verb == payouts.UpholdStep.Verb {
			return a.leaf, true
		}
	}
	return 0, false
}

// resolution is what two persons said of a line, with the line.
type resolution struct {
	row      *resolutionRow
	line     *answerLine
	proposal *proposalRow
}

// resolved are the contradictions that were decided.
func (v *view) resolved() (all []resolution) {
	rows := by(v.resolutions, func(r *resolutionRow) int64 { return r.ID })
	type at struct {
		answer int64
		line   int
	}
	lines := by(v.answerLines, func(l *answerLine) at { return at{l.Answer, l.Line} })
	for i := range v.proposals {
		p := &v.proposals[i]
		r := rows[p.Subject]
		if p.Act != string(foureyes.Resolution) || !p.Confirmed.V || r == nil {
			continue
		}
		if l := lines[at{r.Answer, r.Line}]; l != nil && v.instruction[l.attempt()] != nil {
			all = append(all, resolution{r, l, p})
		}
	}
	return all
}

var repaidCheck = Check{
	Name: "回盘先退票后到账的，由两人凭银行证明核定；未核定前没有再次打款，未经重新审批不改账户",
	Rule: "decision 0039",
	Proves: "each line that calls paid what stood returned was marked so, and nothing was ordered, listed or given up between it and the decision of two " +
		"persons, neither of them a sender of that payout; no attempt was ordered while another had not come back; what the bank once called paid, or whose " +
		"account is not the approved one, went out by a list that was approved for it",
	Not: "that the document is the bank's: it lies in the archive for whoever asks the bank",
}

// repaid holds what was paid, or might be, to being paid once.
func repaid(v *view) Result {
	check := Result{Check: repaidCheck, Looked: int64(len(v.instructions) + len(v.resolutions))}
	decided := v.resolved()
	check.contradictions(v, decided)
	check.resolvers(v, decided)
	check.orders(v)
	return check
}

// contradictions names lines that were not marked, and what moved while they were open.
func (c *Result) contradictions(v *view, decided []resolution) {
	listed := groupBy(v.listLines, func(l *listLine) int64 { return l.Payout })
	ordered := groupBy(v.instructions, func(n *instructionRow) int64 { return n.Payout })
	open := 0
	for i := range v.answerLines {
		l := &v.answerLines[i]
		m := v.moneys()[l.Payout.V]
		if m == nil || !m.doubted[l.key] {
			continue
		}
		if version, ok := v.judge(l.first, payouts.Repayment); ok && version >= 2 && l.Break.V != string(payouts.BreakContradicted) {
			c.find("answer_line", l.key, "先退票后到账，没有标明")
		}
		until := int64(len(v.leaves))
		for _, d := range decided {
			if d.line.attempt() == l.attempt() && d.proposal.leaf > l.first {
				until = min(until, d.proposal.leaf)
			}
		}
		if until == int64(len(v.leaves)) {
			open++
		}
		if version, ok := v.judge(l.first, payouts.Repayment); !ok || version < 2 {
			continue
		}
		between := func(leaf int64) bool { return leaf > l.first && leaf < until }
		for _, n := range ordered[l.Payout.V] {
			if between(n.first) {
				c.find("instruction", n.key, "银行回盘前后矛盾（%s），未核定即再次打款", l.key)
			}
		}
		for _, r := range listed[l.Payout.V] {
			if between(r.first) {
				c.find("list_row", r.key, "银行回盘前后矛盾（%s），未核定即列入花名册", l.key)
			}
		}
		if p := v.payout[l.Payout.V]; p != nil {
			if leaf, ok := v.givenUp(p); ok && between(leaf) {
				c.find("payout", p.key, "银行回盘前后矛盾（%s），未核定即撤回", l.key)
			}
		}
	}
	if open > 0 {
		c.tell("有 %d 行回盘先退票后到账，尚未核定", open)
	}
}

// resolvers names decisions of what contradicted nothing, by who sent it, or by another verb.
func (c *Result) resolvers(v *view, decided []resolution) {
	ordered := groupBy(v.instructions, func(n *instructionRow) int64 { return n.Payout })
	for _, d := range decided {
		if m := v.moneys()[d.line.Payout.V]; m == nil || !m.doubted[d.line.key] {
			c.find("resolution", d.row.key, "所核定的回盘行没有矛盾")
		}
		if a, ok := v.act(d.proposal.leaf); ok && a.verb != payouts.ResolveStep.Verb {
			c.find("resolution", d.row.key, "存证为“%s”，不是核定回盘矛盾", a.verb)
		}
		for _, n := range ordered[d.line.Payout.V] {
			b := v.batch[n.Batch]
			if b == nil || n.first > d.proposal.leaf {
				continue
			}
			if sender := v.human(b.SentBy); sender == v.human(d.proposal.ProposedBy) || sender == v.human(d.proposal.DecidedBy.V) {
				c.find("resolution", d.row.key, "由发送人 %d 提出或核定", b.SentBy)
			}
		}
	}
}

// orders names attempts that were ordered too early, or by a list that was not approved for them.
func (c *Result) orders(v *view) {
	type row struct{ list, payout int64 }
	rows := by(v.listLines, func(l *listLine) row { return row{l.List, l.Payout} })
	called := groupBy(v.answerLines, func(l *answerLine) int64 { return l.Payout.V })
	first := v.firstBatches()
	for i := range v.instructions {
		n := &v.instructions[i]
		if m := v.moneys()[n.Payout]; m != nil && m.early[n.Attempt] {
			c.find("instruction", n.key, "此前的打款尚未退票，又再次打款")
		}
		b := v.batch[n.Batch]
		if version, ok := v.judge(n.first, payouts.Repayment); b == nil || first[n.Batch] || !ok || version < 2 {
			continue
		}
		if l := rows[row{b.List, n.Payout}]; l != nil && l.Account != n.Account {
			c.find("instruction", n.key, "补发到审批以外的账户 %d，应重新审批", n.Account)
		}
		if slices.ContainsFunc(called[n.Payout], func(l *answerLine) bool {
			return l.Outcome.V == wasPaid && l.first < n.first && l.Break.V != string(payouts.BreakUnknownInstruction)
		}) {
			c.find("instruction", n.key, "银行曾答复到账，没有重新审批即补发")
		}
	}
}

package verify

import (
	"cmp"
	"slices"
	"strings"

	"fangpin/payouts"
)

// titles are the parts that a list passes through.
var titles = map[string]string{"adjuster": "查勘", "assessor": "核定", "clerk": "备案或编制", "first": "第一级审批", "second": "第二级审批", "sender": "发送"}

// part is what somebody did for a list.
type part struct {
	list, person int64
	part         string
}

func byListAndPerson(a, b part) int {
	return cmp.Or(cmp.Compare(a.list, b.list), cmp.Compare(a.person, b.person), cmp.Compare(a.part, b.part))
}

var handsCheck = Check{
	Name: "花名册各环节由不同的人办理，与事实和存证一致",
	Rule: "domain §3 no. 19",
	Proves: "the six parts of each list, found again from findings, assessments, filings and deeds, are of different people; " +
		"two approved before it went; none took part while an objection was open; nobody who spoke for the village of one of its " +
		"claims, in whatever name, approved or sent it",
	Not: "that two accounts are two people, but where both identity numbers are on record",
}

// hands are found again from the facts (who visited, assessed, filed) and from the deeds (who composed, approved, sent), not from the
// table hand, which must then say the same: six parts of a list, all of different people (domain §3 no. 19).
func hands(v *view) Result {
	check := Result{Check: handsCheck, Looked: int64(len(v.hands))}
	parts, approved := v.parts()
	check.signed(v, approved)
	check.alone(v, parts)
	check.spoken(v, parts)
	for i := range v.hands {
		h := &v.hands[i]
		at := part{h.List, h.Person, h.Part}
		if !parts[at] {
			check.find("hand", h.key, "名单记为%s人，事实和存证中没有", titles[h.Part])
		}
		delete(parts, at)
	}
	for at := range sorted(parts, byListAndPerson) {
		check.find("hand", id(at.list)+"/"+id(at.person), "%s人由事实和存证推出，名单缺失", titles[at.part])
	}
	check.undecided(v)
	return check
}

// parts finds who did what for each list, and who approved it, in order.
func (v *view) parts() (parts map[part]bool, approved map[int64][]int64) {
	parts, approved = map[part]bool{}, map[int64][]int64{}
	assessors := groupBy(v.assessments, (*assessmentRow).filed)
	for _, l := range v.listLines {
		p := v.payout[l.Payout]
		if p == nil {
			continue
		}
		if g := v.filing[p.filed()]; g != nil {
			parts[part{l.List, g.FiledBy, "clerk"}] = true
			if f := v.finding[g.step()]; f != nil {
				parts[part{l.List, f.Adjuster, "adjuster"}] = true
			}
		}
		for _, a := range assessors[p.filed()] {
			parts[part{l.List, a.AssessedBy, "assessor"}] = true
		}
	}
	for _, l := range v.lists {
		for i, a := range v.history("list", l.key) {
			if i == 0 {
				parts[part{l.ID, a.person, "clerk"}] = true
			}
			if a.verb == payouts.ApproveStep.Verb {
				approved[l.ID] = append(approved[l.ID], a.person)
				parts[part{l.ID, a.person, []string{"first", "second"}[min(len(approved[l.ID]), 2)-1]}] = true
			}
		}
	}
	for _, b := range v.batches {
		if a, ok := v.act(b.first); ok {
			parts[part{b.List, a.person, "sender"}] = true
		}
	}
	return parts, approved
}

// alone names who did more than one part of a list, and lists that went out without two approvals.
func (c *Result) alone(v *view, parts map[part]bool) {
	type whose struct{ list, person int64 }
	did, approvers := map[whose][]string{}, map[int64]map[int64]bool{}
	for at := range sorted(parts, byListAndPerson) {
		one := whose{at.list, v.human(at.person)}
		if !slices.Contains(did[one], titles[at.part]) {
			did[one] = append(did[one], titles[at.part])
		}
		if at.part == "first" || at.part == "second" {
			if approvers[at.list] == nil {
				approvers[at.list] = map[int64]bool{}
			}
			approvers[at.list][v.human(at.person)] = true
		}
	}
	for who, parts := range sorted(did, func(a, b whose) int { return cmp.Or(cmp.Compare(a.list, b.list), cmp.Compare(a.person, b.person)) }) {
		if len(parts) > 1 {
			c.find("list", who.list, "%d 一人兼任%s", who.person, strings.Join(parts, "、"))
		}
	}
	for _, l := range v.lists {
		if (l.Status == "approved" || l.Status == "sent") && len(approvers[l.ID]) < 2 {
			c.find("list", l.key, "状态为已审批或已发送，没有两级审批")
		}
	}
}

// spoken names who approved or sent a list with a claim of which they had spoken for the village.
func (c *Result) spoken(v *view, parts map[part]bool) {
	endorsed := map[acted]bool{}
	for _, p := range v.roundParts() {
		if p.part == "village" {
			endorsed[acted{p.round, v.human(p.by)}] = true
		}
	}
	rounds, first := groupBy(v.listLines, func(l *listLine) int64 { return l.List }), by(v.lists, func(l *listRow) int64 { return l.ID })
	spoke, since := v.spoke(), v.parted()
	for at := range sorted(parts, byListAndPerson) {
		if at.part != "first" && at.part != "second" && at.part != "sender" {
			continue
		}
		for _, l := range rounds[at.list] {
			p, list := v.payout[l.Payout], first[at.list]
			if p == nil {
				continue
			}
			earlier := list != nil && list.first >= since && spoke.before(p.filed(), v.human(at.person))
			if endorsed[acted{p.filed(), v.human(at.person)}] || earlier {
				c.find("list", at.list, "%d 办理过其中案件的村两委审核，又办理%s", at.person, titles[at.part])
				break
			}
		}
	}
}

// signed holds what lists, batches and vouchers began with to the deeds.
func (c *Result) signed(v *view, approved map[int64][]int64) {
	entries := by(v.entries, func(e *entryRow) string { return e.Ref })
	for _, l := range v.lists {
		if acts := v.history("list", l.key); len(acts) > 0 && acts[0].verb != composedBy(l) {
			c.find("list", l.key, "第 %d 号存证（%s）不是编制本册", acts[0].leaf, acts[0].verb)
		}
		e, by := entries["list/"+id(l.ID)+"/approved"], approved[l.ID]
		if e != nil && (len(by) < 2 || !e.CheckedBy.Valid || e.CheckedBy.V != by[0] || e.MadeBy != by[1]) {
			c.find("entry", e.key, "制单、审核与第二级、第一级审批人不符")
		}
	}
	for _, b := range v.batches {
		if a, ok := v.act(b.first); ok && a.verb != payouts.SendStep.Verb && a.verb != payouts.ReissueStep.Verb {
			c.find("batch", b.key, "存证为“%s”，不是发送或补发", a.verb)
		}
	}
}

// composedBy is the verb by which such a list is made.
func composedBy(l listRow) string {
	if l.Again.V {
		return payouts.ComposeAgainStep.Verb
	}
	return payouts.ComposeStep.Verb
}

// undecided names who took part in a list while an objection was open.
func (c *Result) undecided(v *view) {
	open := groupBy(v.objections, func(o *objectionRow) int64 { return o.Payout })
	if len(open) == 0 {
		return
	}
	objected := map[int64][]*objectionRow{}
	for _, l := range v.listLines {
		objected[l.List] = append(objected[l.List], open[l.Payout]...)
	}
	for _, h := range v.hands {
		for _, o := range objected[h.List] {
			if o.open(h.At) {
				c.find("hand", h.key, "办理时异议 %d 尚未处理", o.ID)
			}
		}
	}
}

var accountsCheck = Check{
	Name: "收款账户属于领款人，经两人录入复核，发送人未经手",
	Rule: "domain §3 nos. 20, 21",
	Proves: "what is paid goes to the payee, or to a recorded heir of one who died, on an account that one person entered and " +
		"another confirmed, neither of them the sender; a death after the sending was looked into only where its receiver had died",
	Not: "whose the account is at the bank: numbers are withheld and the bank is not asked",
}

// accounts: what is paid goes to the payee, or to the heir of one who died, on an account that one person entered and another confirmed
// before; the sender did neither.
func accounts(v *view) Result {
	check := Result{Check: accountsCheck, Looked: int64(len(v.accounts))}
	heirs := map[int64][]int64{}
	for _, h := range v.heirs {
		heirs[h.Payout] = append(heirs[h.Payout], h.Person)
	}
	for i := range v.listLines {
		l := &v.listLines[i]
		if wrong := v.misdirected(l.Payout, l.Account, 0, heirs); wrong != "" {
			check.find("list_row", l.key, "%s", wrong)
		}
	}
	for i := range v.instructions {
		n, sender := &v.instructions[i], int64(0)
		if b := v.batch[n.Batch]; b != nil {
			sender = b.SentBy
		}
		if wrong := v.misdirected(n.Payout, n.Account, sender, heirs); wrong != "" {
			check.find("instruction", n.key, "%s", wrong)
		}
	}
	for _, k := range v.deathChecks {
		n := v.instruction[attempt{k.Payout, k.Attempt}]
		if n == nil || v.account[n.Account] == nil || v.person[v.account[n.Account].Person] == nil || !v.died(v.person[v.account[n.Account].Person]) {
			check.find("death_check", k.key, "该次打款的收款人没有死亡登记")
		}
	}
	return check
}

// misdirected says why a payout may not go to an account, empty if it may. The sender is 0 before the list is sent.
func (v *view) misdirected(payout, number, sender int64, heirs map[int64][]int64) string {
	a, f, p := v.account[number], v.confirmation[number], v.payout[payout]
	switch {
	case f == nil:
		return "账户未经复核"
	case a == nil || p == nil:
		return "账户不属于领款人"
	case v.human(a.EnteredBy) == v.human(f.ConfirmedBy) || a.EnteredBy != f.EnteredBy:
		return "账户由同一人录入和复核"
	case sender != 0 && (v.human(sender) == v.human(f.EnteredBy) || v.human(sender) == v.human(f.ConfirmedBy)):
		return "账户由发送人 " + id(sender) + " 录入或复核"
	case a.Person == p.Payee:
		return ""
	}
	payee := v.person[p.Payee]
	if payee == nil || !v.died(payee) || !slices.Contains(heirs[payout], a.Person) {
		return "账户不属于领款人"
	}
	return ""
}

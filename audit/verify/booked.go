package verify

import (
	"cmp"
	"fmt"
	"strings"
)

// booking is a transfer as the books must hold it: its entry's reference, the accounts, the amount, and what it is about.
type booking struct{ ref, debit, credit, amount, about string }

// due is a booking with the row that calls for it.
type due struct {
	booking
	table, key string
}

// The chart's accounts (科目).
const (
	bank       = "bank"
	receivable = "premium_receivable"
	fund       = "premium_fund"
	payable    = "claims_payable"
	suspense   = "suspense"
	recovery   = "recovery_receivable"
)

// dueList gathers every transfer that the county's doings call for.
type dueList []due

func (d *dueList) add(table, key, ref, debit, credit string, sum amount, about string) {
	*d = append(*d, due{booking{ref, debit, credit, sum.StringFixed(2), about}, table, key})
}

// due is every transfer that is called for: what is billed and received, approved and voided, answered, admitted, decided, sent again and given up.
func (v *view) due() (d dueList) {
	d.premiums(v)
	d.approvals(v)
	d.answers(v)
	d.again(v)
	return d
}

func (d *dueList) premiums(v *view) {
	billed := v.billed()
	for i := range v.policies {
		p := &v.policies[i]
		if sum, ok := billed[p.ID]; ok {
			d.add("policy", p.key, "policy/"+id(p.ID)+"/insured", receivable, fund, sum, "policy/"+id(p.ID))
		}
	}
	for i := range v.premiums {
		p := &v.premiums[i]
		d.add("premium", p.key, "premium/"+id(p.ID), bank, receivable, p.Amount, "policy/"+id(p.Fund))
	}
}

// billed is, by policy year, the heads insured times the premium a head.
func (v *view) billed() map[int64]amount {
	sums := map[int64]amount{}
	for _, g := range v.groups {
		if p := v.policy[g.Policy]; p != nil {
			sums[g.Policy] = sums[g.Policy].Add(p.PerHead.Mul(amountOfHeads(g.Heads)))
		}
	}
	return sums
}

func (d *dueList) approvals(v *view) {
	seconded := map[int64]bool{}
	for _, h := range v.hands {
		seconded[h.List] = seconded[h.List] || h.Part == "second"
	}
	for i := range v.listLines {
		l := &v.listLines[i]
		list := v.list[l.List]
		if list == nil {
			continue
		}
		void := list.Status == "void" && seconded[list.ID]
		if !void && list.Status != "approved" && list.Status != "sent" {
			continue
		}
		ref, about, from := "list/"+id(list.ID), "payout/"+id(l.Payout), fund
		if list.Again.V {
			from = suspense // the fund has paid it once
		}
		d.add("list", list.key, ref+"/approved", from, payable, l.Amount, about)
		if void {
			d.add("list", list.key, ref+"/void", payable, from, l.Amount, about)
		}
	}
}

func (d *dueList) answers(v *view) {
	for i := range v.answerLines {
		l := &v.answerLines[i]
		ref, about := "answer/"+id(l.Answer), "payout/"+id(l.Payout.V)
		if l.final() {
			to := suspense
			if l.Outcome.V == wasPaid {
				to = bank
			}
			d.add("answer_line", l.key, ref, payable, to, l.Amount.V, about)
		}
		if l.AdmittedBy.Valid {
			to := suspense
			if m := v.moneys()[l.Payout.V]; m != nil {
				to = cmp.Or(m.credits[l.key], suspense)
			}
			d.add("answer_line", l.key, fmt.Sprintf("%s/%d/admitted", ref, l.Line), bank, to, l.Amount.V, about)
		}
	}
	for _, r := range v.resolved() {
		if m := v.moneys()[r.line.Payout.V]; r.row.Paid && m != nil {
			d.add("resolution", r.row.key, "resolution/"+r.row.key, cmp.Or(m.debits[r.row.ID], suspense), bank, v.instruction[r.line.attempt()].Amount, "payout/"+id(r.line.Payout.V))
		}
	}
}

// again: what came back is sent once more, or given up.
func (d *dueList) again(v *view) {
	first, sent := v.firstBatches(), map[int64]bool{}
	for i := range v.instructions {
		n := &v.instructions[i]
		sent[n.Payout] = true
		if !first[n.Batch] {
			d.add("instruction", n.key, "batch/"+id(n.Batch)+"/reissued", suspense, payable, n.Amount, "payout/"+id(n.Payout))
		}
	}
	for i := range v.payouts {
		if p := &v.payouts[i]; p.Status == "withdrawn" && sent[p.ID] {
			d.add("payout", p.key, "payout/"+id(p.ID)+"/withdrawn", suspense, fund, p.Amount, "payout/"+id(p.ID))
		}
	}
}

var bookedCheck = Check{
	Name: "每项业务均已入账，每条分录均有依据",
	Rule: "architecture §6: the chart, closed",
	Proves: "the transfers that premiums, approvals, voids, answers, reissues and withdrawals call for are exactly those in " +
		"the books",
	Not: "bank charges and interest, which nothing books yet",
}

// booked holds the books against what was done, transfer by transfer. Withdrawals of one deed share an entry, under the name of one of them.
func booked(v *view) Result {
	check, names := Result{Check: bookedCheck, Looked: int64(len(v.transfers))}, v.accountNames()
	called := map[booking][]due{}
	for _, d := range v.due() {
		called[d.booking] = append(called[d.booking], d)
	}
	own := map[int64]bool{} // entries with the transfer that they are named after
	for i := range v.transfers {
		t := &v.transfers[i]
		e := v.entry[t.Entry]
		if e == nil {
			continue // named as a transfer without an entry
		}
		own[e.ID] = own[e.ID] || t.Ref+"/withdrawn" == e.Ref
		at := booking{e.Ref, t.Debit, t.Credit, t.Amount.StringFixed(2), t.Ref}
		if withdrawal(e.Ref) {
			at.ref = t.Ref + "/withdrawn"
		}
		if waiting := called[at]; len(waiting) > 0 {
			called[at] = waiting[1:]
			continue
		}
		check.find("transfer", t.key, "所记 %s 没有依据", at.words(names))
	}
	for _, d := range v.due() {
		if waiting := called[d.booking]; len(waiting) > 0 {
			called[d.booking] = waiting[1:]
			check.find(waiting[0].table, waiting[0].key, "应记 %s，账上没有", d.words(names))
		}
	}
	for _, e := range v.entries {
		if withdrawal(e.Ref) && !own[e.ID] {
			check.find("entry", e.key, "凭证 %s 不含它所指的救助金", e.Ref)
		}
	}
	return check
}

func withdrawal(ref string) bool {
	return strings.HasPrefix(ref, "payout/") && strings.HasSuffix(ref, "/withdrawn")
}

func (b booking) words(names map[string]string) string {
	return fmt.Sprintf("%s：借%s 贷%s %s 元（%s）", b.ref, names[b.debit], names[b.credit], b.amount, b.about)
}

func (v *view) accountNames() map[string]string {
	names := map[string]string{}
	for _, c := range v.chart {
		names[c.Code] = c.Name
	}
	return names
}

package verify

import (
	"context"
	"fmt"

	"fangpin/claims"
	"fangpin/internal/identity/grant"
	"fangpin/internal/identity/staff"
	"fangpin/payouts"
)

var recusedCheck = Check{
	Name: "经办人回避本人和同户家人的案件、救助金和账户",
	Rule: "公务员法 art. 76; decision 0040",
	Proves: "since the program asks that, nobody visited, spoke for the village or the township, filed or assessed a claim of the household in which they are on the roster " +
		"by their identity number; nor listed, approved or sent its money, decided an objection to it, who receives it or what the bank contradicted, admitted its late return, " +
		"confirmed an account of that household, or took back a death or a label recorded of it",
	Not: "anything of a bundle, which carries nobody's tag; of relatives in another household, and of who has no identity number on record",
}

// home is where a member of the staff is on the roster.
type home struct {
	household  int64
	numbered   int64 // the leaf since which their identity number is on record
	registered int64 // the leaf since which they are on the roster
}

// homes are the households of the staff, by member, of those whose identity number is on the roster; nil in a bundle, which carries no tags.
func (v *view) homes(ctx context.Context) (map[int64]home, error) {
	db, ok := v.records.(*Database)
	if !ok {
		return nil, nil
	}
	same, err := db.staffed(ctx)
	if err != nil {
		return nil, err
	}
	numbered := v.numbered()
	homes := make(map[int64]home, len(same))
	for member, person := range same {
		if p := v.person[person]; p != nil {
			homes[member] = home{p.Household, numbered[member], p.first}
		}
	}
	return homes, nil
}

// numbered is since which deed each member's identity number is on record.
func (v *view) numbered() map[int64]int64 {
	since := make(map[int64]int64, len(v.staff))
	for _, m := range v.staff {
		since[m.ID] = m.first
		if a, ok := v.act(m.since); ok && a.verb == staff.RecoverStep.Verb {
			since[m.ID] = m.since
		}
	}
	given, _ := v.given(&Result{})
	for _, g := range given {
		if g.What == grant.Details {
			since[g.Staff] = g.leaf
		}
	}
	return since
}

// judgedSince is the first deed that went by such a version of a judge, or a later one; behind all leaves where there is none. All after it are held
// to it: no older program is let in since.
func (v *view) judgedSince(name string, version int64) int64 {
	for _, a := range v.acts {
		for _, j := range a.judges {
			if j.Name == name && j.Version >= version {
				return a.leaf
			}
		}
	}
	return int64(len(v.leaves))
}

// recusing holds deeds to nobody having a part in what their own household receives.
type recusing struct {
	*view
	check *Result
	homes map[int64]home
	since int64
}

// own tells whether a household is a member's, as was known when they acted by the deed of a leaf: of their number since an earlier deed (they are held while
// they act), of the roster since the deed that began the matter, or an earlier one.
func (r recusing) own(member, household, leaf, began int64) bool {
	h, ok := r.homes[member]
	return ok && leaf >= r.since && h.household == household && h.numbered < leaf && h.registered <= began
}

// ofPayout tells whether a payout, or the account that it goes to (0: not told), is of a member's household.
func (r recusing) ofPayout(member, payout, account, leaf int64) bool {
	p := r.payout[payout]
	if p == nil || r.claim[p.Claim] == nil {
		return false
	}
	began := r.claim[p.Claim].first
	if r.own(member, r.claim[p.Claim].Household, leaf, began) {
		return true
	}
	a := r.account[account]
	return a != nil && r.person[a.Person] != nil && r.own(member, r.person[a.Person].Household, leaf, max(began, a.first))
}

// find names what somebody should have left to another.
func (r recusing) find(table string, key any, member int64, what string) {
	r.check.find(table, key, "%d 办理%s，属于其本人或同户家人，没有回避", member, what)
}

// recusals names who had a part in what their own household receives.
func recusals(ctx context.Context, v *view) ([]Result, error) {
	check := Result{Check: recusedCheck}
	homes, err := v.homes(ctx)
	if err != nil {
		return nil, err
	}
	if check.Looked = int64(len(homes)); len(homes) == 0 {
		return []Result{check}, nil
	}
	r := recusing{v, &check, homes, min(v.judgedSince(claims.Parting.Name, 3), v.judgedSince(payouts.Flagging.Name, 3))}
	r.rounds()
	r.lists()
	r.decisions()
	return []Result{check}, nil
}

// rounds are the parts of claims.
func (r recusing) rounds() {
	for _, p := range r.roundParts() {
		if k := r.claim[p.round.claim]; k != nil && r.own(p.by, k.Household, p.leaf, k.first) {
			r.find(p.table, p.key, p.by, roundTitles[p.part])
		}
	}
}

// lists are composing, approving and sending.
func (r recusing) lists() {
	lines := groupBy(r.listLines, func(l *listLine) int64 { return l.List })
	for _, l := range r.view.lists {
		for i, a := range r.history("list", l.key) {
			if i > 0 && a.verb != payouts.ApproveStep.Verb {
				continue
			}
			for _, line := range lines[l.ID] {
				if r.ofPayout(a.person, line.Payout, line.Account, a.leaf) {
					r.find("list", l.key, a.person, "编制或审批")
					break
				}
			}
		}
	}
	for _, n := range r.instructions {
		if b := r.batch[n.Batch]; b != nil && r.ofPayout(b.SentBy, n.Payout, n.Account, b.first) {
			r.find("instruction", n.key, b.SentBy, "发送")
		}
	}
}

// decisions are those of one payout or account.
func (r recusing) decisions() {
	for _, o := range r.objections {
		if o.DecidedBy.Valid && r.ofPayout(o.DecidedBy.V, o.Payout, 0, o.since) {
			r.find("objection", o.key, o.DecidedBy.V, "异议处理")
		}
	}
	for _, h := range r.heirs {
		p := r.person[h.Person]
		if r.ofPayout(h.DecidedBy, h.Payout, 0, h.first) || p != nil && r.own(h.DecidedBy, p.Household, h.first, p.first) {
			r.find("heir", h.key, h.DecidedBy, "由谁领取的复核")
		}
	}
	for _, x := range r.corrections {
		if r.own(x.By, x.Household, x.first, x.Deed) {
			r.find("correction", x.key, x.By, "登记更正")
		}
	}
	for _, s := range r.resolved() {
		if r.ofPayout(s.proposal.DecidedBy.V, s.line.Payout.V, r.instruction[s.line.attempt()].Account, s.proposal.leaf) {
			r.find("resolution", s.row.key, s.proposal.DecidedBy.V, "回盘矛盾的核定")
		}
	}
	for _, l := range r.answerLines {
		if l.AdmittedBy.Valid && r.ofPayout(l.AdmittedBy.V, l.Payout.V, 0, l.since) {
			r.find("answer_line", l.key, l.AdmittedBy.V, "退票的确认")
		}
	}
	for _, f := range r.confirmations {
		a := r.account[f.Account]
		if a != nil && r.person[a.Person] != nil && r.own(f.ConfirmedBy, r.person[a.Person].Household, f.first, a.first) {
			r.find("confirmation", f.key, f.ConfirmedBy, "账户复核")
		}
	}
}

// staffed reads which member of the staff is whom on the roster, by equal tags of their identity numbers.
func (d *Database) staffed(ctx context.Context) (map[int64]int64, error) {
	var same []struct {
		Member int64 `db:"member"`
		Person int64 `db:"person"`
	}
	err := d.tx.SelectContext(ctx, &same, `
		SELECT s.id AS member, p.id AS person FROM staff s JOIN person p ON p.county = s.county AND p.id_tag = s.id_tag WHERE s.county = $1`, d.tx.County)
	if err != nil {
		return nil, fmt.Errorf("read who of the staff is on the roster: %w", err)
	}
	persons := make(map[int64]int64, len(same))
	for _, s := range same {
		persons[s.Member] = s.Person
	}
	return persons, nil
}

package verify

import (
	"slices"
	"time"

	"fangpin/internal/foureyes"
	"fangpin/internal/identity/grant"
	"fangpin/internal/identity/probation"
	"fangpin/payouts"
	"fangpin/registry"
)

var probationCheck = Check{
	Name: "审批、发送、补发、退票确认、回盘矛盾核定、账户复核、领取人复核不由未满等待期的新账号办理",
	Rule: "decision 0037",
	Proves: "since the county's first approval, each of these deeds is by an account that had waited as many days as the county had set since it was " +
		"granted, or reset by two; so had that of an absent colleague in whose place it was done",
	Not: "anything of accounts that were on the staff before grants took two, nor of what whoever owns the database reset",
}

// tried are the verbs that a new account waits for.
var tried = []string{payouts.ApproveStep.Verb, payouts.SendStep.Verb, payouts.ReissueStep.Verb, payouts.AdmitStep.Verb, payouts.ResolveStep.Verb, registry.ConfirmAccountsStep.Verb, payouts.ConfirmHeirStep.Verb}

// lag is how much earlier a deed's time may be than the moment at which its door looked.
const lag = 10 * time.Minute

// probations holds the deeds that a new account may not do to how long it had been there.
func probations(v *view) Result {
	check := Result{Check: probationCheck}
	heirs := v.firstSigned(payouts.ConfirmHeirStep.Verb) // nobody waited for that before it was signed
	began, staff := v.accountsBegan(), by(v.staff, func(m *member) int64 { return m.ID })
	var since *act // the county's first approval
	for i := range v.acts {
		a := &v.acts[i]
		if since == nil && a.verb == payouts.ApproveStep.Verb {
			since = a
		}
		if !slices.Contains(tried, a.verb) || a.verb == payouts.ConfirmHeirStep.Verb && a.leaf < heirs {
			continue
		}
		check.Looked++
		m := staff[a.person]
		if since == nil || m == nil {
			continue
		}
		days := time.Duration(v.waited(*a)) * 24 * time.Hour
		young := func(member int64) bool {
			b := began.before(member, a.leaf)
			return b != nil && b.leaf > since.leaf && b.at.After(since.at) && a.at.Add(lag).Before(b.at.Add(days))
		}
		inPlace := a.inPlaceOf(staff, v.deputies)
		switch {
		case young(a.person):
			check.find("deed", a.leaf, "“%s”由 %d 办理，其账号当时未满等待期", a.verb, a.person)
		case m.Role != a.role && len(inPlace) > 0 && !slices.ContainsFunc(inPlace, func(absent *member) bool { return !young(absent.ID) }):
			check.find("deed", a.leaf, "“%s”由 %d 代理办理，被代理人的账号当时未满等待期", a.verb, a.person)
		}
	}
	return check
}

// beginnings are the deeds by which each account began, or began again.
type beginnings map[int64][]act

// before is the newest of a member's before a leaf, nil for none.
func (b beginnings) before(member, leaf int64) (last *act) {
	for i := range b[member] {
		if a := &b[member][i]; a.leaf < leaf && (last == nil || a.leaf > last.leaf) {
			last = a
		}
	}
	return last
}

func (v *view) accountsBegan() beginnings {
	began := beginnings{}
	for _, m := range v.staff {
		if a, ok := v.act(m.first); ok && m.AddedAt.Valid {
			began[m.ID] = append(began[m.ID], a)
		}
	}
	given, _ := v.given(&Result{})
	for _, g := range given {
		if a, ok := v.act(g.leaf); ok && (g.What == grant.Reset || g.What == grant.Unbind) {
			began[g.Staff] = append(began[g.Staff], a)
		}
	}
	return began
}

// waited is how many days the county asked for as of a deed: the longest of what was confirmed in the thirty days before, and of what held before those.
func (v *view) waited(a act) int {
	days, longest, newest := probation.Usual, 0, int64(-1)
	settings := by(v.probations, func(s *probationRow) int64 { return s.ID })
	for _, p := range v.proposals {
		s := settings[p.Subject]
		decided, ok := v.act(p.leaf)
		switch {
		case p.Act != string(foureyes.Probation) || !p.Confirmed.V || s == nil || !ok || decided.leaf >= a.leaf:
		case decided.at.Add(lag).After(a.at.AddDate(0, 0, -probation.Most)):
			longest = max(longest, s.Days)
		case decided.leaf > newest:
			days, newest = s.Days, decided.leaf
		}
	}
	return max(days, longest)
}

package verify

import (
	"math"

	"fangpin/internal/foureyes"
	"fangpin/internal/identity/signing"
	"fangpin/internal/identity/who"
)

// proposed are the tables whose rows may need a second hand: their digests are kept until the proposals are judged.
var proposed = []string{"account", "scheme", "procedure", "signing", "probation", "staff_grant", "root", "passkey_vouch", "passkey_revoke", "resolution", "heir_naming"}

var secondHandsCheck = Check{
	Name: "需两人办理的事项由另一人在期限内复核，与所提内容相符",
	Rule: "a second hand is one mechanism (docs/decisions); domain §3 nos. 1, 20",
	Proves: "whoever proposed did not decide; the decision is whole, in time, by whom the deed says, and of the row as it stands; every " +
		"account, scheme, procedure and heir in force was confirmed so since the first proposal of its kind; how roles sign, how long accounts wait and the end of a stolen key by one administrator of each kind",
	Not: "that two accounts are two people, but where both identity numbers are on record",
}

// secondHands: whoever proposed does not decide; the decision is whole, in time, the deed's own person's, and of what stands; what is in force
// was confirmed so. What was sealed before the first proposal of its act was held by its own row alone (accounts, adoptions).
func secondHands(v *view) Result {
	check := Result{Check: secondHandsCheck, Looked: int64(len(v.proposals))}
	confirmed := map[string]*proposalRow{}
	since := map[string]int64{}
	for i := range v.proposals {
		p := &v.proposals[i]
		if wrong := p.wrong(v); wrong != "" {
			check.find("proposal", p.key, "%s", wrong)
		}
		if first, ok := since[p.Act]; !ok || p.first < first {
			since[p.Act] = p.first
		}
		if p.Confirmed.V {
			confirmed[p.Act+"/"+id(p.Subject)] = p
		}
	}
	for _, f := range v.confirmations {
		check.inForce("confirmation", f.key, confirmed["account/"+id(f.Account)], f.ConfirmedBy, v.enteredAt(f), since, "account")
	}
	for _, a := range v.adopted {
		check.inForce("adoption", a.key, confirmed["scheme/"+id(a.Scheme)], a.ConfirmedBy, v.proposedAt(a), since, "scheme")
	}
	check.heirs(v, confirmed, since)
	proposedAt := by(v.procedures, func(p *procedureRow) int64 { return p.ID })
	for _, a := range v.procedureAdopted {
		first := int64(math.MaxInt64)
		if p := proposedAt[a.Procedure]; p != nil {
			first = p.first
		}
		check.inForce("procedure_adoption", a.key, confirmed["procedure/"+id(a.Procedure)], a.ConfirmedBy, first, since, "procedure")
	}
	return check
}

// heirs are named by two since the first was proposed: each as it was proposed.
func (c *Result) heirs(v *view, confirmed map[string]*proposalRow, since map[string]int64) {
	namings := by(v.namings, func(n *namingRow) int64 { return n.ID })
	for _, h := range v.heirs {
		c.inForce("heir", h.key, confirmed["heir_naming/"+id(h.Naming.V)], h.DecidedBy, h.first, since, "heir_naming")
		if n := namings[h.Naming.V]; h.Naming.Valid && (n == nil || n.Payout != h.Payout || n.Person != h.Person) {
			c.find("heir", h.key, "与所提的救助金或领取人不符")
		}
	}
}

// enteredAt is the leaf that first covered a confirmation's account.
func (v *view) enteredAt(f confirmationRow) int64 {
	if a := v.account[f.Account]; a != nil {
		return a.first
	}
	return math.MaxInt64
}

// proposedAt is the leaf that first covered an adoption's scheme.
func (v *view) proposedAt(a adoptionRow) int64 {
	if s := v.rule[a.Scheme]; s != nil {
		return s.first
	}
	return math.MaxInt64
}

// inForce holds what follows a confirmation to it.
func (c *Result) inForce(table, key string, p *proposalRow, by, first int64, since map[string]int64, act string) {
	began, ok := since[act]
	switch {
	case p == nil && ok && first >= began:
		c.find(table, key, "没有经另一人复核的提出")
	case p != nil && p.DecidedBy != (null[int64]{V: by, Valid: true}):
		c.find(table, key, "由 %d 复核，所记为 %d", p.DecidedBy.V, by)
	}
}

// alike tells whether of what takes both kinds of administrators one kind alone decided. How roles sign and how long accounts wait took any two once.
func (v *view) alike(r *proposalRow) bool {
	switch foureyes.Act(r.Act) {
	case foureyes.Signing, foureyes.Probation:
		if version, ok := v.judge(r.leaf, signing.Administering); !ok || version < 2 {
			return false
		}
	case foureyes.Revoke:
	default: // what is held to it elsewhere, and what is no administrator's
		return false
	}
	roles := map[who.Role]bool{}
	for _, m := range v.staff {
		if m.ID == r.ProposedBy || m.ID == r.DecidedBy.V {
			roles[m.Role] = true
		}
	}
	return !roles[who.SystemAdmin] || !roles[who.SecurityAdmin]
}

// wrong says in what a proposal is not one that two people made and decided.
func (r *proposalRow) wrong(v *view) string {
	whole := r.Confirmed.Valid == r.DecidedBy.Valid && r.Confirmed.Valid == r.DecidedAt.Valid && bool(r.Reason) == (r.Confirmed.Valid && !r.Confirmed.V)
	switch digest, there := v.stands[r.Act+"/"+id(r.Subject)]; {
	case !there:
		return "所提内容不存在"
	case r.Digest != printed(digest[:]):
		return "所提内容与现有记录不符"
	case !r.ExpiresAt.After(r.ProposedAt):
		return "提出时即已过期"
	case !whole:
		return "复核记录不全"
	case r.DecidedBy.Valid && v.human(r.DecidedBy.V) == v.human(r.ProposedBy):
		return "由 " + id(r.ProposedBy) + " 一人提出并复核"
	case r.DecidedAt.Valid && (r.DecidedAt.V.Before(r.ProposedAt) || !r.DecidedAt.V.Before(r.ExpiresAt)):
		return "复核早于提出，或在过期之后"
	}
	if r.Confirmed.V && v.alike(r) {
		return "不是系统管理员和安全管理员一人提出、一人确认的"
	}
	if acts := v.history("proposal", r.key); r.DecidedBy.Valid && (len(acts) < 2 || acts[len(acts)-1].person != r.DecidedBy.V) {
		return "复核不是由 " + id(r.DecidedBy.V) + " 存证的"
	}
	return ""
}

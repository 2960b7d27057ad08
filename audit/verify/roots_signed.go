package verify

import (
	"fmt"
	"math"

	"fangpin/internal/foureyes"
	"fangpin/internal/identity/grant"
	"fangpin/internal/identity/probation"
	"fangpin/internal/identity/signing"
	"fangpin/internal/identity/who"
)

// decidedRoots are what both administrators sign of roots, vouches and revocations, and what a root has them sign of
// grants, of how roles sign and of how long new accounts wait.
func (v *view) decidedRoots() (all []decided) {
	proposals := map[string]map[int64]*proposalRow{}
	for i := range v.proposals {
		p := &v.proposals[i]
		if proposals[p.Act] == nil {
			proposals[p.Act] = map[int64]*proposalRow{}
		}
		if old := proposals[p.Act][p.Subject]; old == nil || p.first > old.first {
			proposals[p.Act][p.Subject] = p
		}
	}
	add := func(table, key string, p *proposalRow, propose, confirm, subject, digest string) {
		if p == nil {
			return
		}
		all = append(all, decided{p.first, table, key, propose, "", subject, digest, ""})
		if p.Confirmed.V {
			all = append(all, decided{p.leaf, table, key, confirm, "", subject, digest, ""})
		}
	}
	for _, o := range v.rootRows {
		add("root", o.key, proposals[string(foureyes.Root)][o.ID], signing.ProposeRootStep.Verb, signing.ConfirmRootStep.Verb, fmt.Sprintf("root/%d", o.N), o.Fingerprint)
	}
	for _, o := range v.revokeRows {
		add("passkey_revoke", o.key, proposals[string(foureyes.Revoke)][o.ID], signing.ProposeRevokeStep.Verb, signing.RevokeStep.Verb, "passkey/"+id(o.Passkey),
			printed(signing.Digest(map[int64]string{o.Passkey: o.From.String()})))
	}
	all = append(all, v.decidedVouches(proposals[string(foureyes.Vouch)])...)
	all = append(all, v.decidedWays(proposals[string(foureyes.Signing)])...)
	all = append(all, v.decidedWaits(proposals[string(foureyes.Probation)])...)
	return append(all, v.askedGrants(proposals[string(foureyes.Grant)])...)
}

// rootedSince is the leaf of the first root, behind all leaves where there is none.
func (v *view) rootedSince() int64 {
	began := int64(math.MaxInt64)
	for _, p := range v.confirmed(foureyes.Root) {
		began = min(began, p.leaf)
	}
	return began
}

// decidedWays are how roles sign, as it was proposed and adopted under a root.
func (v *view) decidedWays(proposals map[int64]*proposalRow) (all []decided) {
	began := v.rootedSince()
	ways := map[asking]map[who.Role]bool{}
	first := map[asking]string{}
	add := func(t asking, g signingRow) {
		if t.leaf <= began {
			return
		}
		if ways[t] == nil {
			ways[t], first[t] = map[who.Role]bool{}, g.key
		}
		ways[t][who.Role(g.Role)] = g.Code
	}
	for _, g := range v.signings {
		p := proposals[g.ID]
		if p == nil {
			continue
		}
		add(asking{p.first, signing.ProposeStep.Verb}, g)
		if p.Confirmed.V {
			add(asking{p.leaf, signing.AdoptStep.Verb}, g)
		}
	}
	for t, roles := range ways {
		all = append(all, decided{t.leaf, "signing", first[t], t.verb, "", "signing*" + id(int64(len(roles))), printed(signing.WaysDigest(roles)), ""})
	}
	return all
}

// decidedWaits are how long new accounts wait, as it was proposed and adopted under a root.
func (v *view) decidedWaits(proposals map[int64]*proposalRow) (all []decided) {
	began := v.rootedSince()
	for _, w := range v.probations {
		p := proposals[w.ID]
		if p == nil {
			continue
		}
		add := func(leaf int64, verb string) {
			if leaf > began {
				all = append(all, decided{leaf, "probation", w.key, verb, "", probation.Subject, printed(probation.Digest(w.Days)), ""})
			}
		}
		add(p.first, probation.ProposeStep.Verb)
		if p.Confirmed.V {
			add(p.leaf, probation.AdoptStep.Verb)
		}
	}
	return all
}

// asking is a verb in a deed.
type asking struct {
	leaf int64
	verb string
}

// decidedVouches are the keys that were vouched for together.
func (v *view) decidedVouches(proposals map[int64]*proposalRow) (all []decided) {
	together := map[asking]map[int64]string{}
	first := map[asking]string{}
	add := func(t asking, w vouchRow) {
		if together[t] == nil {
			together[t], first[t] = map[int64]string{}, w.key
		}
		together[t][w.Passkey] = fmt.Sprintf("%x", raw(w.Digest))
	}
	for _, w := range v.vouchRows {
		p := proposals[w.ID]
		if p == nil {
			continue
		}
		add(asking{p.first, signing.ProposeVouchStep.Verb}, w)
		if p.Confirmed.V {
			add(asking{p.leaf, signing.VouchStep.Verb}, w)
		}
	}
	for t, keys := range together {
		all = append(all, decided{t.leaf, "passkey_vouch", first[t], t.verb, "", "passkey*" + id(int64(len(keys))), printed(signing.Digest(keys)), ""})
	}
	return all
}

// askedGrants are the rights that were asked for under a root: from then on who asks signs too.
func (v *view) askedGrants(proposals map[int64]*proposalRow) (all []decided) {
	began := v.rootedSince()
	for _, g := range v.grants {
		if p := proposals[g.ID]; p != nil && p.first > began {
			all = append(all, decided{p.first, "staff_grant", g.key, grant.ProposeStep.Verb, "", "staff_grant", printed(g.asked().Digest()), ""})
		}
	}
	return all
}

// asked is what somebody signs who asks for the right.
func (g *grantRow) asked() grant.Wanted {
	return grant.Wanted{What: g.What, Staff: g.Staff, Role: g.Role.V, Division: g.Division.V, Agency: g.Agency.V, Unit: g.Unit.V, Tag: raw(g.Tag.V), Namesake: g.Namesake,
		Days: grant.Days{Absent: g.Absent.V, From: g.From.V, To: g.To.V}}
}

package verify

import (
	"bytes"
	"cmp"
	"context"
	"encoding/hex"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"fangpin/internal/foureyes"
	"fangpin/internal/identity/grant"
	"fangpin/internal/identity/probation"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/signing"
	"fangpin/internal/identity/who"
	"fangpin/internal/passkey"
	"fangpin/internal/secret"
	"fangpin/monitoring"
	"fangpin/payouts"
	"fangpin/registry"
)

var signaturesCheck = Check{
	Name: "审批、发送、补发、退票确认、回盘矛盾核定、账户复核、领取人复核、异议处理、授权由办理人本人的密钥签名",
	Rule: "decision 0032",
	Proves: "since the first signature (of grants, of how long a new account waits, and of heirs: the first of these), each decision bears one in its own deed: over just this verb, turn, person, subject, digest, total and answers, by a key " +
		"that its holder had enrolled before and had not revoked, at its site, by a person who was verified; no challenge was answered twice; where " +
		"the keys are at hand, this program wrote each row",
	Not:    "that the text was seen (the code on page and paper is compared by eye), nor when; whose a key is, but by the deed that enrolled it",
	Shares: "internal/passkey (what is signed, and by whom), internal/identity/signing (digests, MAC)",
}

var codesCheck = Check{
	Name: "以动态口令代替签名的决定，均为本县当时准许",
	Rule: "decision 0032",
	Proves: "a code stands for a signature only where two administrators had allowed it for the role; where the keys are at hand, that this program " +
		"wrote that it was right",
	Not: "that its person gave it: a code leaves nothing that an outsider could check",
}

var unsignedCheck = Check{
	Name:   "启用签名以前的决定，没有签名",
	Rule:   "decision 0032",
	Proves: "nothing: it counts the decisions from before the county's first signature, and the grants, waits and heirs from before the first of each that was signed",
	Not:    "that any of them was its person's",
}

// signedLater are the verbs that came to be signed when others were already.
var signedLater = []string{grant.ConfirmStep.Verb, probation.ProposeStep.Verb, probation.AdoptStep.Verb, payouts.ConfirmHeirStep.Verb}

// decided is what a deed must bear a signature of. Several of one group are signed by one.
type decided struct {
	leaf                int64
	table, key          string
	verb, slot, subject string
	digest              string
	total               string
}

// signatures finds each decision again from the rows and holds it to its signature.
func signatures(_ context.Context, v *view) ([]Result, error) {
	r := signed{view: v, byLeaf: map[int64][]*signatureRow{}, flags: v.answered(), used: map[string]bool{}, nonces: map[string]bool{},
		keys: by(v.passkeys, func(k *passkeyRow) int64 { return k.ID }), signs: Result{Check: signaturesCheck}, codes: Result{Check: codesCheck},
		before: Result{Check: unsignedCheck}}
	began, own := int64(len(v.leaves)), map[string]int64{}
	for _, verb := range signedLater {
		own[verb] = int64(len(v.leaves))
	}
	for i := range v.signatures {
		s := &v.signatures[i]
		r.byLeaf[s.first] = append(r.byLeaf[s.first], s)
		began = min(began, s.first)
		if first, ok := own[s.Verb]; ok {
			own[s.Verb] = min(first, s.first)
		}
		r.judge(s)
	}
	all := slices.Concat(v.decidedLists(), v.decidedBatches(), v.decidedAccounts(), v.decidedLines(), v.decidedResolutions(), v.decidedHeirs(), v.decidedObjections(), v.decidedGrants(),
		v.decidedRoots())
	groups := groupBy(all, func(d *decided) int64 { return d.leaf })
	for leaf, group := range sorted(groups, cmp.Compare[int64]) {
		if leaf < max(began, own[group[0].verb]) {
			r.before.Looked += int64(len(group))
			continue
		}
		r.match(leaf, group)
	}
	for i := range v.signatures {
		if s := &v.signatures[i]; !r.used[s.key] {
			r.of(s).find("signature", s.key, "没有与之相符的决定：签的是另一件事或另一内容")
		}
	}
	return []Result{r.signs, r.codes, r.before}, nil
}

// signed is the check under way.
type signed struct {
	*view
	byLeaf               map[int64][]*signatureRow
	flags                map[int64]string // what was asked and answered beside the decision, digested, by leaf
	keys                 map[int64]*passkeyRow
	used                 map[string]bool
	nonces               map[string]bool
	signs, codes, before Result
}

// of is the check that a signature counts in.
func (r *signed) of(s *signatureRow) *Result {
	if s.Passkey.Valid {
		return &r.signs
	}
	return &r.codes
}

// match finds the signature of what a deed decided. Objections to a watch that one decision ends are answered together, by the signature of the one that was
// read; of payouts each has an answer of its own.
func (r *signed) match(leaf int64, group []*decided) {
	together := group[0].verb == monitoring.UpholdStep.Verb || group[0].verb == monitoring.DismissStep.Verb
	any := false
	for _, d := range group {
		i := slices.IndexFunc(r.byLeaf[leaf], func(s *signatureRow) bool { return s.signs(d) && s.Flags.V == r.flags[leaf] })
		if i >= 0 {
			any = true
			r.used[r.byLeaf[leaf][i].key] = true
			continue
		}
		if !together {
			r.missing(leaf, d)
		}
	}
	if together && !any {
		r.missing(leaf, group[0])
	}
}

func (r *signed) missing(leaf int64, d *decided) {
	if len(r.byLeaf[leaf]) == 0 {
		r.signs.find(d.table, d.key, "第 %d 号存证（%s）没有办理人的签名", leaf, d.verb)
		return
	}
	r.signs.find(d.table, d.key, "第 %d 号存证（%s）的签名签的不是这一内容", leaf, d.verb)
}

// signs tells whether a signature is over a decision.
func (s *signatureRow) signs(d *decided) bool {
	total := ""
	if s.Total.Valid {
		total = s.Total.V.StringFixed(2)
	}
	return s.Verb == d.verb && s.Slot == d.slot && s.Subject == d.subject && s.Digest == d.digest && total == d.total
}

// judge says what is wrong with a signature by itself.
func (r *signed) judge(s *signatureRow) {
	check := r.of(s)
	check.Looked++
	if wrong := r.wrong(s); wrong != "" {
		check.find("signature", s.key, "%s", wrong)
	}
}

func (r *signed) wrong(s *signatureRow) string {
	a, ok := r.act(s.first)
	over := s.decision(r.county).Challenge()
	switch {
	case !ok:
		return "没有可读的存证"
	case a.person != s.Person || string(a.role) != s.Role || a.verb != s.Verb:
		return "签名的人、角色或事项与存证不符"
	case !a.at.Equal(s.At):
		return "签名的时间与存证不符"
	case !s.At.Before(s.ExpiresAt):
		return "签名时已过期"
	case r.nonces[s.Nonce]:
		return "同一签名用了两次"
	}
	r.nonces[s.Nonce] = true
	if db, ok := r.records.(*Database); ok && db.keys != nil && !bytes.Equal(raw(s.MAC), s.mac(db.keys, over)) {
		return "签名记录不是本系统写下的：被改动，或是冒名写入的"
	}
	if !s.Passkey.Valid {
		if !r.coded(s) {
			return "本县当时没有准许" + a.role.Title() + "用动态口令代替签名"
		}
		return ""
	}
	return r.keyed(s, over)
}

// keyed says why a signature is not by a key of the person's own, in force then.
func (r *signed) keyed(s *signatureRow, over passkey.Challenge) string {
	k := r.keys[s.Passkey.V]
	if k == nil {
		return "所用的通行密钥不存在"
	}
	enrolled, ok := r.act(k.first)
	switch {
	case k.Staff != s.Person:
		return "所用的通行密钥是他人的"
	case !ok || k.first >= s.first || enrolled.verb != signin.EnrolPasskeyStep.Verb || enrolled.person != k.Staff:
		return "所用的通行密钥没有由本人事先登记"
	case k.RevokedAt.Valid && !s.At.Before(k.RevokedAt.V):
		return "所用的通行密钥当时已注销"
	}
	held := k.held(r.county)
	if held.Check(s.said(held.ID), over) != nil {
		return "签名不是该密钥对这一内容作出的，或签名时没有核实本人"
	}
	return ""
}

// coded tells whether the county let the signature's role give a code then.
func (r *signed) coded(s *signatureRow) bool {
	settings := by(r.signings, func(g *signingRow) int64 { return g.ID })
	allowed, since := false, time.Time{}
	for i := range r.proposals {
		p := &r.proposals[i]
		g := settings[p.Subject]
		if p.Act == string(foureyes.Root) && p.Confirmed.V && administers(who.Role(s.Role)) && p.leaf < s.first && !p.DecidedAt.V.Before(since) {
			allowed, since = false, p.DecidedAt.V // a root ends what administrators were let before
		}
		if p.Act == string(foureyes.Signing) && p.Confirmed.V && g != nil && g.Role == s.Role && p.since < s.first && !p.DecidedAt.V.Before(since) {
			allowed, since = g.Code, p.DecidedAt.V
		}
	}
	return allowed
}

// decision is what was signed, from the row.
func (s *signatureRow) decision(county string) (d passkey.Decision) {
	d.County, d.Subject, d.Digest, d.Verb, d.Slot, d.Person, d.Expires = county, s.Subject, raw(s.Digest), s.Verb, s.Slot, s.Person, s.ExpiresAt
	if s.Total.Valid {
		d.Total = s.Total.V.StringFixed(2)
	}
	d.Flags = raw(s.Flags.V)
	copy(d.Nonce[:], raw(s.Nonce))
	return d
}

func (s *signatureRow) said(id []byte) passkey.Assertion {
	return passkey.Assertion{ID: id, ClientData: raw(s.ClientData.V), AuthenticatorData: raw(s.AuthenticatorData.V), Signature: raw(s.Signature.V)}
}

func (s *signatureRow) mac(keys *secret.Keys, over passkey.Challenge) []byte {
	return signing.MAC(keys, over, s.Passkey.V, s.said(nil))
}

// raw are the bytes that PostgreSQL prints as \x….
func raw(printed string) []byte {
	b, err := hex.DecodeString(strings.TrimPrefix(printed, `\x`))
	if err != nil {
		return nil
	}
	return b
}

// decidedLists are the approvals.
func (v *view) decidedLists() (all []decided) {
	for _, l := range v.lists {
		n := 0
		for _, a := range v.history("list", l.key) {
			if a.verb != payouts.ApproveStep.Verb {
				continue
			}
			slot := []string{"first", "second"}[min(n, 1)]
			n++
			all = append(all, decided{a.leaf, "list", l.key, a.verb, slot, "list/" + id(l.ID), l.Digest, l.Total.StringFixed(2)})
		}
	}
	return all
}

// decidedBatches are what was sent, and sent again.
func (v *view) decidedBatches() (all []decided) {
	lists, of := by(v.lists, func(l *listRow) int64 { return l.ID }), groupBy(v.instructions, func(i *instructionRow) int64 { return i.Batch })
	for _, b := range v.batches {
		l := lists[b.List]
		if l == nil {
			continue
		}
		a, _ := v.act(b.first)
		d := decided{b.first, "batch", b.key, payouts.SendStep.Verb, "", "list/" + id(l.ID), l.Digest, l.Total.StringFixed(2)}
		if a.verb == payouts.ReissueStep.Verb {
			to, total := map[int64]string{}, decimal.Decimal{}
			for _, i := range of[b.ID] {
				to[i.Payout], total = id(i.Account), total.Add(i.Amount)
			}
			d.verb, d.digest, d.total = a.verb, printed(signing.Digest(to)), total.StringFixed(2)
		}
		all = append(all, d)
	}
	return all
}

// decidedAccounts are those that were confirmed together.
func (v *view) decidedAccounts() (all []decided) {
	for leaf, together := range sorted(groupBy(v.confirmations, func(f *confirmationRow) int64 { return f.first }), cmp.Compare[int64]) {
		rows := map[int64]string{}
		for _, f := range together {
			digest := v.stands["account/"+id(f.Account)]
			rows[f.Account] = hex.EncodeToString(digest[:])
		}
		all = append(all, decided{leaf, "confirmation", together[0].key, registry.ConfirmAccountsStep.Verb, "", "account*" + id(int64(len(rows))),
			printed(signing.Digest(rows)), ""})
	}
	return all
}

// decidedLines are the returns that somebody admitted: a line changes once.
func (v *view) decidedLines() (all []decided) {
	for _, l := range v.answerLines {
		if !l.AdmittedBy.Valid {
			continue
		}
		text := id(int64(l.Attempt.V)) + " " + l.Amount.V.StringFixed(2)
		all = append(all, decided{l.since, "answer_line", l.key, payouts.AdmitStep.Verb, "", "answer_line/" + l.key,
			printed(signing.Digest(map[int64]string{l.Payout.V: text})), l.Amount.V.StringFixed(2)})
	}
	return all
}

// decidedResolutions are the contradictions that were decided.
func (v *view) decidedResolutions() (all []decided) {
	for _, d := range v.resolved() {
		all = append(all, decided{d.proposal.leaf, "resolution", d.row.key, payouts.ResolveStep.Verb, "", "resolution/" + d.row.key, d.proposal.Digest,
			v.instruction[d.line.attempt()].Amount.StringFixed(2)})
	}
	return all
}

// decidedHeirs are those who receive in a dead payee's place, as somebody confirmed it.
func (v *view) decidedHeirs() (all []decided) {
	for _, p := range v.proposals {
		if p.Act == string(foureyes.Naming) && p.Confirmed.V {
			all = append(all, decided{p.leaf, "heir_naming", id(p.Subject), payouts.ConfirmHeirStep.Verb, "", "heir_naming/" + id(p.Subject), p.Digest, ""})
		}
	}
	return all
}

// firstSigned is the leaf of the first signature of a verb, behind all leaves where there is none.
func (v *view) firstSigned(verb string) int64 {
	first := int64(math.MaxInt64)
	for i := range v.signatures {
		if s := &v.signatures[i]; s.Verb == verb {
			first = min(first, s.first)
		}
	}
	return first
}

// decidedObjections are those that were answered: a row changes once.
func (v *view) decidedObjections() (all []decided) {
	add := func(r record, upheld null[bool], answer salted, uphold, dismiss string) {
		if !upheld.Valid {
			return
		}
		verb := dismiss
		if upheld.V {
			verb = uphold
		}
		all = append(all, decided{r.since, "objection", r.key, verb, "", "objection/" + r.key, printed([]byte(answer)), ""})
	}
	for _, o := range v.objections {
		add(o.record, o.Upheld, o.Answer, payouts.UpholdStep.Verb, payouts.DismissStep.Verb)
	}
	for _, o := range v.watchObjections {
		add(o.record, o.Upheld, o.Answer, monitoring.UpholdStep.Verb, monitoring.DismissStep.Verb)
	}
	return all
}

// decidedGrants are the rights that were granted.
func (v *view) decidedGrants() (all []decided) {
	for _, p := range v.proposals {
		if p.Act == string(foureyes.Grant) && p.Confirmed.V {
			all = append(all, decided{p.leaf, "staff_grant", id(p.Subject), grant.ConfirmStep.Verb, "", "staff_grant/" + id(p.Subject), p.Digest, ""})
		}
	}
	return all
}

package verify

import (
	"fmt"
	"slices"
	"time"

	"fangpin/internal/calendar"
	"fangpin/internal/deed"
	"fangpin/internal/foureyes"
	"fangpin/internal/identity/grant"
	"fangpin/internal/identity/probation"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/signing"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/passkey"
	"fangpin/monitoring"
	"fangpin/payouts"
	"fangpin/registry"
)

type (
	rootRow struct {
		record
		ID            int64  `col:"id"`
		N             int    `col:"n"`
		SystemAdmin   int64  `col:"system_admin"`
		SecurityAdmin int64  `col:"security_admin"`
		SystemKey     int64  `col:"system_key"`
		SecurityKey   int64  `col:"security_key"`
		Fingerprint   string `col:"fingerprint"`
	}
	vouchRow struct {
		record
		ID      int64  `col:"id"`
		Root    int64  `col:"root"`
		Passkey int64  `col:"passkey"`
		Digest  string `col:"digest"`
	}
	revokeRow struct {
		record
		ID      int64 `col:"id"`
		Passkey int64 `col:"passkey"`
		From    date  `col:"doubted_from"`
	}
)

var rootsCheck = Check{
	Name: "信任根由系统管理员和安全管理员各以所列密钥签名",
	Rule: "decision 0036",
	Proves: "each root names a key of a system administrator and one of a security administrator, two people, was signed by both with just these, and has the " +
		"fingerprint of them; each after the first follows a recovery by whoever owns the database, which is noted with its day; with --root, that the newest is " +
		"the one whose fingerprint the auditor brought along",
	Not: "that the two are who they say: the paper with the fingerprint has their hands; anything from before the first root",
}

var chainedCheck = Check{
	Name: "决定所用的密钥出自信任根，或由两名管理员认可",
	Rule: "decision 0036",
	Proves: "since the first root, each key that signed was then one of the newest root's, or vouched for under it by a system administrator and a security " +
		"administrator, each by a signature of their own over the key and its holder, and what grants rights was asked for and granted by signatures of both; " +
		"where two let administrators give codes again under the root, how many of these rest on codes, and since when",
	Not: "that the two compared the short code with the holder; anything of what rests on a code, which leaves nothing that an outsider could check",
}

var doubtedCheck = Check{
	Name:   "失窃密钥自存疑之日起的签名",
	Rule:   "decision 0036",
	Proves: "nothing against anybody: it names what two administrators doubt, for somebody to look at each",
	Not:    "that any of it was not the holder's",
}

// anchor is the root of trust in force when a tree had so many deeds, as a checkpoint names it.
func (v *view) anchor(size int64) (text string) {
	newest := 0
	signed := v.confirmed(foureyes.Root)
	for _, o := range v.rootRows {
		if p := signed[o.ID]; p != nil && p.leaf < size && o.N > newest {
			newest, text = o.N, deed.Anchor(o.N, raw(o.Fingerprint))
		}
	}
	return text
}

// rooting is the check of roots and what hangs on them.
type rooting struct {
	*view
	keys    map[int64]*passkeyRow
	staffs  map[int64]*member
	forced  []forced // the roots in force, by when
	vouched map[int64][]forced
	roots   Result
	chained Result
}

// forced is a root, or a vouch under it, since the deed that confirmed it.
type forced struct {
	root *rootRow
	leaf int64
}

// confirmed are the proposals of an act that were confirmed, by their subject.
func (v *view) confirmed(act foureyes.Act) map[int64]*proposalRow {
	out := map[int64]*proposalRow{}
	for i := range v.proposals {
		if p := &v.proposals[i]; p.Act == string(act) && p.Confirmed.V {
			out[p.Subject] = p
		}
	}
	return out
}

// chains holds roots, vouches and the keys of all decisions to each other.
func (v *view) chains() []Result {
	r := rooting{view: v, keys: by(v.passkeys, func(k *passkeyRow) int64 { return k.ID }), staffs: by(v.staff, func(m *member) int64 { return m.ID }),
		vouched: map[int64][]forced{}, roots: Result{Check: rootsCheck}, chained: Result{Check: chainedCheck}}
	r.found()
	r.vouches()
	r.decisions()
	return []Result{r.roots, r.chained, v.doubted()}
}

// found holds each root that is in force to its two keys, and says its fingerprint.
func (r *rooting) found() {
	signed := r.confirmed(foureyes.Root)
	rows := slices.Clone(r.rootRows)
	slices.SortFunc(rows, func(a, b rootRow) int { return a.N - b.N })
	r.roots.Looked = int64(len(signed))
	for i := range rows {
		row := &rows[i]
		p := signed[row.ID]
		if p == nil {
			continue
		}
		if wrong := r.wrongRoot(row, p); wrong != "" {
			r.roots.find("root", row.key, "%s", wrong)
		}
		r.forced = append(r.forced, forced{row, p.leaf})
		r.roots.tell("第 %d 号信任根，%s起，指纹 %s", row.N, calendar.DateOf(p.DecidedAt.V).Chinese(), row.print())
	}
	if len(r.forced) == 0 {
		r.roots.tell("本县还没有信任根：密钥是谁的，只凭登记时的登录")
	}
	r.asked()
}

// asked holds the newest root to the fingerprint that the auditor brought along.
func (r *rooting) asked() {
	switch want := r.trusted; {
	case want == nil:
	case len(r.forced) == 0:
		r.roots.find("", "", "本县没有信任根，与所要求的指纹 %s 不符", want)
	case r.forced[len(r.forced)-1].root.print() != want.String():
		last := r.forced[len(r.forced)-1].root
		older := slices.ContainsFunc(r.forced, func(f forced) bool { return f.root.print() == want.String() })
		if older {
			r.roots.find("root", last.key, "所要求的信任根此后被第 %d 号取代，现行指纹 %s，请核对登记表", last.N, last.print())
			return
		}
		r.roots.find("root", last.key, "指纹是 %s，不是所要求的 %s", last.print(), want)
	}
}

func (r *rootRow) print() string {
	var f passkey.Fingerprint
	copy(f[:], raw(r.Fingerprint))
	return f.String()
}

// held is a key as it is judged by.
func (k *passkeyRow) held(county string) passkey.Credential {
	return passkey.Credential{Site: passkey.Site{RPID: k.RPID, Origin: k.Origin}, ID: raw(k.Credential), Holder: signin.Handle(county, k.Staff), Key: raw(k.Key), Synced: k.Synced}
}

// wrongRoot says why a root is none.
func (r *rooting) wrongRoot(row *rootRow, p *proposalRow) string {
	system, security := r.keys[row.SystemKey], r.keys[row.SecurityKey]
	switch {
	case system == nil || security == nil || system.Staff != row.SystemAdmin || security.Staff != row.SecurityAdmin:
		return "所列的密钥不是所列两名管理员的"
	case !r.is(row.SystemAdmin, who.SystemAdmin) || !r.is(row.SecurityAdmin, who.SecurityAdmin) || r.human(row.SystemAdmin) == r.human(row.SecurityAdmin):
		return "不是系统管理员和安全管理员两个人立的"
	case passkey.Root(r.county, row.N, system.held(r.county), security.held(r.county)).String() != row.print():
		return "指纹不是所列两枚密钥的：信任根被换过"
	case p.ProposedBy != row.SystemAdmin || p.DecidedBy.V != row.SecurityAdmin:
		return "不是由所列的系统管理员提出、所列的安全管理员确认的"
	case !r.by(p.first, signing.ProposeRootStep.Verb, row, row.SystemAdmin, row.SystemKey):
		return "没有系统管理员以所列密钥的签名"
	case !r.by(p.leaf, signing.ConfirmRootStep.Verb, row, row.SecurityAdmin, row.SecurityKey):
		return "没有安全管理员以所列密钥的签名"
	case row.N != len(r.forced)+1:
		return fmt.Sprintf("应为第 %d 号", len(r.forced)+1)
	case row.N == 1:
		return ""
	}
	at, ok := r.recovered(r.forced[len(r.forced)-1].leaf, p.first)
	if !ok {
		return "另立信任根之前，没有重设管理员（staff recover）"
	}
	r.roots.tell("第 %d 号信任根系 %s 重设管理员之后另立", row.N, calendar.DateOf(at).Chinese())
	return ""
}

func (r *rooting) is(staff int64, role who.Role) bool {
	m := r.staffs[staff]
	return m != nil && m.Role == role
}

// by tells whether a deed bears a root's signature by one key.
func (r *rooting) by(leaf int64, verb string, row *rootRow, person, key int64) bool {
	return slices.ContainsFunc(r.signatures, func(s signatureRow) bool {
		return s.first == leaf && s.Verb == verb && s.Person == person && s.Passkey.Valid && s.Passkey.V == key && s.Subject == fmt.Sprintf("root/%d", row.N) &&
			s.Digest == row.Fingerprint
	})
}

// recovered is when whoever owns the database named administrators anew, after one deed and before another.
func (v *view) recovered(after, before int64) (time.Time, bool) {
	for _, a := range v.acts {
		if a.verb == staff.RecoverStep.Verb && a.leaf > after && a.leaf < before {
			return a.at, true
		}
	}
	return time.Time{}, false
}

// vouches holds each vouch to two administrators, and to the key that is there.
func (r *rooting) vouches() {
	signed := r.confirmed(foureyes.Vouch)
	for i := range r.vouchRows {
		w := &r.vouchRows[i]
		p := signed[w.ID]
		if p == nil {
			continue
		}
		r.chained.Looked++
		k := r.keys[w.Passkey]
		digest := [32]byte{}
		if k != nil {
			digest = k.held(r.county).Digest()
		}
		switch under := r.under(p.leaf); {
		case k == nil || printed(digest[:]) != w.Digest:
			r.chained.find("passkey_vouch", w.key, "认可的不是这一枚密钥，或不是这一个人的")
		case under == nil || under.ID != w.Root:
			r.chained.find("passkey_vouch", w.key, "认可时，所依据的信任根不是现行的")
		case !r.two(p):
			r.chained.find("passkey_vouch", w.key, "不是系统管理员和安全管理员一人提出、一人认可的")
		default:
			r.vouched[w.Passkey] = append(r.vouched[w.Passkey], forced{under, p.leaf})
		}
	}
}

// two tells whether two administrators, of the two kinds and two people, proposed and decided.
func (r *rooting) two(p *proposalRow) bool {
	a, b := r.staffs[p.ProposedBy], r.staffs[p.DecidedBy.V]
	return a != nil && b != nil && administers(a.Role) && administers(b.Role) && a.Role != b.Role && r.human(a.ID) != r.human(b.ID)
}

// under is the root in force before a deed, nil before the first.
func (r *rooting) under(leaf int64) (root *rootRow) {
	for _, f := range r.forced {
		if f.leaf < leaf {
			root = f.root
		}
	}
	return root
}

// decisions holds the key of each signature to the root of its time.
func (r *rooting) decisions() {
	coded, vouches, since := 0, 0, time.Time{}
	for i := range r.signatures {
		s := &r.signatures[i]
		root := r.under(s.first)
		if root != nil && !s.Passkey.Valid && administers(who.Role(s.Role)) {
			if coded++; since.IsZero() || s.At.Before(since) {
				since = s.At
			}
			if s.Verb == signing.ProposeVouchStep.Verb || s.Verb == signing.VouchStep.Verb {
				vouches++
			}
		}
		if root == nil || !s.Passkey.Valid || s.Verb == signing.ProposeRootStep.Verb || s.Verb == signing.ConfirmRootStep.Verb {
			continue
		}
		r.chained.Looked++
		key := s.Passkey.V
		vouched := slices.ContainsFunc(r.vouched[key], func(f forced) bool { return f.root.ID == root.ID && f.leaf < s.first })
		if key != root.SystemKey && key != root.SecurityKey && !vouched {
			r.chained.find("signature", s.key, "所用的密钥当时没有经两名管理员认可")
		}
	}
	if coded > 0 {
		r.chained.tell("信任根之下，管理员自 %s 起有 %d 次提出、批准或认可是用动态口令办理的（其中认可密钥 %d 次），没有密钥签名，外人无从核对，只凭本系统的记录",
			calendar.DateOf(since).Chinese(), coded, vouches)
	}
}

// doubted names what stolen keys signed since the day from which that is doubted.
func (v *view) doubted() Result {
	check := Result{Check: doubtedCheck}
	signed := v.confirmed(foureyes.Revoke)
	for i := range v.signatures {
		s := &v.signatures[i]
		for _, r := range v.revokeRows {
			if signed[r.ID] == nil || !s.Passkey.Valid || s.Passkey.V != r.Passkey || calendar.DateOf(s.At) < r.From {
				continue
			}
			check.Looked++
			check.tell("第 %d 号存证：%s（%s），密钥自 %s 起存疑", s.first, signedTitle(s.Verb), s.Subject, r.From)
			break
		}
	}
	return check
}

// signedTitle is what people call a verb that is signed.
func signedTitle(verb string) string {
	for _, s := range slices.Concat(payouts.Steps, registry.Steps, monitoring.Steps, grant.Steps, signing.Steps, probation.Steps) {
		if s.Verb == verb {
			return s.Title
		}
	}
	return verb
}

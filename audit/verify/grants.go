package verify

import (
	"math"
	"slices"

	"fangpin/internal/deed"
	"fangpin/internal/identity/grant"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/signing"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
)

type (
	// grantRow is a right that somebody asked for.
	grantRow struct {
		record
		ID       int64        `col:"id"`
		What     grant.What   `col:"what"`
		Staff    int64        `col:"staff"`
		Role     null[string] `col:"role"`
		Division null[string] `col:"division"`
		Agency   null[string] `col:"agency"`
		Unit     null[string] `col:"unit"`
		Namesake bool         `col:"namesake"`
		Tag      null[string] `col:"id_tag"`
		AskedBy  int64        `col:"asked_by"`
		Absent   null[int64]  `col:"absent"`
		From     null[date]   `col:"from_on"`
		To       null[date]   `col:"to_on"`
	}
	enrolmentRow struct {
		record
		ID    int64 `col:"id"`
		Staff int64 `col:"staff"`
	}
	changeRow struct {
		record
		Staff int64          `col:"staff"`
		What  signin.Outcome `col:"what"`
	}
)

// operators are the verbs of whoever owns the database, who asks no second one.
var operators = []string{staff.OpenStep.Verb, staff.RecoverStep.Verb}

// changes are what two people's grants do to a sign-in.
var changes = map[signin.Outcome]grant.What{signin.Issued: grant.Member, signin.WasReset: grant.Reset, signin.TOTPReset: grant.Unbind}

var grantsCheck = Check{
	Name: "人员与登录由系统管理员和安全管理员两人授权，不为本人，一人一个账号",
	Rule: "decision 0029",
	Proves: "since the county's first grant, everybody on the staff, each identity number, each sign-in given, reset or unbound and each pair of " +
		"half codes, and since deputies take two each deputy, comes by what one administrator asked for and one of the other kind granted, neither for themselves; or by a deed of whoever " +
		"owns the database; no identity number has two accounts at once",
	Not: "that the number is the person's, or that the half codes reached them; deeds from before the first grant are not held to two",
}

var recoveredCheck = Check{
	Name:   "运维人员重设管理员（staff recover）",
	Rule:   "decision 0029",
	Proves: "which deeds named administrators anew by whoever owns the database, each with its day: nobody granted them",
	Not:    "that the office asked for it",
}

// recoveries tells each deed by which whoever owns the database named administrators anew. It is no fault; somebody must know of it.
func recoveries(v *view) Result {
	check := Result{Check: recoveredCheck}
	for _, a := range v.acts {
		if a.verb == staff.RecoverStep.Verb {
			check.Looked++
			check.tell("第 %d 号存证：%s，运维人员用建表账号办理：%s", a.leaf, beijing(a.at), a.said)
		}
	}
	return check
}

var unnumberedCheck = Check{
	Name:   "没有登记身份证号的人员办理的事项",
	Rule:   "decision 0029",
	Proves: "nothing against anybody: it counts whoever acted without an identity number on record, and their deeds; that they are nobody else their account alone says",
	Not:    "that a number on record is the person's",
}

// unnumbered counts the deeds of whoever has no identity number on record.
func unnumbered(v *view) Result {
	check := Result{Check: unnumberedCheck}
	bare := map[int64]bool{}
	for _, m := range v.staff {
		if !m.Tag.Valid {
			bare[m.ID] = true
		}
	}
	acted := map[int64]bool{}
	for _, a := range v.acts {
		if bare[a.person] {
			acted[a.person] = true
			check.Looked++
		}
	}
	if len(acted) > 0 {
		check.tell("%d 名人员没有登记身份证号，共办理 %d 次：他们与别人不是同一人，只凭账号区分", len(acted), check.Looked)
	}
	return check
}

// granted are the grants that were confirmed, with who did both.
type granted struct {
	*grantRow
	by, decider int64
	leaf        int64 // of the deed that confirmed it
}

// grants holds whoever is on the staff, and what was done to their sign-ins, to two people's grants.
func grants(v *view) Result {
	check := Result{Check: grantsCheck, Looked: int64(len(v.grants) + len(v.staff) + len(v.changed))}
	given, began := v.given(&check)
	for i := range v.staff {
		if wrong := v.ungranted(&v.staff[i], given, began); wrong != "" {
			check.find("staff", v.staff[i].key, "%s", wrong)
		}
	}
	v.once(&check)
	v.deputised(&check, given)
	for _, c := range v.changed {
		what, ok := changes[c.What]
		if ok && !v.follows(c.record, began, given, func(g granted) bool { return g.What == what && g.Staff == c.Staff }) {
			check.find("credential_change", c.key, "%s没有经两人授权", what.Title())
		}
	}
	for _, e := range v.enrolments {
		if !v.follows(e.record, 0, given, func(g granted) bool { return g.ID == e.ID && g.Staff == e.Staff }) {
			check.find("enrolment", e.key, "启用码没有经两人授权")
		}
	}
	return check
}

// given holds each grant that was confirmed to its two hands; it answers them, and the leaf of the county's first.
func (v *view) given(check *Result) (out []granted, began int64) {
	began = math.MaxInt64
	roles := by(v.staff, func(m *member) int64 { return m.ID })
	row := by(v.grants, func(g *grantRow) int64 { return g.ID })
	for _, p := range v.proposals {
		if p.Act != "staff_grant" {
			continue
		}
		g := row[p.Subject]
		if g == nil || g.What != grant.Deputy {
			began = min(began, p.first)
		}
		if !p.Confirmed.V || g == nil {
			continue
		}
		asker, decider := roles[p.ProposedBy], roles[p.DecidedBy.V]
		switch {
		case asker == nil || decider == nil || asker.Role == decider.Role || !administers(asker.Role) || !administers(decider.Role) || g.AskedBy != p.ProposedBy:
			check.find("staff_grant", g.key, "不是系统管理员和安全管理员一人提出、一人批准的")
		case v.selves(p, g.Staff) || g.Absent.Valid && v.selves(p, g.Absent.V):
			check.find("staff_grant", g.key, "为本人提出或批准")
		}
		out = append(out, granted{g, p.ProposedBy, p.DecidedBy.V, p.leaf})
	}
	return out, began
}

// selves tells whether one of the two hands of a proposal is a member's own.
func (v *view) selves(p proposalRow, member int64) bool {
	return slices.Contains([]int64{v.human(p.ProposedBy), v.human(p.DecidedBy.V)}, v.human(member))
}

// deputised holds each deputy to a grant, since two are asked for one; those from before are counted.
func (v *view) deputised(check *Result, given []granted) {
	began, alone := v.administered(), 0
	for _, s := range v.deputies {
		if s.first < began {
			alone++
			continue
		}
		as := func(g granted) bool {
			return g.What == grant.Deputy && g.ID == s.ID && g.Staff == s.Deputy && g.Absent.V == s.Absent && s.AskedBy.V == g.AskedBy && s.RecordedBy == g.decider &&
				g.From.V == s.From && g.To.V == s.To
		}
		if !v.follows(s.record, began, given, as) {
			check.find("deputy", s.key, "没有经两人授权，或与所批准的不符")
		}
	}
	if alone > 0 {
		check.tell("另有 %d 项代理由安全管理员一人登记，早于代理须两人授权", alone)
	}
}

// administered is the leaf of the first deed that was held to what administrators do by two, behind all leaves where there is none.
func (v *view) administered() int64 {
	for _, a := range v.acts {
		if deed.JudgedBy(a.judges, signing.Administering.Name) >= 2 {
			return a.leaf
		}
	}
	return math.MaxInt64
}

func administers(r who.Role) bool { return r == who.SystemAdmin || r == who.SecurityAdmin }

// ungranted says what of a member came by nobody's grant, empty if nothing.
func (v *view) ungranted(m *member, given []granted, began int64) string {
	takenOn := func(g granted) bool {
		return g.What == grant.Member && g.Staff == m.ID && g.Role.V == string(m.Role) && g.Division.V == m.Division && g.Agency.V == m.Agency && g.Tag == m.Tag
	}
	if !v.follows(m.record, began, given, takenOn) {
		return "没有经两人授权，或与所批准的不符"
	}
	told := func(g granted) bool {
		return (g.What == grant.Member || g.What == grant.Details) && g.Staff == m.ID && g.Tag == m.Tag
	}
	a, ok := v.act(m.first)
	if m.Tag.Valid && !(ok && slices.Contains(operators, a.verb)) && !slices.ContainsFunc(given, told) {
		return "身份信息没有经两人授权，或与所批准的不符"
	}
	return ""
}

// follows tells whether a row came by a grant, by the deed that confirmed it; by whoever owns the database; or from before the first grant.
func (v *view) follows(r record, began int64, given []granted, fits func(granted) bool) bool {
	a, ok := v.act(r.first)
	if r.first < began || ok && slices.Contains(operators, a.verb) {
		return true
	}
	return slices.ContainsFunc(given, func(g granted) bool { return g.leaf == r.first && fits(g) })
}

// once holds each identity number to one account at a time.
func (v *view) once(check *Result) {
	last := map[string]*member{}
	for i := range v.staff {
		m := &v.staff[i]
		if !m.Tag.Valid {
			continue
		}
		since := m.AddedAt.V // by the clock of the door that grants, as the end of the other account is; a deed's own time is earlier
		if !m.AddedAt.Valid {
			a, _ := v.act(m.first)
			since = a.at
		}
		if was := last[m.Tag.V]; was != nil && (!was.DisabledAt.Valid || was.DisabledAt.V.After(since)) {
			check.find("staff", m.key, "与 %d 是同一身份证号，同时有两个账号", was.ID)
		}
		last[m.Tag.V] = m
	}
}

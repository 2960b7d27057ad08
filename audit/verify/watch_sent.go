package verify

import (
	"cmp"
	"fmt"
	"slices"

	"fangpin/internal/identity/who"
	"fangpin/monitoring"
	"fangpin/procedure"
)

var referralsCheck = Check{
	Name: "转办事项出自入户核查，由所转的部门答复或登记其书面答复，一次一答",
	Rule: "S0: 低于防贫监测线的，组织民政部门开展低收入家庭识别; procedure.md: refer",
	Proves: "whatever an office answered, its family was sent to it by a visit and the procedure, before the family was watched; each answer is of the first " +
		"visit that nobody had answered, after it, and by the office's own people, or entered by a clerk with a letter dated since the visit, whose photo is there",
	Not:    "that the office answered what was sent: what nobody answered waits; that the office's people looked; that a letter is the office's: its photo is for people to look at",
	Shares: "procedure (whom a visit sends where), monitoring (which department an office's word names)",
}

// sent is that a visit sent a family to an office.
type sent struct {
	n      int
	leaf   int64
	to, of string
}

// sendings are whom the watch's visits sent its family to, before it was watched.
func (c *course) sendings() (all []sent) {
	for i, e := range c.events[:len(c.stood)] {
		told := c.told[i]
		if told.Act == procedure.Approve && told.Result == procedure.Pass {
			return all
		}
		if told.Act != procedure.Visit {
			continue
		}
		below := c.rule.Line != nil && told.Visit.Income != nil && c.rule.Below(procedure.PerHead(*told.Visit.Income, told.Visit.Persons))
		for _, r := range c.rule.ReferredBy(below, told.Visit.Risk) {
			all = append(all, sent{e.N, e.first, r.To, r.For})
		}
	}
	return all
}

// waiting is the first of what was sent to an office for something by a deed that the answers before it leave open; nil: nothing is.
func waiting(all []sent, answers []*referralAnswerRow, to, of string, leaf int64) *sent {
	upto := 0
	for _, a := range answers {
		if a.first < leaf && a.Office == to && a.Matter == of {
			upto = max(upto, a.Upto)
		}
	}
	i := slices.IndexFunc(all, func(s sent) bool { return s.leaf < leaf && s.to == to && s.of == of && s.n > upto })
	if i < 0 {
		return nil
	}
	return &all[i]
}

// sentTo tells whether the family was sent to an office that had not answered when a deed was sealed.
func (c *course) sentTo(office string, answers []*referralAnswerRow, leaf int64) bool {
	all := c.sendings()
	return slices.ContainsFunc(all, func(s sent) bool {
		return monitoring.SameOffice(s.to, office) && waiting(all, answers, s.to, s.of, leaf) != nil
	})
}

func (v *view) sentAnswersOf() map[int64][]*referralAnswerRow {
	return groupBy(v.sentAnswers, func(a *referralAnswerRow) int64 { return a.Watch })
}

// referrals holds what offices answered to what they were sent.
func referrals(v *view) Result {
	check, p := Result{Check: referralsCheck, Looked: int64(len(v.sentAnswers))}, v.reaching()
	of, answers := v.courseOf(), v.sentAnswersOf()
	for watch, own := range sorted(answers, cmp.Compare[int64]) {
		c := of[watch]
		if beyond(c) {
			continue
		}
		for _, a := range own {
			if wrong := a.wrong(p, c, own); wrong != "" {
				check.find("referral_answer", a.key, "%s", wrong)
			}
		}
	}
	return check
}

// wrong says why an office could not answer so.
func (r *referralAnswerRow) wrong(p reach, c *course, own []*referralAnswerRow) string {
	if c == nil || c.rule == nil {
		return "没有这一监测事项"
	}
	s := waiting(c.sendings(), own, r.Office, r.Matter, r.first)
	switch had := c.before(r.first); {
	case s == nil:
		return fmt.Sprintf("当时没有转%s、尚未答复的%s", r.Office, r.Matter)
	case s.n != r.N:
		return fmt.Sprintf("应答复第 %d 项办理的转办，所记为第 %d 项", s.n, r.N)
	case had != r.Upto:
		return fmt.Sprintf("当时已有 %d 项办理，所记为 %d 项", had, r.Upto)
	}
	if r.Paper.Valid {
		return r.wronglyOnPaper(p, c)
	}
	all := p.acting(r.first)
	if len(all) == 0 || slices.ContainsFunc(all, func(w who.Person) bool { return monitoring.SameOffice(r.Office, w.Agency) }) {
		return ""
	}
	return fmt.Sprintf("转%s办理，由%s %d 答复", r.Office, cmp.Or(all[0].Agency, all[0].Role.Title()), all[0].ID)
}

// wronglyOnPaper says why a clerk could not enter a letter so.
func (r *referralAnswerRow) wronglyOnPaper(p reach, c *course) string {
	if a, ok := p.act(r.first); ok && a.role != who.Clerk {
		return fmt.Sprintf("书面答复应由%s登记，由%s %d 登记", who.Clerk.Title(), a.role.Title(), a.person)
	}
	for _, e := range c.events {
		if e.N == r.N && (r.Written.V < e.On || r.Written.V > r.On) {
			return fmt.Sprintf("书面答复的落款日期 %s 不在入户核查和登记之间", r.Written.V)
		}
	}
	return ""
}

// before is how many events the watch had when a deed was sealed.
func (c *course) before(leaf int64) (n int) {
	for _, e := range c.events {
		if e.first < leaf {
			n++
		}
	}
	return n
}

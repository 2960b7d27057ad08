package verify

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"fangpin/internal/foureyes"
	"fangpin/payouts"
)

var flagsCheck = Check{
	Name: "花名册的风险提示逐条列出，每级审批均有答复",
	Rule: "decision 0040",
	Proves: "what was odd about where a row's money goes, by what was sealed before: another account of the receiver, one that had changed within 30 days, one of several " +
		"families, one whose holder had died, somebody of the staff in the family, was found when the list was composed or approved, and nothing else was; each who approved answered each that had been " +
		"found, in the deed of the approval, whose signature is over the answers",
	Not:    "that an answer is true; of a bundle, which carries no account's tag, that a number is of several families or of somebody who died, or that a member of the staff is of the family",
	Shares: "payouts (how answers are digested)",
}

// flags derives at each composing and approval what was odd then, and holds it to what was found and answered. Lists from before are not held to it.
func flags(ctx context.Context, v *view) ([]Result, error) {
	o := oddities{view: v, accountsOf: groupBy(v.accounts, func(a *accountRow) int64 { return a.Person }), proposalsOf: map[int64][]*proposalRow{}, sharing: map[string][]int64{}, staffed: map[int64][]int64{},
		assessed: groupBy(v.assessments, (*assessmentRow).filed)}
	if db, ok := v.records.(*Database); ok {
		var err error
		if o.tags, err = db.tags(ctx); err != nil {
			return nil, err
		}
	}
	homes, err := v.homes(ctx)
	if err != nil {
		return nil, err
	}
	for _, h := range homes {
		o.staffed[h.household] = append(o.staffed[h.household], max(h.numbered, h.registered))
	}
	for id, tag := range o.tags {
		o.sharing[tag] = append(o.sharing[tag], id)
	}
	for i := range v.proposals {
		if p := &v.proposals[i]; p.Act == string(foureyes.Account) {
			o.proposalsOf[p.Subject] = append(o.proposalsOf[p.Subject], p)
		}
	}
	check := Result{Check: flagsCheck, Looked: int64(len(v.lists))}
	lines := groupBy(v.listLines, func(l *listLine) int64 { return l.List })
	found, given := groupBy(v.flags, func(f *flagRow) int64 { return f.List }), groupBy(v.flagAnswers, func(a *flagAnswerRow) int64 { return a.List })
	began := map[int64]time.Time{}
	for _, h := range v.hands {
		if was, ok := began[h.List]; !ok || h.At.Before(was) {
			began[h.List] = h.At
		}
	}
	for i := range v.lists {
		l := &v.lists[i]
		check.flagged(o, l, listed{lines[l.ID], began[l.ID]}, found[l.ID], given[l.ID])
	}
	return []Result{check}, nil
}

// listed is what a list pays to whom, and when it was composed, by the database's clock.
type listed struct {
	lines []*listLine
	began time.Time
}

// flagged holds one list's flags and answers to what was odd at each of its deeds.
func (c *Result) flagged(o oddities, l *listRow, of listed, found []*flagRow, given []*flagAnswerRow) {
	approvals, asking := map[int64]int64{}, map[int64]bool{} // who approved, and which deeds asked, by leaf
	for _, a := range o.history("list", l.key) {
		approves := a.verb == payouts.ApproveStep.Verb
		version, ok := o.judge(a.leaf, payouts.Flagging)
		if !approves && a.verb != payouts.ComposeStep.Verb && a.verb != payouts.ComposeAgainStep.Verb || !ok || version < 2 {
			continue
		}
		asking[a.leaf] = true
		must, may := o.at(a.leaf, version, of)
		for _, f := range found {
			if f.first <= a.leaf {
				delete(must, f.flag())
			}
			if f.first == a.leaf && (!may(f.flag()) || f.Composed == approves) {
				c.find("list_flag", f.key, "当时没有这种情形，或不是此时提示的")
			}
		}
		for f := range sorted(must, flag.compare) {
			c.find("list", l.key, "救助金 %d 应提示“%s”，第 %d 号存证（%s）没有提示", f.payout, payouts.FlagKind(f.kind).Title(), a.leaf, a.verb)
		}
		if approves {
			approvals[a.leaf] = a.person
			c.unanswered(a, found, given)
		}
	}
	for _, f := range found {
		if !asking[f.first] {
			c.find("list_flag", f.key, "不是编制或审批花名册时提示的")
		}
	}
	for _, a := range given {
		asked := slices.ContainsFunc(found, func(f *flagRow) bool { return f.flag() == a.flag() && f.first <= a.first })
		if approvals[a.first] != a.Person || !asked {
			c.find("flag_answer", a.key, "没有对应的风险提示，或不是该审批人审批时作出的答复")
		}
	}
}

// unanswered names what whoever approved by a deed did not answer in it.
func (c *Result) unanswered(a act, found []*flagRow, given []*flagAnswerRow) {
	for _, f := range found {
		if f.first <= a.leaf && !slices.ContainsFunc(given, func(x *flagAnswerRow) bool { return x.flag() == f.flag() && x.Person == a.person && x.first == a.leaf }) {
			c.find("list_flag", f.key, "审批人 %d 没有答复", a.person)
		}
	}
}

// flag is what is odd about one row of a list.
type flag struct {
	payout int64
	kind   string
}

func (f flag) compare(g flag) int {
	return strings.Compare(fmt.Sprintf("%020d %s", f.payout, f.kind), fmt.Sprintf("%020d %s", g.payout, g.kind))
}

func (r *flagRow) flag() flag       { return flag{r.Payout, r.Kind} }
func (r *flagAnswerRow) flag() flag { return flag{r.Payout, r.Kind} }

// oddities finds what was odd about a list by what was sealed before a deed.
type oddities struct {
	*view
	accountsOf  map[int64][]*accountRow
	proposalsOf map[int64][]*proposalRow // by account
	tags        map[int64]string         // of the accounts, by id; none in a bundle
	sharing     map[string][]int64       // the accounts of a tag
	staffed     map[int64][]int64        // since which leaves members of the staff were known to be of a household
	assessed    map[filed][]*assessmentRow
}

// at is what had to be asked by the deed of a leaf, and what could be. An account that was refused at about that time may still have been seen waiting, and
// a number or a member of the family that was recorded at about that time already known.
func (o oddities) at(leaf, version int64, of listed) (must map[flag]bool, may func(flag) bool) {
	must, waiting := map[flag]bool{}, map[flag]bool{}
	for _, l := range of.lines {
		o.about(l, leaf, of.began, true, must)
		o.about(l, leaf, of.began, false, waiting)
		if version >= 3 {
			o.served(l, o.before(l, leaf), must)
			o.served(l, leaf, waiting)
		}
	}
	return must, func(f flag) bool {
		tagged := f.kind == string(payouts.FlagShared) || f.kind == string(payouts.FlagDied) || f.kind == string(payouts.FlagStaff) && version >= 3
		return must[f] || waiting[f] || tagged && o.tags == nil
	}
}

// before is the newest deed over a row's payout before the one of a leaf: what was sealed by then, whoever acted by that leaf saw.
func (o oddities) before(l *listLine, leaf int64) (newest int64) {
	if p := o.payout[l.Payout]; p != nil {
		for _, over := range o.over["payout"][p.key] {
			if over < leaf {
				newest = max(newest, over)
			}
		}
	}
	return newest
}

// served asks about a row whose family, or that of whom it goes to, somebody of the staff was known to be of by a leaf.
func (o oddities) served(l *listLine, leaf int64, to map[flag]bool) {
	a, p := o.account[l.Account], o.payout[l.Payout]
	if a == nil || p == nil {
		return
	}
	for _, person := range []int64{a.Person, p.Payee} {
		x := o.person[person]
		if x != nil && slices.ContainsFunc(o.staffed[x.Household], func(since int64) bool { return since < leaf }) {
			to[flag{l.Payout, string(payouts.FlagStaff)}] = true
		}
	}
}

// about adds what is odd about one row.
func (o oddities) about(l *listLine, leaf int64, began time.Time, refusals bool, to map[flag]bool) {
	a, p := o.account[l.Account], o.payout[l.Payout]
	if a == nil || p == nil {
		return
	}
	ask := func(kind payouts.FlagKind) { to[flag{l.Payout, string(kind)}] = true }
	own := o.course(a, leaf)
	since, changed := false, false
	for _, b := range o.accountsOf[a.Person] {
		other := o.course(b, leaf)
		if b.ID == a.ID || b.first >= leaf || other.refused && refusals {
			continue
		}
		opened, ok := o.assessedOn(p)
		since = since || ok && (own.entered.IsZero() || !own.entered.Before(opened) || !other.entered.IsZero() && !other.entered.Before(opened))
		changed = changed || other.confirmed && (own.took.IsZero() || other.took.IsZero() || other.took.Before(own.took)) &&
			(own.took.IsZero() || own.took.After(began.Add(-30*24*time.Hour)))
	}
	switch {
	case since:
		ask(payouts.FlagSecond)
	case changed:
		ask(payouts.FlagChanged)
	}
	if a.Person != p.Payee {
		ask(payouts.FlagDied)
	}
	if tag, ok := o.tags[a.ID]; ok {
		o.same(a, o.sharing[tag], leaf, refusals, ask)
	}
}

// same asks about others who have the account's number.
func (o oddities) same(a *accountRow, ids []int64, leaf int64, refusals bool, ask func(payouts.FlagKind)) {
	holder := o.person[a.Person]
	for _, id := range ids {
		b := o.account[id]
		if b == nil || b.Person == a.Person || b.first >= leaf {
			continue
		}
		x := o.person[b.Person]
		if x == nil || holder == nil {
			continue
		}
		if x.Household != holder.Household && (!refusals || !o.course(b, leaf).refused) {
			ask(payouts.FlagShared)
		}
		if o.dead(x, leaf) {
			ask(payouts.FlagDied)
		}
	}
}

// accountCourse is since when an account was known and since when it might be paid to, zero where nobody knows; and whether somebody had said that it is wrong.
type accountCourse struct {
	entered, took      time.Time
	confirmed, refused bool
}

func (o oddities) course(a *accountRow, leaf int64) (c accountCourse) {
	f := o.confirmation[a.ID]
	c.confirmed = f != nil && f.first < leaf
	for _, p := range o.proposalsOf[a.ID] {
		if p.first >= leaf {
			continue
		}
		if c.entered.IsZero() || p.ProposedAt.Before(c.entered) {
			c.entered = p.ProposedAt
		}
		if p.Confirmed.Valid && p.since < leaf {
			c.refused = c.refused || !p.Confirmed.V
			if p.Confirmed.V && p.DecidedAt.V.After(c.took) {
				c.took = p.DecidedAt.V
			}
		}
	}
	c.refused = c.refused && !c.confirmed
	return c
}

// assessedOn is the day on which a payout was opened.
func (o oddities) assessedOn(p *payoutRow) (from time.Time, ok bool) {
	for _, s := range o.assessed[p.filed()] {
		if start := s.AssessedOn.Start(); !ok || start.Before(from) {
			from, ok = start, true
		}
	}
	return from, ok
}

// answered is what each approval's deed bears of answers, digested as its signature has it, by leaf.
func (v *view) answered() map[int64]string {
	said := map[int64][]*flagAnswerRow{}
	for i := range v.flagAnswers {
		a := &v.flagAnswers[i]
		said[a.first] = append(said[a.first], a)
	}
	digests := map[int64]string{}
	for leaf, of := range said {
		slices.SortFunc(of, func(a, b *flagAnswerRow) int { return a.flag().compare(b.flag()) })
		lines := make([]string, len(of))
		for i, a := range of {
			lines[i] = payouts.FlagSaid(a.Payout, a.Kind, []byte(a.Reason))
		}
		digests[leaf] = printed(payouts.FlagsDigest(lines))
	}
	return digests
}

package procedure

import (
	"slices"
	"strings"

	"fangpin/internal/calendar"
)

// help takes in what is done for a watched family.
func (f *Family) help(p *Procedure, e Event) error {
	if err := f.during(e.Act, StateWatched, StateClearing); err != nil {
		return err
	}
	switch e.Act {
	case Plan:
		f.watch.planned = true
	case FollowUp:
		f.watch.looked = e.On
	case Measure:
		return f.order(p, e)
	case Begin:
		return f.begun(e)
	default:
		return f.close(e)
	}
	return nil
}

func (f *Family) order(p *Procedure, e Event) error {
	class := f.newest.Labour
	if !p.Measures.Allows(class, e.Kind) {
		return refuse("%s的户没有“%s”这一类措施，可以写 %s", class.Title(), e.Kind, strings.Join(p.Measures.Listed[class], "、"))
	}
	m := Ordered{On: e.On, Kind: e.Kind, Due: e.Due}
	if !e.Waits {
		m.Began = e.began()
		if err := e.within(*f.watch.since, "纳入监测的日期"); err != nil {
			return err
		}
	}
	f.watch.measures = append(slices.Clip(f.watch.measures), m)
	return nil
}

// begun takes in that the oldest open measure of the kind that does not work yet began to: maybe some days ago, not before it was ordered.
func (f *Family) begun(e Event) error {
	i := slices.IndexFunc(f.watch.measures, func(m Ordered) bool { return m.Open() && m.Began == nil && m.Kind == e.Kind })
	if i < 0 {
		return refuse("没有待落实的“%s”措施，不能“%s”", e.Kind, e.Act.Title())
	}
	if err := e.within(f.watch.measures[i].On, "下达日期"); err != nil {
		return err
	}
	f.watch.measures = slices.Clone(f.watch.measures)
	f.watch.measures[i].Began = e.began()
	return nil
}

// began is the day on which the event says that a measure began to work.
func (e Event) began() *calendar.Date {
	if e.Began != nil {
		return e.Began
	}
	return &e.On
}

// within refuses a day of beginning to work before the first that it may be, or after the event that tells of it.
func (e Event) within(first calendar.Date, title string) error {
	switch on := *e.began(); {
	case on > e.On:
		return refuse("落实日期 %s 晚于登记日期 %s，落实以后再登记", on, e.On)
	case on < first:
		return refuse("落实日期 %s 早于%s %s，请核对", on, title, first)
	}
	return nil
}

// close ends the oldest open measure of the kind: done, or withdrawn.
func (f *Family) close(e Event) error {
	i := slices.IndexFunc(f.watch.measures, func(m Ordered) bool { return m.Open() && m.Kind == e.Kind })
	if i < 0 {
		return refuse("没有在办的“%s”措施，不能“%s”", e.Kind, e.Act.Title())
	}
	f.watch.measures = slices.Clone(f.watch.measures)
	switch m := &f.watch.measures[i]; {
	case e.Act == Withdraw:
		m.Withdrawn = &e.On
	case m.Began == nil: // what was carried out has begun
		m.Done, m.Began = &e.On, &e.On
	default:
		m.Done = &e.On
	}
	return nil
}

// standing are the measures that were not withdrawn.
func (f Family) standing() []Ordered {
	return slices.DeleteFunc(f.Measures(), func(m Ordered) bool { return m.Withdrawn != nil })
}

// nominate begins a clearing.
func (f *Family) nominate(p *Procedure, e Event) error {
	if p.Clear == nil {
		return refuse("本程序没有写风险消除（clear），不能“%s”", e.Act.Title())
	}
	from, counted := f.EarliestClearing(p)
	missing, steps := f.Stage(p)
	class := f.newest.Labour
	switch {
	case steps:
		return refuse("“%s”还没有办，不能提名风险消除", missing.Step.Title())
	case slices.ContainsFunc(f.watch.measures, Ordered.Open):
		return refuse("还有在办的帮扶措施，办结或撤回以后才能提名风险消除")
	case p.Clear.LeavesOut(class):
		return refuse("%s的户不提名风险消除，持续跟踪监测", class.Title())
	case !counted:
		return refuse("还没有落实帮扶措施，不能提名风险消除")
	case e.On < from:
		return early(from, "帮扶时间不够，不能提名风险消除")
	case f.reliefAlone(p):
		return refuse("%s的户不能只有%s，落实其他帮扶措施以后才能提名风险消除", class.Title(), strings.Join(p.Measures.NeverOnly[class], "、"))
	}
	f.state, f.round = StateClearing, round{clearing: true}
	f.advance(e)
	return nil
}

// EarliestClearing is the first day on which the family's clearing may be nominated, whatever else stands against it. False: there is
// nothing yet to count from.
func (f Family) EarliestClearing(p *Procedure) (calendar.Date, bool) {
	if p.Clear == nil || f.watch.since == nil {
		return 0, false
	}
	if p.Clear.After.From == FromApprove {
		return p.EarliestClearing(*f.watch.since)
	}
	var first *calendar.Date
	for _, m := range f.standing() {
		if m.Began != nil && (first == nil || *m.Began < *first) {
			first = m.Began
		}
	}
	if first == nil {
		return 0, false
	}
	return p.EarliestClearing(*first)
}

// reliefAlone tells whether all the family's measures are of kinds that its class may not have alone (S1: 不能“一兜了之”).
func (f Family) reliefAlone(p *Procedure) bool {
	alone, bound := p.Measures.NeverOnly[f.newest.Labour]
	standing := f.standing()
	return bound && len(standing) > 0 && !slices.ContainsFunc(standing, func(m Ordered) bool { return !slices.Contains(alone, m.Kind) })
}

// approveClearing passes a clearing's approval, if the newest visit bears it.
func (f *Family) approveClearing(p *Procedure, e Event) error {
	switch v := f.newest; {
	case p.Clear.Above && v.Below:
		return refuse("最近一次入户核查的人均收入低于监测线，不能审定风险消除")
	case v.Risk == AtRisk:
		return refuse("最近一次入户核查仍有风险，不能审定风险消除")
	case p.Clear.LeavesOut(v.Labour):
		return refuse("最近一次入户核查是%s的户，不能审定风险消除，持续跟踪监测", v.Labour.Title())
	}
	f.watch.clearing = e.Kind
	f.advance(e)
	f.cleared(p, e)
	return nil
}

// cleared ends the watch: with the mark in the national system or, where the list has none, with the clearing's approval.
func (f *Family) cleared(p *Procedure, e Event) {
	last := Approve
	if place(f.list(p), Mark) >= 0 {
		last = Mark
	}
	if f.round.clearing && e.Act == last {
		f.state, f.watch.until = StateCleared, &e.On
	}
}

// rollBack is 风险消除回退 (S1 §三.1): the watch goes on as if it had never been cleared.
func (f *Family) rollBack() error {
	if err := f.during(RollBack, StateCleared); err != nil {
		return err
	}
	f.watch.until, f.watch.clearing = nil, ""
	f.resume()
	return nil
}

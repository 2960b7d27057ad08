package procedure

import (
	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
)

// Standing is how a family stands on a day.
type Standing struct {
	State       State
	Next        Act              // empty: nothing is
	Due         *calendar.Date   // by when it is to be done; nil: nothing sets a day. Before the day asked: overdue
	Provisional bool             // Due was counted over days that a notice of holidays may still move (暂定)
	Kind        string           // empty: none
	PerHead     *decimal.Decimal // yuan per head of the newest visit; nil: none
	Since       *calendar.Date   // watched since, while it is
	Notes       []string         // what a person should know besides
}

// Stand says where the family stands on a day: that of its newest event, or a later one.
func (f Family) Stand(p *Procedure, on calendar.Date) Standing {
	s := Standing{State: f.state, Kind: f.Kind(), Notes: f.notes(p, on)}
	if f.newest != nil {
		s.PerHead = f.newest.PerHead
	}
	if f.state == StateWatched || f.state == StateClearing {
		s.Since = f.watch.since
	}
	next := f.next(p, on)
	s.Next = next.act
	if next.set {
		s.Due, s.Provisional = &next.due.Day, next.due.Provisional
	}
	return s
}

// task is what is next, and by when.
type task struct {
	act Act
	due Due
	set bool // a day is
}

func by(act Act, due Due, set bool) task { return task{act, due, set} }

func (f Family) next(p *Procedure, on calendar.Date) task {
	switch f.state {
	case StateLead:
		due, set := p.HandOverBy(f.lead.on)
		return by(HandOver, due, set)
	case StateNotTaken, StateAnswered:
		return f.nextFeedback(p)
	case StateWatched:
		return f.nextOfWatch(p)
	case StateHandedOver, StateEntering, StateClearing, StateCleared:
		return f.nextOfRound(p, on)
	default:
		return task{}
	}
}

func (f Family) nextFeedback(p *Procedure) task {
	due, asked := p.FeedbackBy(f.lead.since(), f.lead.decided)
	if !asked || f.lead.fedBack {
		return task{}
	}
	return by(Feedback, due, true)
}

// nextOfRound is what is next while a family is taken in or cleared.
func (f Family) nextOfRound(p *Procedure, on calendar.Date) task {
	switch {
	case f.lead.asked:
		due, set := f.check(p)
		return by(Answer, due, set)
	case f.round.objections > 0:
		due, set := f.check(p)
		return by(Decide, due, set)
	case f.hangs(p) && on <= f.round.notice.Day:
		return by(Wait, *f.round.notice, true)
	}
	stage, ok := f.Stage(p)
	if !ok {
		return task{}
	}
	return f.turn(p, stage)
}

// turn is a step with its own days or, where it has none, the check.
func (f Family) turn(p *Procedure, stage Stage) task {
	if due, set := stage.DueBy(f.before()); set {
		return by(stage.Step, due, true)
	}
	due, set := f.check(p)
	return by(stage.Step, due, set)
}

// before is the day that a step's own days are counted from: those of a lead's first visit, and of an application before it, from the
// hand-over.
func (f Family) before() calendar.Date {
	if f.newest == nil {
		return f.lead.since()
	}
	return f.round.from
}

// check is by when the round is over: it runs until registration, without one until approval, and not while clearing.
func (f Family) check(p *Procedure) (Due, bool) {
	until := place(p.Enter, Register)
	if until < 0 {
		until = place(p.Enter, Approve)
	}
	if f.round.clearing || f.round.at > until {
		return Due{}, false
	}
	return p.CheckBy(f.lead.since())
}

// nextOfWatch is what is next for a watched family: what is missing of its taking in, a plan, then what has the earliest day.
func (f Family) nextOfWatch(p *Procedure) task {
	if stage, missing := f.Stage(p); missing {
		return f.turn(p, stage)
	}
	if due, asked := p.PlanBy(*f.watch.since); asked && !f.watch.planned && len(f.standing()) == 0 {
		return by(Plan, due, true)
	}
	measure := f.openMeasure()
	due, asked := p.FollowUpBy(f.watch.looked)
	if asked && (measure.act == "" || !measure.set || due.Day < measure.due.Day) {
		return by(FollowUp, due, true)
	}
	return measure
}

// openMeasure is the open measure with the earliest day, one without a day last.
func (f Family) openMeasure() (first task) {
	for _, m := range f.watch.measures {
		switch {
		case !m.Open():
		case m.Due == nil && first.act == "":
			first = task{act: Measure}
		case m.Due != nil && (!first.set || *m.Due < first.due.Day):
			first = by(Measure, Due{Day: *m.Due}, true)
		}
	}
	return first
}

package procedure

import "slices"

// Replay folds a family's events, in order, from nothing. It stops at the first that is not possible, and says how many it took.
func Replay(p *Procedure, events []Event) (f Family, taken int, err error) {
	for i, e := range events {
		if err := f.Apply(p, e); err != nil {
			return f, i, err
		}
	}
	return f, len(events), nil
}

// Apply folds one event in. The error is a *Refusal; then the family is as it was.
func (f *Family) Apply(p *Procedure, e Event) error {
	next := *f
	if err := next.take(p, e); err != nil {
		return err
	}
	next.last = e.On
	*f = next
	return nil
}

// Possible tells whether an event would be accepted, and if not, why.
func (f Family) Possible(p *Procedure, e Event) error { return f.Apply(p, e) }

// take is Apply, in which a refusal may leave anything behind.
func (f *Family) take(p *Procedure, e Event) error {
	if err := e.missing(p); err != nil {
		return err
	}
	if f.state == "" && e.Act != Lead {
		return refuse("这一户还没有线索，不能“%s”", e.Act.Title())
	}
	if f.state != "" && e.On < f.last {
		return refuse("日期 %s 早于这一户前面已有的 %s，请按先后填写", e.On, f.last)
	}
	if e.Act.IsStep() {
		return f.step(p, e)
	}
	return f.other(p, e)
}

// other takes in an act that is no step.
func (f *Family) other(p *Procedure, e Event) error {
	switch e.Act {
	case Lead:
		f.told(p, e)
		return nil
	case HandOver:
		return f.handOver(e)
	case Answer:
		return f.answer(e)
	case Feedback:
		return f.feedBack()
	case NotTaken:
		return f.notTaken(e)
	case Object, Dismiss, Uphold:
		return f.objection(p, e)
	case Repost:
		return f.reposted(p, e)
	case RollBack:
		return f.rollBack()
	default:
		return f.help(p, e)
	}
}

// during refuses an act in any other state.
func (f Family) during(a Act, states ...State) error {
	if slices.Contains(states, f.state) {
		return nil
	}
	return refuse("这一户现在是“%s”，不能“%s”", f.state.Title(), a.Title())
}

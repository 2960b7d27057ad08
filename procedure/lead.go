package procedure

import "slices"

// ToTownship is the word for the township where a matter is handed over, or a measure ordered; any other is a department.
const ToTownship = "乡镇"

// told takes in a lead. One of a family with an open lead or round joins it, one of a watched family is a signal on its watch: neither
// changes a date or a state.
func (f *Family) told(p *Procedure, e Event) {
	switch f.state {
	case StateLead, StateHandedOver, StateEntering, StateWatched, StateClearing:
	case StateOffline:
		if f.state.Reopens(e.Risk) {
			f.begin(e, true)
		}
	default:
		f.begin(e, slices.Contains(p.Leads.Direct, e.Source))
	}
}

// Reopens tells whether a lead that names a risk, or none, opens a family's matter again without a hand-over: of one that is watched offline
// (S0 线下监测).
func (s State) Reopens(risk string) bool { return s == StateOffline && Event{Risk: risk}.names() }

// begin opens a matter anew; a direct one at the visit, without hand-over.
func (f *Family) begin(e Event, direct bool) {
	*f = Family{state: StateLead, lead: lead{on: e.On}}
	if direct {
		f.open()
	}
}

// open puts the first step of taking in next.
func (f *Family) open() {
	f.state = StateHandedOver
	f.round = round{from: f.lead.since()}
}

func (f *Family) handOver(e Event) error {
	if err := f.during(e.Act, StateLead); err != nil {
		return err
	}
	f.lead.handOver = &e.On
	f.lead.asked = !blank(e.To) && e.To != ToTownship
	f.open()
	return nil
}

func (f *Family) answer(e Event) error {
	if f.state != StateHandedOver || !f.lead.asked {
		return refuse("这一户现在没有等部门答复的事项，不能“%s”", e.Act.Title())
	}
	f.lead.asked = false
	if e.Result == Settled {
		f.state, f.lead.decided = StateAnswered, e.On
	}
	return nil
}

// feedBack is possible from the hand-over on, or from the lead where there is none.
func (f *Family) feedBack() error {
	if f.state == StateLead {
		return refuse("这一户的线索还没有交办，不能“%s”", Feedback.Title())
	}
	f.lead.fedBack = true
	return nil
}

// notTaken is possible from the lead's first visit until the approval, an open objection or not.
func (f *Family) notTaken(e Event) error {
	if err := f.during(e.Act, StateHandedOver, StateEntering); err != nil {
		return err
	}
	if f.newest == nil {
		return refuse("入户核查以后才能定为“%s”", NotTaken.Title())
	}
	f.end(e)
	return nil
}

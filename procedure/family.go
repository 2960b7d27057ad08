package procedure

import (
	"slices"

	"fangpin/internal/calendar"
)

// State is where a family stands.
type State string

const (
	StateLead       State = "lead"        // 待交办
	StateHandedOver State = "handed_over" // 核查中
	StateEntering   State = "entering"    // 认定中
	StateWatched    State = "watched"     // 监测帮扶中
	StateClearing   State = "clearing"    // 风险消除认定中
	StateNotTaken   State = "not_taken"   // 不纳入
	StateAnswered   State = "answered"    // 部门已办结
	StateOffline    State = "offline"     // 线下监测
	StateCleared    State = "cleared"     // 风险消除
)

var stateTitles = map[State]string{
	StateLead: "待交办", StateHandedOver: "核查中", StateEntering: "认定中", StateWatched: "监测帮扶中", StateClearing: "风险消除认定中",
	StateNotTaken: "不纳入", StateAnswered: "部门已办结", StateOffline: "线下监测", StateCleared: "风险消除",
}

// States are the nine, in the order of a course through them.
func States() []State {
	return []State{StateLead, StateHandedOver, StateEntering, StateWatched, StateClearing,
		StateNotTaken, StateAnswered, StateOffline, StateCleared}
}

// Title is the state as people call it.
func (s State) Title() string { return stateTitles[s] }

// Family is what a family's events so far have proved. The zero value is a family that nobody told of. It is a value: a copy is another
// family, and Apply on the one leaves the other as it was.
type Family struct {
	state  State
	last   calendar.Date // of the newest event; nothing without a state
	lead   lead
	newest *Visited // of this lead, or of the watch that came of it
	round  round
	watch  watch
}

// lead is the matter that is open, or was last.
type lead struct {
	on       calendar.Date
	handOver *calendar.Date // nil: not yet, or never, for it opened at the visit
	asked    bool           // a department was asked and has not answered
	decided  calendar.Date  // the day it was not taken in or answered
	fedBack  bool
}

// since is the day from which the check and the first visit's own days are counted.
func (l lead) since() calendar.Date {
	if l.handOver != nil {
		return *l.handOver
	}
	return l.on
}

// round is how far the steps of a list are done: of Enter, and of Clear.Steps once a clearing was nominated.
type round struct {
	clearing   bool
	at         int           // the step that is next
	from       calendar.Date // what its own days are counted from
	notice     *Due          // the last day of the notice; nil: none was posted since the visit
	objections int           // open ones
}

// watch is what is done for a family that was taken in.
type watch struct {
	since    *calendar.Date // the day it was approved
	kind     string         // as approved
	planned  bool
	looked   calendar.Date // the newest visit, follow-up or approval
	measures []Ordered
	until    *calendar.Date // the day it was cleared
	clearing string         // the kind that the clearing's approval named
}

// Ordered is a measure that was ordered for a family (帮扶措施).
type Ordered struct {
	On        calendar.Date  // the day of its order
	Began     *calendar.Date // the day it began to work (落实); nil: not yet
	Kind      string
	Due       *calendar.Date
	Done      *calendar.Date
	Withdrawn *calendar.Date
}

// Open tells whether a measure is neither done nor withdrawn.
func (m Ordered) Open() bool { return m.Done == nil && m.Withdrawn == nil }

// State is where the family stands; empty if nobody told of it.
func (f Family) State() State { return f.state }

// Newest is the newest visit of the lead or the watch, nil before one.
func (f Family) Newest() *Visited { return f.newest }

// Measures are the family's measures in this watch, withdrawn ones too, in the order in which they came.
func (f Family) Measures() []Ordered { return slices.Clone(f.watch.measures) }

// Objections is how many objections are open.
func (f Family) Objections() int { return f.round.objections }

// Last is the day of the newest event: nothing is dated before it.
func (f Family) Last() calendar.Date { return f.last }

// Notice is the last day of the notice that was posted since the round's newest visit, nil if none was.
func (f Family) Notice() *Due { return f.round.notice }

// Watched is since when and until when the family is watched, and so bears its kind as a label. Nil: not yet.
func (f Family) Watched() (since, until *calendar.Date) { return f.watch.since, f.watch.until }

// Kind is the family's kind: by the newest visit, from approval on as approved. Empty before a visit, and for whoever is not taken in.
func (f Family) Kind() string {
	switch {
	case slices.Contains([]State{StateNotTaken, StateOffline, StateAnswered}, f.state) || f.newest == nil:
		return ""
	case f.watch.clearing != "":
		return f.watch.clearing
	case f.watch.since != nil:
		return f.watch.kind
	default:
		return f.newest.Kind
	}
}

// list is the list whose round is on.
func (f Family) list(p *Procedure) []Stage {
	if f.round.clearing && p.Clear != nil {
		return p.Clear.Steps
	}
	return p.Enter
}

// Stage is the step that is next, with whose it is and its own days, an open objection or a notice aside. False if none is.
func (f Family) Stage(p *Procedure) (Stage, bool) {
	list := f.list(p)
	going := slices.Contains([]State{StateHandedOver, StateEntering, StateWatched, StateClearing, StateCleared}, f.state)
	if !going || f.lead.asked || f.round.at >= len(list) {
		return Stage{}, false
	}
	return list[f.round.at], true
}

// approved tells whether the approval of the round that is on has passed.
func (f Family) approved(p *Procedure) bool { return f.round.at > place(f.list(p), Approve) }

package verify

import (
	"fmt"
	"slices"

	"fangpin/internal/identity/who"
	"fangpin/procedure"
)

var watchHandsCheck = Check{
	Name: "村级评议、乡镇审核、县级审定由三人分别办理，异议由未经手的人处理",
	Rule: "monitoring: three pairs of hands; domain §3 no. 19",
	Proves: "whoever evaluated, reviewed and approved in one round are three people, and who approved neither visited nor compared; an objection " +
		"was decided by somebody who neither visited nor evaluated; a release was marked, and a measure's effect judged, by another; a visit that the " +
		"procedure leaves to the village or to the township was theirs",
	Not: "that two accounts are two people, but where both identity numbers are on record",
}

// watchHands finds in each round of each watch who did what.
func watchHands(v *view) Result {
	check := Result{Check: watchHandsCheck, Looked: int64(len(v.watchEvents))}
	for _, c := range v.courses {
		check.handled(v, c)
		check.visitedBy(v, c)
	}
	closed := v.closings()
	for i := range v.measureNotes {
		n := &v.measureNotes[i]
		if by := closed[n.at()]; (n.What == "effective" || n.What == "ineffective") && v.human(by) == v.human(n.By) {
			check.find("measure_note", n.key, "成效由办结的人 %d 自己评价", n.By)
		}
	}
	return check
}

// handled names whoever did in a round what another must.
func (c *Result) handled(v *view, w *course) {
	did := map[procedure.Act][]int64{}
	for i, e := range w.events[:len(w.stood)] {
		if wrong := alone(did, w.told[i], v.human(e.By)); wrong != "" {
			c.find("watch_event", e.key, "%s", wrong)
		}
		if turns(w.told[i]) {
			clear(did)
		}
		did[w.told[i].Act] = append(did[w.told[i].Act], v.human(e.By))
	}
}

// visitedBy names visits by the other level than the one whose step the procedure says it is. One of a watched family is no step.
func (c *Result) visitedBy(v *view, w *course) {
	for i, e := range w.events[:len(w.stood)] {
		if i == 0 || w.told[i].Act != procedure.Visit {
			continue
		}
		steps := w.rule.Enter
		switch w.stood[i-1].State {
		case procedure.StateClearing:
			steps = w.rule.Clear.Steps
		case procedure.StateWatched:
			continue
		}
		at := slices.IndexFunc(steps, func(s procedure.Stage) bool { return s.Step == procedure.Visit })
		if a, ok := v.act(e.first); ok && steps[at].Named && (steps[at].By == procedure.Village) != (a.role == who.Village) {
			c.find("watch_event", e.key, "入户核查应由%s办理，所记为%s", w.rule.Title(steps[at].By), a.role.Title())
		}
	}
}

// alone says why a person may not do something in the round in which others did, or he did, what is listed. Empty: he may.
func alone(did map[procedure.Act][]int64, e procedure.Event, who int64) string {
	var apart []procedure.Act
	switch {
	case e.Act == procedure.Approve && e.Result == procedure.Pass:
		evaluated, reviewed := newest(did[procedure.Evaluate]), newest(did[procedure.Review])
		if evaluated == reviewed && evaluated != 0 {
			return fmt.Sprintf("%d 一人办理村级评议和乡镇审核", evaluated)
		}
		apart = []procedure.Act{procedure.Visit, procedure.Evaluate, procedure.Review, procedure.Compare}
	case e.Act == procedure.Dismiss || e.Act == procedure.Uphold:
		apart = []procedure.Act{procedure.Visit, procedure.Evaluate}
	case e.Act == procedure.Mark:
		apart = []procedure.Act{procedure.Approve}
	}
	for _, other := range apart {
		if slices.Contains(did[other], who) {
			return fmt.Sprintf("%d 一人办理%s和%s", who, other.Title(), e.Act.Title())
		}
	}
	return ""
}

func newest(of []int64) int64 {
	if len(of) == 0 {
		return 0
	}
	return of[len(of)-1]
}

// closings are who carried out each measure, by where it was ordered.
func (v *view) closings() map[at]int64 {
	by := map[at]int64{}
	for _, c := range v.courses {
		closes := c.closes()
		for i, e := range c.events[:len(c.stood)] {
			if c.told[i].Act == procedure.Done {
				by[closes[e.at()]] = e.By
			}
		}
	}
	return by
}

// closes are the orders of the measures that events closed, by the event: each closes the oldest open measure of its kind.
func (c *course) closes() map[at]at {
	ordered, open := map[at]at{}, map[string][]at{}
	for i, e := range c.events[:len(c.stood)] {
		switch told := c.told[i]; told.Act {
		case procedure.Measure:
			open[told.Kind] = append(open[told.Kind], e.at())
		case procedure.Done, procedure.Withdraw:
			ordered[e.at()] = open[told.Kind][0] // or the event was not possible
			open[told.Kind] = open[told.Kind][1:]
		}
	}
	return ordered
}

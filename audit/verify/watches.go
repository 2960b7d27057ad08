package verify

import (
	"cmp"
	"fmt"
	"slices"

	"fangpin/internal/calendar"
	"fangpin/monitoring"
	"fangpin/procedure"
)

// course is a watch with its procedure, its events, and where each left it.
type course struct {
	*watchRow
	rule   *procedure.Procedure // nil: it cannot be read
	events []*watchEventRow
	told   []procedure.Event // as many as can be read
	stood  []left            // after each event that was possible
	broken string            // why the event after these was not
	beyond bool              // a version of the engine judged it that this program does not have
}

// left is where an event left a watch.
type left struct {
	monitoring.Standing
	leaf  int64 // of the deed over the event
	round int   // after which event the present round began

	labour procedure.Labour // as the newest visit left it
}

// live tells whether a lead would join the watch.
func (s left) live() bool {
	return !slices.Contains([]procedure.State{procedure.StateNotTaken, procedure.StateAnswered, procedure.StateCleared}, s.State)
}

// coursesOf replays every watch, once.
func coursesOf(v *view) []*course {
	events := groupBy(v.watchEvents, func(e *watchEventRow) int64 { return e.Watch })
	out := make([]*course, len(v.watches))
	for i := range v.watches {
		w := &v.watches[i]
		c := &course{watchRow: w, rule: v.ways[w.Procedure], events: events[w.ID]}
		slices.SortFunc(c.events, func(a, b *watchEventRow) int { return cmp.Compare(a.N, b.N) })
		for _, e := range c.events {
			if _, ok := v.judge(e.first, monitoring.Engine); !ok {
				c.beyond = true
			}
		}
		if c.rule != nil && !c.beyond {
			c.replay()
		}
		out[i] = c
	}
	return out
}

// replay takes the events one after another, as far as they are possible.
func (c *course) replay() {
	family, round := procedure.Family{}, 0
	for i, r := range c.events {
		e, err := r.told()
		if err == nil {
			c.told = append(c.told, e)
			err = family.Apply(c.rule, e)
		}
		if err == nil && e.Act == procedure.Lead && i > 0 && !c.stood[i-1].live() {
			err = errEnded
		}
		if err != nil {
			c.broken = err.Error()
			return
		}
		if turns(e) {
			round = r.N
		}
		s := left{Standing: monitoring.StandingOf(c.rule, &family, e.On), leaf: r.first, round: round}
		if newest := family.Newest(); newest != nil {
			s.labour = newest.Labour
		}
		c.stood = append(c.stood, s)
	}
}

var errEnded = fmt.Errorf("事项已经结束，新的线索应另立事项")

var watchesCheck = Check{
	Name: "监测事项由线索开始，按当日生效的程序办理，一户同一时间一项",
	Rule: "docs/decisions: a watch goes to its end by the procedure it began under",
	Proves: "each watch begins with a lead, on its day, under the procedure then in force; its events are numbered without a gap; a family " +
		"has one at a time, and each names the one before",
	Not: "that a family of which nothing was told is not at risk",
}

// watches: how each begins, and that a family has one at a time.
func watches(v *view) Result {
	v.courses = coursesOf(v)
	check, of := Result{Check: watchesCheck, Looked: int64(len(v.courses))}, map[int64][]*course{}
	for _, c := range v.courses {
		of[c.Household] = append(of[c.Household], c)
		if wrong := c.begun(v); wrong != "" {
			check.find("watch", c.key, "%s", wrong)
		}
	}
	for _, family := range sorted(of, cmp.Compare[int64]) {
		slices.SortFunc(family, func(a, b *course) int { return cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(a.ID, b.ID)) })
		check.follow(family)
	}
	return check
}

// begun says in what a watch did not begin as it should.
func (c *course) begun(v *view) string {
	gap := slices.IndexFunc(c.events, func(e *watchEventRow) bool { return e.N < 1 || e.N > len(c.events) || c.events[e.N-1] != e })
	switch {
	case len(c.events) == 0 || c.events[0].Event != string(procedure.Lead):
		return "不是由线索开始的"
	case gap >= 0 || c.Events != len(c.events):
		return fmt.Sprintf("所记 %d 项办理，实有 %d 项，或序号不连续", c.Events, len(c.events))
	case c.OpenedOn != c.events[0].On:
		return fmt.Sprintf("线索日期为 %s，所记为 %s", c.events[0].On, c.OpenedOn)
	case c.first != c.events[0].first:
		return "不是随第一条线索登记的"
	case v.household[c.Household] == nil:
		return "没有这一户"
	}
	if p := v.procedureOn(c.OpenedOn, c.first); p != c.Procedure {
		return fmt.Sprintf("%s生效的监测程序为 %d，所记为 %d", c.OpenedOn.Chinese(), p, c.Procedure)
	}
	return ""
}

// follow holds a family's watches, in the order in which they began, to one another.
func (c *Result) follow(family []*course) {
	for i, w := range family {
		if i == 0 {
			if w.Previous.Valid {
				c.find("watch", w.key, "所记前一事项 %d 不是本户的，或不在其前", w.Previous.V)
			}
			continue
		}
		before := family[i-1]
		if w.Previous != (null[int64]{V: before.ID, Valid: true}) {
			c.find("watch", w.key, "本户前一事项为 %d，所记为 %d", before.ID, w.Previous.V)
		}
		if before.liveSince(w.first) {
			c.find("watch", w.key, "开始时或其后，本户的事项 %d 还没有结束", before.ID)
		}
	}
}

// liveSince tells whether the watch was live when a deed was sealed, or after it.
func (c *course) liveSince(leaf int64) (live bool) {
	for _, s := range c.stood {
		if s.leaf >= leaf {
			live = live || s.live()
		} else {
			live = s.live()
		}
	}
	return live
}

var coursesCheck = Check{
	Name: "监测各环节依监测程序重新推演，现状与推演一致",
	Rule: "procedure.md; docs/decisions: a watch is a log of events",
	Proves: "each event was possible then by the watch's procedure: the order of steps, the days of publicity, the earliest release; where " +
		"each watch is said to stand, until when, of which kind and since when, follows from its events; an event of its day is dated by " +
		"the deed's, and none later",
	Not:    "that a day written down for a visit, a meeting or a posting was the day",
	Shares: "procedure (the replay), monitoring (what a standing is)",
}

// dated are the acts that may be dated before the day on which they are recorded: what happened at the family's home, in the village, on a wall.
var dated = []procedure.Act{procedure.Visit, procedure.Apply, procedure.Evaluate, procedure.Post, procedure.Repost, procedure.Object, procedure.Measure, procedure.Done,
	procedure.Withdraw, procedure.FollowUp}

// courses: every event is possible by the watch's procedure, and what stands follows from all of them.
func courses(v *view) Result {
	check := Result{Check: coursesCheck}
	for _, c := range v.courses {
		if c.beyond {
			continue
		}
		check.Looked++
		for _, e := range c.events {
			if wrong := e.misdated(v); wrong != "" {
				check.find("watch_event", e.key, "%s", wrong)
			}
		}
		switch {
		case c.rule == nil:
			check.find("watch", c.key, "没有可以解读的监测程序")
		case len(c.stood) < len(c.events):
			e := c.events[len(c.stood)]
			check.find("watch_event", e.key, "“%s”当时不能办理：%s", procedure.Act(e.Event).Title(), c.broken)
		case len(c.stood) > 0:
			if wrong := c.otherwise(c.stood[len(c.stood)-1].Standing); wrong != "" {
				check.find("watch", c.key, "%s", wrong)
			}
		}
	}
	return check
}

// misdated says in what an event's day is not one on which it can have been.
func (r *watchEventRow) misdated(v *view) string {
	a, ok := v.act(r.first)
	if !ok {
		return ""
	}
	switch day := calendar.DateOf(a.at); {
	case r.On > day:
		return fmt.Sprintf("%s登记，所记日期为 %s", day.Chinese(), r.On)
	case r.On < day && !slices.Contains(dated, procedure.Act(r.Event)):
		return fmt.Sprintf("“%s”以办理当日为准，%s登记，所记日期为 %s", procedure.Act(r.Event).Title(), day.Chinese(), r.On)
	}
	return ""
}

// otherwise says in what a watch's row is not where its events left it.
func (r *watchRow) otherwise(s monitoring.Standing) string {
	for _, c := range []struct{ name, derived, kept string }{
		{"状态", string(s.State), r.State},
		{"下一步", said(s.Next), r.Next.V}, {"期限", printedDay(s.Due), keptDay(r.Due)},
		{"公示期满后的一步", said(s.AfterWait), r.AfterWait.V}, {"公示期满后的期限", printedDay(s.AfterDue), keptDay(r.AfterDue)},
		{"类别", said(s.Kind), r.Kind.V}, {"纳入日期", printedDay(s.Since), keptDay(r.Since)}, {"可提名日期", printedDay(s.NominateFrom), keptDay(r.NominateFrom)},
	} {
		if c.derived != c.kept {
			return fmt.Sprintf("%s应为“%s”，所记为“%s”", c.name, c.derived, c.kept)
		}
	}
	if (s.PerHead == nil) != !r.PerHead.Valid || s.PerHead != nil && !s.PerHead.Equal(r.PerHead.V) {
		return "人均收入与最近一次入户核查不符"
	}
	return ""
}

func said[T ~string](text *T) string {
	if text == nil {
		return ""
	}
	return string(*text)
}

func printedDay(day *date) string {
	if day == nil {
		return ""
	}
	return day.String()
}

func keptDay(day null[date]) string {
	if !day.Valid {
		return ""
	}
	return day.V.String()
}

// asOf is where the watch stood when a deed was sealed, by the events before it; false where it had none.
func (c *course) asOf(leaf int64) (s left, begun bool) {
	for _, next := range c.stood {
		if next.leaf >= leaf {
			break
		}
		s, begun = next, true
	}
	return s, begun
}

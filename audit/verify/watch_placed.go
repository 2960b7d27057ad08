package verify

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"fangpin/internal/calendar"
	"fangpin/monitoring"
	"fangpin/procedure"
	"fangpin/reports"
	"fangpin/screening"
)

// placing is what families were when a screening was sealed: with an open matter, or checked not long ago.
type placing struct {
	*screenings
	act
	months int // for which a checked family was left alone, as the screening says itself; 0: it left none alone

	live    map[int64]bool
	offline map[int64]bool              // of the live: one that a risk opens again
	why     map[int64]map[string]string // by household and kind
}

func (s *screenings) placing(a act, rows []*screening.Row, made outcomesOf) *placing {
	p := &placing{screenings: s, act: a, live: map[int64]bool{}, offline: map[int64]bool{}, why: map[int64]map[string]string{}}
	for _, r := range rows {
		if o := cmp.Or(made[r.ID], s.told[r.ID].is); o != nil && o.Outcome == reports.NotTaken && p.months == 0 {
			_, after, _ := strings.Cut(o.Reason.V, "），")
			_, _ = fmt.Sscanf(after, "%d 个月内同类预警不重复交办", &p.months) // a reason that is another sets none
		}
	}
	return p
}

// place says what a row that matches a feed, or is doubtful, comes to for its family: the second time that this is written down.
func (p *placing) place(rows, fit []*screening.Row) {
	begun := map[int64]bool{}
	for _, r := range fit {
		p.look(r.Who.Household)
		if h := r.Who.Household; p.offline[h] || !p.live[h] && p.why[h][r.Of.Code] == "" {
			begun[h] = true
		}
	}
	for _, r := range rows {
		if !r.Judged || r.Feed == nil && r.Asked == "" {
			continue
		}
		p.look(r.Who.Household)
		switch h := r.Who.Household; {
		case begun[h]:
			r.Result, r.Asked = reports.Lead, ""
		case p.offline[h]: // of what would send somebody to the family a clerk is asked
		case p.live[h]:
			r.Result, r.Asked = reports.Signal, ""
		case r.Feed != nil:
			r.Again(p.why[h][r.Of.Code])
		}
	}
	for _, r := range rows {
		if r.Judged && r.Decided && r.Outcome == reports.NotTaken && r.Result == "" {
			r.Leave()
		}
	}
}

// look finds once what a household was.
func (p *placing) look(household int64) {
	if _, seen := p.why[household]; seen {
		return
	}
	p.why[household] = map[string]string{}
	checked := date(0)
	for _, c := range p.courses[household] {
		if c.beyond || slices.ContainsFunc(c.events, func(e *watchEventRow) bool { return p.during(e.first, p.act) }) {
			p.lost[household] = true
		}
		s, begun := c.asOf(p.leaf)
		p.live[household] = p.live[household] || begun && s.live()
		p.offline[household] = p.offline[household] || begun && s.State == procedure.StateOffline
		on := c.checkedOn(p.leaf)
		ended := s.State == procedure.StateNotTaken || s.State == procedure.StateAnswered
		if !ended || p.months == 0 || on <= calendar.DateOf(p.at).AddMonths(-p.months) || on < checked {
			continue
		}
		checked = on
		for _, kind := range p.kinds(c) {
			p.why[household][kind] = monitoring.NotAgain(s.State, on, p.months)
		}
	}
}

// checkedOn is the last day on which a family was checked, by the events before a deed.
func (c *course) checkedOn(leaf int64) (day date) {
	for i, e := range c.events[:len(c.stood)] {
		if e.first < leaf && slices.Contains(monitoring.Deciding, c.told[i].Act) {
			day = max(day, e.On)
		}
	}
	return day
}

// kinds are the kinds of report of whose rows a watch was told before the screening.
func (p *placing) kinds(c *course) (kinds []string) {
	for _, g := range p.of[c.ID] {
		if t := p.told[g.Told.V]; g.first < p.leaf && t != nil && t.in != nil {
			kinds = append(kinds, t.in.Kind)
		}
	}
	return kinds
}

// decide holds what a clerk decided to what had been doubtful.
func (s *screenings) decide(a act, made outcomesOf) {
	s.lost = map[int64]bool{}
	p := &placing{screenings: s, act: a, live: map[int64]bool{}, offline: map[int64]bool{}, why: map[int64]map[string]string{}}
	for row, o := range made {
		t := s.told[row]
		if t == nil || t.is == nil || t.is.Outcome != reports.Doubtful || t.is.Household != o.Household || t.is.Person != o.Person {
			s.find("row_outcome", o.key, "判定的不是存疑线索，或改了所属的户、人")
			continue
		}
		p.look(o.Household.V)
		as := map[bool]string{true: reports.Signal, false: reports.Lead}[p.live[o.Household.V] && !p.offline[o.Household.V]]
		switch {
		case o.DecidedBy != null[int64]{V: a.person, Valid: true}:
			s.find("row_outcome", o.key, "由 %d 判定，所记为 %d", a.person, o.DecidedBy.V)
		case o.Outcome != reports.NotTaken && o.Outcome != as && !p.lost[o.Household.V]:
			s.find("row_outcome", o.key, "本户当时%s，应作为“%s”", map[bool]string{true: "已有监测事项", false: "没有监测事项"}[p.live[o.Household.V]], outcomeTitles[as])
		}
	}
}

// merged holds the rows that a deed took to the leads that they became: of each family one, which says what its rows told.
func (s *screenings) merged(a act) {
	of, made := map[at][]*signalRow{}, s.made[a.leaf]
	watches := map[int64]at{}
	for _, g := range s.led[a.leaf] {
		o := made[g.Told.V]
		one, seen := watches[g.Watch]
		switch {
		case o == nil || o.Outcome != reports.Lead && o.Outcome != reports.Signal:
			s.find("signal", g.key, "月报行 %d 没有作为线索", g.Told.V)
		case seen && one != g.at():
			s.find("signal", g.key, "同一户同一次的线索没有合并")
		}
		watches[g.Watch] = g.at()
		of[g.at()] = append(of[g.at()], g)
	}
	for row, o := range made {
		if g := s.taken[row]; (o.Outcome == reports.Lead || o.Outcome == reports.Signal) && (g == nil || g.first != a.leaf) {
			s.find("row_outcome", o.key, "作为线索，没有登记风险信号")
		}
	}
	for at, signals := range of {
		slices.SortFunc(signals, func(a, b *signalRow) int { return cmp.Compare(a.ID, b.ID) })
		s.sum(a, s.events[at], signals)
	}
}

// sum holds a lead to the rows that it is made of, in their order.
func (s *screenings) sum(a act, e *watchEventRow, signals []*signalRow) {
	source, risk := "", ""
	for _, g := range signals {
		t := s.told[g.Told.V]
		if t == nil || t.in == nil {
			return // named elsewhere
		}
		kind, _ := reports.KindOf(t.in.Kind)
		source, risk = cmp.Or(source, t.in.Agency), cmp.Or(risk, kind.Risk)
		if day := min(t.in.ReceivedOn, calendar.DateOf(a.at)); g.On != day || g.Source != string(monitoring.Report) {
			s.find("signal", g.key, "应为部门月报，%s报送，所记为 %s", day.Chinese(), g.On)
		}
	}
	if e == nil {
		return // named elsewhere
	}
	if told, err := e.told(); err == nil && (told.Source != source || told.Risk != risk) {
		s.find("watch_event", e.key, "由月报行合并的线索应为%s、%s，所记为%s、%s", source, risk, told.Source, told.Risk)
	}
}

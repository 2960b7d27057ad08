package procedure

import (
	"slices"

	"fangpin/internal/calendar"
)

// Notes that a standing may have, besides those of a referral (转民政局：低收入家庭认定).
const (
	NoteEarly     = "提前帮扶"
	NoteNominable = "可提名"
	NoteNoLabour  = "无劳动力，持续跟踪"
)

func (f Family) notes(p *Procedure, on calendar.Date) []string {
	var out []string
	if f.newest != nil && f.newest.Early && slices.Contains([]State{StateEntering, StateWatched, StateClearing}, f.state) {
		out = append(out, NoteEarly)
	}
	if f.newest != nil && f.watch.since == nil { // from the visit until watched
		for _, r := range p.ReferredBy(f.newest.Below, f.newest.Risk) {
			out = append(out, "转"+r.To+"："+r.For)
		}
	}
	switch {
	case f.state != StateWatched:
	case f.Possible(p, Event{On: on, Act: Nominate}) == nil:
		out = append(out, NoteNominable)
	case f.kept(p, on):
		out = append(out, NoteNoLabour)
	}
	return out
}

// kept tells whether a family would be nominated but for its labour class, which is not cleared.
func (f Family) kept(p *Procedure, on calendar.Date) bool {
	from, counted := f.EarliestClearing(p)
	_, missing := f.Stage(p)
	return counted && on >= from && !missing && !slices.ContainsFunc(f.watch.measures, Ordered.Open) && p.Clear.LeavesOut(f.newest.Labour)
}

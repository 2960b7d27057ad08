package reports

import (
	"fangpin/internal/calendar"
	"fangpin/internal/flow"
)

// Next is what the report waits for on a day, where so many of its rows were not screened yet; nothing where another took its place.
func (r Report) Next(unscreened int, today calendar.Date) flow.Next {
	switch {
	case r.Status == Received:
		due := r.Month().DueOn()
		return flow.Next{Text: "由县经办于 " + due.Chinese() + " 前交办", Due: due, Late: due < today}
	case r.Status != HandedOver:
		return flow.Next{}
	case unscreened > 0:
		return flow.Next{Text: "已交办，由县经办比对"}
	default:
		return flow.Next{Text: "已交办，各行都已比对"}
	}
}

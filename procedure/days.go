package procedure

import (
	"time"

	"fangpin/internal/calendar"
)

// Due is the last day of something that is to be done; it is over at 24:00.
type Due struct {
	Day         calendar.Date
	Provisional bool // 暂定: it was counted over days that a notice of holidays may still move
}

// Window is the months over which the income of a visit on a day is counted: both days belong to it.
func (p *Procedure) Window(visit calendar.Date) (from, to calendar.Date) {
	to = visit - 1
	if p.Income.Ends == EndsQuarter {
		to = QuarterEnd(to)
	}
	return to.AddMonths(-p.Income.Months) + 1, to
}

// QuarterEnd is the newest end of a quarter, that day included.
func QuarterEnd(day calendar.Date) calendar.Date {
	over := (int(day.Month()) - 1) % 3 // months of the quarter that are over
	if end := day.MonthEnd(); over == 2 && day == end {
		return day
	}
	return calendar.On(day.Year(), day.Month()-time.Month(over), 1) - 1
}

// On or after a day, the first that is the day of its month.
func (d DayOfMonth) onOrAfter(day calendar.Date) calendar.Date {
	if due := d.in(day.Year(), day.Month()); due >= day {
		return due
	}
	return d.in(day.Year(), day.Month()+1)
}

func (d DayOfMonth) in(year int, month time.Month) calendar.Date {
	first := calendar.On(year, month, 1)
	if d.Day == 0 {
		return first.MonthEnd()
	}
	return first + calendar.Date(d.Day-1)
}

// HandOverBy is by when a lead of a day is handed over: the first such day on or after it. False if the file sets none.
func (p *Procedure) HandOverBy(lead calendar.Date) (Due, bool) {
	if p.Leads.HandOver == nil {
		return Due{}, false
	}
	return Due{Day: p.Leads.HandOver.onOrAfter(lead)}, true
}

// CheckBy is by when a matter is checked, from its hand-over; of a direct or an offline lead from the lead. False if the file sets none.
func (p *Procedure) CheckBy(from calendar.Date) (Due, bool) { return within(from, p.Leads.Check, true) }

// FeedbackBy is by when a result is fed back: the end of the month of the hand-over (of the lead where there was none), or of the decision
// where that is later. False if the file asks for none.
func (p *Procedure) FeedbackBy(handOver, decision calendar.Date) (Due, bool) {
	return Due{Day: max(handOver, decision).MonthEnd()}, p.Leads.Feedback
}

// PlanBy is by when a family's plan is made, from its approval. False if the file asks for none.
func (p *Procedure) PlanBy(approve calendar.Date) (Due, bool) { return within(approve, p.Plan, true) }

// FollowUpBy is by when a family is looked at again, from the last look. False if the file asks for none.
func (p *Procedure) FollowUpBy(look calendar.Date) (Due, bool) {
	return Due{Day: look.AddMonths(p.FollowUp)}, p.FollowUp > 0
}

// EarliestClearing is the first day on which a clearing may be nominated, from the day that Clear.After counts from. False if none may be.
func (p *Procedure) EarliestClearing(from calendar.Date) (calendar.Date, bool) {
	if p.Clear == nil {
		return 0, false
	}
	return from.AddMonths(p.Clear.After.Months), true
}

// NoticeUntil is the last day of a notice that was posted on a day; the next step is possible from the day after. False without publicity.
func (p *Procedure) NoticeUntil(posted calendar.Date) (Due, bool) {
	if p.Publicity == nil {
		return Due{}, false
	}
	moved := calendar.Options{PastHoliday: p.Publicity.PastHoliday, PastWeekend: p.Publicity.PastWeekend}
	return count(posted, p.Publicity.Days, moved), true
}

// DueBy is by when a step is done, from the step before it. False if it has no days of its own.
func (s Stage) DueBy(before calendar.Date) (Due, bool) { return within(before, s.Days, s.Working) }

// within is the last of so many days after a day, which itself is not counted; none if days is zero. Calendar days are never moved.
func within(from calendar.Date, days int, working bool) (Due, bool) {
	if days == 0 {
		return Due{}, false
	}
	return count(from, days, calendar.Options{Working: working}), true
}

func count(from calendar.Date, days int, o calendar.Options) Due {
	last, provisional, err := calendar.Published().LastDay(from, days, o)
	if err != nil {
		panic("procedure: " + err.Error()) // Read bounds every count
	}
	return Due{last, provisional}
}

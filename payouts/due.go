package payouts

import (
	"fangpin/internal/calendar"
)

// payWithin is how many working days after its publicity ended a payout reaches the household (domain notes §3 no. 18).
const payWithin = 5

// PayBy is the day by which a payout has arrived whose publicity ended on a day (发放期限). Where no notice settles the days off yet, plain
// weekends are counted.
func PayBy(last calendar.Date) calendar.Date {
	by, _, err := calendar.Published().LastDay(last, payWithin, calendar.Options{Working: true})
	if err != nil { // only for a period that is none
		panic(err)
	}
	return by
}

// overdue is the latest day of which PayBy lies before today.
func overdue(today calendar.Date) calendar.Date {
	last := today - payWithin
	for PayBy(last) >= today {
		last--
	}
	return last
}

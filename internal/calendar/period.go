package calendar

import "fangpin/internal/fault"

// Options say how a period is counted. The zero value counts calendar days and leaves the end where it falls.
type Options struct {
	Working     bool // count working days (工作日) only
	PastHoliday bool // an end on a holiday moves to the next day that is none
	PastWeekend bool // an end on an ordinary weekend moves too; a make-up workday is no weekend
}

// longest bounds a period, in days: a century is a typing error.
const longest = 36500

// LastDay is the day at whose 24:00 a period of so many days is over. The day it begins on is not counted (公示自张贴次日起算).
//
// A provisional day (暂定) is one that a notice may still move, for it was counted over days that are not settled: there only
// plain weekends are known.
func (c *Calendar) LastDay(from Date, days int, o Options) (last Date, provisional bool, err error) {
	if days < 1 || days > longest {
		return 0, false, fault.Invalidf("期限须为 1 至 %d 天，现为 %d 天", longest, days)
	}
	last = from + Date(days)
	if o.Working {
		last = c.afterWorking(from, days)
	}
	for c.closed(last, o) {
		last++
	}
	return last, !c.Settled(from+1) || !c.Settled(last), nil
}

// Due is LastDay for a clock that runs: it refuses to start one whose end is provisional.
func (c *Calendar) Due(from Date, days int, o Options) (Date, error) {
	last, provisional, err := c.LastDay(from, days, o)
	if err != nil {
		return 0, err
	}
	if provisional {
		return 0, fault.Blockedf("自%s起算的期限，期满日超出已载入的放假安排（%s至%s），请先载入国务院办公厅公布的当年放假安排再起算",
			from.Chinese(), c.First().Chinese(), c.Last().Chinese())
	}
	return last, nil
}

// afterWorking is the day on which the last of so many working days after from falls.
func (c *Calendar) afterWorking(from Date, days int) Date {
	d := from
	for ; days > 0; days-- {
		for d++; !c.Working(d); d++ {
		}
	}
	return d
}

// closed tells whether a period may not end on the day.
func (c *Calendar) closed(d Date, o Options) bool {
	return o.PastHoliday && c.Holiday(d) || o.PastWeekend && c.Weekend(d)
}

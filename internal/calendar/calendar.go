// Package calendar answers one question: on which day does a period end?
//
// Days off come from the yearly notices of the General Office of the State Council (国务院办公厅关于部分节假日安排的通知), which name
// the holidays and the weekend days that are worked in their place (调休上班). A year without a notice is never guessed.
package calendar

import (
	_ "embed"
	"iter"
	"strings"
	"sync"
	"time"
)

// Calendar is what the notices say, from the first published year to the last.
type Calendar struct {
	marks       map[Date]kind
	first, last int // published years
}

// kind is what a notice makes of a day.
type kind string

const (
	holiday kind = "holiday" // 放假; a holiday's weekend days are marked too
	workday kind = "workday" // 调休上班: a Saturday or Sunday that is worked
)

//go:embed holidays.csv
var notices string

// Published is the calendar that comes with the program: the notices for 2004 to 2026.
var Published = sync.OnceValue(func() *Calendar {
	c, err := Parse(strings.NewReader(notices))
	if err != nil {
		panic("calendar: the embedded notices: " + err.Error()) // ours, and read by a test
	}
	return c
})

// Holiday tells whether a notice gives the day off (法定节假日放假). The weekend days inside a holiday are holidays.
func (c *Calendar) Holiday(d Date) bool { return c.marks[d] == holiday }

// Weekend tells whether the day is an ordinary Saturday or Sunday: no notice makes it a holiday or a working day.
func (c *Calendar) Weekend(d Date) bool {
	w := d.Weekday()
	return (w == time.Saturday || w == time.Sunday) && c.marks[d] == ""
}

// Working tells whether the day is a working day (工作日).
func (c *Calendar) Working(d Date) bool { return !c.Holiday(d) && !c.Weekend(d) }

// First is the first settled day: 1 January of the first published year.
func (c *Calendar) First() Date { return On(c.first, time.January, 1) }

// Last is the last settled day: 24 December of the last published year. The days after it may still be moved by the notice for
// the year that follows, whose New Year holiday and make-up days reached back to 29 December so far (2007, 2018).
func (c *Calendar) Last() Date { return On(c.last, time.December, 24) }

// Settled tells whether no later notice can change the day.
func (c *Calendar) Settled(d Date) bool { return c.First() <= d && d <= c.Last() }

// Day is a settled day as the database keeps it, for the doors that count.
type Day struct {
	OnDay   Date `db:"on_day"`
	Holiday bool `db:"holiday"`
	Weekend bool `db:"weekend"` // an ordinary one; never a holiday too
}

// Days gives every settled day in order.
func (c *Calendar) Days() iter.Seq[Day] {
	return func(yield func(Day) bool) {
		for d := c.First(); d <= c.Last(); d++ {
			if !yield(Day{OnDay: d, Holiday: c.Holiday(d), Weekend: c.Weekend(d)}) {
				return
			}
		}
	}
}

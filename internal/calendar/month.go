package calendar

import "time"

// Month is the day's month.
func (d Date) Month() time.Month { return d.utc().Month() }

// Day is the day of the month.
func (d Date) Day() int { return d.utc().Day() }

// MonthEnd is the last day of the day's month.
func (d Date) MonthEnd() Date { return On(d.Year(), d.Month()+1, 1) - 1 }

// AddMonths is the same day of the month so many months later (earlier, below zero), or the last day of a shorter month: six months from
// 31 August is 28 February.
func (d Date) AddMonths(n int) Date {
	first := On(d.Year(), d.Month()+time.Month(n), 1)
	return min(first+Date(d.Day()-1), first.MonthEnd())
}

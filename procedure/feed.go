package procedure

import (
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
)

// Feed is what one department tells, and by when (S3 §二). A row that any feed matches is a lead.
type Feed struct {
	Agency   string
	Kind     string           // of report, as in hospital
	Measure  string           // what the line is drawn through, as in self_pay_year; empty: no line
	Classes  []string         // households with one of these labels only; empty: any
	Line     *decimal.Decimal // yuan; nil: every row
	Strict   bool             // more_than (超过); else at_least (含)
	ToAgency bool             // the matter is the department's own, not the township's (S3 §二.8)
	Due      *FeedDue         // nil: no day is set
}

// FeedDue is by when a department tells: in a month, within days of what happened, or promptly.
type FeedDue struct {
	Month time.Month  // the one month of the year; 0: every month
	Day   *DayOfMonth // nil: it does not go by the month
	Days  int         // calendar days after what happened; 0: it does not go by that. Neither: promptly (及时)
}

// Promptly tells whether no day can be computed: as soon as may be.
func (d FeedDue) Promptly() bool { return d.Day == nil && d.Days == 0 }

// In is by when the department tells in a month. False if it tells nothing by that month's days.
func (d FeedDue) In(year int, month time.Month) (calendar.Date, bool) {
	if d.Day == nil || d.Month != 0 && d.Month != month {
		return 0, false
	}
	return d.Day.in(year, month), true
}

// After is by when the department tells of what happened on a day. False if it does not go by that.
func (d FeedDue) After(happened calendar.Date) (calendar.Date, bool) {
	return happened + calendar.Date(d.Days), d.Days > 0
}

// Matches tells whether a row of the feed's agency and kind is one that it tells of: by the household's labels and the amount of its
// measure. An amount that is not known reaches no line; whoever asks must name such rows.
func (f Feed) Matches(amount *decimal.Decimal, labels []string) bool {
	of := len(f.Classes) == 0 || slices.ContainsFunc(f.Classes, func(class string) bool { return slices.Contains(labels, class) })
	return of && f.reached(amount)
}

func (f Feed) reached(amount *decimal.Decimal) bool {
	switch {
	case f.Line == nil:
		return true
	case amount == nil:
		return false
	case f.Strict:
		return amount.GreaterThan(*f.Line)
	default:
		return amount.GreaterThanOrEqual(*f.Line)
	}
}

// FeedsOf are a department's feeds of a kind of report, in the file's order.
func (p *Procedure) FeedsOf(agency, kind string) []Feed {
	var out []Feed
	for _, f := range p.Feeds {
		if f.Agency == agency && f.Kind == kind {
			out = append(out, f)
		}
	}
	return out
}

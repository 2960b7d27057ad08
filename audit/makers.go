package audit

import (
	"fmt"

	"fangpin/internal/calendar"
	"fangpin/internal/deed"
)

// maker says in which column a row names who made it, and in which, if any, on what day.
type maker struct{ by, on string }

// makers are the tables whose rows name their maker: the deed that first covered the row is that person's, of that day. (经办人即存证人)
var makers = map[string]maker{
	"deputy": {"recorded_by", ""},
	"scheme": {"proposed_by", ""}, "adoption": {"confirmed_by", ""}, "account": {"entered_by", ""}, "confirmation": {"confirmed_by", ""},
	"reveal": {"revealed_by", ""},
	"report": {"received_by", "received_on"}, "assignment": {"entrusted_by", "entrusted_on"}, "finding": {"adjuster", ""},
	"reassignment": {"by_staff", "on_day"}, "extension": {"by_staff", "on_day"},
	"endorsement": {"by_staff", "on_day"}, "review": {"by_staff", "on_day"}, "filing": {"filed_by", "filed_on"},
	"assessment": {"assessed_by", "assessed_on"}, "payout": {"assessed_by", ""}, "heir": {"decided_by", ""}, "withdrawal": {"withdrawn_by", ""},
	"posting": {"recorded_by", ""}, "objection": {"received_by", "received_on"}, "list_void": {"voided_by", ""}, "batch": {"sent_by", ""},
	"entry": {"made_by", ""},
}

// wrong says in what a row differs from the deed it came from, empty if in nothing.
func (m maker) wrong(v *view, line deed.Line, leaf int64) string {
	a, ok := v.act(leaf)
	if !ok { // named as a deed that cannot be read
		return ""
	}
	if by := string(line.Value(m.by)); by != id(a.person) {
		return fmt.Sprintf("所记经办人为 %s，第 %d 号存证为 %d", by, leaf, a.person)
	}
	if m.on == "" {
		return ""
	}
	if on, day := string(line.Value(m.on)), calendar.DateOf(a.at).String(); on != day {
		return fmt.Sprintf("所记日期为 %s，第 %d 号存证为 %s", on, leaf, day)
	}
	return ""
}

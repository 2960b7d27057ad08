package monitoring

import (
	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/procedure"
)

// Standing is where a watch stands after its last event, as its row keeps it.
type Standing struct {
	State        procedure.State
	Next         *procedure.Act
	Due          *calendar.Date
	AfterWait    *procedure.Act // once the days of publicity are over
	AfterDue     *calendar.Date
	Kind         *string
	PerHead      *decimal.Decimal // yuan
	Since        *calendar.Date
	NominateFrom *calendar.Date
}

// StandingOf is where a family stands on the day of its last event, by its procedure alone.
func StandingOf(rule *procedure.Procedure, family *procedure.Family, on calendar.Date) Standing {
	now := family.Stand(rule, on)
	s := Standing{State: now.State, Due: now.Due, PerHead: now.PerHead, Since: now.Since, NominateFrom: nominable(rule, family, on)}
	if now.Next != "" {
		s.Next = &now.Next
	}
	if now.Kind != "" {
		s.Kind = &now.Kind
	}
	if now.Next == procedure.Wait {
		then := family.Stand(rule, *now.Due+1)
		s.AfterWait, s.AfterDue = &then.Next, then.Due
	}
	return s
}

// nominable is the first day on which the family may be nominated for release, as things stand; nil while something else stands against it.
func nominable(rule *procedure.Procedure, family *procedure.Family, on calendar.Date) *calendar.Date {
	from, ok := family.EarliestClearing(rule)
	if !ok {
		return nil
	}
	from = max(from, on)
	if family.Possible(rule, procedure.Event{On: from, Act: procedure.Nominate}) != nil {
		return nil
	}
	return &from
}

package procedure

import (
	"fmt"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/rulefile"
)

// Refusal is why an event is not possible then.
type Refusal struct {
	Reason string         // Chinese, for the person
	From   *calendar.Date // the first day on which it would be possible as things stand; nil: no day makes it so
	Wrong  bool           // what was given is wrong, whatever the family's state
}

func (r *Refusal) Error() string {
	if r.From == nil {
		return r.Reason
	}
	return fmt.Sprintf("%s，最早 %s 可以办理", r.Reason, *r.From)
}

// Unwrap is the refusal as a fault, for whoever shows it to a person.
func (r *Refusal) Unwrap() error {
	if r.Wrong {
		return fault.Invalidf("%s", r.Error())
	}
	return fault.Blockedf("%s", r.Error())
}

// longestReason is how many characters of a reason are kept: what somebody wrote is quoted in it.
const longestReason = 300

func reason(format string, a []any) string {
	return rulefile.OneLine(fmt.Sprintf(format, a...), longestReason)
}

func invalid(format string, a ...any) error { return &Refusal{Reason: reason(format, a), Wrong: true} }

func refuse(format string, a ...any) error { return &Refusal{Reason: reason(format, a)} }

// early refuses what is possible from a day on.
func early(from calendar.Date, format string, a ...any) error {
	return &Refusal{Reason: reason(format, a), From: &from}
}

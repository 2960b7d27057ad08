// Package fault answers one question: what do we tell the person, and what kind of refusal is it?
//
// A fault's message is for people: Chinese, and it says what to do next. Everything else that goes wrong is an ordinary
// error wrapped with %w, in English, for the operator.
package fault

import (
	"errors"
	"fmt"
)

// Kind is why something was refused. The list is closed.
type Kind int

const (
	Internal  Kind = iota // not a fault: something broke, see the log
	Invalid               // what was given is wrong: correct it and try again
	NotFound              // there is no such thing, or it is not yours to see
	Conflict              // it was right a moment ago; look again
	Forbidden             // not this person, not this step, not these hands
	Blocked               // a rule of money or time says no: objection, clock, fund

	Unavailable // nothing is wrong with what was asked: our own side cannot do it now, and it has not taken effect
	Unsure      // whether it took effect is not known
)

// Error is a refusal that a person can read and act on.
type Error struct {
	Kind    Kind
	Message string // Chinese, for the person
	Err     error  // what lies behind it, for the operator; may be nil
}

func (e *Error) Error() string {
	if e.Err != nil {
		return e.Message + " (" + e.Err.Error() + ")"
	}
	return e.Message
}

func (e *Error) Unwrap() error { return e.Err }

func Invalidf(format string, a ...any) error   { return newf(Invalid, format, a) }
func NotFoundf(format string, a ...any) error  { return newf(NotFound, format, a) }
func Conflictf(format string, a ...any) error  { return newf(Conflict, format, a) }
func Forbiddenf(format string, a ...any) error { return newf(Forbidden, format, a) }
func Blockedf(format string, a ...any) error   { return newf(Blocked, format, a) }

func Unavailablef(format string, a ...any) error { return newf(Unavailable, format, a) }

// newf keeps an error given with %w reachable for errors.Is and errors.As.
func newf(kind Kind, format string, a []any) error {
	err := fmt.Errorf(format, a...)
	return &Error{Kind: kind, Message: err.Error(), Err: errors.Unwrap(err)}
}

// KindOf is the kind of the first fault in err's chain, Internal where there is none.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// Message is what to show the person: the fault's own words, or a plain apology for anything else.
func Message(err error) string {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Message
	}
	return "系统内部出错，本次操作未生效，请稍后再试或联系管理员"
}

package web

import (
	"slices"

	"fangpin/internal/flow"
	"fangpin/internal/identity/staff"
	"fangpin/publicity"
)

// titleOf is a step as people say it, whatever room it is of.
func titleOf(verb string) string {
	for _, s := range slices.Concat(steps(), former()) {
		if s.Verb == verb {
			return s.Title
		}
	}
	return verb
}

// former are steps that stand in the log and that nobody takes any more.
func former() []flow.Step { return append([]flow.Step{staff.OpenStep}, publicity.Former...) }

package web

import (
	"net/url"
	"slices"
	"testing"
)

// Every step that can wait on a desk is a step, and is taken at an address of the menu's or below it.
func TestDesks(t *testing.T) {
	for verb, desk := range desks {
		at, err := url.Parse(desk.path)
		if err != nil || !slices.ContainsFunc(routes(), func(r route) bool { return r.path == at.Path && r.step == "" }) {
			t.Errorf("%s is taken at %s, which is no page", verb, desk.path)
		}
		if titleOf(verb) == verb {
			t.Errorf("%s is no step", verb)
		}
	}
}

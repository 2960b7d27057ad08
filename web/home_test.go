package web

import (
	"net/http"
	"net/url"
	"slices"
	"testing"

	"fangpin/internal/flow"
)

// Every step that can wait on a desk is a step, and is taken at an address of the menu's or below it.
func TestDesks(t *testing.T) {
	for _, p := range places {
		at, err := url.Parse(p.path)
		if err != nil || !slices.ContainsFunc(routes(), func(r route) bool { return r.path == at.Path && r.method == http.MethodGet }) {
			t.Errorf("%s is taken at %s, which is no page", p.step.Verb, p.path)
		}
		if !slices.ContainsFunc(steps(), func(s flow.Step) bool { return s.Verb == p.step.Verb }) {
			t.Errorf("%s is no step", p.step.Verb)
		}
	}
}

package web

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"testing"

	"fangpin/internal/flow"
	"fangpin/web/kit"
)

// Every step that can wait on a desk is a step, and is taken at an address of the menu's or below it.
func TestDesks(t *testing.T) {
	for _, p := range tasks() {
		at, err := url.Parse(p.Path)
		if err != nil || !slices.ContainsFunc(routes(), func(r kit.Route) bool { return r.Method == http.MethodGet && leadsTo(r.Path, at.Path) }) {
			t.Errorf("%s is taken at %s, which is no page", p.Step.Verb, p.Path)
		}
		if !slices.ContainsFunc(steps(), func(s flow.Step) bool { return s.Verb == p.Step.Verb }) {
			t.Errorf("%s is no step", p.Step.Verb)
		}
	}
}

// leadsTo tells whether an address is one of a route's.
func leadsTo(route, at string) bool {
	return regexp.MustCompile("^" + regexp.MustCompile(`\{[^}]*\}`).ReplaceAllString(route, "[^/]+") + "$").MatchString(at)
}

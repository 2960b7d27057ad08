package claims_test

import (
	"regexp"
	"testing"

	"fangpin/claims"
	"fangpin/scheme"
	"fangpin/templates"
)

// People meet every fact that a category needs by a Chinese title: on the adjuster's form, in a refusal, in a trace.
func TestEveryFactHasATitle(t *testing.T) {
	source, err := templates.Schemes.ReadFile("schemes/demo.yaml")
	if err != nil {
		t.Fatal(err)
	}
	s, err := scheme.Parse(source)
	if err != nil {
		t.Fatal(err)
	}
	english := regexp.MustCompile(`[a-z]`)
	for _, c := range s.Categories {
		for _, f := range s.Facts(c.Key) {
			if title := claims.FactTitle(c.Key, f.Name); english.MatchString(title) {
				t.Errorf("%s: the fact %s is called %q", c.Key, f.Name, title)
			}
		}
	}
}

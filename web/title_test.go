package web

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"fangpin/web/kit"
)

// Every verb that the audit's law knows is called in Chinese: a deed of it stands on pages.
func TestEveryVerbHasATitle(t *testing.T) {
	law, err := os.ReadFile("../audit/verify/law.go")
	if err != nil {
		t.Fatal(err)
	}
	verbs := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^\t"([a-z]+\.[a-z_]+)":`).FindAllSubmatch(law, -1) {
		verbs[string(m[1])] = true
	}
	for _, s := range steps() {
		if !verbs[s.Verb] {
			t.Errorf("the law does not know %s", s.Verb)
		}
	}
	for verb := range verbs {
		if title := (&kit.House{Steps: steps(), Former: former()}).Title(verb); title == "" || strings.ContainsFunc(title, func(r rune) bool { return r <= unicode.MaxASCII }) {
			t.Errorf("%s is called %q", verb, title)
		}
	}
}

package pg_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/migrations"
)

func TestEverySQLSTATEOfOursIsInTheTable(t *testing.T) {
	sources, err := migrations.Code()
	if err != nil {
		t.Fatal(err)
	}
	raised := map[string]bool{}
	for _, s := range sources {
		for _, code := range regexp.MustCompile(`'(FP[A-Z0-9]{3})'`).FindAllStringSubmatch(s.Text, -1) {
			raised[code[1]] = true
		}
	}
	text, err := os.ReadFile("../../migrations/README.md")
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[fault.Kind]string{fault.Conflict: "Conflict", fault.Forbidden: "Forbidden", fault.Blocked: "Blocked"}
	var want []string
	for _, s := range pg.States {
		if !raised[string(s.Code)] {
			t.Errorf("no function raises %s", s.Code)
		}
		delete(raised, string(s.Code))
		want = append(want, fmt.Sprintf("| %s | %s | %s |", s.Code, kinds[s.Kind], s.Meaning))
	}
	for code := range raised {
		t.Errorf("%s is raised and stands in no table", code)
	}
	lines := slices.DeleteFunc(strings.Split(string(text), "\n"), func(line string) bool { return !strings.HasPrefix(line, "| FP") })
	if d := cmp.Diff(want, lines); d != "" {
		t.Errorf("migrations/README.md (-States +README):\n%s", d)
	}
}

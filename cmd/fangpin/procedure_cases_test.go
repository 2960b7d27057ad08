package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const cases = "../../procedure/testdata/"

// table reads a file of cases, without its head.
func table(t *testing.T, name string) [][]string {
	t.Helper()
	f, err := os.Open(cases + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatalf("%s: %d rows, %v", name, len(rows), err)
	}
	return rows[1:]
}

func shippedProcedure(name string) string { return "../../templates/procedures/" + name + ".yaml" }

// Families of the procedures that ship stand on a day as was counted by hand: families/PROCEDURE-DAY.csv and what it comes to.
func TestFamiliesStandAsCountedByHand(t *testing.T) {
	files, err := filepath.Glob(cases + "families/*.want.csv")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".want.csv")
		of, day := name[:len(name)-len("-2020-06-30")], name[len(name)-len("2020-06-30"):]
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		code, stdout, stderr := fangpin(t, "procedure", "run", "--procedure", shippedProcedure(of), "--on", day, cases+"families/"+name+".csv")
		if code != 0 || stdout != string(want) {
			t.Errorf("%s: exit %d, %s\n%s\nwant\n%s", name, code, stderr, stdout, want)
		}
	}
}

var lineNamed = regexp.MustCompile(`行 (\d+)`)

// Of each family the line of its first impossible event is named, and nothing is written.
func TestImpossibleEventsAreNamedByLine(t *testing.T) {
	for _, c := range table(t, "refusals/index.csv") {
		code, stdout, stderr := fangpin(t, "procedure", "run", "--procedure", shippedProcedure(c[1]), "--on", c[2], cases+"refusals/"+c[0])
		var lines []string
		for _, message := range strings.Split(strings.TrimSpace(stderr), "\n") {
			if m := lineNamed.FindStringSubmatch(message); m != nil {
				lines = append(lines, m[1])
			}
		}
		slices.SortFunc(lines, func(a, b string) int { return len(a)*100 - len(b)*100 + strings.Compare(a, b) })
		if got := strings.Join(lines, "+"); code != 1 || stdout != "" || got != c[3] {
			t.Errorf("%s: exit %d, %q, lines %s, want %s: %s", c[0], code, stdout, got, c[3], stderr)
		}
	}
}

// A mistake in a file that ships is named at its line.
func TestMistakesAreNamedByLine(t *testing.T) {
	for _, c := range table(t, "bad.csv") {
		src, err := os.ReadFile(shippedProcedure(c[0]))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(src), c[1]) {
			t.Errorf("%s does not say %q", c[0], c[1])
			continue
		}
		code, stdout, stderr := fangpin(t, "procedure", "check", written(t, "p.yaml", strings.Replace(string(src), c[1], c[2], 1)))
		if code != 1 || stdout != "" || !strings.Contains(stderr, "行 "+c[3]+"：") {
			t.Errorf("%s with %q: exit %d, %q, want line %s: %s", c[0], c[2], code, stdout, c[3], stderr)
		}
	}
}

func TestWindowsAsCountedByHand(t *testing.T) {
	for _, c := range table(t, "windows.csv") {
		code, stdout, stderr := fangpin(t, "procedure", "window", "--procedure", shippedProcedure(c[0]), "--on", c[1])
		if want := fmt.Sprintln(c[2]); code != 0 || stdout != want {
			t.Errorf("%s on %s: exit %d, %q, want %q: %s", c[0], c[1], code, stdout, want, stderr)
		}
	}
}

package scheme_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fangpin/scheme"
)

// TestTenRules works through testdata/rules: one folder for each of the ten rules, a scheme and cases that say what they show.
// Rows are assessed in order; 拒绝 names the column a row is refused for.
func TestTenRules(t *testing.T) {
	folders, err := filepath.Glob("testdata/rules/*")
	if err != nil || len(folders) != 10 {
		t.Fatalf("want ten rules, got %v, %v", folders, err)
	}
	for _, folder := range folders {
		t.Run(filepath.Base(folder), func(t *testing.T) {
			state := parseFile(t, filepath.Join(folder, "scheme.yaml")).Start()
			for _, row := range readCSV(t, filepath.Join(folder, "cases.csv")) {
				if got := outcome(t, state, row); got != row["want"] {
					t.Errorf("%s: got %s, want %s (%s)", row["case"], got, row["want"], row["why"])
				}
			}
		})
	}
}

// outcome is a row's amount, or the columns it is refused for.
func outcome(t *testing.T, state *scheme.State, row map[string]string) string {
	t.Helper()
	date, err := time.Parse(time.DateOnly, row["date"])
	if err != nil {
		t.Fatal(err)
	}
	a, err := state.Assess(scheme.Case{
		ID: row["case"], Category: row["category"], Class: row["class"], Household: row["household"], Person: row["person"],
		Date: date, Event: row["event"], SchoolYear: row["school_year"], Facts: row,
	})
	if err != nil {
		var columns []string
		for _, reason := range err.(scheme.Refusal) {
			columns = append(columns, reason.Column)
		}
		return "拒绝 " + strings.Join(columns, " ")
	}
	steps := a.Working()
	if last := steps[len(steps)-1]; !last.Amount.Equal(a.Amount) || last.Text != "核定金额 "+a.Amount.StringFixed(2) {
		t.Errorf("%s: the working ends in %q, the amount is %s", row["case"], last.Text, a.Amount)
	}
	return a.Amount.StringFixed(2)
}

func parseFile(t testing.TB, path string) *scheme.Scheme {
	t.Helper()
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s, err := scheme.Parse(src)
	if err != nil {
		t.Fatalf("%s:\n%v", path, err)
	}
	return s
}

// readCSV reads rows by their header.
func readCSV(t *testing.T, path string) []map[string]string {
	t.Helper()
	src, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	records, err := csv.NewReader(src).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	var rows []map[string]string
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, name := range records[0] {
			row[name] = record[i]
		}
		rows = append(rows, row)
	}
	return rows
}

package sample_test

import (
	"bytes"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fangpin/demo/sample"
	"fangpin/internal/area"
	"fangpin/registry"
	"fangpin/reports"
)

// TestReadersFindWhatTheSamplePlanted reads every file of the sample: its rows are counted whole, and its defects are the planted
// ones by cell, in the corrected file none.
func TestReadersFindWhatTheSamplePlanted(t *testing.T) {
	county, err := sample.Write(t.TempDir(), sample.Options{Rows: 1200, Seed: 9})
	if err != nil {
		t.Fatal(err)
	}
	planted := map[string][]string{}
	for _, d := range county.Defects {
		planted[d.File] = append(planted[d.File], d.Cell)
	}
	for _, f := range append(county.Files, county.Correction) {
		summary, found := readSample(t, f)
		if rows := summary.Rows + summary.Bad; rows != f.Rows {
			t.Errorf("%s: %d rows read, %d written", f.Name, rows, f.Rows)
		}
		if summary.Kind.Title != f.Kind {
			t.Errorf("%s: taken for %s", f.Name, summary.Kind.Title)
		}
		slices.Sort(found)
		slices.Sort(planted[f.Name])
		if diff := cmp.Diff(planted[f.Name], found); diff != "" {
			t.Errorf("%s: planted (-), found (+):\n%s", f.Name, diff)
		}
	}
}

// readSample reads a file, and answers the cells of its defects.
func readSample(t *testing.T, f sample.File) (_ reports.Summary, cells []string) {
	t.Helper()
	in, err := os.Open(f.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	size, err := in.Stat()
	if err != nil {
		t.Fatal(err)
	}
	month, err := reports.ParseMonth(f.Month)
	if err != nil {
		t.Fatal(err)
	}
	summary, err := reports.Read(t.Context(), reports.File{Agency: f.Agency, Month: month, Name: f.Name, Data: in, Size: size.Size()},
		func(reports.Row) error { return nil }, func(d reports.Defect) { cells = append(cells, d.Cell) })
	if err != nil {
		t.Fatal(err)
	}
	return summary, cells
}

// TestTheRosterReadsAsTheSampleWroteIt reads the roster: no defect, everybody there, the insured of S2 by name.
func TestTheRosterReadsAsTheSampleWroteIt(t *testing.T) {
	county, err := sample.Write(t.TempDir(), sample.Options{Rows: 1200, Seed: 9})
	if err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(county.Roster)
	if err != nil {
		t.Fatal(err)
	}
	roster, err := registry.ReadRoster(t.Context(), bytes.NewReader(content), int64(len(content)), county.Roster, "410602", area.Published())
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range roster.Defects {
		t.Errorf("%s %s %s: %s", d.Cell, d.Column, d.Value, d.Rule)
	}
	people := map[string]int{}
	for _, l := range roster.Lines {
		if len(l.Labels) > 0 {
			people[l.Labels[0].Name]++
		}
	}
	if people["脱贫户"] != 3205 || people["边缘易致贫户"] != 41 || len(roster.Lines) != county.People {
		t.Errorf("%d people of %d, by first label %v", len(roster.Lines), county.People, people)
	}
}

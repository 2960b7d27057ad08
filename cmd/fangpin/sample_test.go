package main

import (
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fangpin/internal/sample"
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
		summary := readSample(t, f)
		if rows := summary.Rows + summary.Bad; rows != f.Rows {
			t.Errorf("%s: %d rows read, %d written", f.Name, rows, f.Rows)
		}
		if summary.Kind.Title != f.Kind {
			t.Errorf("%s: taken for %s", f.Name, summary.Kind.Title)
		}
		var found []string
		for _, d := range summary.Defects {
			found = append(found, d.Cell)
		}
		slices.Sort(found)
		slices.Sort(planted[f.Name])
		if diff := cmp.Diff(planted[f.Name], found); diff != "" {
			t.Errorf("%s: planted (-), found (+):\n%s", f.Name, diff)
		}
	}
}

func readSample(t *testing.T, f sample.File) reports.Summary {
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
		func(reports.Row) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	return summary
}

package claimstest

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"maps"
	"slices"
	"testing"

	"fangpin/internal/archive"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/reports"
)

// Report takes in one month's file of a kind, a CSV of the lines by column word, and hands it over. Who a line is about is under name
// and id_number: see Told.
func (o *Office) Report(t testing.TB, kind, month string, lines ...map[string]string) {
	t.Helper()
	k, ok := reports.KindOf(kind)
	if !ok {
		t.Fatalf("no kind %s", kind)
	}
	o.ReportBy(t, k.Agencies[0], kind, month, lines...)
}

// ReportBy is Report of one of the departments that tell of the kind.
func (o *Office) ReportBy(t testing.TB, agency, kind, month string, lines ...map[string]string) {
	t.Helper()
	k, ok := reports.KindOf(kind)
	if !ok {
		t.Fatalf("no kind %s", kind)
	}
	m, err := reports.ParseMonth(month)
	o.Must(err)
	content := csvOf(t, k, lines)
	o.reported++
	ctx, by := t.Context(), o.Who(who.Clerk)
	staged, err := reports.Stage(ctx, o.DB, o.Keys, o.files(t), by, reports.File{
		Agency: agency, Month: m, Name: fmt.Sprintf("%s-%d.csv", k.Title, o.reported), Data: bytes.NewReader(content), Size: int64(len(content)),
	})
	o.Must(err)
	if len(staged.Defects) > 0 {
		t.Fatalf("defects: %v", staged.Defects)
	}
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		id, err := reports.Accept(ctx, tx, staged, 0)
		if err != nil {
			return err
		}
		return reports.HandOver(ctx, tx, []int64{id})
	})
}

// files is an archive of the test's own.
func (o *Office) files(t testing.TB) *archive.Archive {
	t.Helper()
	location, err := archive.In(t.TempDir())
	o.Must(err)
	files, err := archive.Open(t.Context(), location, o.Keys)
	o.Must(err)
	t.Cleanup(func() { _ = files.Close() })
	return files
}

// csvOf writes the columns that any line has, under their titles.
func csvOf(t testing.TB, k reports.Kind, lines []map[string]string) []byte {
	t.Helper()
	words := map[string]bool{}
	for _, line := range lines {
		for word := range line {
			words[word] = true
		}
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	columns := slices.Sorted(maps.Keys(words))
	titles := make([]string, len(columns))
	for i, word := range columns {
		c, ok := k.Column(word)
		if !ok {
			t.Fatalf("%s has no column %s", k.Title, word)
		}
		titles[i] = c.Title
	}
	_ = w.Write(titles) // into memory
	for _, line := range lines {
		cells := make([]string, len(columns))
		for i, word := range columns {
			cells[i] = line[word]
		}
		_ = w.Write(cells)
	}
	w.Flush()
	return b.Bytes()
}

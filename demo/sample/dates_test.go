package sample

import (
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// TestNothingHappensAfterAugust: what a department sends by 5 September ends with August (S3 §二.1). The planted dates that no calendar
// has are not dates.
func TestNothingHappensAfterAugust(t *testing.T) {
	last := must("2024-08-31")
	for seed := range uint64(6) {
		tables, _ := settle(seed).report(2000)
		dates := 0
		for _, table := range tables {
			for _, r := range table.rows {
				for _, column := range []string{"入院日期", "出院日期", "发生日期", "录取日期", "批准日期"} {
					on, ok := meant(r.cells[column])
					if ok && (on.After(last) || on.Before(must("2023-12-01"))) {
						t.Errorf("%s: %s of %s", table.name, column, on.Format(time.DateOnly))
					}
					if ok {
						dates++
					}
				}
			}
		}
		if dates < 2000 {
			t.Errorf("seed %d: read %d dates only", seed, dates)
		}
	}
}

// meant is the date that a cell spells.
func meant(v any) (time.Time, bool) {
	if on, ok := v.(time.Time); ok {
		return on, true
	}
	text, _ := v.(string)
	for _, layout := range []string{time.DateOnly, "2006/1/2", "2006.01.02", "2006年1月2日", "20060102"} {
		if on, err := time.Parse(layout, text); err == nil {
			return on, true
		}
	}
	return time.Time{}, false
}

// TestTheRosterIsOfTheYearBefore: it is enrolled in January 2024, so nobody in it was born and no label began after 2023.
func TestTheRosterIsOfTheYearBefore(t *testing.T) {
	_, c := write(t, Options{Seed: 4})
	for _, r := range sheetRows(t, c.Roster, "参保花名册")[2:] {
		r = append(r, "", "") // a child's row ends before the labels, in a household that has none
		if born := r[9][6:14]; born > "20231231" {
			t.Errorf("%s was born on %s", r[7], born)
		}
		for since := range strings.SplitSeq(r[11], "、") {
			if since > "2023-12-31" {
				t.Errorf("%s: a label since %s", r[7], since)
			}
		}
	}
}

// TestWhenTheFilesWereMade reads what a workbook says of itself: the roster before the year's policy is opened, the reports by the
// 5th, the mended one on that day.
func TestWhenTheFilesWereMade(t *testing.T) {
	_, c := write(t, Options{Rows: 200, Seed: 1})
	for path, want := range map[string]string{c.Roster: "2024-01-05", c.Files[0].Path: "2024-09-03", c.Correction.Path: "2024-09-05"} {
		f, err := excelize.OpenFile(path)
		if err != nil {
			t.Fatal(err)
		}
		props, err := f.GetDocProps()
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(props.Created, want) || props.Modified != props.Created {
			t.Errorf("%s: made %s, changed %s", path, props.Created, props.Modified)
		}
		f.Close()
	}
}

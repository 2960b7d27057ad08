package calendar

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestDateOfIsTheDayInChina(t *testing.T) {
	for at, want := range map[string]string{
		"2024-10-01T15:59:59Z":      "2024-10-01",
		"2024-10-01T16:00:00Z":      "2024-10-02",
		"2024-10-01T23:59:59+08:00": "2024-10-01",
		"1969-12-31T15:59:59Z":      "1969-12-31",
	} {
		moment, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if got := DateOf(moment).String(); got != want {
			t.Errorf("DateOf(%s) = %s, want %s", at, got, want)
		}
	}
}

func TestDateEndsAtMidnight(t *testing.T) {
	end := day(t, "2024-10-08").End()
	if want := time.Date(2024, time.October, 8, 16, 0, 0, 0, time.UTC); !end.Equal(want) {
		t.Errorf("ends at %s, want %s", end, want)
	}
}

func TestParseDateRefuses(t *testing.T) {
	for _, s := range []string{"", "2024-02-30", "2023-02-29", "2024-13-01", "2024/10/01", "2024-1-1", " 2024-10-01", "20241001"} {
		if d, err := ParseDate(s); err == nil {
			t.Errorf("%q read as %s", s, d)
		}
	}
}

func TestDateGoesThroughTextAndColumns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := Date(rapid.IntRange(int(On(1900, 1, 1)), int(On(2200, 1, 1))).Draw(t, "day"))
		text, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		var read, scanned Date
		if err := json.Unmarshal(text, &read); err != nil || read != d {
			t.Fatalf("%s came back from %s as %s, %v", d, text, read, err)
		}
		if err := scanned.Scan(time.Date(d.Year(), 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(d-On(d.Year(), 1, 1)))); err != nil || scanned != d {
			t.Fatalf("%s came back from a column as %s, %v", d, scanned, err)
		}
		if DateOf(d.Start()) != d || DateOf(d.End()) != d+1 {
			t.Fatalf("%s runs from %s to %s", d, d.Start(), d.End())
		}
	})
}

func TestDateScansOnlyDays(t *testing.T) {
	var d Date
	if err := d.Scan("2024-10-01"); err == nil {
		t.Error("a text was scanned as a day")
	}
	if got := day(t, "2024-09-05").Chinese(); got != "2024年9月5日" {
		t.Errorf("in Chinese: %s", got)
	}
}

package monitoring_test

import (
	"testing"

	"fangpin/internal/calendar"
	"fangpin/monitoring"
)

// S1 五.2: “8月31日前，各地对排查发现的问题…全面整改”; whoever orders it later says by when.
func TestWhatIsFoundIsPutRightByTheEndOfAugust(t *testing.T) {
	for day, want := range map[string]string{"2024-01-01": "2024-08-31", "2024-08-31": "2024-08-31", "2024-09-01": "", "2024-12-31": ""} {
		today, err := calendar.ParseDate(day)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if due := monitoring.RectifyBy(today); due != nil {
			got = due.String()
		}
		if got != want {
			t.Errorf("on %s by %q, want %q", day, got, want)
		}
	}
}

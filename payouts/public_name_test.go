package payouts

import (
	"testing"

	"fangpin/internal/calendar"
	"fangpin/registry"
)

// A child's name is never public: a guardian who is grown and lives stands for it, else it is masked.
func TestPublicName(t *testing.T) {
	on := calendar.On(2024, 9, 9)
	born := func(year, day int) *calendar.Date { d := calendar.On(year, 9, day); return &d }
	grown := registry.Adult{Name: "王守田", BornOn: born(1980, 1)}
	dead := registry.Adult{Name: "王守山", BornOn: born(1950, 1), DiedOn: born(2024, 9)}
	young := registry.Adult{Name: "王小花", BornOn: born(2008, 1)}
	for name, tc := range map[string]struct {
		born      *calendar.Date
		guardians []registry.Adult
		mask      bool
		want      string
	}{
		"grown":                     {born(2006, 9), nil, false, "李守土"},
		"grown, masked":             {born(1970, 1), nil, true, "李*"},
		"one day short of eighteen": {born(2006, 10), nil, false, "李*"},
		"with a guardian":           {born(2010, 1), []registry.Adult{dead, young, grown}, false, "王守田"},
		"with a guardian, masked":   {born(2010, 1), []registry.Adult{grown}, true, "王*"},
		"with none who may stand":   {born(2010, 1), []registry.Adult{dead, young}, false, "李*"},
	} {
		got := publicName(told{Name: "李守土", BornOn: tc.born, Dated: on}, tc.guardians, tc.mask)
		if got != tc.want {
			t.Errorf("%s: %s, want %s", name, got, tc.want)
		}
	}
}

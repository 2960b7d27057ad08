package who_test

import (
	"testing"

	"fangpin/internal/identity/who"
)

// Codes that look alike at their beginning are not alike.
func TestReaches(t *testing.T) {
	const (
		county    = "410602000000"
		township  = "410602100000" // 鹤壁集镇
		round     = "410602010000" // codes whose last digits are zeros too
		village   = "410602100228"
		tenth     = "410602100200"
		lookAlike = "410602110000" // 4106021 begins it as well
	)
	for _, tc := range []struct {
		name, own, place string
		want             bool
	}{
		{"county, itself", county, county, true},
		{"county, a township", county, township, true},
		{"county, a village", county, village, true},
		{"county, the next county", county, "410603100228", false},
		{"county, its prefecture", county, "410600000000", false},
		{"county staff without a division", "", village, true},
		{"county staff without a division, the next county", "", "410603100228", false},

		{"township, itself", township, township, true},
		{"township, a village", township, village, true},
		{"township, a village with zeros", township, tenth, true},
		{"township, its county", township, county, false},
		{"township, a look-alike", township, lookAlike, false},
		{"township, a village of a look-alike", township, "410602110228", false},
		{"township, the next one", township, "410602101000", false},
		{"township of the next county", "410603100000", village, false},
		{"township with zeros, its village", round, "410602010001", true},
		{"township with zeros, a look-alike", round, "410602011001", false},
		{"township with zeros, a longer look-alike", round, "410602012000", false},

		{"village, itself", village, village, true},
		{"village, the next one", village, "410602100229", false},
		{"village, its township", village, township, false},
		{"village, its county", village, county, false},
		{"village with zeros, itself", tenth, tenth, true},
		{"village with zeros, a look-alike", tenth, "410602100201", false},
		{"village with zeros, its township", tenth, township, false},
	} {
		p := who.Person{County: "410602", Division: tc.own}
		if tc.name == "township of the next county" {
			p.County = "410603"
		}
		if got := p.Reaches(tc.place); got != tc.want {
			t.Errorf("%s: %s reaches %s: %v", tc.name, tc.own, tc.place, got)
		}
	}
}

package who

import (
	"fmt"
	"testing"
)

// What Reaches says of one village, Within says of all.
func TestAPersonsPartOfTheCounty(t *testing.T) {
	villages := []int64{410602100228, 410602100206, 410602101001, 410602201001, 410602000001, 410603100228}
	for name, c := range map[string]struct {
		division string
		all      bool
		reaches  []bool
	}{
		"a village":          {"410602100228", false, []bool{true, false, false, false, false, false}},
		"one that ends in 0": {"410602100220", false, []bool{false, false, false, false, false, false}},
		"a township":         {"410602100000", false, []bool{true, true, false, false, false, false}},
		"another":            {"410602201000", false, []bool{false, false, false, true, false, false}},
		"the county":         {"410602000000", true, []bool{true, true, true, true, true, false}},
		"nobody said":        {"", true, []bool{true, true, true, true, true, false}},
		"no code":            {"410602100X28", false, []bool{false, false, false, false, false, false}},
		"a longer one":       {"4106021002281", false, []bool{false, false, false, false, false, false}},
	} {
		p := Person{County: "410602", Division: c.division}
		first, last := p.Within()
		for i, v := range villages {
			one, all := p.Reaches(fmt.Sprintf("%012d", v)), first <= v && v <= last
			if one != c.reaches[i] || all != c.reaches[i] {
				t.Errorf("%s, village %d: Reaches %t, Within %t, want %t", name, v, one, all, c.reaches[i])
			}
		}
		if p.All() != c.all {
			t.Errorf("%s: the whole county %t, want %t", name, p.All(), c.all)
		}
	}
}

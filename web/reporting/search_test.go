package reporting

import (
	"testing"
)

func TestNumbersAreReadAsPeopleWriteThem(t *testing.T) {
	for words, want := range map[string][2]int{
		"2024年第3号": {2024, 3}, "2024年第3册": {2024, 3}, "2024-12": {2024, 12}, "〔2024〕15号": {2024, 15}, "2024/007": {2024, 7},
		"张国庆": {}, "2024": {}, "4106021002280001": {}, "2024年": {}, "": {},
	} {
		year, no, ok := numbered(words)
		if got := [2]int{year, no}; got != want || ok != (want != [2]int{}) {
			t.Errorf("%q is %v, %v; want %v", words, got, ok, want)
		}
	}
}

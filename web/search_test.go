package web

import "testing"

func TestNumbersAreReadAsPeopleWriteThem(t *testing.T) {
	for words, want := range map[string][2]int{
		"2024年第3号": {2024, 3}, "2024年第3册": {2024, 3}, "2024-12": {2024, 12}, "〔2024〕15号": {2024, 15}, "2024/007": {2024, 7},
		"张国庆": {}, "2024": {}, zhangNo: {}, "2024年": {}, "": {},
	} {
		year, no, ok := numbered(words)
		if got := [2]int{year, no}; got != want || ok != (want != [2]int{}) {
			t.Errorf("%q is %v, %v; want %v", words, got, ok, want)
		}
	}
}

func TestWhatLooksLikeAnIdentityNumberIsKept(t *testing.T) {
	for word, want := range map[string]bool{
		zhangID: true, "4199 0019 6002 1401 13": true, "41990019880807031x": true, "４１９９００１９６００２１４０１１３": true, "41990019600214011": true,
		zhangNo: false, "张国庆": false, "2024-12": false, "": false,
	} {
		if got := numberLike(word); got != want {
			t.Errorf("%q: %v", word, got)
		}
	}
}

package web

import (
	"strconv"
	"strings"

	"fangpin/internal/area"
	"fangpin/internal/idcard"
)

// choice is one line of a drop-down.
type choice struct{ Value, Title string }

// villages are those of the person's part of the county.
func (v *visit) villages() (out []choice) {
	tree := area.Published()
	for _, t := range tree.Townships(v.by.County) {
		for _, one := range tree.Villages(t.Code) {
			if v.by.Reaches(one.Code) {
				out = append(out, choice{one.Code, t.Short() + " " + one.Short()})
			}
		}
	}
	return out
}

// code is a division's code as rooms know villages, 0 for what is none.
func code(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || len(text) != 12 {
		return 0
	}
	return n
}

// identityNumber is a search word as an identity number, or empty if it is none.
func identityNumber(word string) string {
	word = strings.ToUpper(strings.ReplaceAll(word, " ", ""))
	if _, err := idcard.Parse(word); err != nil {
		return ""
	}
	return word
}

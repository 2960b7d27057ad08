// Package area answers one question: which division is meant?
//
// Divisions (行政区划) run from the province to the village by the statistical codes. The four counties of the sources come with
// the program; another county brings its own table.
package area

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"fangpin/internal/fault"
)

// Tree holds divisions from the provinces down to the villages.
type Tree struct {
	all      []Division
	byCode   map[string]Division
	children map[string][]Division // by the parent's code, in the order of codes
	named    map[name][]Division
}

//go:embed divisions.csv
var divisions string

// Published is the tree that comes with the program: 鹤山区 410602 and three more counties.
var Published = sync.OnceValue(func() *Tree {
	t, err := Parse(strings.NewReader(divisions))
	if err != nil {
		panic("area: the embedded divisions: " + err.Error()) // ours, and read by a test
	}
	return t
})

// grow builds the tree from divisions that were checked.
func grow(all []Division) *Tree {
	t := &Tree{byCode: make(map[string]Division, len(all)), children: map[string][]Division{}}
	t.all = slices.SortedFunc(slices.Values(all), func(a, b Division) int { return strings.Compare(a.Code, b.Code) })
	for _, d := range t.all {
		t.byCode[d.Code] = d
		t.children[d.Parent] = append(t.children[d.Parent], d)
	}
	t.index()
	return t
}

// All gives every division in the order of codes, so that each follows its parent.
func (t *Tree) All() []Division { return slices.Clone(t.all) }

// Lookup finds a division by its twelve digits.
func (t *Tree) Lookup(code string) (Division, bool) {
	d, ok := t.byCode[code]
	return d, ok
}

// County finds a county by its six digits.
func (t *Tree) County(code string) (Division, error) {
	if d, ok := t.byCode[code+"000000"]; ok && d.Level == County {
		return d, nil
	}
	return Division{}, fault.NotFoundf("没有代码为 %s 的县（区），请核对六位代码，或先导入该县的行政区划", code)
}

// Townships lists the townships of a county (six digits).
func (t *Tree) Townships(county string) []Division { return slices.Clone(t.children[county+"000000"]) }

// Villages lists the villages of a township (twelve digits).
func (t *Tree) Villages(township string) []Division { return slices.Clone(t.children[township]) }

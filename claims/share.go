package claims

import (
	"cmp"
	"maps"
	"slices"
)

// Share gives claims to adjusters by villages: whoever is in a village visits all of it, and nobody has much more than the others. The
// same claims and adjusters always give the same shares.
func Share(found []Claim, adjusters []int64) []Assignment {
	in := map[int64][]Claim{}
	for _, c := range found {
		in[c.Village] = append(in[c.Village], c)
	}
	largest := func(a, b int64) int { return cmp.Or(cmp.Compare(len(in[b]), len(in[a])), cmp.Compare(a, b)) }
	has := map[int64]int{}
	var out []Assignment
	for _, village := range slices.SortedFunc(maps.Keys(in), largest) {
		idlest := slices.MinFunc(adjusters, func(a, b int64) int { return cmp.Compare(has[a], has[b]) })
		for _, c := range in[village] {
			out = append(out, Assignment{c.ID, idlest})
		}
		has[idlest] += len(in[village])
	}
	return out
}

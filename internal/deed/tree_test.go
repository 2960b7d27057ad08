package deed

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"
)

// rfc6962 is the RFC's own definition of the tree's hash (section 2.1), given leaf hashes.
func rfc6962(leaves []tlog.Hash) tlog.Hash {
	if len(leaves) == 1 {
		return leaves[0]
	}
	k := 1
	for k*2 < len(leaves) {
		k *= 2
	}
	return tlog.NodeHash(rfc6962(leaves[:k]), rfc6962(leaves[k:]))
}

func drawLeaves(t *rapid.T, low int) []tlog.Hash {
	leaves := make([]tlog.Hash, rapid.IntRange(low, 70).Draw(t, "leaves"))
	for i := range leaves {
		leaves[i] = tlog.Hash{byte(i), 1}
	}
	return leaves
}

func TestRootIsThatOfTheRFC(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		leaves := drawLeaves(t, 1)
		if want, got := rfc6962(leaves), Root(slices.Clone(leaves)); got != want {
			t.Fatalf("Root of %d leaves = %v, want %v", len(leaves), got, want)
		}
	})
}

func TestATreeGrownInStepsIsTheTreeGrownAtOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		leaves := drawLeaves(t, 1)
		whole, err := Nodes(0, leaves, nil)
		if err != nil {
			t.Fatal(err)
		}
		cut := rapid.IntRange(0, len(leaves)).Draw(t, "cut")
		nodes, err := Nodes(0, leaves[:cut], nil)
		if err != nil {
			t.Fatal(err)
		}
		more, err := Nodes(int64(cut), leaves[cut:], InMemory(nodes))
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(whole, append(nodes, more...)); d != "" {
			t.Fatal(d)
		}
		root, err := tlog.TreeHash(int64(len(leaves)), InMemory(whole))
		if err != nil {
			t.Fatal(err)
		}
		if root != rfc6962(leaves) {
			t.Fatalf("the nodes' root is %v, the RFC's %v", root, rfc6962(leaves))
		}
	})
}

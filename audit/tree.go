package audit

import (
	"context"

	"golang.org/x/mod/sumdb/tlog"

	"fangpin/internal/deed"
)

// tree builds the county's tree anew, and compares a database's stored nodes with it. They reach up to the last checkpoint.
func tree(ctx context.Context, v *view) ([]Check, error) {
	var err error
	if v.nodes, err = deed.Nodes(0, v.leaves, nil); err != nil {
		return nil, err
	}
	database, ok := v.records.(*Database)
	if !ok {
		return nil, nil
	}
	stored, err := database.nodes(ctx)
	if err != nil {
		return nil, err
	}
	check := Check{Name: "存证树各节点", Looked: int64(len(stored))}
	next := int64(0)
	for _, s := range stored {
		if s.N != next {
			check.find("node", next, "缺少节点，或有多余节点")
		}
		next = s.N + 1
		if s.N < 0 || s.N >= int64(len(v.nodes)) || string(s.Hash) != string(v.nodes[s.N][:]) {
			check.find("node", s.N, "与各号存证算出的不符")
		}
	}
	last := int64(0)
	for _, c := range v.checkpoints {
		last = max(last, c.Size)
	}
	if want := tlog.StoredHashCount(last); next != want {
		check.find("node", next, "应有 %d 个节点，实有 %d 个", want, next)
	}
	return []Check{check}, nil
}

// root is the root over the first size deeds, false where there are not so many.
func (v *view) root(size int64) (tlog.Hash, bool) {
	if size < 0 || size > int64(len(v.leaves)) {
		return tlog.Hash{}, false
	}
	root, err := tlog.TreeHash(size, deed.InMemory(v.nodes))
	return root, err == nil
}

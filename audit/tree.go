package audit

import (
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"fangpin/internal/deed"
)

// tree builds the county's tree anew and compares the stored nodes with it. They reach up to the last checkpoint.
func tree(ctx context.Context, v *view) ([]Check, error) {
	var err error
	if v.nodes, err = deed.Nodes(0, v.leaves, nil); err != nil {
		return nil, err
	}
	check := Check{Name: "存证树各节点"}
	var stored []struct {
		N    int64  `db:"n"`
		Hash []byte `db:"hash"`
	}
	if err := v.tx.SelectContext(ctx, &stored, `SELECT n, hash FROM fangpin.node WHERE county = $1 ORDER BY n`, v.county); err != nil {
		return nil, fmt.Errorf("read nodes: %w", err)
	}
	var last int64
	if err := v.tx.GetContext(ctx, &last, `SELECT COALESCE(MAX(size), 0) FROM fangpin.checkpoint WHERE county = $1`, v.county); err != nil {
		return nil, fmt.Errorf("read nodes: %w", err)
	}
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
	if want := tlog.StoredHashCount(last); next != want {
		check.find("node", next, "应有 %d 个节点，实有 %d 个", want, next)
	}
	check.Looked = int64(len(stored))
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

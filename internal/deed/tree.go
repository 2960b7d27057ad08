package deed

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// Nodes answers the stored hashes (numbered as tlog numbers them) that leaves first, first+1 … add to a tree of first leaves.
// Earlier hashes come from old, by their numbers.
func Nodes(first int64, leaves []tlog.Hash, old tlog.HashReader) ([]tlog.Hash, error) {
	from := tlog.StoredHashCount(first)
	var added []tlog.Hash
	both := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) { return readBoth(indexes, from, added, old) })
	for i, leaf := range leaves {
		hashes, err := tlog.StoredHashesForRecordHash(first+int64(i), leaf, both)
		if err != nil {
			return nil, fmt.Errorf("nodes of leaf %d: %w", first+int64(i), err)
		}
		added = append(added, hashes...)
	}
	return added, nil
}

// readBoth reads hashes numbered from `from` on in added, the others in old.
func readBoth(indexes []int64, from int64, added []tlog.Hash, old tlog.HashReader) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, n := range indexes {
		if n >= from {
			out[i] = added[n-from]
			continue
		}
		h, err := old.ReadHashes(indexes[i : i+1])
		if err != nil {
			return nil, err
		}
		out[i] = h[0]
	}
	return out, nil
}

// InMemory reads the hashes of a tree that is held whole.
func InMemory(nodes []tlog.Hash) tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) { return readBoth(indexes, 0, nodes, nil) })
}

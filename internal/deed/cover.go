package deed

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/lib/pq"
	"golang.org/x/mod/sumdb/tlog"

	"fangpin/internal/pg"
)

// Cover is what one deed says about one table: the rows it answers for, in the order of their keys.
type Cover struct {
	Table string
	Rows  []Row
}

// Sum is a cover as the deed's body holds it: the rows themselves stand beside the deed, the root ties them to it.
type Sum struct {
	Table string
	Rows  int64
	Root  tlog.Hash
}

// Sum counts the rows and takes their Merkle root.
func (c Cover) Sum() Sum {
	leaves := make([]tlog.Hash, len(c.Rows))
	for i, r := range c.Rows {
		leaves[i] = r.leaf()
	}
	return Sum{c.Table, int64(len(c.Rows)), Root(leaves)}
}

// pack is the cover as the table keeps it: the keys, one a line, and the digests, 32 bytes each.
func (c Cover) pack() (keys string, digests []byte) {
	var b strings.Builder
	digests = make([]byte, 0, sha256.Size*len(c.Rows))
	for i, r := range c.Rows {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(r.Key)
		digests = append(digests, r.Digest[:]...)
	}
	return b.String(), digests
}

// Unpack reads a cover as the table keeps it.
func Unpack(table string, keys []string, digests []byte) (Cover, error) {
	if len(digests) != sha256.Size*len(keys) {
		return Cover{}, fmt.Errorf("cover of %s: %d keys, %d bytes of digests", table, len(keys), len(digests))
	}
	rows := make([]Row, len(keys))
	for i, key := range keys {
		rows[i] = Row{key, [sha256.Size]byte(digests[i*sha256.Size:])}
	}
	return Cover{table, rows}, nil
}

// Root is the Merkle root of RFC 6962 over leaf hashes, which it overwrites. It pairs neighbours level by level and lifts an
// odd last one, which gives the same tree as the RFC's recursion.
func Root(leaves []tlog.Hash) tlog.Hash {
	if len(leaves) == 0 {
		return sha256.Sum256(nil)
	}
	for n := len(leaves); n > 1; n = (n + 1) / 2 {
		for i := 0; i < n/2; i++ {
			leaves[i] = tlog.NodeHash(leaves[2*i], leaves[2*i+1])
		}
		if n%2 == 1 {
			leaves[n/2] = leaves[n-1]
		}
	}
	return leaves[0]
}

// Digests are those of the rows of a covered table as they stand now, by id: what a deed that covered them would say. A row that is not there
// has none.
func Digests(ctx context.Context, tx *pg.Tx, table string, ids []int64) (map[int64][sha256.Size]byte, error) {
	t, ok := Lookup(table)
	if !ok || !slices.Equal(t.Keys, []string{"id"}) {
		return nil, fmt.Errorf("digests: %s is no covered table with ids", table)
	}
	found := make(map[int64][sha256.Size]byte, len(ids))
	for line, err := range t.read(ctx, tx, t.query()+` AND id = ANY($2)`, tx.County, pq.Int64Array(ids)) {
		if err != nil {
			return nil, err
		}
		id, err := strconv.ParseInt(line.Key, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("digests: %s %s: %w", table, line.Key, err)
		}
		found[id] = Digest(table, line.Cells)
	}
	return found, nil
}

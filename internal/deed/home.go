package deed

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/lib/pq"

	"fangpin/internal/pg"
)

// home walks from a table to the first of its owners that people can open a row of, itself included.
func (t Table) home() (page Table, through []Table, ok bool) {
	for !t.Page {
		through = append(through, t)
		if t, ok = Lookup(t.Owner); !ok {
			return Table{}, nil, false
		}
	}
	return t, through, true
}

// Homes finds with what rows of a table are shown: the table whose rows people can open, and the id of one by the row's key. A table that is
// shown nowhere has none.
func Homes(ctx context.Context, tx *pg.Tx, table string, keys []string) (page string, ids map[string]int64, err error) {
	t, ok := Lookup(table)
	if !ok {
		return "", nil, nil
	}
	home, through, ok := t.home()
	if !ok {
		return "", nil, nil
	}
	ids = make(map[string]int64, len(keys))
	for _, key := range keys {
		first, _, _ := strings.Cut(key, "/")
		if id, err := strconv.ParseInt(first, 10, 64); err == nil {
			ids[key] = id
		}
	}
	for _, part := range through {
		if part.Keys[0] == part.ownerBy() { // the key begins with the owner's
			continue
		}
		if err := part.owners(ctx, tx, ids); err != nil {
			return "", nil, err
		}
	}
	return home.Name, ids, nil
}

// owners turns ids of rows into those of their owners.
func (t Table) owners(ctx context.Context, tx *pg.Tx, ids map[string]int64) error {
	own := make([]int64, 0, len(ids))
	for _, id := range ids {
		own = append(own, id)
	}
	var rows []struct{ ID, Owner int64 }
	err := tx.SelectContext(ctx, &rows, fmt.Sprintf(`SELECT %s AS id, %s AS owner FROM %s WHERE county = $1 AND %[1]s = ANY ($2)`,
		pq.QuoteIdentifier(t.Keys[0]), pq.QuoteIdentifier(t.ownerBy()), pq.QuoteIdentifier(t.Name)), tx.County, pq.Array(own))
	if err != nil {
		return fmt.Errorf("find with what rows are shown: %w", err)
	}
	owner := make(map[int64]int64, len(rows))
	for _, r := range rows {
		owner[r.ID] = r.Owner
	}
	for key, id := range ids {
		if ids[key] = owner[id]; owner[id] == 0 {
			delete(ids, key)
		}
	}
	return nil
}

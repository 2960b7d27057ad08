package audit

import (
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"

	"github.com/lib/pq"

	"fangpin/internal/deed"
)

// version is what the deeds over a row say of it.
type version struct {
	first, since int64 // the leaf of the first deed, and of the one since which the row is as it is
	leaf         int64 // of the newest
	digest       [sha256.Size]byte
}

// rows compares every row of every covered table with its newest digest, and the digests of a row that never changes with each other.
func rows(ctx context.Context, v *view) ([]Check, error) {
	altered, removed, added := Check{Name: "各行内容与最近一次存证相符"}, Check{Name: "已存证的行无缺失"}, Check{Name: "每行均有存证"}
	rewritten := Check{Name: "只增不改的行各次存证一致"}
	for _, table := range deed.Tables {
		newest, err := v.versions(ctx, table.Name)
		if err != nil {
			return nil, err
		}
		removed.Looked += int64(len(newest))
		if !slices.Contains(changing, table.Name) {
			rewritten.Looked += int64(len(newest))
			rewritten.rewritten(table.Name, newest)
		}
		for row, err := range table.Rows(ctx, v.tx, v.county) {
			if err != nil {
				return nil, err
			}
			altered.Looked++
			last, ok := newest[row.Key]
			delete(newest, row.Key)
			switch {
			case !ok:
				added.find(table.Name, row.Key, "没有任何存证，不是经本系统登记的")
			case last.digest != row.Digest:
				altered.find(table.Name, row.Key, "内容与第 %d 号存证不符，存证后被改动", last.leaf)
			}
		}
		for _, key := range slices.Sorted(maps.Keys(newest)) {
			removed.find(table.Name, key, "第 %d 号存证列有此行，现已不存在", newest[key].leaf)
		}
	}
	added.Looked = altered.Looked
	return []Check{altered, removed, added, rewritten}, nil
}

// rewritten names the rows that a later deed covers otherwise than the first.
func (c *Check) rewritten(table string, versions map[string]version) {
	for _, key := range slices.Sorted(maps.Keys(versions)) {
		if was := versions[key]; was.since != was.first {
			c.find(table, key, "第 %d 号存证之后被改写，由第 %d 号重新存证", was.first, was.since)
		}
	}
}

// versions reads, by key, what the deeds say of each row that was ever covered.
func (v *view) versions(ctx context.Context, table string) (map[string]version, error) {
	rows, err := v.tx.QueryContext(ctx, `SELECT leaf, keys, digests FROM fangpin.cover WHERE county = $1 AND tab = $2 ORDER BY leaf`, v.county, table)
	if err != nil {
		return nil, fmt.Errorf("read covers of %s: %w", table, err)
	}
	defer rows.Close()
	out := map[string]version{}
	for rows.Next() {
		var leaf int64
		var keys pq.StringArray
		var digests []byte
		if err := rows.Scan(&leaf, &keys, &digests); err != nil {
			return nil, fmt.Errorf("read covers of %s: %w", table, err)
		}
		cover, err := deed.Unpack(table, keys, digests)
		if err != nil {
			continue // covers has named it
		}
		for _, row := range cover.Rows {
			was, covered := out[row.Key]
			if !covered {
				was = version{first: leaf, since: leaf, digest: row.Digest}
			} else if was.digest != row.Digest {
				was.since, was.digest = leaf, row.Digest
			}
			was.leaf = leaf
			out[row.Key] = was
		}
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read covers of %s: %w", table, err)
	}
	return out, nil
}

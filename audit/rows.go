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

// version is what the newest deed over a row says of it.
type version struct {
	leaf   int64
	digest [sha256.Size]byte
}

// rows compares every row of every covered table with its newest digest.
func rows(ctx context.Context, v *view) ([]Check, error) {
	altered, removed, added := Check{Name: "各行内容与最近一次存证相符"}, Check{Name: "已存证的行无缺失"}, Check{Name: "每行均有存证"}
	for _, table := range deed.Tables {
		newest, err := v.newest(ctx, table.Name)
		if err != nil {
			return nil, err
		}
		removed.Looked += int64(len(newest))
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
	return []Check{altered, removed, added}, nil
}

// newest reads, by key, the last digest of each row that was ever covered.
func (v *view) newest(ctx context.Context, table string) (map[string]version, error) {
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
			out[row.Key] = version{leaf, row.Digest}
		}
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read covers of %s: %w", table, err)
	}
	return out, nil
}

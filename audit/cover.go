package audit

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/lib/pq"

	"fangpin/internal/deed"
)

// covers ties the digests kept beside each deed to the deed's body: the same tables, the same number of rows, the same root.
func covers(ctx context.Context, v *view) ([]Check, error) {
	check := Check{Name: "存证所列各行与正文相符"}
	rows, err := v.tx.QueryContext(ctx, `SELECT leaf, tab, keys, digests, root FROM fangpin.cover WHERE county = $1 ORDER BY leaf, tab`, v.county)
	if err != nil {
		return nil, fmt.Errorf("read covers: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var leaf int64
		var table string
		var keys pq.StringArray
		var digests, root []byte
		if err := rows.Scan(&leaf, &table, &keys, &digests, &root); err != nil {
			return nil, fmt.Errorf("read covers: %w", err)
		}
		check.Looked += int64(len(keys))
		check.cover(v, leaf, table, keys, digests, root)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read covers: %w", err)
	}
	for _, leaf := range slices.Sorted(maps.Keys(v.sums)) {
		for _, sum := range v.sums[leaf] { // what is left has no row
			check.find("cover", coverKey(leaf, sum.Table), "正文列有 %d 行，清单缺失", sum.Rows)
		}
	}
	return []Check{check}, nil
}

func coverKey(leaf int64, table string) string { return fmt.Sprintf("%d/%s", leaf, table) }

// cover compares one row of cover with the body's line, which it takes out of the view.
func (c *Check) cover(v *view, leaf int64, table string, keys []string, digests, root []byte) {
	key := coverKey(leaf, table)
	at := slices.IndexFunc(v.sums[leaf], func(s deed.Sum) bool { return s.Table == table })
	if at < 0 {
		c.find("cover", key, "正文未列此表")
		return
	}
	want := v.sums[leaf][at]
	v.sums[leaf] = slices.Delete(v.sums[leaf], at, at+1)
	if _, ok := deed.Lookup(table); !ok {
		c.find("cover", key, "不是应存证的表")
	}
	got, err := deed.Unpack(table, keys, digests)
	if err != nil || got.Sum() != want {
		c.find("cover", key, "各行摘要与正文的根不符")
	}
	if string(root) != string(want.Root[:]) {
		c.find("cover", key, "所记的根与正文不符")
	}
	if !slices.IsSorted(keys) || len(slices.Compact(slices.Clone(keys))) != len(keys) {
		c.find("cover", key, "各行未按主键排列，或有重复")
	}
}

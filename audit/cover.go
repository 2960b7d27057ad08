package audit

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"fangpin/internal/deed"
)

// covers ties the digests kept beside each deed to the deed's body: the same tables, the same number of rows, the same root.
func covers(ctx context.Context, v *view) ([]Check, error) {
	check, last := Check{Name: "存证所列各行与正文相符"}, int64(-1)
	for c, err := range v.records.Covers(ctx) {
		if v.lost(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		check.Looked += int64(len(c.Rows))
		check.cover(v, c)
		v.cover(c)
		if c.Leaf < last { // which digest is a row's newest would depend on it
			check.find("cover", coverKey(c.Leaf, c.Table), "没有按存证序号排列")
		}
		last = c.Leaf
	}
	for _, leaf := range slices.Sorted(maps.Keys(v.sums)) {
		for _, sum := range v.sums[leaf] { // what is left has no row
			check.find("cover", coverKey(leaf, sum.Table), "正文列有 %d 行，清单缺失", sum.Rows)
		}
	}
	return []Check{check}, nil
}

func coverKey(leaf int64, table string) string { return fmt.Sprintf("%d/%s", leaf, table) }

// cover compares one cover with the body's line, which it takes out of the view.
func (c *Check) cover(v *view, got Cover) {
	key := coverKey(got.Leaf, got.Table)
	at := slices.IndexFunc(v.sums[got.Leaf], func(s deed.Sum) bool { return s.Table == got.Table })
	if at < 0 {
		c.find("cover", key, "正文未列此表，或没有这一号存证")
		return
	}
	want := v.sums[got.Leaf][at]
	v.sums[got.Leaf] = slices.Delete(v.sums[got.Leaf], at, at+1)
	if _, ok := deed.Lookup(got.Table); !ok {
		c.find("cover", key, "不是应存证的表")
	}
	if got.Sum() != want {
		c.find("cover", key, "各行摘要与正文的根不符")
	}
	if string(got.Root) != string(want.Root[:]) {
		c.find("cover", key, "所记的根与正文不符")
	}
	for i := 1; i < len(got.Rows); i++ {
		if cmp.Compare(got.Rows[i-1].Key, got.Rows[i].Key) >= 0 {
			c.find("cover", key, "各行未按主键排列，或有重复")
			break
		}
	}
}

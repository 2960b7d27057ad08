package verify

import (
	"cmp"
	"context"
	"fmt"

	"fangpin/internal/deed"
	"fangpin/internal/pg"
	"fangpin/payouts"
	"fangpin/policy"
	"fangpin/registry"
	"fangpin/reports"
)

// judges are those whose work can be derived again here, under each of their versions up to the one that is named, with what people call
// them. Whoever raises a version keeps the way of the one before, and has derive choose by view.judge.
var judges = []struct {
	pg.Judge
	title string
}{
	{reports.Reader, "月报读取"}, {registry.RosterReader, "花名册读取"}, {policy.Engine, "理赔方案计算"}, {payouts.BankFormat, "回盘读取"},
}

// known is a judge of this program, its newest version 0 and its name for a title where there is none.
func known(name string) (title string, newest int64) {
	for _, j := range judges {
		if j.Name == name {
			return j.title, j.Version
		}
	}
	return name, 0
}

// inDatabase tells whether the records are a database, which this program is at work on, and no bundle.
func (v *view) inDatabase() bool {
	_, ok := v.records.(*Database)
	return ok
}

// invented says why nobody honest went by a judge, empty if somebody may have. No program has a version below 1. One above this program's
// is a later program's, which may be so in a bundle; a database where a later program has worked refuses this one, so there it is nobody's.
func (v *view) invented(j pg.Judge) string {
	title, newest := known(j.Name)
	switch {
	case j.Version < 1:
		return fmt.Sprintf("正文称由%s第 %d 版判定，版本从 1 起，没有这一版", title, j.Version)
	case v.inDatabase() && newest == 0:
		return fmt.Sprintf("正文称由%s第 %d 版判定，本程序没有这一项判定", title, j.Version)
	case v.inDatabase() && j.Version > newest:
		return fmt.Sprintf("正文称由%s第 %d 版判定，本程序只到第 %d 版，没有程序用过这一版", title, j.Version, newest)
	}
	return ""
}

// judge is the version of a judge to derive the deed of the leaf by, false where this program does not have it: what rests on that is
// taken as it is sealed, and judged says so. An invented version, which content names, exempts from nothing: the newest takes its place.
func (v *view) judge(leaf int64, j pg.Judge) (version int64, ok bool) {
	version = 1
	if a, found := v.act(leaf); found {
		version = deed.JudgedBy(a.judges, j.Name)
	}
	if v.invented(pg.Judge{Name: j.Name, Version: version}) != "" {
		return j.Version, true
	}
	return version, version <= j.Version
}

// judged has a line for each later version of a judge that this program does not have, with how many deeds went by it.
func judged(_ context.Context, v *view) ([]Result, error) {
	deeds := map[pg.Judge]int64{}
	for _, a := range v.acts {
		for _, j := range a.judges {
			if _, newest := known(j.Name); j.Version > newest && v.invented(j) == "" {
				deeds[j]++
			}
		}
	}
	var checks []Result
	byName := func(a, b pg.Judge) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Version, b.Version)) }
	for j, n := range sorted(deeds, byName) {
		title, _ := known(j.Name)
		checks = append(checks, Result{Check: Check{Name: fmt.Sprintf("未重新推算：由%s第 %d 版判定", title, j.Version)}, Looked: n, Underived: true})
	}
	return checks, nil
}

package verify

import (
	"cmp"
	"context"
	"fmt"

	"fangpin/claims"
	"fangpin/internal/deed"
	"fangpin/internal/identity/signing"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/payouts"
	"fangpin/policy"
	"fangpin/publicity"
	"fangpin/registry"
	"fangpin/reports"
	"fangpin/screening"
)

// judges are those whose work can be derived again here, under each of their versions up to the one that is named, with what people call
// them. Whoever raises a version keeps the way of the one before, and has derive choose by view.judge.
var judges = []struct {
	pg.Judge
	title string
}{
	{reports.Reader, "月报读取"}, {registry.RosterReader, "花名册读取"}, {policy.Engine, "理赔方案计算"}, {policy.Wording, "方案用词核对"}, {payouts.BankFormat, "回盘读取"}, {payouts.Repayment, "重复支付判定"}, {payouts.Flagging, "风险提示判定"},
	{monitoring.Engine, "监测程序推演"},
	{screening.Sieve, "月报比对"}, {screening.Feeds, "线索比对"}, {claims.Comparison, "查勘数据与报送的比较"}, {claims.Parting, "环节互不兼任"},
	{signing.Administering, "管理员两人办理"},
	{claims.Likening, "佐证材料比对"}, {publicity.Likening, "张贴照片比对"},
}

// Judges are all that this program goes by, each in its newest version.
func Judges() []pg.Judge {
	all := make([]pg.Judge, len(judges))
	for i, j := range judges {
		all[i] = j.Judge
	}
	return all
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

// ages are the newest versions that the deeds of a county's log have named so far: of the body, of each judge, and which judges a verb names.
// Versions only rise. A database refuses the programs that lack what a later one has sealed in it, so a deed that goes back to an older one
// was sealed by none of ours; it would hold what it covers to rules that were left behind.
type ages struct {
	body   int
	judges map[string]int64
	named  map[string]map[string]bool // by verb
}

// fallen says in what a deed went back behind those before it, and takes it in. Invented versions are named elsewhere, and no measure.
func (g *ages) fallen(v *view, a act) (wrong []string) {
	if a.version < g.body {
		wrong = append(wrong, fmt.Sprintf("正文是第 %d 版，此前已用第 %d 版", a.version, g.body))
	}
	g.body = max(g.body, a.version)
	if g.named[a.verb] == nil {
		g.named[a.verb] = map[string]bool{}
	}
	for _, j := range a.judges {
		g.named[a.verb][j.Name] = true
	}
	for name := range sorted(g.named[a.verb], cmp.Compare[string]) {
		title, _ := known(name)
		version := deed.JudgedBy(a.judges, name)
		if v.invented(pg.Judge{Name: name, Version: version}) != "" {
			continue
		}
		if version < g.judges[name] {
			wrong = append(wrong, fmt.Sprintf("由%s第 %d 版判定，此前已用第 %d 版", title, version, g.judges[name]))
		}
		g.judges[name] = max(g.judges[name], version)
	}
	return wrong
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

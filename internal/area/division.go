package area

import (
	"slices"
	"strings"
)

// Level is a division's place in the hierarchy, in the words of the data.
type Level string

const (
	Province   Level = "province"   // 省、自治区
	Prefecture Level = "prefecture" // 市、地区
	County     Level = "county"     // 县、区、县级市
	Township   Level = "township"   // 乡、镇、街道
	Village    Level = "village"    // 行政村、社区、连
)

// width is how many of the twelve digits say something at a level; the rest are zeros.
type width struct {
	level  Level
	digits int
}

// widths run from the top: GB/T 2260 to the county, the codes of the National Bureau of Statistics below.
var widths = []width{{Province, 2}, {Prefecture, 4}, {County, 6}, {Township, 9}, {Village, 12}}

// Division is one administrative division (行政区划).
type Division struct {
	Code   string `db:"code"`   // twelve digits
	Name   string `db:"name"`   // in full, as in 梨林头村民委员会
	Parent string `db:"parent"` // the code one level up; empty for a province
	Level  Level  `db:"level"`
}

// County is the six digits of the county that the division lies in; for a province or prefecture, of itself.
func (d Division) County() string { return d.Code[:6] }

// committees end a village's full name.
var committees = []string{"村民委员会", "居民委员会", "村委会", "居委会"}

// Short is the name that people use: 梨林头村 for 梨林头村民委员会, 广场社区 for 广场社区居民委员会; other names stay.
func (d Division) Short() string {
	name, committee := cutSuffix(d.Name, committees)
	kind := "村"
	switch {
	case committee == "":
		return d.Name
	case strings.HasPrefix(committee, "居"):
		kind = "社区"
	}
	return strings.TrimSuffix(name, kind) + kind
}

// Community tells whether a village is a 社区, which has no natural villages of its own: a residents' committee (居民委员会) or
// a place that calls itself 社区.
func (d Division) Community() bool {
	return d.Level == Village && strings.HasSuffix(d.Short(), "社区")
}

// kinds end a name that people leave off when they write: longer ones first.
var kinds = map[Level][]string{
	Township: {"街道办事处", "办事处", "街道", "镇", "乡"},
	Village:  {"生活区", "社区", "村"},
}

// bare is the name without its kind: 姬家山 for 姬家山乡, 梨林头 for 梨林头村民委员会.
func (d Division) bare() string {
	rest := d.Name
	if d.Level == Village {
		rest, _ = cutSuffix(rest, committees)
	}
	rest, _ = cutSuffix(rest, kinds[d.Level])
	return rest
}

// cutSuffix takes the first suffix off that leaves something.
func cutSuffix(name string, suffixes []string) (rest, suffix string) {
	i := slices.IndexFunc(suffixes, func(s string) bool { return len(s) < len(name) && strings.HasSuffix(name, s) })
	if i < 0 {
		return name, ""
	}
	return strings.TrimSuffix(name, suffixes[i]), suffixes[i]
}

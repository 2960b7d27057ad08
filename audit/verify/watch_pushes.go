package verify

import (
	"cmp"
	"fmt"
	"slices"
)

var pushesCheck = Check{
	Name: "推送名单各户当日均在监测，户数相符",
	Rule: "S0: 推送医保、人社、农业农村、残联、妇联、团委、慈善; S1: monthly",
	Proves: "each list that was passed on has as many families as it says, numbered, each once, and each was under watch when it was made: taken in, and " +
		"its risk not yet found gone",
	Not: "that nobody was left out, or that those told of had the need: for which kind, labour class or label a list was made is not kept, and where " +
		"it goes by people's ages a bundle withholds their birthdays",
}

// pushes holds the lists that were passed on to who was under watch.
func pushes(v *view) Result {
	check, of := Result{Check: pushesCheck, Looked: int64(len(v.pushes))}, v.courseOf()
	lines := groupBy(v.pushLines, func(l *pushLine) int64 { return l.Push })
	for i := range v.pushes {
		p := &v.pushes[i]
		if wrong := p.wrong(lines[p.ID]); wrong != "" {
			check.find("push", p.key, "%s", wrong)
		}
		for _, l := range lines[p.ID] {
			if wrong := l.wrong(of[l.Watch]); wrong != "" {
				check.find("push_row", l.key, "%s", wrong)
			}
		}
		delete(lines, p.ID)
	}
	for id := range sorted(lines, cmp.Compare[int64]) {
		check.find("push_row", lines[id][0].key, "没有这次推送")
	}
	return check
}

// wrong says in what a list is not what it says it is.
func (r *pushRow) wrong(lines []*pushLine) string {
	slices.SortFunc(lines, func(a, b *pushLine) int { return cmp.Compare(a.N, b.N) })
	told := map[int64]bool{}
	for i, l := range lines {
		if l.N != i+1 || l.first != r.first || told[l.Watch] {
			return fmt.Sprintf("第 %d 行序号不连续、重复，或不是随推送一并登记的", l.N)
		}
		told[l.Watch] = true
	}
	if r.Rows != len(lines) || len(lines) == 0 {
		return fmt.Sprintf("所记 %d 户，实有 %d 户", r.Rows, len(lines))
	}
	return ""
}

// wrong says why a family was none to tell of.
func (l *pushLine) wrong(c *course) string {
	switch {
	case c == nil:
		return "没有这一监测事项"
	case c.beyond:
		return ""
	}
	if s, begun := c.asOf(l.first); !begun || s.Since == nil {
		return "推送时本户不在监测之中"
	}
	return ""
}

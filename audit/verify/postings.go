package verify

import (
	"cmp"
	"fmt"
	"slices"

	"fangpin/internal/calendar"
)

var postingsCheck = Check{
	Name: "公示当天制作，撤下和恢复张贴逐次有人、有理由",
	Rule: "S2: ten days on the wall; domain §3 no. 13",
	Proves: "no notice is dated before it was made, by the database's clock (but for the days that the owner allows a demonstration; those from before say nothing); each posting that came down, since reasons " +
		"are asked, has somebody and a reason; one that hangs there after all was put back on the same day, by another person, and nothing was posted in between",
	Not: "that it hung there: photos are for people to look at",
}

// postings: no notice from before it was made, and what was said of postings afterwards. (公示日期、张贴变动)
func postings(v *view) Result {
	check := Result{Check: postingsCheck, Looked: int64(len(v.notices) + len(v.changes))}
	for i := range v.notices {
		n := &v.notices[i]
		if n.MadeAt.Valid && len(v.offices) > 0 && n.Dated < calendar.DateOf(n.MadeAt.V)-date(v.offices[0].Slack) {
			check.find("notice", n.key, "公示日期 %s，%s 才制作", n.Dated.Chinese(), beijing(n.MadeAt.V))
		}
	}
	if len(v.offices) > 0 && v.offices[0].Slack > 0 {
		check.Noted = append(check.Noted, fmt.Sprintf("本县允许公示日期早于制作之日最多 %d 天，只有演示数据才这样设置", v.offices[0].Slack))
	}
	for posting, of := range sorted(groupBy(v.changes, func(x *postingChangeRow) int64 { return x.Posting }), cmp.Compare[int64]) {
		slices.SortFunc(of, func(a, b *postingChangeRow) int { return cmp.Compare(a.N, b.N) })
		for i, x := range of {
			if wrong := x.wrong(v, of[:i]); wrong != "" {
				check.find("posting_change", x.key, "%s", wrong)
			}
		}
		if p := v.posting[posting]; p != nil && p.DownOn != of[len(of)-1].DownOn {
			check.find("posting", p.key, "张贴变动与张贴的撤下日期不符")
		}
	}
	return check
}

// wrong says why a change of a posting could not follow those before it, empty if it could.
func (r *postingChangeRow) wrong(v *view, before []*postingChangeRow) string {
	switch {
	case r.N != len(before)+1:
		return "序号不连续"
	case !bool(r.Reason):
		return "没有理由"
	case r.DownOn.Valid:
		if len(before) > 0 && before[len(before)-1].DownOn.Valid {
			return "已经撤下，又登记撤下"
		}
		return ""
	case len(before) == 0 || !before[len(before)-1].DownOn.Valid:
		return "没有撤下，却登记恢复"
	}
	switch down := before[len(before)-1]; {
	case v.human(down.By) == v.human(r.By):
		return "撤下和恢复由同一人登记"
	case calendar.DateOf(down.At) != calendar.DateOf(r.At):
		return "撤下不是当天登记的，不能恢复"
	}
	return ""
}

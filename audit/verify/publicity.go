package verify

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"time"

	"fangpin/payouts"
)

var noticesCheck = Check{
	Name: "公示内容、合计、校验码与救助金一致",
	Rule: "S2: publicity shows amounts; domain §3 no. 14",
	Proves: "rows, total and digest of each notice are its payouts'; its days are the strictest of their schemes; serials are " +
		"gapless; a payout is announced once",
	Not: "that this is what hung on the wall: the photos are for people to look at",
}

// notices: rows, total and digest as first posted; each row is its payout's; the period is the strictest of the rows' schemes; serials
// are gapless; a payout is announced once.
func notices(v *view) Result {
	check := Result{Check: noticesCheck}
	lines := groupBy(v.noticeLines, func(r *noticeLine) int64 { return r.Notice })
	for i := range v.notices {
		n := &v.notices[i]
		if n.ofWatches() {
			continue
		}
		check.Looked++
		if wrong := n.wrong(v, lines[n.ID]); wrong != "" {
			check.find("notice", n.key, "%s", wrong)
		}
		delete(lines, n.ID)
	}
	for id := range sorted(lines, cmp.Compare[int64]) {
		check.find("notice", id, "没有这份公示")
	}
	check.announced(v)
	check.serials(v)
	return check
}

// wrong says in what a notice is not what its rows come to.
func (r *noticeRow) wrong(v *view, lines []*noticeLine) string {
	slices.SortFunc(lines, func(a, b *noticeLine) int { return cmp.Compare(a.N, b.N) })
	var total amount
	texts, gap := make([]string, len(lines)), false
	days, holiday, weekend := 0, false, false
	for i, l := range lines {
		total, gap = total.Add(l.Amount), gap || l.N != i+1
		texts[i] = fmt.Sprintf("%d %d %d %s", l.N, l.Payout, l.Place, l.Amount.StringFixed(2))
		if p := v.payout[l.Payout]; p != nil && v.rule[p.Scheme] != nil {
			s := v.rule[p.Scheme]
			days, holiday, weekend = max(days, s.Days), holiday || s.PastHoliday, weekend || s.PastWeekend
		}
	}
	switch {
	case r.Rows != len(lines) || gap || len(lines) == 0:
		return fmt.Sprintf("所记 %d 笔，实有 %d 笔，或序号不连续", r.Rows, len(lines))
	case !r.Total.Equal(total):
		return fmt.Sprintf("合计应为 %s 元，所记为 %s 元", total.StringFixed(2), r.Total.StringFixed(2))
	case r.Digest != digestOf(texts):
		return "校验码与公示各行不符"
	case r.Days != days || r.PastHoliday != holiday || r.PastWeekend != weekend:
		return "公示天数或顺延与各笔方案中最严的不符"
	}
	return ""
}

// digestOf is a notice's or list's own digest (校验码): of its rows in words.
func digestOf(rows []string) string {
	sum := sha256.Sum256([]byte(strings.Join(rows, ";")))
	return printed(sum[:])
}

// announced holds every row to its payout.
func (c *Result) announced(v *view) {
	times := map[int64]int{}
	for i := range v.noticeLines {
		l := &v.noticeLines[i]
		times[l.Payout]++
		p, n, place := v.payout[l.Payout], v.notice[l.Notice], v.place[l.Place]
		switch {
		case p == nil:
			c.find("notice_row", l.key, "没有这笔救助金")
		case !p.Amount.Equal(l.Amount):
			c.find("notice_row", l.key, "公示 %s 元，救助金为 %s 元", l.Amount.StringFixed(2), p.Amount.StringFixed(2))
		case p.Place != l.Place:
			c.find("notice_row", l.key, "自然村与救助金不符")
		case place == nil || n == nil || place.Village != n.Village:
			c.find("notice_row", l.key, "不是本村的")
		}
	}
	for payout, n := range sorted(times, cmp.Compare[int64]) {
		if n > 1 {
			c.find("payout", payout, "公示了 %d 次", n)
		}
	}
}

// serials: a village's notices are numbered without a gap within the year.
func (c *Result) serials(v *view) {
	type villageYear struct {
		village int64
		year    int
	}
	for _, of := range groupBy(v.notices, func(n *noticeRow) villageYear { return villageYear{n.Village, n.Year} }) {
		slices.SortFunc(of, func(a, b *noticeRow) int { return cmp.Or(cmp.Compare(a.Serial, b.Serial), cmp.Compare(a.ID, b.ID)) })
		for i, n := range of {
			if n.Serial != i+1 || n.Year != n.Dated.Year() {
				c.find("notice", n.key, "%d 年本村第 %d 号公示，应为第 %d 号", n.Year, n.Serial, i+1)
			}
		}
	}
}

// clockKey is one run of a natural village's publicity.
type clockKey struct {
	notice, place int64
	run           int
}

var clearancesCheck = Check{
	Name: "公示期满且无未决异议才确认无异议",
	Rule: "S2: ten days; domain §3 no. 15",
	Proves: "each clearance came after its own run's end, by the database's time and by the deed's, and while no objection " +
		"was open",
	Not: "that nobody objected without being written down",
}

// clearances: only after the running clock's end, by the database's time and by the deed's, and not while an objection was open.
func clearances(v *view) Result {
	check := Result{Check: clearancesCheck, Looked: int64(len(v.clearances))}
	runs := by(v.clocks, func(k *clockRow) clockKey { return clockKey{k.Notice, k.Place, k.Run} })
	type line struct{ notice, place, payout int64 }
	lines := by(v.noticeLines, func(l *noticeLine) line { return line{l.Notice, l.Place, l.Payout} })
	for i := range v.clearances {
		x := &v.clearances[i]
		clock := runs[clockKey{x.Notice, x.Place, x.Run}]
		sealed := x.ClearedAt
		if a, ok := v.act(x.first); ok {
			sealed = a.leafAt
		}
		switch {
		case clock == nil:
			check.find("clearance", x.key, "没有对应的公示期")
		case lines[line{x.Notice, x.Place, x.Payout}] == nil:
			check.find("clearance", x.key, "公示期不是本笔的")
		case clock.RestartedAt.Valid:
			check.find("clearance", x.key, "该次公示期已中断")
		case x.ClearedAt.Before(clock.EndsAt) || sealed.Before(clock.EndsAt.Add(-2*time.Minute)):
			check.find("clearance", x.key, "%s 确认，公示期至 %s", beijing(earlierOf(x.ClearedAt, sealed)), beijing(clock.EndsAt))
		}
	}
	for i := range v.objections {
		o := &v.objections[i]
		if x := v.clearance[o.Payout]; x != nil && o.open(x.ClearedAt) {
			check.find("clearance", x.key, "确认时异议 %d 尚未处理", o.ID)
		}
	}
	return check
}

func earlierOf(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// open tells whether an objection was received and not yet decided.
func (r *objectionRow) open(at time.Time) bool {
	return !r.ReceivedAt.After(at) && (!r.DecidedAt.Valid || r.DecidedAt.V.After(at))
}

var objectionsCheck = Check{
	Name: "异议均有受理和处理记录，成立的已撤回",
	Rule: "domain §3 no. 15",
	Proves: "each objection was decided whole or not at all, after it was received, by whom the deed says; what was upheld is " +
		"withdrawn",
	Not: "that the decision was right",
}

// objections: decided once, whole and after they were received; what was upheld is withdrawn.
func objections(v *view) Result {
	check := Result{Check: objectionsCheck, Looked: int64(len(v.objections))}
	for i := range v.objections {
		o := &v.objections[i]
		p := v.payout[o.Payout]
		whole := o.Upheld.Valid == bool(o.Reason) && o.Upheld.Valid == o.DecidedBy.Valid && o.Upheld.Valid == o.DecidedAt.Valid
		switch {
		case p == nil:
			check.find("objection", o.key, "没有这笔救助金")
		case !whole:
			check.find("objection", o.key, "处理记录不全")
		case o.DecidedAt.Valid && o.DecidedAt.V.Before(o.ReceivedAt):
			check.find("objection", o.key, "处理早于受理")
		case o.Upheld.V && p.Status != "withdrawn":
			check.find("objection", o.key, "异议成立，救助金没有撤回")
		}
		for _, a := range v.history("objection", o.key) {
			if (a.verb == payouts.UpholdStep.Verb || a.verb == payouts.DismissStep.Verb) && o.DecidedBy != (null[int64]{V: a.person, Valid: true}) {
				check.find("objection", o.key, "第 %d 号存证由 %d 处理，所记为 %d", a.leaf, a.person, o.DecidedBy.V)
			}
		}
	}
	return check
}

var withdrawalsCheck = Check{
	Name:   "人工撤回的救助金均写明理由",
	Rule:   "domain §3 no. 15",
	Proves: "what was taken back by hand has a reason, and no reason stands where nothing was taken back",
	Not:    "that the reason is good: its words are withheld",
}

// withdrawals: what was taken back by hand says why, and nothing else does: what an objection took back has its reason there. (撤回)
func withdrawals(v *view) Result {
	check := Result{Check: withdrawalsCheck, Looked: int64(len(v.withdrawals))}
	because := by(v.withdrawals, func(w *withdrawalRow) int64 { return w.Payout })
	for i := range v.payouts {
		p := &v.payouts[i]
		taken := v.takenBack(p)
		switch w := because[p.ID]; {
		case taken && w == nil:
			check.find("payout", p.key, "已撤回，没有撤回理由")
		case !taken && w != nil:
			check.find("withdrawal", w.key, "有撤回理由，存证中没有撤回")
		}
		delete(because, p.ID)
	}
	for _, w := range sorted(because, cmp.Compare[int64]) {
		check.find("withdrawal", w.key, "没有这笔救助金")
	}
	return check
}

// takenBack tells whether a deed withdrew a payout by hand.
func (v *view) takenBack(p *payoutRow) bool {
	return slices.ContainsFunc(v.history("payout", p.key), func(a act) bool { return a.verb == payouts.WithdrawStep.Verb })
}

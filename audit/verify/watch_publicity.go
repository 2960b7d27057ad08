package verify

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"fangpin/procedure"
)

// ofWatches tells whether a notice is about watches.
func (r *noticeRow) ofWatches() bool { return r.About.Valid }

var watchNoticesCheck = Check{
	Name: "监测公示内容、天数与评议、监测程序一致",
	Rule: "S1: 村级评议及公示; monitoring: a notice of watches hangs on the village's board",
	Proves: "rows and digest of each notice are its watches', the digest of its number and day too where it was made since they are in it; each on the board of the family's village and told of once for each evaluation that " +
		"passed before; its days are the strictest of their procedures",
	Not: "that this is what hung on the wall: the photos are for people to look at",
}

// watchNotices holds the notices of watches to the watches.
func watchNotices(v *view) Result {
	check := Result{Check: watchNoticesCheck}
	lines, of := groupBy(v.watchLines, func(l *watchLine) int64 { return l.Notice }), v.courseOf()
	told := map[at]int{}
	for i := range v.notices {
		n := &v.notices[i]
		if !n.ofWatches() {
			continue
		}
		check.Looked++
		if wrong := n.wrongOfWatches(lines[n.ID], of); wrong != "" {
			check.find("notice", n.key, "%s", wrong)
		}
		for _, l := range lines[n.ID] {
			told[at{l.Watch, l.Evaluation.V}]++
			if wrong := l.wrong(v, n, of[l.Watch]); wrong != "" {
				check.find("notice_row", l.key, "%s", wrong)
			} else if told[at{l.Watch, l.Evaluation.V}] > 1 {
				check.find("notice_row", l.key, "同一次评议公示了 %d 次", told[at{l.Watch, l.Evaluation.V}])
			}
		}
		delete(lines, n.ID)
	}
	for id := range sorted(lines, cmp.Compare[int64]) {
		check.find("notice", id, "没有这份公示，或不是监测公示")
	}
	return check
}

// courseOf finds courses by their watches.
func (v *view) courseOf() map[int64]*course {
	of := make(map[int64]*course, len(v.courses))
	for _, c := range v.courses {
		of[c.ID] = c
	}
	return of
}

// wrongOfWatches says in what a notice is not what its rows come to.
func (r *noticeRow) wrongOfWatches(lines []*watchLine, of map[int64]*course) string {
	slices.SortFunc(lines, func(a, b *watchLine) int { return cmp.Compare(a.N, b.N) })
	texts, gap, unknown := make([]string, len(lines)), false, false
	days, holiday, weekend := 0, false, false
	for i, l := range lines {
		gap = gap || l.N != i+1
		texts[i] = fmt.Sprintf("%d %d %d %s", l.N, l.Watch, l.Place, l.Amount.StringFixed(2))
		if w := of[l.Watch]; w != nil && w.rule != nil && w.rule.Publicity != nil {
			p := w.rule.Publicity
			days, holiday, weekend = max(days, p.Days), holiday || p.PastHoliday, weekend || p.PastWeekend
		} else {
			unknown = true
		}
	}
	switch {
	case r.About.V != "watch":
		return "公示的事由不能解读"
	case r.Rows != len(lines) || gap || len(lines) == 0:
		return fmt.Sprintf("所记 %d 户，实有 %d 户，或序号不连续", r.Rows, len(lines))
	case !r.Total.IsZero():
		return "监测公示不载金额"
	case r.Digest != digestOf(append([]string{r.numbered()}, texts...)) && r.Digest != digestOf(texts): // of the rows alone until they were numbered in it
		return "校验码与公示编号、日期、各行不符"
	case !unknown && (r.Days != days || r.PastHoliday != holiday || r.PastWeekend != weekend):
		return "公示天数或顺延与各户监测程序中最严的不符"
	}
	return ""
}

// numbered is how a notice's digest begins: whose, which and when it is.
func (r *noticeRow) numbered() string {
	return fmt.Sprintf("%d %d %d %s", r.Village, r.Year, r.Serial, r.Dated)
}

// wrong says in what a row is not its watch's.
func (l *watchLine) wrong(v *view, n *noticeRow, c *course) string {
	if c == nil {
		return "没有这一监测事项"
	}
	home := v.household[c.Household]
	place := v.place[l.Place]
	if home == nil || place == nil || l.Place != n.Village || v.place[home.Place] == nil || v.place[home.Place].Village != n.Village || !l.Amount.IsZero() {
		return "不是本村的户，或不在村的公示栏，或载有金额"
	}
	i := slices.IndexFunc(c.events[:len(c.stood)], func(e *watchEventRow) bool { return e.N == l.Evaluation.V })
	switch {
	case c.beyond || c.rule == nil:
		return ""
	case i < 0 || c.told[i].Act != procedure.Evaluate || c.told[i].Result != procedure.Pass:
		return "所公示的不是通过的评议"
	case c.events[i].On > n.Dated || c.events[i].first >= n.first:
		return fmt.Sprintf("%s的评议，%s公示", c.events[i].On.Chinese(), n.Dated.Chinese())
	}
	return ""
}

var watchClearancesCheck = Check{
	Name: "监测审定在本轮公示期满、无未决异议之后",
	Rule: "S1: 公示5天; procedure.md: the next step is possible from the day after",
	Proves: "each approval stands on the days of the notice of its own round's evaluation, which were over by the database's time, by the deed's " +
		"and by the day it bears; a posting that an event tells is on the board since that day",
	Not: "that nobody objected without being written down",
}

// shown is what hung of the watches, by its keys.
type shown struct {
	*view
	lines      map[at]*watchLine // by the evaluation that they tell of
	runs       map[clockKey]*clockRow
	postings   map[int64][]*postingRow // by notice
	objections map[int64][]*watchObjectionRow
}

func (v *view) shown() shown {
	return shown{v, by(v.watchLines, func(l *watchLine) at { return at{l.Watch, l.Evaluation.V} }),
		by(v.clocks, func(k *clockRow) clockKey { return clockKey{k.Notice, k.Place, k.Run} }),
		groupBy(v.postings, func(p *postingRow) int64 { return p.Notice }),
		groupBy(v.watchObjections, func(o *watchObjectionRow) int64 { return o.Watch })}
}

// watchClearances holds approvals to the days they stand on, and what is told of postings to the postings.
func watchClearances(v *view) Result {
	check, s := Result{Check: watchClearancesCheck, Looked: int64(len(v.watchCleared))}, v.shown()
	stands := by(v.watchCleared, (*watchClearanceRow).at)
	for _, c := range v.courses {
		for i, e := range c.events {
			x := stands[e.at()]
			delete(stands, e.at())
			if i >= len(c.stood) {
				continue // named already, or beyond this program
			}
			if wrong := s.wrong(c, i, x); wrong != "" {
				check.find("watch_event", e.key, "%s", wrong)
			}
		}
	}
	for _, x := range sorted(stands, func(a, b at) int { return cmp.Or(cmp.Compare(a.watch, b.watch), cmp.Compare(a.n, b.n)) }) {
		check.find("watch_clearance", x.key, "没有对应的审定")
	}
	return check
}

// wrong says in what the i-th event of a watch, a posting or an approval, does not stand on what hung.
func (s shown) wrong(c *course, i int, x *watchClearanceRow) string {
	e, told := c.events[i], c.told[i]
	switch {
	case told.Act == procedure.Approve && told.Result == procedure.Pass:
		return s.approved(c, i, x)
	case x != nil:
		return "不是审定通过，却记有公示满期"
	case told.Act != procedure.Post && told.Act != procedure.Repost:
		return ""
	}
	notice := s.noticeOf(c, i)
	hung := notice != nil && slices.ContainsFunc(s.postings[notice.ID], func(p *postingRow) bool { return p.PostedOn == e.On && p.first == e.first })
	if !hung {
		return fmt.Sprintf("%s没有张贴本轮评议的公示", e.On.Chinese())
	}
	return ""
}

// approved says why the approval that is the i-th event does not stand on its days.
func (s shown) approved(c *course, i int, x *watchClearanceRow) string {
	e, steps := c.events[i], c.rule.Enter
	if c.stood[i-1].State == procedure.StateClearing {
		steps = c.rule.Clear.Steps
	}
	for _, o := range s.objections[c.ID] {
		if o.open(e.At) {
			return fmt.Sprintf("审定时异议 %d 尚未处理", o.ID)
		}
	}
	posts := slices.ContainsFunc(steps, func(t procedure.Stage) bool { return t.Step == procedure.Post })
	if !posts || x == nil {
		return map[bool]string{true: "审定没有公示满期的依据", false: ""}[posts]
	}
	notice, run, sealed := s.noticeOf(c, i), s.runs[clockKey{x.Notice, x.Place, x.Run}], e.At
	if a, ok := s.act(e.first); ok {
		sealed = a.leafAt
	}
	switch {
	case notice == nil || notice.ID != x.Notice || run == nil:
		return "所依的公示不是本轮的"
	case run.RestartedAt.Valid:
		return "所依的公示期已中断"
	case e.At.Before(run.EndsAt) || sealed.Before(run.EndsAt.Add(-2*time.Minute)) || e.On <= run.LastDay:
		return fmt.Sprintf("%s审定（%s），公示期至 %s", e.On, beijing(earlierOf(e.At, sealed)), beijing(run.EndsAt))
	}
	return ""
}

// noticeOf is the notice of the round in which the i-th event was taken: it tells of the newest evaluation. Nil: there is none.
func (s shown) noticeOf(c *course, i int) *noticeRow {
	evaluation, round := 0, 0
	if i > 0 {
		round = c.stood[i-1].round
	}
	for j, e := range c.events[:i] {
		if c.told[j].Act == procedure.Evaluate && e.N > round {
			evaluation = e.N
		}
	}
	if l := s.lines[at{c.ID, evaluation}]; l != nil && evaluation > 0 {
		return s.notice[l.Notice]
	}
	return nil
}

// open tells whether an objection was received and not yet decided.
func (r *watchObjectionRow) open(at time.Time) bool {
	return !r.ReceivedAt.After(at) && (!r.DecidedAt.Valid || r.DecidedAt.V.After(at))
}

var watchObjectionsCheck = Check{
	Name: "监测异议的受理、处理与监测办理逐件一致",
	Rule: "procedure.md: one answer answers the oldest; one that is upheld ends them all",
	Proves: "each objection was received as one event of its watch, by whom the event says and on a day since the notice went up, and decided whole by the event that " +
		"answers it: the oldest first, by another than who wrote it down (since bodies of version 3), and all of them where one is upheld",
	Not: "that the decision was right",
}

// watchObjections pairs objections with the events that received and answered them.
func watchObjections(v *view) Result {
	check, of := Result{Check: watchObjectionsCheck, Looked: int64(len(v.watchObjections))}, v.shown().objections
	for _, c := range v.courses {
		all := of[c.ID]
		delete(of, c.ID)
		if c.beyond || len(c.stood) < len(c.events) {
			continue
		}
		slices.SortFunc(all, func(a, b *watchObjectionRow) int {
			return cmp.Or(a.ReceivedAt.Compare(b.ReceivedAt), cmp.Compare(a.ID, b.ID))
		})
		check.answered(v, c, all)
	}
	for watch := range sorted(of, cmp.Compare[int64]) {
		check.find("objection", of[watch][0].key, "没有这一监测事项")
	}
	return check
}

// answered takes a watch's objections through its events, in the order in which they were received.
func (c *Result) answered(v *view, w *course, all []*watchObjectionRow) {
	received, decided := 0, 0
	for i, e := range w.events {
		switch act := w.told[i].Act; act {
		case procedure.Object:
			if received == len(all) {
				c.find("watch_event", e.key, "没有这件异议的记录")
				return
			}
			if wrong := all[received].receivedBy(e, w.hung(i)); wrong != "" {
				c.find("objection", all[received].key, "%s", wrong)
			}
			received++
		case procedure.Dismiss, procedure.Uphold:
			until := decided + 1
			if act == procedure.Uphold {
				until = received
			}
			if o := all[decided]; v.ownObjection(o.ReceivedBy, e.By, e.first) {
				c.find("objection", o.key, "由登记的 %d 自己处理", e.By)
			}
			for ; decided < until; decided++ {
				if wrong := all[decided].decidedBy(e, act == procedure.Uphold); wrong != "" {
					c.find("objection", all[decided].key, "%s", wrong)
				}
			}
		}
	}
	for i, o := range all {
		switch whole := o.Upheld.Valid == bool(o.Reason) && o.Upheld.Valid == o.DecidedBy.Valid && o.Upheld.Valid == o.DecidedAt.Valid; {
		case i >= received:
			c.find("objection", o.key, "监测办理中没有受理这件异议")
		case !whole || i >= decided && o.Upheld.Valid:
			c.find("objection", o.key, "处理记录不全，或监测办理中没有处理")
		}
	}
}

// hung is the day on which the notice went up first that hung when the i-th event was recorded.
func (c *course) hung(i int) (on date) {
	for j, e := range c.events[:i] {
		if c.told[j].Act == procedure.Post {
			on = e.On
		}
	}
	return on
}

// receivedBy says in what an objection was not received by an event: it may have been heard on an earlier day since the notice went up.
func (r *watchObjectionRow) receivedBy(e *watchEventRow, hung date) string {
	if r.first != e.first || r.ReceivedOn > e.On || r.ReceivedOn < hung || r.ReceivedBy != e.By {
		return fmt.Sprintf("%s由 %d 受理，与监测办理不符", r.ReceivedOn.Chinese(), r.ReceivedBy)
	}
	return ""
}

// decidedBy says in what an objection was not decided by an event.
func (r *watchObjectionRow) decidedBy(e *watchEventRow, upheld bool) string {
	switch {
	case !r.DecidedBy.Valid || r.DecidedBy.V != e.By || r.Upheld.V != upheld:
		return "处理人或结论与监测办理不符"
	case r.since != e.first || r.DecidedAt.V.Before(r.ReceivedAt):
		return fmt.Sprintf("处理不是由第 %d 号存证的，或早于受理", e.first)
	}
	return ""
}

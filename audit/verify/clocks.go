package verify

import (
	"cmp"
	"fmt"
	"slices"

	"fangpin/internal/calendar"
)

// clock is one run of a natural village's publicity beside its notice and its two postings.
type clock struct {
	*clockRow
	nth     int  // of the runs there
	newest  bool // no run began after it
	cleared bool // somebody was cleared by it

	notice         *noticeRow // nil if there is none, and so below
	village, place *postingRow
	hung           bool // a row of the notice lives there
	lateDays       null[int]
}

var clocksCheck = Check{
	Name: "公示期由两处张贴日和放假日历重新计算",
	Rule: "S2: ten days, in the village and the natural village; domain §3 nos. 13, 14",
	Proves: "each run's last day and end follow from its two postings, the notice's settings and the calendar; the postings " +
		"were recorded in time; a run that was broken ended",
	Not:    "that the posting hung there all those days",
	Shares: "internal/calendar",
}

// clocks counts every publicity period anew, from its two postings, the notice's settings and the published calendar.
func clocks(v *view) Result {
	check := Result{Check: clocksCheck, Looked: int64(len(v.clocks))}
	type where struct{ notice, place int64 }
	cleared, rows := map[clockKey]bool{}, map[where]bool{}
	for _, x := range v.clearances {
		cleared[clockKey{x.Notice, x.Place, x.Run}] = true
	}
	for _, x := range v.watchCleared {
		cleared[clockKey{x.Notice, x.Place, x.Run}] = true
	}
	for _, l := range v.watchLines {
		rows[where{l.Notice, l.Place}] = true
	}
	for _, l := range v.noticeLines {
		rows[where{l.Notice, l.Place}] = true
	}
	runs := groupBy(v.clocks, func(k *clockRow) where { return where{k.Notice, k.Place} })
	for at, of := range sorted(runs, func(a, b where) int { return cmp.Or(cmp.Compare(a.notice, b.notice), cmp.Compare(a.place, b.place)) }) {
		slices.SortFunc(of, func(a, b *clockRow) int { return cmp.Compare(a.Run, b.Run) })
		for i, row := range of {
			k := clock{row, i + 1, i == len(of)-1, cleared[clockKey{row.Notice, row.Place, row.Run}],
				v.notice[row.Notice], v.posting[row.VillagePosting], v.posting[row.PlacePosting], rows[at], v.lateDays()}
			if wrong := k.wrong(); wrong != "" {
				check.find("clock", row.key, "%s", wrong)
			}
		}
	}
	return check
}

// lateDays is how many days after it went up a posting may be recorded.
func (v *view) lateDays() null[int] {
	if len(v.offices) == 0 {
		return null[int]{}
	}
	return null[int]{V: v.offices[0].LateDays, Valid: true}
}

// late is how many days after it went up a posting was recorded.
func (r *postingRow) late() int { return int(calendar.DateOf(r.RecordedAt) - r.PostedOn) }

// belongs tells whether both postings are the notice's, one at the village, one at the place.
func (k clock) belongs() bool {
	return k.notice != nil && k.village != nil && k.place != nil && k.hung && k.village.Notice == k.Notice && k.place.Notice == k.Notice &&
		k.village.Place == k.notice.Village && k.place.Place == k.Place
}

// down is the first day on which one of the postings came down.
func (k clock) down() null[date] {
	a, b := k.village.DownOn, k.place.DownOn
	if !a.Valid || b.Valid && b.V < a.V {
		return b
	}
	return a
}

// maxDays is more than any notice hangs.
const maxDays = 366

func (k clock) wrong() string {
	if !k.belongs() || !k.lateDays.Valid {
		return "张贴不是本份公示的，或不在村和本自然村"
	}
	from, first := max(k.village.PostedOn, k.place.PostedOn), min(k.village.PostedOn, k.place.PostedOn)
	if k.notice.Days < 1 || k.notice.Days > maxDays {
		return fmt.Sprintf("公示 %d 天，不能计算", k.notice.Days)
	}
	last, err := calendar.Published().Due(from, k.notice.Days, calendar.Options{PastHoliday: k.notice.PastHoliday, PastWeekend: k.notice.PastWeekend})
	switch down := k.down(); {
	case err != nil:
		return err.Error()
	case last != k.LastDay:
		return fmt.Sprintf("%s起公示 %d 天，最后一日应为%s，所记为%s", from.Chinese(), k.notice.Days, last.Chinese(), k.LastDay.Chinese())
	case !k.EndsAt.Equal(last.End()):
		return fmt.Sprintf("期满时刻应为%s24时，所记为 %s", last.Chinese(), beijing(k.EndsAt))
	case first < k.notice.Dated:
		return "张贴早于公示日期"
	case min(k.village.late(), k.place.late()) < 0 || max(k.village.late(), k.place.late()) > k.lateDays.V:
		return "张贴未在规定的天数内登记，不应起算"
	case k.Run != k.nth:
		return fmt.Sprintf("应为第 %d 次起算，所记为第 %d 次", k.nth, k.Run)
	case !k.newest && !k.RestartedAt.Valid:
		return "没有中断，又另行起算"
	case down.Valid && down.V <= last && !k.RestartedAt.Valid && !k.cleared:
		return fmt.Sprintf("公示于%s撤下，公示期没有中断", down.V.Chinese())
	}
	return ""
}

var daysCheck = Check{
	Name:   "放假日历与国务院办公厅通知一致",
	Rule:   "domain §3 no. 28",
	Proves: "the days that the doors count by are those of the published notices, without a gap",
	Not:    "days that no notice has settled yet",
	Shares: "internal/calendar (holidays.csv)",
}

// days compares the doors' calendar with the published notices, where both know the day.
func days(v *view) Result {
	check, published := Result{Check: daysCheck}, calendar.Published()
	for i, d := range v.days {
		if !published.Settled(d.On) {
			continue
		}
		check.Looked++
		if d.Holiday != published.Holiday(d.On) || d.Weekend != published.Weekend(d.On) {
			check.find("day", d.On, "放假或周末与通知不符")
		}
		if i > 0 && v.days[i-1].On+1 != d.On {
			check.find("day", v.days[i-1].On+1, "日历缺日")
		}
	}
	return check
}

package audit

import (
	"context"
	"fmt"
	"time"

	"fangpin/internal/calendar"
)

// clock is one run of a natural village's publicity beside its notice and its two postings.
type clock struct {
	Key         string        `db:"key"`
	Run         int64         `db:"run"`
	Nth         int64         `db:"nth"`
	Last        calendar.Date `db:"last_day"`
	EndsAt      time.Time     `db:"ends_at"`
	RestartedAt *time.Time    `db:"restarted_at"`
	Newest      bool          `db:"newest"`
	Cleared     bool          `db:"cleared"`

	Dated       *calendar.Date `db:"dated"`
	Days        *int           `db:"days"`
	PastHoliday *bool          `db:"past_holiday"`
	PastWeekend *bool          `db:"past_weekend"`

	Hung      bool           `db:"hung"` // both postings are this notice's, one at the village, one at the place
	VillageOn *calendar.Date `db:"village_on"`
	PlaceOn   *calendar.Date `db:"place_on"`
	Down      *calendar.Date `db:"down"`  // the first of them to come down
	Early     *int           `db:"early"` // how many days after they went up they were recorded, the least
	Late      *int           `db:"late"`  // and the most
	LateDays  *int           `db:"late_days"`
}

// clocks counts every publicity period anew, from its two postings, the notice's settings and the published calendar.
func clocks(ctx context.Context, v *view) ([]Check, error) {
	var rows []clock
	err := v.tx.SelectContext(ctx, &rows, `
		SELECT concat_ws('/', k.notice, k.place, k.run) AS key, k.run, k.last_day, k.ends_at, k.restarted_at,
		  row_number() OVER w AS nth, LEAD(k.run) OVER w IS NULL AS newest,
		  EXISTS (SELECT FROM clearance x WHERE (x.county, x.notice, x.place, x.run) = (k.county, k.notice, k.place, k.run)) AS cleared,
		  n.dated, n.days, n.past_holiday, n.past_weekend,
		  COALESCE(a.notice = k.notice AND b.notice = k.notice AND a.place = n.village AND b.place = k.place
		    AND EXISTS (SELECT FROM notice_row r WHERE (r.county, r.notice, r.place) = (k.county, k.notice, k.place)), false) AS hung,
		  a.posted_on AS village_on, b.posted_on AS place_on, LEAST(a.down_on, b.down_on) AS down,
		  LEAST(`+lateness("a")+`, `+lateness("b")+`) AS early, GREATEST(`+lateness("a")+`, `+lateness("b")+`) AS late, o.late_days
		FROM clock k LEFT JOIN notice n ON n.county = $1 AND n.id = k.notice
		LEFT JOIN posting a ON a.county = $1 AND a.id = k.village_posting LEFT JOIN posting b ON b.county = $1 AND b.id = k.place_posting
		LEFT JOIN office o ON o.county = $1
		WHERE k.county = $1 WINDOW w AS (PARTITION BY k.notice, k.place ORDER BY k.run) ORDER BY k.notice, k.place, k.run`, v.county)
	if err != nil {
		return nil, fmt.Errorf("read clocks: %w", err)
	}
	check := Check{Name: "公示期由两处张贴日和放假日历重新计算", Looked: int64(len(rows))}
	for _, k := range rows {
		if wrong := k.wrong(); wrong != "" {
			check.find("clock", k.Key, "%s", wrong)
		}
	}
	return []Check{check}, nil
}

// lateness is how many days after it went up a posting was recorded.
func lateness(posting string) string {
	return `(` + posting + `.recorded_at AT TIME ZONE 'Asia/Shanghai')::DATE - ` + posting + `.posted_on`
}

func (k clock) wrong() string {
	if k.Dated == nil || k.LateDays == nil || !k.Hung {
		return "张贴不是本份公示的，或不在村和本自然村"
	}
	from := max(*k.VillageOn, *k.PlaceOn)
	last, err := calendar.Published().Due(from, *k.Days, calendar.Options{PastHoliday: *k.PastHoliday, PastWeekend: *k.PastWeekend})
	switch {
	case err != nil:
		return err.Error()
	case last != k.Last:
		return fmt.Sprintf("%s起公示 %d 天，末日应为%s，所记为%s", from.Chinese(), *k.Days, last.Chinese(), k.Last.Chinese())
	case !k.EndsAt.Equal(last.End()):
		return fmt.Sprintf("期满时刻应为%s24时，所记为 %s", last.Chinese(), beijing(k.EndsAt))
	case min(*k.VillageOn, *k.PlaceOn) < *k.Dated:
		return "张贴早于公示日期"
	case *k.Early < 0 || *k.Late > *k.LateDays:
		return "张贴未在规定的天数内登记，不应起算"
	case k.Run != k.Nth:
		return fmt.Sprintf("应为第 %d 次起算，所记为第 %d 次", k.Nth, k.Run)
	case !k.Newest && k.RestartedAt == nil:
		return "没有中断，又另行起算"
	case k.Down != nil && *k.Down <= last && k.RestartedAt == nil && !k.Cleared:
		return fmt.Sprintf("公示于%s撤下，公示期没有中断", k.Down.Chinese())
	}
	return ""
}

// days compares the doors' calendar with the published notices, where both know the day.
func days(ctx context.Context, v *view) ([]Check, error) {
	var rows []calendar.Day
	if err := v.tx.SelectContext(ctx, &rows, `SELECT on_day, holiday, weekend FROM day ORDER BY on_day`); err != nil {
		return nil, fmt.Errorf("read days: %w", err)
	}
	check, published := Check{Name: "放假日历与国务院办公厅通知一致"}, calendar.Published()
	for i, d := range rows {
		if !published.Settled(d.OnDay) {
			continue
		}
		check.Looked++
		if d.Holiday != published.Holiday(d.OnDay) || d.Weekend != published.Weekend(d.OnDay) {
			check.find("day", d.OnDay, "放假或周末与通知不符")
		}
		if i > 0 && rows[i-1].OnDay+1 != d.OnDay {
			check.find("day", rows[i-1].OnDay+1, "日历缺日")
		}
	}
	return []Check{check}, nil
}

package monitoring

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/lib/pq"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/procedure"
	"fangpin/reports"
)

// Issue is an announcement or a filing as it went out (已公告、已备案): the families that were recorded with one number on one day.
type Issue struct {
	What     Listed
	On       calendar.Date
	No       string        // its own; empty: it has none
	Released bool          // of an announcement: of those whose risk was found gone; else of those taken in
	Watches  pq.Int64Array // each with the event by which it was recorded
	events   pq.Int64Array
}

// issued are the acts that put a family on a paper.
var issued = map[Listed]procedure.Act{Announcement: procedure.Announce, CityFiling: procedure.File}

// Issues are the announcements, or filings, of a month in the order of their days, in the person's part of the county. The first approval takes a family
// in, a later one releases it.
func Issues(ctx context.Context, tx *pg.Tx, what Listed, month reports.Month) ([]Issue, error) {
	var rows []struct {
		On       calendar.Date `db:"on_day"`
		No       string        `db:"no"`
		Released bool          `db:"released"`
		Watches  pq.Int64Array `db:"watches"`
		Events   pq.Int64Array `db:"events"`
	}
	first, last := tx.By.Within()
	begin := calendar.On(month.Year, month.Month, 1)
	err := tx.SelectContext(ctx, &rows, `
		SELECT e.on_day, e.no, e.released, array_agg(e.watch ORDER BY e.village, e.household) AS watches, array_agg(e.n ORDER BY e.village, e.household) AS events
		FROM (SELECT e.on_day, COALESCE(e.no, '') AS no, e.watch, e.n, p.village, h.no AS household, @announced AND (
		    SELECT COUNT(*) > 1 FROM watch_event a WHERE a.county = e.county AND a.watch = e.watch AND a.n < e.n AND a.event = 'approve' AND a.detail->>'result' = 'pass') AS released
		  FROM watch_event e JOIN watch w ON w.county = e.county AND w.id = e.watch JOIN household h ON h.county = w.county AND h.id = w.household
		  JOIN place p ON p.county = h.county AND p.id = h.place
		  WHERE e.county = @county AND e.event = @event AND e.on_day BETWEEN @begin AND @end AND p.village BETWEEN @first AND @last) e
		GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`, pg.Named{"county": tx.County, "event": string(issued[what]), "announced": what == Announcement, "begin": begin,
		"end": begin.MonthEnd(), "first": first, "last": last})
	if err != nil {
		return nil, fmt.Errorf("find what was announced or filed: %w", err)
	}
	out := make([]Issue, len(rows))
	for i, r := range rows {
		out[i] = Issue{what, r.On, r.No, r.Released, r.Watches, r.Events}
	}
	return out, nil
}

// IssuePaper prints an announcement or a filing again, as it went out on its day.
func (d Desk) IssuePaper(ctx context.Context, tx *pg.Tx, of Issue, w io.Writer) error {
	all, err := Issues(ctx, tx, of.What, reports.MonthAt(of.On))
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(o Issue) bool { return o.On == of.On && o.No == of.No && o.Released == of.Released })
	if i < 0 {
		return fault.NotFoundf("没有找到%s的这份公告或备案，请从表册重新选择", of.On.Chinese())
	}
	watches, err := within(ctx, tx, all[i].Watches)
	if err != nil {
		return err
	}
	rules, err := lawsOf(ctx, tx, watches)
	if err != nil {
		return err
	}
	events, err := eventsOf(ctx, tx, all[i].Watches)
	if err != nil {
		return err
	}
	found := make([]Watch, len(watches))
	for j, id := range all[i].Watches {
		c := &course{Watch: watches[id], rule: rules[watches[id].Procedure], family: &procedure.Family{}}
		if err := c.replay(events[id][:all[i].events[j]]); err != nil {
			return err
		}
		s := StandingOf(c.rule, c.family, of.On)
		found[j] = c.Watch
		found[j].State, found[j].Kind, found[j].PerHead = s.State, s.Kind, s.PerHead
	}
	return d.list(ctx, tx, all[i], found, w)
}

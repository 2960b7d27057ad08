package monitoring

import (
	"context"
	"fmt"
	"io"
	"time"

	"fangpin/internal/listing"
	"fangpin/internal/pg"
)

// Carried is how the measures stand that a department, or the townships, were ordered to take (S0: 每月召开部门会议，听取帮扶工作落实情况).
type Carried struct {
	By          string `db:"ordered_to"`
	Ordered     int    `db:"ordered"`  // not withdrawn
	Unanswered  int    `db:"silent"`   // open, and neither accepted nor declined
	Declined    int    `db:"declined"` // open, and declined
	Done        int    `db:"done"`
	Late        int    `db:"late"` // open past their day
	Ineffective int    `db:"ineffective"`
}

// measuresNow are all measures that were ordered by @today, with how they stood then.
const measuresNow = `
	WITH now AS (
	  SELECT o.watch, o.n, o.kind, o.ordered_to, o.due_on, o.words, CASE WHEN o.closed_on <= @today THEN o.closed END AS closed,
	    (SELECT x.what FROM measure_note x WHERE x.county = @county AND x.watch = o.watch AND x.n = o.n AND x.what IN ('accepted', 'declined') AND x.on_day <= @today
	     ORDER BY x.id DESC LIMIT 1) AS answer,
	    (SELECT x.what FROM measure_note x WHERE x.county = @county AND x.watch = o.watch AND x.n = o.n AND x.what IN ('effective', 'ineffective') AND x.on_day <= @today
	     ORDER BY x.id DESC LIMIT 1) AS effect
	  FROM measure_closing o JOIN watch_event e ON e.county = @county AND e.watch = o.watch AND e.n = o.n AND e.on_day <= @today JOIN watch w ON w.county = @county AND w.id = o.watch JOIN household h ON h.county = @county AND h.id = w.household
	  JOIN place p ON p.county = @county AND p.id = h.place
	  WHERE o.county = @county AND p.village BETWEEN @first AND @last AND (@agency = '' OR o.ordered_to = @agency))`

// Meeting is how the measures stood at a month's end, or stand today while it lasts, that each department and the townships were ordered to take, in the
// person's part of the county.
func Meeting(ctx context.Context, tx *pg.Tx, year int, month time.Month) ([]Carried, error) {
	_, on, err := monthOf(tx, year, month)
	if err != nil {
		return nil, err
	}
	var found []Carried
	first, last := tx.By.Within()
	err = tx.SelectContext(ctx, &found, measuresNow+`
		SELECT ordered_to, COUNT(*) FILTER (WHERE closed IS DISTINCT FROM 'withdraw') AS ordered,
		  COUNT(*) FILTER (WHERE closed IS NULL AND answer IS NULL) AS silent, COUNT(*) FILTER (WHERE closed IS NULL AND answer = 'declined') AS declined,
		  COUNT(*) FILTER (WHERE closed = 'done') AS done, COUNT(*) FILTER (WHERE closed IS NULL AND due_on < @today) AS late,
		  COUNT(*) FILTER (WHERE effect = 'ineffective') AS ineffective
		FROM now GROUP BY ordered_to ORDER BY ordered_to`, pg.Named{"county": tx.County, "first": first, "last": last, "agency": tx.By.Agency,
		"today": on})
	if err != nil {
		return nil, fmt.Errorf("measures for the meeting: %w", err)
	}
	return found, nil
}

// MeetingSheet writes what the meeting of a month hears: a line a department, and on a second sheet the measures that it has to speak of.
func MeetingSheet(ctx context.Context, tx *pg.Tx, year int, month time.Month, w io.Writer) error {
	_, on, err := monthOf(tx, year, month)
	if err != nil {
		return err
	}
	found, err := Meeting(ctx, tx, year, month)
	if err != nil {
		return err
	}
	l := listing.Listing{
		Sheet: "部门会议", Title: fmt.Sprintf("%d年%d月帮扶措施落实情况（部门会议）", year, month), Of: "统计日期：" + on.Chinese(), Signed: []string{"汇总", "审核"},
		Columns: []listing.Column{{Title: "承办单位", Width: 18}, {Title: "下达", Width: 9}, {Title: "未答复", Width: 9}, {Title: "不承办", Width: 9}, {Title: "已办结", Width: 9},
			{Title: "逾期未办结", Width: 12}, {Title: "成效不好", Width: 10}},
	}
	for _, c := range found {
		l.Rows = append(l.Rows, []any{c.By, c.Ordered, c.Unanswered, c.Declined, c.Done, c.Late, c.Ineffective})
	}
	unsolved, err := unsolvedList(ctx, tx, year, month)
	if err != nil {
		return err
	}
	return l.Write(w, unsolved)
}

package monitoring

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/lib/pq"
	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/listing"
	"fangpin/internal/pg"
	"fangpin/procedure"
)

// Township figures of a month (S1: 一月一调度一通报): what came in, what was done with it, who is watched at its end.
type Figures struct {
	Township string `db:"township"`
	Begun    int    `db:"begun"`     // watches that began in the month
	Handed   int    `db:"handed"`    // handed over in it
	Visited  int    `db:"visited"`   // families visited in it
	TakenIn  int    `db:"taken_in"`  // approved to be taken in, in it
	NotTaken int    `db:"not_taken"` // ended as not taken in, or answered by a department, in it
	Offline  int    `db:"offline"`   // found to be under 线下监测 in it (S0)
	Released int    `db:"released"`  // whose risk was found gone in it
	Watched  int    `db:"watched"`   // at its end
	Helped   int    `db:"helped"`    // of the watched, those with a measure that worked by then and was not withdrawn by then
	Late     int    `db:"late"`      // that wait past their day, today
}

// MonthFigures are a month's figures by township (乡镇), in the person's part of the county.
func MonthFigures(ctx context.Context, tx *pg.Tx, year int, month time.Month) ([]Figures, error) {
	first := calendar.On(year, month, 1)
	if first > calendar.DateOf(tx.Now) {
		return nil, fault.Invalidf("%d年%d月还没有到，没有调度数据", year, month)
	}
	own, end := tx.By.Within()
	var rows []struct {
		Figures
		Families pq.Int64Array `db:"families"` // that are watched
	}
	err := tx.SelectContext(ctx, &rows, `
		WITH events AS (
		  SELECT w.id, p.village / 1000 AS township,
		    bool_or(e.n = 1 AND e.on_day BETWEEN @first AND @last) AS begun,
		    bool_or(e.event = 'hand_over' AND e.on_day BETWEEN @first AND @last) AS handed,
		    bool_or(e.event = 'visit' AND e.on_day BETWEEN @first AND @last) AS visited,
		    MIN(e.on_day) FILTER (WHERE e.event = 'approve' AND e.detail->>'result' = 'pass') AS approved,
		    w.state IN ('not_taken', 'answered') AND MAX(e.on_day) FILTER (WHERE e.event <> 'feedback') BETWEEN @first AND @last AS not_taken,
		    CASE WHEN w.state = 'cleared' THEN COALESCE(MAX(e.on_day) FILTER (WHERE e.event = 'mark'),
		      MAX(e.on_day) FILTER (WHERE e.event = 'approve' AND e.detail->>'result' = 'pass')) END AS until,
		    w.since,
		    w.state = 'offline' AND MAX(e.on_day) FILTER (WHERE e.event = 'visit') BETWEEN @first AND @last AS offline,
		    stood.due < @today AS late
		  FROM watch w JOIN household h ON h.county = w.county AND h.id = w.household JOIN place p ON p.county = h.county AND p.id = h.place
		  CROSS JOIN `+stood+` stood
		  JOIN watch_event e ON e.county = w.county AND e.watch = w.id
		  WHERE w.county = @county AND p.village BETWEEN @own AND @end
		  GROUP BY w.county, w.id, w.since, w.state, p.village, stood.due)
		SELECT d.name AS township, COUNT(*) FILTER (WHERE begun) AS begun, COUNT(*) FILTER (WHERE handed) AS handed, COUNT(*) FILTER (WHERE visited) AS visited,
		  COUNT(*) FILTER (WHERE approved BETWEEN @first AND @last) AS taken_in, COUNT(*) FILTER (WHERE not_taken) AS not_taken,
		  COUNT(*) FILTER (WHERE offline) AS offline, COUNT(*) FILTER (WHERE until BETWEEN @first AND @last) AS released,
		  COUNT(*) FILTER (WHERE approved <= @last AND (since IS NOT NULL OR until > @last)) AS watched,
		  array_agg(id) FILTER (WHERE approved <= @last AND (since IS NOT NULL OR until > @last)) AS families,
		  COUNT(*) FILTER (WHERE late) AS late
		FROM division d LEFT JOIN events ON events.township = d.code::bigint / 1000
		WHERE d.level = 'township' AND d.code BETWEEN @county || '000000' AND @county || '999999'
		  AND d.code::bigint / 1000 BETWEEN @own::bigint / 1000 AND @end::bigint / 1000
		GROUP BY d.code, d.name ORDER BY d.code`, pg.Named{"county": tx.County, "first": first, "last": first.MonthEnd(), "own": own, "end": end,
		"today": calendar.DateOf(tx.Now)})
	if err != nil {
		return nil, fmt.Errorf("figures of %d-%02d: %w", year, month, err)
	}
	found := make([]Figures, len(rows))
	for i, r := range rows {
		if found[i] = r.Figures; len(r.Families) == 0 {
			continue
		}
		if found[i].Helped, err = helpedBy(ctx, tx, r.Families, first.MonthEnd()); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// helpedBy is of how many of the watches some measure worked by a day (落实), and was not withdrawn by then: one that was ordered helps nobody yet.
func helpedBy(ctx context.Context, tx *pg.Tx, ids []int64, last calendar.Date) (n int, err error) {
	of, err := measuresOf(ctx, tx, ids)
	for _, all := range of {
		if slices.ContainsFunc(all, func(m MeasureLine) bool {
			return m.Began != nil && *m.Began <= last && (m.Closed == nil || *m.Closed == procedure.Done || *m.ClosedOn > last)
		}) {
			n++
		}
	}
	return n, err
}

// SumOf is what the townships come to together.
func SumOf(found []Figures) Figures {
	sum := Figures{Township: "合计"}
	for _, f := range found {
		sum.Begun += f.Begun
		sum.Handed += f.Handed
		sum.Visited += f.Visited
		sum.TakenIn += f.TakenIn
		sum.NotTaken += f.NotTaken
		sum.Offline += f.Offline
		sum.Released += f.Released
		sum.Watched += f.Watched
		sum.Helped += f.Helped
		sum.Late += f.Late
	}
	return sum
}

// MonthSheet writes a month's figures as the circular (调度通报) that the county sends out, with the sum of all townships; of a department what was
// checked of it.
func MonthSheet(ctx context.Context, tx *pg.Tx, year int, month time.Month, w io.Writer) error {
	found, err := MonthFigures(ctx, tx, year, month)
	if err != nil {
		return err
	}
	checks, err := MonthChecks(ctx, tx, year, month)
	if err != nil {
		return err
	}
	l := listing.Listing{
		Sheet: "调度通报", Title: fmt.Sprintf("%d年%d月防止返贫监测帮扶调度通报", year, month), Of: "统计日期：" + calendar.DateOf(tx.Now).Chinese(), Signed: []string{"填表", "审核"},
		Columns: []listing.Column{{Title: "乡镇（街道）", Width: 18}, {Title: "新增线索", Width: 10}, {Title: "交办", Width: 8}, {Title: "入户核查", Width: 10}, {Title: "纳入监测", Width: 10},
			{Title: "不纳入或已办结", Width: 15}, {Title: "线下监测", Width: 10}, {Title: "风险消除", Width: 10}, {Title: "月末在册", Width: 10}, {Title: "已落实措施", Width: 12}, {Title: "目前逾期", Width: 10},
			{Title: "抽查", Width: 8}, {Title: "抽查规范", Width: 10}},
	}
	at, all := map[string]int{}, Score{}
	for i, f := range found {
		at[f.Township] = i
		l.Rows = append(l.Rows, f.line(Score{}))
	}
	for _, s := range checks {
		if all.Checked, all.Sound = all.Checked+s.Checked, all.Sound+s.Sound; s.Department {
			l.Rows = append(l.Rows, []any{s.Unit, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, s.Checked, s.Sound})
			continue
		}
		l.Rows[at[s.Unit]] = found[at[s.Unit]].line(s)
	}
	l.Rows = append(l.Rows, SumOf(found).line(all))
	return l.Write(w)
}

// line is the township's in the circular, with what was checked of it.
func (f Figures) line(s Score) []any {
	return []any{f.Township, f.Begun, f.Handed, f.Visited, f.TakenIn, f.NotTaken, f.Offline, f.Released, f.Watched, f.Helped, f.Late, s.Checked, s.Sound}
}

// RegisterSheet writes every family that is or was watched, by village (监测对象台账; S2: 台账式动态管理).
func RegisterSheet(ctx context.Context, tx *pg.Tx, w io.Writer) error {
	found, _, err := Find(ctx, tx, Filter{Ended: true})
	if err != nil {
		return err
	}
	ids := make([]int64, len(found))
	for i, f := range found {
		ids[i] = f.ID
	}
	entered, err := enteredOf(ctx, tx, ids)
	if err != nil {
		return err
	}
	found = slices.DeleteFunc(found, func(f Watch) bool { _, watched := entered[f.ID]; return !watched })
	l := listing.Listing{
		Sheet: "监测对象台账", Title: "防止返贫监测对象台账", Of: "截至" + calendar.DateOf(tx.Now).Chinese(), Signed: []string{"填表", "审核"},
		Columns: []listing.Column{{Title: "序号", Width: 6}, {Title: "村", Width: 14}, {Title: "户编号", Width: 12}, {Title: "户主", Width: 10}, {Title: "线索日期", Width: 12},
			{Title: "状态", Width: 16}, {Title: "监测对象类别", Width: 16}, {Title: "人均纯收入（元）", Width: 16}, {Title: "纳入日期", Width: 12}, {Title: "下一步", Width: 14}, {Title: "办理期限", Width: 12}},
	}
	for i, f := range found {
		l.Rows = append(l.Rows, []any{i + 1, f.In, f.No, f.Head, f.OpenedOn, f.State.Title(), text(f.Kind), yuanOf(f.PerHead), entered[f.ID], title(f.Next), f.Due})
	}
	return l.Write(w)
}

func text(s *string) any {
	if s == nil {
		return nil
	}
	return *s
}

func yuanOf(d *decimal.Decimal) any {
	if d == nil {
		return nil
	}
	return *d
}

func title(a *procedure.Act) any {
	if a == nil {
		return nil
	}
	return a.Title()
}

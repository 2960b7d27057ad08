package monitoring

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/listing"
	"fangpin/internal/pg"
	"fangpin/procedure"
)

// Township figures of a month (S1: 一月一调度通报): what came in, what was done with it, who is watched at its end. They are what they were on the month's
// last day, or are today while it lasts: what happened later changes none of them.
type Figures struct {
	Township string
	Begun    int // watches that began in the month
	Handed   int // handed over in it
	Visited  int // families visited in it
	TakenIn  int // approved to be taken in, in it
	NotTaken int // ended as not taken in, or answered by a department, in it
	Offline  int // found to be under 线下监测 in it (S0)
	Released int // whose risk was found gone in it
	Watched  int // at its end
	Helped   int // of the watched, those with a measure that worked by then and was not withdrawn by then
	Late     int // that waited past their day at its end
}

// monthOf is a month's first day, and the day as of which it is told: its last, or today while it lasts.
func monthOf(tx *pg.Tx, year int, month time.Month) (first, on calendar.Date, err error) {
	first = calendar.On(year, month, 1)
	if first > calendar.DateOf(tx.Now) {
		return 0, 0, fault.Invalidf("%d年%d月还没有到，没有调度数据", year, month)
	}
	return first, min(first.MonthEnd(), calendar.DateOf(tx.Now)), nil
}

// monthly is a watch until a month's end.
type monthly struct {
	ID       int64           `db:"id"`
	Township int64           `db:"township"`
	Opened   calendar.Date   `db:"opened"`
	Handed   bool            `db:"handed"`
	Visited  bool            `db:"visited"`
	Approved *calendar.Date  `db:"approved"` // to be taken in, first
	Decided  calendar.Date   `db:"decided"`  // the last day of what is no feedback
	Looked   *calendar.Date  `db:"looked"`   // the newest visit
	Passed   *calendar.Date  `db:"passed"`   // the newest approval
	Marked   *calendar.Date  `db:"marked"`
	Later    bool            `db:"later"` // something happened since: its row tells of another day
	State    procedure.State `db:"state"`
	Since    *calendar.Date  `db:"since"`
	Late     bool            `db:"late"`
}

// monthlyOf are the watches that had begun by a day, as they stood then.
func monthlyOf(ctx context.Context, tx *pg.Tx, first, on calendar.Date) (rows []monthly, err error) {
	own, end := tx.By.Within()
	err = tx.SelectContext(ctx, &rows, `
		SELECT w.id, p.village / 1000 AS township, MIN(e.on_day) AS opened,
		  bool_or(e.event = 'hand_over' AND e.on_day >= @first) AS handed, bool_or(e.event = 'visit' AND e.on_day >= @first) AS visited,
		  MIN(e.on_day) FILTER (WHERE e.event = 'approve' AND e.detail->>'result' = 'pass') AS approved,
		  MAX(e.on_day) FILTER (WHERE e.event <> 'feedback') AS decided, MAX(e.on_day) FILTER (WHERE e.event = 'visit') AS looked,
		  MAX(e.on_day) FILTER (WHERE e.event = 'approve' AND e.detail->>'result' = 'pass') AS passed, MAX(e.on_day) FILTER (WHERE e.event = 'mark') AS marked,
		  w.events > COUNT(*) AS later, w.state, w.since, COALESCE(stood.due < @today, false) AS late
		FROM watch w JOIN household h ON h.county = w.county AND h.id = w.household JOIN place p ON p.county = h.county AND p.id = h.place
		CROSS JOIN `+stood+` stood
		JOIN watch_event e ON e.county = w.county AND e.watch = w.id AND e.on_day <= @today
		WHERE w.county = @county AND p.village BETWEEN @own AND @end
		GROUP BY w.county, w.id, w.events, w.since, w.state, p.village, stood.due`, pg.Named{"county": tx.County, "first": first, "today": on, "own": own, "end": end})
	if err != nil {
		return nil, fmt.Errorf("how watches stood on %s: %w", on, err)
	}
	return rows, replayed(ctx, tx, rows, on)
}

// replayed puts to those of which something happened since where they stood on the day, by their events until then.
func replayed(ctx context.Context, tx *pg.Tx, rows []monthly, on calendar.Date) error {
	var ids []int64
	for _, m := range rows {
		if m.Later {
			ids = append(ids, m.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	watches, err := within(ctx, tx, ids)
	if err != nil {
		return err
	}
	rules, err := lawsOf(ctx, tx, watches)
	if err != nil {
		return err
	}
	events, err := eventsOf(ctx, tx, ids)
	if err != nil {
		return err
	}
	for i, m := range rows {
		if !m.Later {
			continue
		}
		w := watches[m.ID]
		c := &course{Watch: w, rule: rules[w.Procedure], family: &procedure.Family{}}
		if err := c.replay(slices.DeleteFunc(events[m.ID], func(e Event) bool { return e.On > on })); err != nil {
			return err
		}
		then := c.family.Stand(c.rule, on)
		rows[i].State, rows[i].Since, rows[i].Late = then.State, then.Since, then.Due != nil && *then.Due < on
	}
	return nil
}

// until is the day from which the family is watched no more; nil: it is, or never was.
func (m monthly) until() *calendar.Date {
	switch {
	case m.State != procedure.StateCleared:
		return nil
	case m.Marked != nil:
		return m.Marked
	}
	return m.Passed
}

// MonthFigures are a month's figures by township (乡镇), in the person's part of the county.
func MonthFigures(ctx context.Context, tx *pg.Tx, year int, month time.Month) ([]Figures, error) {
	first, on, err := monthOf(tx, year, month)
	if err != nil {
		return nil, err
	}
	var townships []struct {
		ID   int64  `db:"id"`
		Name string `db:"name"`
	}
	own, end := tx.By.Within()
	err = tx.SelectContext(ctx, &townships, `
		SELECT code::bigint / 1000 AS id, name FROM division
		WHERE level = 'township' AND code BETWEEN $1 || '000000' AND $1 || '999999' AND code::bigint / 1000 BETWEEN $2::bigint / 1000 AND $3::bigint / 1000 ORDER BY code`,
		tx.County, own, end)
	if err != nil {
		return nil, fmt.Errorf("find townships: %w", err)
	}
	rows, err := monthlyOf(ctx, tx, first, on)
	if err != nil {
		return nil, err
	}
	found, watched := make([]Figures, len(townships)), map[int64][]int64{}
	for i, t := range townships {
		found[i].Township = t.Name
		for _, m := range rows {
			if m.Township != t.ID {
				continue
			}
			found[i].count(m, first)
			if m.Since != nil {
				watched[t.ID] = append(watched[t.ID], m.ID)
			}
		}
		if len(watched[t.ID]) == 0 {
			continue
		}
		if found[i].Helped, err = helpedBy(ctx, tx, watched[t.ID], on); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// count takes one watch into the month that began on a day.
func (f *Figures) count(m monthly, first calendar.Date) {
	in := func(day *calendar.Date) bool { return day != nil && *day >= first }
	for into, is := range map[*int]bool{
		&f.Begun: m.Opened >= first, &f.Handed: m.Handed, &f.Visited: m.Visited, &f.TakenIn: in(m.Approved), &f.Released: in(m.until()),
		&f.NotTaken: in(&m.Decided) && (m.State == procedure.StateNotTaken || m.State == procedure.StateAnswered),
		&f.Offline:  in(m.Looked) && m.State == procedure.StateOffline, &f.Watched: m.Since != nil, &f.Late: m.Late,
	} {
		if is {
			*into++
		}
	}
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
	_, on, err := monthOf(tx, year, month)
	if err != nil {
		return err
	}
	found, err := MonthFigures(ctx, tx, year, month)
	if err != nil {
		return err
	}
	checks, err := MonthChecks(ctx, tx, year, month)
	if err != nil {
		return err
	}
	l := listing.Listing{
		Sheet: "调度通报", Title: fmt.Sprintf("%d年%d月防止返贫监测帮扶调度通报", year, month), Of: "统计日期：" + on.Chinese(), Signed: []string{"填表", "审核"},
		Columns: []listing.Column{{Title: "乡镇（街道）", Width: 18}, {Title: "新增线索", Width: 10}, {Title: "交办", Width: 8}, {Title: "入户核查", Width: 10}, {Title: "纳入监测", Width: 10},
			{Title: "不纳入或已办结", Width: 15}, {Title: "线下监测", Width: 10}, {Title: "风险消除", Width: 10}, {Title: "月末在册", Width: 10}, {Title: "已落实措施", Width: 12}, {Title: "月末逾期", Width: 10},
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

package monitoring

import (
	"cmp"
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

// Counted is how many households and persons there are of something.
type Counted struct {
	Of         string `db:"of"`
	Households int    `db:"households"`
	Persons    int    `db:"persons"`
}

// Quarter are the figures of a quarter's end in the shape of S0: people of low income by label, families under watch by labour class.
type Quarter struct {
	Last   calendar.Date
	Low    []Counted // by label; a household with two counts in each
	AllLow Counted   // of any of those labels, each household and person once
	Kinds  []Counted // 监测对象 by kind
	Labour []Counted // 监测对象 by labour class; those of whom none was established apart
}

// lowIncome are the labels that S0 counts as 低收入人群.
var lowIncome = []string{"低保户", "特困户", "孤儿", "低收入户"}

// QuarterFigures are the figures on the last day of a quarter (1 to 4) that is over, or today within it.
func QuarterFigures(ctx context.Context, tx *pg.Tx, year, quarter int) (Quarter, error) {
	if quarter < 1 || quarter > 4 {
		return Quarter{}, fault.Invalidf("季度应为 1 至 4")
	}
	today := calendar.DateOf(tx.Now)
	if calendar.On(year, time.Month(3*quarter-2), 1) > today {
		return Quarter{}, fault.Invalidf("%d年第%d季度还没有到，没有数据", year, quarter)
	}
	q := Quarter{Last: min(calendar.On(year, time.Month(3*quarter), 1).MonthEnd(), today)}
	var err error
	if q.Low, err = labelled(ctx, tx, q.Last, q.Last, lowIncome); err != nil {
		return q, err
	}
	if q.AllLow, err = labelledOnce(ctx, tx, q.Last, lowIncome); err != nil {
		return q, err
	}
	if q.Kinds, err = labelled(ctx, tx, q.Last, q.Last+1, procedure.KindNames()); err != nil { // released on the day, it is not watched at its end
		return q, err
	}
	q.Labour, err = byLabour(ctx, tx, q.Last)
	return q, err
}

// labelled counts households and their living persons by label, begun by a day and not ended before another, each of the labels told though none
// has it.
func labelled(ctx context.Context, tx *pg.Tx, on, through calendar.Date, labels []string) ([]Counted, error) {
	var found []Counted
	first, last := tx.By.Within()
	err := tx.SelectContext(ctx, &found, `
		SELECT o.label AS of, COUNT(DISTINCT l.household) AS households, COUNT(m.id) AS persons
		FROM unnest($2::text[]) WITH ORDINALITY AS o (label, n)
		LEFT JOIN (SELECT DISTINCT l.household, l.label FROM label l JOIN household h ON h.county = l.county AND h.id = l.household
		  JOIN place p ON p.county = h.county AND p.id = h.place
		  WHERE l.county = $1 AND l.from_on <= $3 AND (l.to_on IS NULL OR l.to_on >= $6) AND p.village BETWEEN $4 AND $5) l ON l.label = o.label
		LEFT JOIN person m ON m.county = $1 AND m.household = l.household AND (m.died_on IS NULL OR m.died_on > $3)
		GROUP BY o.label, o.n ORDER BY o.n`, tx.County, pg.Only(labels), on, first, last, through)
	if err != nil {
		return nil, fmt.Errorf("count by label: %w", err)
	}
	return found, nil
}

// labelledOnce counts the households, and their living persons, that had any of some labels on a day.
func labelledOnce(ctx context.Context, tx *pg.Tx, on calendar.Date, labels []string) (all Counted, err error) {
	first, last := tx.By.Within()
	err = tx.GetContext(ctx, &all, `
		SELECT '合计' AS of, COUNT(DISTINCT l.household) AS households, COUNT(m.id) AS persons
		FROM (SELECT DISTINCT l.household FROM label l JOIN household h ON h.county = l.county AND h.id = l.household
		  JOIN place p ON p.county = h.county AND p.id = h.place
		  WHERE l.county = $1 AND l.label = ANY ($2) AND l.from_on <= $3 AND (l.to_on IS NULL OR l.to_on >= $3) AND p.village BETWEEN $4 AND $5) l
		LEFT JOIN person m ON m.county = $1 AND m.household = l.household AND (m.died_on IS NULL OR m.died_on > $3)`,
		tx.County, pg.Only(labels), on, first, last)
	if err != nil {
		return all, fmt.Errorf("count by any label: %w", err)
	}
	return all, nil
}

// summed adds up what no household counts in twice.
func summed(of []Counted) Counted {
	all := Counted{Of: "合计"}
	for _, c := range of {
		all.Households, all.Persons = all.Households+c.Households, all.Persons+c.Persons
	}
	return all
}

// byLabour counts families that are 监测对象 at the end of a day, and their living persons, by the labour class that was known by then; those that bear
// the label and were taken in elsewhere, before there was this program, apart.
func byLabour(ctx context.Context, tx *pg.Tx, on calendar.Date) ([]Counted, error) {
	var found []struct {
		Watch   int64 `db:"watch"` // 0: none of ours
		Persons int   `db:"persons"`
	}
	first, last := tx.By.Within()
	err := tx.SelectContext(ctx, &found, `
		SELECT COALESCE(w.id, 0) AS watch,
		  (SELECT COUNT(*) FROM person m WHERE m.county = $1 AND m.household = x.household AND (m.died_on IS NULL OR m.died_on > $2)) AS persons
		FROM (SELECT DISTINCT l.household FROM label l JOIN household h ON h.county = l.county AND h.id = l.household
		  JOIN place p ON p.county = h.county AND p.id = h.place
		  WHERE l.county = $1 AND l.label = ANY ($3) AND l.from_on <= $2 AND (l.to_on IS NULL OR l.to_on > $2) AND p.village BETWEEN $4 AND $5) x
		LEFT JOIN LATERAL (SELECT w.id FROM watch w WHERE w.county = $1 AND w.household = x.household AND EXISTS (
		    SELECT FROM watch_event e WHERE e.county = w.county AND e.watch = w.id AND e.event = 'approve' AND e.detail->>'result' = 'pass' AND e.on_day <= $2)
		  ORDER BY w.id DESC LIMIT 1) w ON true`,
		tx.County, on, pg.Only(procedure.KindNames()), first, last)
	if err != nil {
		return nil, fmt.Errorf("count by labour class: %w", err)
	}
	var ids []int64
	for _, f := range found {
		if f.Watch != 0 {
			ids = append(ids, f.Watch)
		}
	}
	of, err := labourOf(ctx, tx, ids, on)
	if err != nil {
		return nil, err
	}
	classes := append(procedure.Labours(), "") // the last: none was established
	counts := make([]Counted, len(classes), len(classes)+1)
	for i, class := range classes {
		counts[i].Of = cmp.Or(class.Title(), "劳动力类别未核定")
	}
	counts = append(counts, Counted{Of: "花名册标注、未在本系统认定"})
	for _, f := range found {
		c := &counts[len(classes)]
		if f.Watch != 0 {
			c = &counts[slices.Index(classes, of[f.Watch])]
		}
		c.Households++
		c.Persons += f.Persons
	}
	return counts, nil
}

// Part is one table of a quarter's figures, with what all of it comes to.
type Part struct {
	Title string
	Of    []Counted
	All   Counted
}

// Parts are the tables in the order in which they are told (S0: 28,792 = 26,356 + 1,647 + 96 + 693; 1,506 户 6,398 人 by labour class).
func (q Quarter) Parts() []Part {
	return []Part{{"低收入人口", q.Low, q.AllLow}, {"监测对象类别", q.Kinds, summed(q.Kinds)}, {"监测对象劳动力", q.Labour, summed(q.Labour)}}
}

// QuarterSheet writes a quarter's figures.
func QuarterSheet(ctx context.Context, tx *pg.Tx, year, quarter int, w io.Writer) error {
	q, err := QuarterFigures(ctx, tx, year, quarter)
	if err != nil {
		return err
	}
	l := listing.Listing{
		Sheet: "季度报表", Title: fmt.Sprintf("%d年第%d季度低收入人口和监测对象情况", year, quarter),
		Of: "截至" + q.Last.Chinese() + "　有两种低收入标签的户在各行分别计入，合计只计一次", Signed: []string{"填表", "审核"},
		Columns: []listing.Column{{Title: "分类", Width: 16}, {Title: "项目", Width: 24}, {Title: "户数", Width: 12}, {Title: "人数", Width: 12}},
	}
	for _, part := range q.Parts() {
		for _, c := range append(slices.Clone(part.Of), part.All) {
			l.Rows = append(l.Rows, []any{part.Title, c.Of, c.Households, c.Persons})
		}
	}
	return l.Write(w)
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

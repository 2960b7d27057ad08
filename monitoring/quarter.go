package monitoring

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/listing"
	"fangpin/internal/pg"
	"fangpin/procedure"
)

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
	Found  []Counted // suspected in the quarter (疑似), and whoever was ever taken in until its end (累计识别), then these by labour class
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
	if q.Labour, err = byLabour(ctx, tx, q.Last); err != nil {
		return q, err
	}
	q.Found, err = foundUntil(ctx, tx, calendar.On(year, time.Month(3*quarter-2), 1), q.Last)
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

// foundUntil counts the families of whom a lead began a watch in some days (S0: 识别疑似), and those that were ever taken in until their end, each once (S0:
// 累计识别监测对象), these by the labour class that was known by then too.
func foundUntil(ctx context.Context, tx *pg.Tx, first, last calendar.Date) ([]Counted, error) {
	var rows []struct {
		Watch   int64 `db:"watch"` // that it was taken in by last; 0: it was not
		Begun   bool  `db:"begun"`
		Persons int   `db:"persons"`
	}
	own, end := tx.By.Within()
	err := tx.SelectContext(ctx, &rows, `
		SELECT COALESCE(x.watch, 0) AS watch, x.begun,
		  (SELECT COUNT(*) FROM person m WHERE m.county = @county AND m.household = x.household AND (m.died_on IS NULL OR m.died_on > @last)) AS persons
		FROM (SELECT w.household, bool_or(w.opened_on BETWEEN @first AND @last) AS begun, MAX(w.id) FILTER (WHERE a.taken) AS watch
		  FROM watch w JOIN household h ON h.county = w.county AND h.id = w.household JOIN place p ON p.county = h.county AND p.id = h.place
		  CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM watch_event e WHERE e.county = w.county AND e.watch = w.id AND e.event = 'approve'
		    AND e.detail->>'result' = 'pass' AND e.on_day <= @last) AS taken) a
		  WHERE w.county = @county AND p.village BETWEEN @own AND @end GROUP BY w.household) x WHERE x.begun OR x.watch IS NOT NULL`, pg.Named{
		"county": tx.County, "first": first, "last": last, "own": own, "end": end})
	if err != nil {
		return nil, fmt.Errorf("count whom leads found: %w", err)
	}
	var ids []int64
	for _, r := range rows {
		if r.Watch != 0 {
			ids = append(ids, r.Watch)
		}
	}
	of, err := labourOf(ctx, tx, ids, last)
	if err != nil {
		return nil, err
	}
	classes := append(procedure.Labours(), "")
	counts := []Counted{{Of: "本季度新增线索（疑似）"}, {Of: "累计识别监测对象"}}
	for _, class := range classes {
		counts = append(counts, Counted{Of: "累计识别：" + cmp.Or(class.Title(), "劳动力类别未核定")})
	}
	add := func(c *Counted, persons int) { c.Households, c.Persons = c.Households+1, c.Persons+persons }
	for _, r := range rows {
		if r.Begun {
			add(&counts[0], r.Persons)
		}
		if r.Watch != 0 {
			add(&counts[1], r.Persons)
			add(&counts[2+slices.Index(classes, of[r.Watch])], r.Persons)
		}
	}
	return counts, nil
}

// Part is one table of a quarter's figures, with what all of it comes to.
type Part struct {
	Title string
	Of    []Counted
	All   *Counted // nil: its lines are not of one whole
}

// Parts are the tables in the order in which they are told (S0: 28,792 = 26,356 + 1,647 + 96 + 693; 1,506 户 6,398 人 by labour class).
func (q Quarter) Parts() []Part {
	kinds, labour := summed(q.Kinds), summed(q.Labour)
	return []Part{{"低收入人口", q.Low, &q.AllLow}, {"监测对象类别", q.Kinds, &kinds}, {"监测对象劳动力", q.Labour, &labour}, {"识别情况", q.Found, nil}}
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
		of := slices.Clone(part.Of)
		if part.All != nil {
			of = append(of, *part.All)
		}
		for _, c := range of {
			l.Rows = append(l.Rows, []any{part.Title, c.Of, c.Households, c.Persons})
		}
	}
	return l.Write(w)
}

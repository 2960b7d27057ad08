package trace

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/procedure"
)

// Watch follows a household through the watch (监测帮扶): from the cells of a department's workbook, or whoever else told of it, over every event
// to its release. The household is named by its number; none such, or one of which nothing was told, is NotFound.
func Watch(ctx context.Context, tx *pg.Tx, household string) ([]Mark, error) {
	t := &watchTrail{tx: tx, household: household, at: map[place][]Mark{}}
	for _, step := range []func(context.Context) error{t.watches, t.events, t.signals, t.visits, t.votes, t.notices, t.objections} {
		if err := step(ctx); err != nil {
			return nil, fmt.Errorf("trace household %s: %w", household, err)
		}
	}
	if len(t.of) == 0 {
		return nil, fault.NotFoundf("没有户编号为 %s 的监测事项，请核对户编号", household)
	}
	var marks []Mark
	for _, w := range t.of {
		marks = append(marks, Mark{"watch", fmt.Sprint(w.ID), fmt.Sprintf("监测事项 %d：%s起，适用监测程序（校验值 %s…），现为“%s”", w.ID, w.Opened.Chinese(), w.Rule[:12], w.State.Title())})
		for n := 1; n <= w.Events; n++ {
			marks = append(marks, t.at[place{w.ID, n}]...)
		}
	}
	return marks, nil
}

// watchTrail is a trace of a household's watches being written: what hangs on each event follows it.
type watchTrail struct {
	tx        *pg.Tx
	household string
	of        []tracedWatch
	at        map[place][]Mark
}

// tracedWatch is one of the household's watches.
type tracedWatch struct {
	ID     int64           `db:"id"`
	Opened calendar.Date   `db:"opened_on"`
	Rule   string          `db:"hash"`
	State  procedure.State `db:"state"`
	Events int             `db:"events"`
}

// place is an event of a watch.
type place struct {
	watch int64
	n     int
}

// say adds a step about a row that hangs on an event.
func (t *watchTrail) say(of place, table, key, format string, a ...any) {
	t.at[of] = append(t.at[of], Mark{table, key, fmt.Sprintf(format, a...)})
}

// ask reads rows of a query about the household's watches; county is $1 and the household's number $2.
func (t *watchTrail) ask(ctx context.Context, into any, query string) error {
	return t.tx.SelectContext(ctx, into, query, t.tx.County, t.household)
}

// ofHousehold narrows a query to the watches w of the household.
const ofHousehold = `JOIN watch w ON w.county = x.county AND w.id = x.watch JOIN household h ON h.county = w.county AND h.id = w.household AND h.no = $2
	WHERE x.county = $1`

func (t *watchTrail) watches(ctx context.Context) error {
	return t.ask(ctx, &t.of, `
		SELECT w.id, w.opened_on, p.hash, w.state, w.events FROM watch w JOIN household h ON h.county = w.county AND h.id = w.household
		JOIN procedure p ON p.county = w.county AND p.id = w.procedure WHERE w.county = $1 AND h.no = $2 ORDER BY w.opened_on, w.id`)
}

// events: what happened, on which day, by whom.
func (t *watchTrail) events(ctx context.Context) error {
	var rows []struct {
		monitoring.Event
		Files int `db:"files"`
	}
	err := t.ask(ctx, &rows, `
		SELECT x.watch, x.n, x.event, x.on_day, x.detail, x.no, x.by_staff, s.name AS by_name, x.at, x.words,
		  (SELECT count(*) FROM watch_file f WHERE f.county = x.county AND f.watch = x.watch AND f.n = x.n) AS files
		FROM watch_event x JOIN staff s ON s.county = x.county AND s.id = x.by_staff `+ofHousehold+` ORDER BY x.watch, x.n`)
	if err != nil {
		return err
	}
	for _, r := range rows {
		told, err := r.Told()
		if err != nil {
			return err
		}
		t.say(place{r.Watch, r.N}, "watch_event", fmt.Sprintf("%d/%d", r.Watch, r.N), "第 %d 项　%s%s（%s）%s", r.N, r.On.Chinese(), r.Act.Title(), r.Name, said(told, r.No, r.Files))
	}
	return nil
}

// results are what steps end with, as people say it.
var results = map[procedure.Result]string{procedure.Pass: "通过", procedure.Return: "退回重新入户", procedure.Refuse: "不通过", procedure.Settled: "部门已办结",
	procedure.ToVisit: "需入户核查"}

// said is what an event says beside its day, without what a person wrote.
func said(e procedure.Event, no *string, files int) string {
	var words []string
	add := func(format string, a ...any) { words = append(words, fmt.Sprintf(format, a...)) }
	if e.Source != "" {
		add("来源：%s", e.Source)
	}
	if e.To != "" {
		add("交办给%s", e.To)
	}
	if e.Result != "" {
		add("%s", results[e.Result])
	}
	if e.Kind != "" {
		add("%s", e.Kind)
	}
	if e.Due != nil {
		add("限%s前", e.Due.Chinese())
	}
	if e.Visit != nil && e.Visit.Income != nil {
		add("家庭收入 %s 元，%d 人，人均 %s 元", e.Visit.Income.StringFixed(2), e.Visit.Persons, procedure.PerHead(*e.Visit.Income, e.Visit.Persons).StringFixed(2))
	}
	if no != nil {
		add("编号 %s", *no)
	}
	if files > 0 {
		add("佐证材料 %d 份", files)
	}
	if len(words) == 0 {
		return ""
	}
	return "：" + strings.Join(words, "，")
}

// signals: who told of the family; of a department's row, down to the cell of each fact.
func (t *watchTrail) signals(ctx context.Context) error {
	var rows []struct {
		ID     int64             `db:"id"`
		Watch  int64             `db:"watch"`
		N      int               `db:"n"`
		Source monitoring.Source `db:"source"`
		On     calendar.Date     `db:"told_on"`
		Row    *int64            `db:"report_row"`
		Agency *string           `db:"agency"`
		Kind   *string           `db:"kind"`
		File   *string           `db:"file_name"`
		Sum    *string           `db:"sum"`
		Sheet  *string           `db:"sheet"`
		Line   *int              `db:"line"`
		Facts  json.RawMessage   `db:"facts"`
		Cells  json.RawMessage   `db:"cells"`
	}
	err := t.ask(ctx, &rows, `
		SELECT x.id, x.watch, x.n, x.source, x.told_on, x.report_row, r.agency, r.kind, r.file_name, encode(r.file, 'hex') AS sum, o.sheet, o.line,
		  COALESCE(o.facts, '{}') AS facts, COALESCE(o.cells, '{}') AS cells
		FROM signal x LEFT JOIN report_row o ON o.county = x.county AND o.id = x.report_row LEFT JOIN report r ON r.county = o.county AND r.id = o.report `+
		ofHousehold+` ORDER BY x.watch, x.n, x.id`)
	if err != nil {
		return err
	}
	for _, r := range rows {
		of := place{r.Watch, r.N}
		t.say(of, "signal", fmt.Sprint(r.ID), "　风险信号：%s，%s", r.Source.Title(), r.On.Chinese())
		if r.Row == nil {
			continue
		}
		facts, err := cellsOf(*r.Kind, r.Facts, r.Cells)
		if err != nil {
			return err
		}
		t.say(of, "report_row", fmt.Sprint(*r.Row), "　来源：%s《%s》（校验值 %s…）%s!第 %d 行：%s", *r.Agency, *r.File, (*r.Sum)[:12], *r.Sheet, *r.Line, facts)
	}
	return nil
}

// visits: over which months the income was counted, and of how many people.
func (t *watchTrail) visits(ctx context.Context) error {
	var rows []struct {
		Watch   int64         `db:"watch"`
		N       int           `db:"n"`
		From    calendar.Date `db:"window_from"`
		To      calendar.Date `db:"window_to"`
		Members int           `db:"members"`
		Lines   int           `db:"lines"`
		Costs   string        `db:"costs"`
	}
	err := t.ask(ctx, &rows, `
		SELECT x.watch, x.n, x.window_from, x.window_to, jsonb_array_length(x.members) AS members, jsonb_array_length(x.income) AS lines, x.costs
		FROM visit x `+ofHousehold+` ORDER BY x.watch, x.n`)
	for _, r := range rows {
		t.say(place{r.Watch, r.N}, "visit", fmt.Sprintf("%d/%d", r.Watch, r.N), "　收入计算期间 %s至%s，家庭成员 %d 人，收入 %d 项，生产经营支出 %s 元", r.From.Chinese(), r.To.Chinese(),
			r.Members, r.Lines, r.Costs)
	}
	return err
}

// votes: how the village's meeting voted.
func (t *watchTrail) votes(ctx context.Context) error {
	var rows []struct {
		Watch   int64 `db:"watch"`
		N       int   `db:"n"`
		Yes     int   `db:"yes"`
		No      int   `db:"no"`
		Abstain int   `db:"abstain"`
	}
	err := t.ask(ctx, &rows, `SELECT x.watch, x.n, x.yes, x.no, x.abstain FROM evaluation x `+ofHousehold+` ORDER BY x.watch, x.n`)
	for _, r := range rows {
		t.say(place{r.Watch, r.N}, "evaluation", fmt.Sprintf("%d/%d", r.Watch, r.N), "　同意 %d 票，不同意 %d 票，弃权 %d 票", r.Yes, r.No, r.Abstain)
	}
	return err
}

// notices: what hung of each evaluation, and until when.
func (t *watchTrail) notices(ctx context.Context) error {
	var rows []struct {
		Watch  int64          `db:"watch"`
		N      int            `db:"evaluation"`
		Notice int64          `db:"notice"`
		Line   int            `db:"n"`
		Year   int            `db:"year"`
		Serial int            `db:"serial"`
		Dated  calendar.Date  `db:"dated"`
		Last   *calendar.Date `db:"last_day"`
	}
	err := t.ask(ctx, &rows, `
		SELECT x.watch, x.evaluation, x.notice, x.n, n.year, n.serial, n.dated, k.last_day FROM notice_row x JOIN notice n ON n.county = x.county AND n.id = x.notice
		LEFT JOIN running_clock k ON k.county = x.county AND k.notice = x.notice AND k.place = x.place `+ofHousehold+` ORDER BY x.watch, x.notice`)
	for _, r := range rows {
		until := "尚未张贴或已撤下"
		if r.Last != nil {
			until = r.Last.Chinese() + "期满"
		}
		t.say(place{r.Watch, r.N}, "notice_row", fmt.Sprintf("%d/%d", r.Notice, r.Line), "　公示：%d 年第 %d 号第 %d 行，%s公示，%s", r.Year, r.Serial, r.Line, r.Dated.Chinese(), until)
	}
	return err
}

// objections: each under the event that received it.
func (t *watchTrail) objections(ctx context.Context) error {
	var rows []struct {
		ID     int64 `db:"id"`
		Watch  int64 `db:"watch"`
		N      int   `db:"n"`
		Upheld *bool `db:"upheld"`
	}
	err := t.ask(ctx, &rows, `
		SELECT o.id, o.watch, e.n, o.upheld
		FROM (SELECT *, row_number() OVER (PARTITION BY watch ORDER BY received_at, id) AS nth FROM objection WHERE county = $1 AND watch IS NOT NULL) o
		JOIN (SELECT x.watch, x.n, row_number() OVER (PARTITION BY x.watch ORDER BY x.n) AS nth FROM watch_event x `+ofHousehold+` AND x.event = 'object') e
		  ON e.watch = o.watch AND e.nth = o.nth ORDER BY o.watch, e.n`)
	for _, r := range rows {
		outcome := "尚未处理"
		if r.Upheld != nil {
			outcome = map[bool]string{true: "成立，重新入户", false: "不成立"}[*r.Upheld]
		}
		t.say(place{r.Watch, r.N}, "objection", fmt.Sprint(r.ID), "　异议 %d：%s", r.ID, outcome)
	}
	return err
}

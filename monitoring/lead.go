package monitoring

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/lib/pq"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/words"
	"fangpin/procedure"
)

// Source is how a signal came (线索来源), a closed list.
type Source string

const (
	Report      Source = "report"       // a department's monthly report, by its row
	Direct      Source = "direct"       // one of the procedure's own direct sources: 自主申报, 走访排查
	VillageList Source = "village_list" // the village's 10 to 15 families (S0)
	Public      Source = "public"       // 群众反映 (S0: 三个报告)
	Insurer     Source = "insurer"      // the insurer's cases (S2)
	City        Source = "city"         // the city's list (S2: 市级监测分析预警)
	Agency      Source = "agency"       // a department's list beside its monthly reports (S0: 残联、交警)
	Sweep       Source = "sweep"        // a sweep's hit (S1: 专项排查)
)

// sourceTitles are the sources as people say them. A report is called by its department, a direct source by the procedure's own word.
var sourceTitles = map[Source]string{
	Report: "部门预警", Direct: "直接核查", VillageList: "村级摸排名单", Public: "群众反映", Insurer: "保险机构", City: "市级监测", Agency: "部门名单",
	Sweep: "专项排查",
}

// Sources lists them, for forms and tests.
func Sources() []Source {
	return []Source{Report, Direct, VillageList, Public, Insurer, City, Agency, Sweep}
}

// Title is the source as people say it.
func (s Source) Title() string { return sourceTitles[s] }

// May tells whether a role may record what a source told: what the village hears, whoever records leads; what is sent to the county, its clerk.
func (s Source) May(role who.Role) bool {
	return LeadStep.May(role) && (slices.Contains([]Source{Direct, VillageList, Public}, s) || role == who.Clerk)
}

// Signal is what one source told of a family (风险信号).
type Signal struct {
	Household int64
	Source    Source
	As        string        // how the procedure calls the source: a department, or one of its direct sources; empty: the source's title
	Row       int64         // of a report; else 0
	Sweep     string        // which sweep; else empty
	On        calendar.Date // when it was told; 0: today
	Risk      string        // the risk it names, as in 因病; empty: none
	Words     string        // what was told
}

// Leads is what signals came to: those that began a watch, or opened again one that was offline, and those that joined one or were a signal on it.
type Leads struct {
	Begun  []int64
	Joined []int64
}

// Lead records what was told of families (线索): signals of one family are one lead. It begins a watch by the procedure in force, or joins the one
// that is open.
func Lead(ctx context.Context, tx *pg.Tx, signals []Signal) (Leads, error) {
	if err := LeadStep.Permit(tx, fmt.Sprintf("登记线索 %d 条", len(signals))); err != nil {
		return Leads{}, err
	}
	for _, s := range signals {
		if s.Source == Report {
			return Leads{}, fault.Invalidf("部门月报的线索由“%s”形成，不单独登记", ScreenStep.Title)
		}
		if s.Source.Title() != "" && !s.Source.May(tx.By.Role) {
			return Leads{}, fault.Forbiddenf("“%s”的线索报到县里，由县经办登记", s.Source.Title())
		}
	}
	return lead(ctx, tx, signals)
}

// lead records signals, whoever permitted them.
func lead(ctx context.Context, tx *pg.Tx, signals []Signal) (Leads, error) {
	if len(signals) == 0 {
		return Leads{}, fault.Invalidf("没有线索可登记，请先选择农户")
	}
	today := calendar.DateOf(tx.Now)
	rule, err := InForce(ctx, tx, today)
	if err != nil {
		return Leads{}, err
	}
	tx.JudgedBy(Engine)
	families := map[int64][]Signal{}
	for _, s := range signals {
		if s, err = s.kept(rule.Procedure, today); err != nil {
			return Leads{}, err
		}
		families[s.Household] = append(families[s.Household], s)
	}
	households := slices.Sorted(maps.Keys(families))
	courses, err := begin(ctx, tx, rule, households)
	if err != nil {
		return Leads{}, err
	}
	var out Leads
	var rows []told
	var kept []signalRow
	for _, h := range households {
		c := courses[h]
		e := merged(families[h])
		if c.Events == 0 || c.State.Reopens(e.Risk) {
			out.Begun = append(out.Begun, c.ID)
		} else {
			out.Joined = append(out.Joined, c.ID)
		}
		row, err := c.take(tx, procedure.Lead, act{watch: c.ID, Event: e})
		if err != nil {
			return Leads{}, err
		}
		rows = append(rows, row)
		for _, s := range families[h] {
			kept = append(kept, s.row(c.ID, row.N))
		}
	}
	if err := knock(ctx, tx, procedure.Lead, rows); err != nil {
		return Leads{}, err
	}
	return out, keepSignals(ctx, tx, kept)
}

// kept is the signal as it is kept, or why it cannot be.
func (s Signal) kept(rule *procedure.Procedure, today calendar.Date) (Signal, error) {
	var err error
	if s.Words, err = words.Ask("请写明线索内容", "线索内容", s.Words); err != nil {
		return s, err
	}
	if s.On == 0 {
		s.On = today
	}
	if s.As == "" {
		s.As = s.Source.Title()
	}
	switch {
	case s.Source.Title() == "":
		return s, fault.Invalidf("没有“%s”这一线索来源", s.Source)
	case s.Source == Agency && s.As == s.Source.Title():
		return s, fault.Invalidf("请写明是哪个部门的名单")
	case s.Source == Direct && !slices.Contains(rule.Leads.Direct, s.As):
		return s, fault.Invalidf("“%s”不是本县监测程序中可直接核查的来源", s.As)
	case s.Source != Direct && slices.Contains(rule.Leads.Direct, s.As):
		return s, fault.Invalidf("“%s”是可直接核查的来源，请按直接核查登记", s.As)
	case s.On > today:
		return s, fault.Invalidf("线索日期 %s 晚于今天，请核对", s.On.Chinese())
	}
	if s.As, err = words.Line("线索来源", s.As); err != nil {
		return s, err
	}
	if s.Risk != "" {
		if s.Risk, err = words.Line("风险", s.Risk); err != nil {
			return s, err
		}
	}
	return s, nil
}

// merged is one lead of a family's signals. One that opens at the visit without hand-over counts before the others.
func merged(signals []Signal) procedure.Event {
	first := slices.IndexFunc(signals, func(s Signal) bool { return s.Source == Direct })
	e := procedure.Event{Source: signals[max(first, 0)].As}
	for _, s := range signals {
		if e.Risk == "" {
			e.Risk = s.Risk
		}
	}
	return e
}

// beginning are the households whose watch the signals would begin, or open again; those of the others join theirs.
func beginning(ctx context.Context, tx *pg.Tx, signals []Signal) (map[int64]bool, error) {
	families := map[int64][]Signal{}
	for _, s := range signals {
		families[s.Household] = append(families[s.Household], s)
	}
	open, err := openOf(ctx, tx, slices.Collect(maps.Keys(families)))
	if err != nil {
		return nil, err
	}
	begins := make(map[int64]bool, len(families))
	for h, told := range families {
		state, live := open[h]
		begins[h] = !live || state.Reopens(merged(told).Risk)
	}
	return begins, nil
}

// begin gives each household's course: its open watch, the one that its last lead may still go on (rolled back, offline), or one that begins now
// and has no event yet.
func begin(ctx context.Context, tx *pg.Tx, rule Rule, households []int64) (map[int64]*course, error) {
	known, err := familiesOf(ctx, tx, households)
	if err != nil {
		return nil, err
	}
	if err := alone(ctx, tx); err != nil {
		return nil, err
	}
	all, _, err := Find(ctx, tx, Filter{Households: pg.Only(households), Ended: true})
	if err != nil {
		return nil, err
	}
	open, newest := map[int64]Watch{}, map[int64]int64{}
	for _, w := range all {
		newest[w.Household] = max(newest[w.Household], w.ID)
		if w.live() {
			open[w.ID] = w
		}
	}
	if len(open) > 0 {
		if open, err = hold(ctx, tx, LeadStep, slices.Collect(maps.Keys(open))); err != nil {
			return nil, err
		}
	}
	held, err := coursesOf(ctx, tx, open)
	if err != nil {
		return nil, err
	}
	courses := make(map[int64]*course, len(households))
	for _, c := range held {
		courses[c.Household] = c
	}
	for _, h := range households {
		if courses[h] == nil {
			w := known[h]
			w.ID, w.Procedure, w.OpenedOn = pg.NewID(), rule.ID, calendar.DateOf(tx.Now)
			if last, ok := newest[h]; ok {
				w.Previous = &last
			}
			courses[h] = &course{Watch: w, rule: rule.Procedure, family: &procedure.Family{}}
		}
	}
	return courses, nil
}

// live tells whether a lead joins the watch, rather than beginning another.
func (w Watch) live() bool {
	return !slices.Contains([]procedure.State{procedure.StateNotTaken, procedure.StateAnswered, procedure.StateCleared}, w.State)
}

// familiesOf are households as a watch names them, all of which are in the person's part of the county.
func familiesOf(ctx context.Context, tx *pg.Tx, households []int64) (map[int64]Watch, error) {
	var found []Watch
	first, last := tx.By.Within()
	err := tx.SelectContext(ctx, &found, `
		SELECT h.id AS household, h.no, h.place, p.village, COALESCE(d.name, '') AS head
		FROM household h JOIN place p ON p.county = h.county AND p.id = h.place LEFT JOIN household_head d ON d.county = h.county AND d.household = h.id
		WHERE h.county = $1 AND h.id = ANY ($2) AND p.village BETWEEN $3 AND $4`, tx.County, pq.Array(households), first, last)
	if err != nil {
		return nil, fmt.Errorf("find households: %w", err)
	}
	if len(found) != len(households) {
		return nil, fault.NotFoundf("有 %d 户不在户籍名册或不属于您的辖区，请刷新后重选", len(households)-len(found))
	}
	known := make(map[int64]Watch, len(found))
	for _, w := range found {
		known[w.Household] = w
	}
	return known, nil
}

// signalRow is a signal as it is kept.
type signalRow struct {
	ID     int64         `db:"id"`
	Watch  int64         `db:"watch"`
	N      int           `db:"n"`
	Source string        `db:"source"`
	Row    *int64        `db:"report_row"`
	Sweep  *string       `db:"sweep"`
	On     calendar.Date `db:"told_on"`
	Words  string        `db:"words"`
	Salt   []byte        `db:"salt"`
}

func (s Signal) row(watch int64, n int) signalRow {
	r := signalRow{ID: pg.NewID(), Watch: watch, N: n, Source: string(s.Source), On: s.On, Words: s.Words, Sweep: orNull(s.Sweep), Salt: secret.Salt()}
	if s.Row != 0 {
		r.Row = &s.Row
	}
	return r
}

func keepSignals(ctx context.Context, tx *pg.Tx, rows []signalRow) error {
	if err := pg.Insert(ctx, tx, "signal", rows); err != nil {
		return err
	}
	for _, r := range rows {
		tx.Cover("signal", r.Watch)
	}
	return nil
}

// SignalLine is a signal as a page shows it.
type SignalLine struct {
	ID     int64         `db:"id"`
	N      int           `db:"n"` // of the lead
	Source Source        `db:"source"`
	As     string        `db:"called"` // as the lead calls it
	Row    *int64        `db:"report_row"`
	On     calendar.Date `db:"told_on"`
	Words  string        `db:"words"`
}

// Signals lists what was told of a watch's family, in order, in the person's part of the county; a department that was not handed the matter, but
// ordered to help, reads none of it.
func Signals(ctx context.Context, tx *pg.Tx, id int64) ([]SignalLine, error) {
	w, err := Get(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	if agency := tx.By.Agency; agency != "" && agency != w.To {
		return nil, nil
	}
	var found []SignalLine
	err = tx.SelectContext(ctx, &found, `
		SELECT s.id, s.n, s.source, COALESCE(p.agency, e.detail->>'source') AS called, s.report_row, s.told_on, s.words
		FROM signal s JOIN watch_event e ON e.county = s.county AND e.watch = s.watch AND e.n = s.n
		LEFT JOIN report_row r ON r.county = s.county AND r.id = s.report_row LEFT JOIN report p ON p.county = r.county AND p.id = r.report
		WHERE s.county = $1 AND s.watch = $2 ORDER BY s.n, s.id`, tx.County, id)
	if err != nil {
		return nil, fmt.Errorf("find signals: %w", err)
	}
	return found, nil
}

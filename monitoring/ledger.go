package monitoring

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/lib/pq"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/listing"
	"fangpin/internal/pg"
	"fangpin/procedure"
	"fangpin/reports"
)

// LedgerFilter says of which matters a ledger is: of a month, or those that are open; a zero field does not narrow further.
type LedgerFilter struct {
	Month    reports.Month // in which they were handed over, or told of where there is no hand-over
	Open     bool          // only those still being checked
	Late     bool          // only those that took, or take, longer than the procedure says
	Village  int64
	Township int64 // by the first nine digits of its villages' codes
}

// LedgerLine is one matter of the ledger of checks (S3 §三.4: 预警信息核查办理台账).
type LedgerLine struct {
	Watch
	Township string
	Source   string         // of the lead, as the procedure calls it
	Risk     string         // that it names; empty: none
	LeadOn   calendar.Date  // the day of the lead
	HandedOn *calendar.Date // nil: not yet, or a direct lead
	Visited  *calendar.Date // first, since then
	Ended    *calendar.Date // entered into the system, or found not to be taken in, or answered
	TakenIn  bool           // it became a family under watch
	Result   string         // how it came out; of one that is open, how far it is
	Reason   string         // of a family not taken in (逐户说明情况), of a department its answer
	Feedback *calendar.Date // the newest
	Told     string         // with it (S3 §三.4: 反馈)
	Used     int            // working days since the hand-over, or the direct lead, up to Ended or today
	Allowed  int            // by the procedure; 0: it sets none
	Owes     bool           // the procedure asks for its result by the month's end
	By       *calendar.Date // the last of the allowed days
	Late     bool
}

// Ledger lists matters with how each was checked, by village and household number, in the person's part of the county. Each is replayed from its
// events, so it is of a month, or of what is open.
func Ledger(ctx context.Context, tx *pg.Tx, f LedgerFilter) ([]LedgerLine, error) {
	ids, err := f.among(ctx, tx)
	if err != nil {
		return nil, err
	}
	found, _, err := Find(ctx, tx, Filter{IDs: pg.Only(ids), Ended: true, Village: f.Village, Township: f.Township})
	if err != nil {
		return nil, err
	}
	lines, err := ledger(ctx, tx, found)
	if err != nil {
		return nil, err
	}
	return f.Of(lines), nil
}

// Of are those of a ledger's lines that the filter holds: of lines of its own month, or of what is open.
func (f LedgerFilter) Of(lines []LedgerLine) []LedgerLine { return only(lines, f.holds) }

// among are watches among which are all that the ledger holds: those that were told of, or handed over, in its month; without one, those that stand
// before the end of their check.
func (f LedgerFilter) among(ctx context.Context, tx *pg.Tx) (ids []int64, err error) {
	switch {
	case f.Month != (reports.Month{}):
		first := calendar.On(f.Month.Year, f.Month.Month, 1)
		err = tx.SelectContext(ctx, &ids, `
			SELECT DISTINCT watch FROM watch_event WHERE county = $1 AND event IN ('lead', 'hand_over') AND on_day BETWEEN $2 AND $3`,
			tx.County, first, first.MonthEnd())
	case f.Open:
		err = tx.SelectContext(ctx, &ids, `
			SELECT id FROM watch WHERE county = $1 AND (state IN ('lead', 'handed_over', 'entering') OR next IN ('announce', 'register', 'file'))`, tx.County)
	default:
		return nil, fault.Invalidf("请选择月份，或者只看未办结的")
	}
	if err != nil {
		return nil, fmt.Errorf("find the watches of a ledger: %w", err)
	}
	return ids, nil
}

func (f LedgerFilter) holds(l LedgerLine) bool {
	on := l.LeadOn
	if l.HandedOn != nil {
		on = *l.HandedOn
	}
	return (f.Month == reports.Month{} || reports.MonthAt(on) == f.Month) && (!f.Open || l.Ended == nil) && (!f.Late || l.Late) &&
		(f.Village == 0 || l.Village == f.Village) && (f.Township == 0 || l.Watch.Village/1000 == f.Township)
}

// ledger writes the lines of watches.
func ledger(ctx context.Context, tx *pg.Tx, watches []Watch) ([]LedgerLine, error) {
	ids, procedures := make([]int64, len(watches)), map[int64]bool{}
	for i, w := range watches {
		ids[i] = w.ID
		procedures[w.Procedure] = true
	}
	rules, err := rulesOf(ctx, tx, procedures)
	if err != nil {
		return nil, err
	}
	events, err := eventsOf(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	if err := withFindings(ctx, tx, ids, events); err != nil {
		return nil, err
	}
	townships, err := townshipsOf(ctx, tx)
	if err != nil {
		return nil, err
	}
	var lines []LedgerLine
	for _, w := range watches {
		blank := LedgerLine{Watch: w, Township: townships[w.Village/1000], Allowed: rules[w.Procedure].Leads.Check, Owes: rules[w.Procedure].Leads.Feedback}
		blank.To = "" // until the matter itself is handed over
		own, err := blank.matters(rules[w.Procedure], events[w.ID], calendar.DateOf(tx.Now))
		if err != nil {
			return nil, err
		}
		lines = append(lines, own...)
	}
	return lines, nil
}

// matters follow the watch's events by its procedure: a family that is told of again under 线下监测 is another matter, and the one before stays.
func (l LedgerLine) matters(rule *procedure.Procedure, events []Event, today calendar.Date) (lines []LedgerLine, err error) {
	family := &procedure.Family{}
	state := procedure.State("")
	for _, e := range events {
		told, err := e.Told()
		if err == nil {
			err = family.Apply(rule, told)
		}
		if err != nil {
			return nil, fmt.Errorf("replay event %d of watch %d: %w", e.N, l.ID, err)
		}
		before := state
		state = family.Stand(rule, e.On).State
		if e.Act == procedure.Lead && (before == "" || before == procedure.StateOffline && state != before) {
			lines = append(lines, l)
		}
		lines[len(lines)-1].hear(rule, e, told, before, state)
	}
	for i := range lines {
		lines[i].conclude(rule, today)
	}
	return lines, nil
}

// hear takes in one event that led from one state to another.
func (l *LedgerLine) hear(rule *procedure.Procedure, e Event, told procedure.Event, before, after procedure.State) {
	switch e.Act {
	case procedure.Lead:
		if l.LeadOn == 0 {
			l.Source, l.Risk, l.LeadOn = told.Source, told.Risk, e.On
		}
	case procedure.HandOver:
		l.HandedOn, l.To = &e.On, cmp.Or(told.To, Township)
	case procedure.Visit:
		if l.Visited == nil {
			l.Visited = &e.On
		}
	case procedure.Feedback:
		if l.Feedback = &e.On; e.Words != nil {
			l.Told = *e.Words
		}
	}
	over := []procedure.State{procedure.StateNotTaken, procedure.StateAnswered, procedure.StateOffline}
	switch {
	case l.Ended != nil:
	case before != after && slices.Contains(over, after):
		l.Ended, l.Result = &e.On, after.Title()
		if e.Words != nil {
			l.Reason = *e.Words
		}
	case e.Act == last(rule) && after == procedure.StateWatched:
		l.Ended, l.TakenIn = &e.On, true
	}
}

// last is the step at which a check is over (S3 §三.3: 至录入系统).
func last(rule *procedure.Procedure) procedure.Act {
	if slices.ContainsFunc(rule.Enter, func(s procedure.Stage) bool { return s.Step == procedure.Register }) {
		return procedure.Register
	}
	return procedure.Approve
}

// conclude counts the days up to the end, or today.
func (l *LedgerLine) conclude(rule *procedure.Procedure, today calendar.Date) {
	switch {
	case l.TakenIn:
		l.Result = "纳入监测"
		if l.Kind != nil {
			l.Result += "（" + *l.Kind + "）"
		}
	case l.Ended == nil:
		l.Result = "进展：" + l.progress()
	}
	from := l.LeadOn
	if l.HandedOn != nil {
		from = *l.HandedOn
	} else if l.State == procedure.StateLead {
		return // its days have not begun
	}
	until := today
	if l.Ended != nil {
		until = *l.Ended
	}
	for day := from + 1; day <= until; day++ {
		if calendar.Published().Working(day) {
			l.Used++
		}
	}
	if due, set := rule.CheckBy(from); set {
		l.By, l.Late = &due.Day, until > due.Day
	}
}

// progress is where an open matter is: its state, and what it waits for where that says more.
func (l *LedgerLine) progress() string {
	text, act := l.State.Title(), l.Waits()
	switch {
	case act == "" || text == "待"+act.Title():
		return text
	case act == procedure.Wait:
		return text + "，" + act.Title()
	}
	return text + "，待" + act.Title()
}

// withFindings gives the visits among the events what was found, for it is what a family is not taken in for.
func withFindings(ctx context.Context, tx *pg.Tx, ids []int64, events map[int64][]Event) error {
	var rows []struct {
		Watch int64  `db:"watch"`
		N     int    `db:"n"`
		Found string `db:"found"`
	}
	err := tx.SelectContext(ctx, &rows, `SELECT watch, n, found FROM visit WHERE county = $1 AND watch = ANY ($2)`, tx.County, pq.Array(ids))
	if err != nil {
		return fmt.Errorf("find what visits found: %w", err)
	}
	for _, r := range rows {
		if e := &events[r.Watch][r.N-1]; e.Words == nil { // else it says why it ends the matter
			e.Words = &r.Found
		}
	}
	return nil
}

// townshipsOf are the county's townships' names by the number that their villages' begin with.
func townshipsOf(ctx context.Context, tx *pg.Tx) (map[int64]string, error) {
	var rows []struct {
		ID   int64  `db:"id"`
		Name string `db:"name"`
	}
	err := tx.SelectContext(ctx, &rows, `
		SELECT code::BIGINT / 1000 AS id, name FROM division WHERE level = 'township' AND code BETWEEN $1 || '000000' AND $1 || '999999'`, tx.County)
	if err != nil {
		return nil, fmt.Errorf("find townships: %w", err)
	}
	names := make(map[int64]string, len(rows))
	for _, r := range rows {
		names[r.ID] = r.Name
	}
	return names, nil
}

// LedgerSheet writes the ledger as a workbook that the office prints.
func LedgerSheet(ctx context.Context, tx *pg.Tx, f LedgerFilter, w io.Writer) error {
	lines, err := Ledger(ctx, tx, f)
	if err != nil {
		return err
	}
	of, late := "未办结　截至"+calendar.DateOf(tx.Now).Chinese(), 0
	if f.Month != (reports.Month{}) {
		of = fmt.Sprintf("%d年%d月交办　%s", f.Month.Year, f.Month.Month, "截至"+calendar.DateOf(tx.Now).Chinese())
	}
	sheet := listing.Listing{
		Sheet: "核查办理台账", Title: "预警信息核查办理台账", Signed: []string{"填表", "审核"},
		Columns: []listing.Column{{Title: "序号", Width: 6}, {Title: "乡镇", Width: 12}, {Title: "村", Width: 12}, {Title: "户编号", Width: 12}, {Title: "户主", Width: 9},
			{Title: "线索来源", Width: 12}, {Title: "线索日期", Width: 12}, {Title: "交办单位", Width: 10}, {Title: "交办日期", Width: 12}, {Title: "入户日期", Width: 12},
			{Title: "办理结果", Width: 20}, {Title: "不纳入理由", Width: 26}, {Title: "反馈日期", Width: 12}, {Title: "反馈内容", Width: 26}, {Title: "已用工作日", Width: 8}, {Title: "办理期限", Width: 12},
			{Title: "是否逾期", Width: 8}},
	}
	for i, l := range lines {
		overdue := "否"
		if l.Late {
			overdue, late = "是", late+1
		}
		var to any
		if l.To != "" {
			to = l.To
		}
		sheet.Rows = append(sheet.Rows, []any{i + 1, l.Township, l.In, l.No, l.Head, l.Source, l.LeadOn, to, l.HandedOn, l.Visited,
			l.Result, l.Reason, l.Feedback, l.Told, l.Used, l.By, overdue})
	}
	sheet.Of = fmt.Sprintf("%s　共 %d 户，逾期 %d 户", of, len(lines), late)
	return sheet.Write(w)
}

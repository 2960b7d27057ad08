package monitoring

import (
	"context"
	"fmt"
	"slices"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/procedure"
	"fangpin/reports"
	"fangpin/screening"
)

// FeedState is how a department stands with a feed of a month.
type FeedState string

const (
	FeedTold    FeedState = "told"    // in time, or no day is set
	FeedLate    FeedState = "late"    // told after its day
	FeedMissing FeedState = "missing" // past its day and not told
	FeedWaits   FeedState = "waits"   // its day is still to come
	FeedIdle    FeedState = "idle"    // nothing is due in this month, and nothing was told
	FeedWrong   FeedState = "wrong"   // no monthly report answers it
)

var feedTitles = map[FeedState]string{
	FeedTold: "已报送", FeedLate: "逾期报送", FeedMissing: "逾期未报", FeedWaits: "待报送", FeedIdle: "本月无须报送", FeedWrong: "没有对应的月报",
}

// Title is the state as people say it.
func (s FeedState) Title() string { return feedTitles[s] }

// FeedLine is what one department tells of one kind in a month, and by when (S3 §二).
type FeedLine struct {
	Agency   string
	Kind     string // code
	Title    string
	Feeds    []procedure.Feed // of the department and kind, with one due
	By       *calendar.Date   // the day by which it tells; nil: none in this month
	Within   int              // calendar days after what happened; 0: it does not go by that
	Promptly bool             // 及时
	Yearly   bool             // it is told once a year: any report of the month's year answers it
	On       *calendar.Date   // when it told first; nil: it did not
	Rows     int              // told in the month, or the year
	LateRows int              // of them, those told later than Within after what happened
	State    FeedState
	Wrong    string // why no monthly report answers it

	month reports.Month
}

// FeedReaders are who may read how the departments stand: the county, and each department its own.
var FeedReaders = []who.Role{who.Clerk, who.Approver, who.Auditor, who.Reporter}

// Feeds says for each feed of the procedure in force at the end of the month, or today, which department tells by when, and whether it did. A
// department sees its own.
func Feeds(ctx context.Context, tx *pg.Tx, month reports.Month) ([]FeedLine, error) {
	if !slices.Contains(FeedReaders, tx.By.Role) {
		return nil, fault.Forbiddenf("部门报送情况由县级和本部门查看，%s无权查看", tx.By.Role.Title())
	}
	today := calendar.DateOf(tx.Now)
	rule, err := InForce(ctx, tx, min(today, calendar.On(month.Year, month.Month, 1).MonthEnd()))
	if err != nil {
		return nil, err
	}
	tx.JudgedBy(Engine)
	lines := feedLines(rule, month)
	sent, err := reports.Find(ctx, tx, reports.Filter{Year: month.Year})
	if err != nil {
		return nil, err
	}
	rows, err := happened(ctx, tx, month, lines)
	if err != nil {
		return nil, err
	}
	var own []FeedLine
	for _, l := range lines {
		if tx.By.Role == who.Reporter && l.Agency != tx.By.Agency {
			continue
		}
		l.hear(sent, rows)
		l.judge(today)
		own = append(own, *l)
	}
	return own, nil
}

// feedLines are the feeds of a procedure in force by department, kind and due, in the file's order.
func feedLines(rule Rule, month reports.Month) (lines []*FeedLine) {
	of := map[string]*FeedLine{}
	for _, f := range rule.Feeds {
		kind, _ := reports.KindOf(f.Kind)
		l := &FeedLine{Agency: f.Agency, Kind: f.Kind, Title: kind.Title, Wrong: screening.Misfit(f), month: month}
		if f.Due != nil {
			l.Within, l.Promptly = f.Due.Days, f.Due.Promptly()
			l.owe(*f.Due, *rule.From)
		}
		name := fmt.Sprint(f.Agency, " ", f.Kind, " ", l.By, l.Within, l.Promptly)
		if of[name] == nil {
			of[name] = l
			lines = append(lines, l)
		}
		of[name].Feeds = append(of[name].Feeds, f)
	}
	return lines
}

// owe says by which day the department tells in the line's month. What is told once a year (每年4月底前) is owed from the month of its day until it is told,
// and whatever was told in the year answers it: before its month, too. A day before the procedure was in force is nobody's to have met.
func (l *FeedLine) owe(due procedure.FeedDue, since calendar.Date) {
	in := l.month.Month
	if due.Month != 0 && due.Month <= in {
		in = due.Month
	}
	if by, is := due.In(l.month.Year, in); is && (in == l.month.Month || by >= since) {
		l.By, l.Yearly = &by, due.Month != 0
	}
}

// happened reads the month's rows where some feed goes by when a thing happened.
func happened(ctx context.Context, tx *pg.Tx, month reports.Month, lines []*FeedLine) ([]reports.Reported, error) {
	for _, l := range lines {
		if l.Within > 0 {
			return reports.Rows(ctx, tx, reports.RowFilter{From: month, To: month})
		}
	}
	return nil, nil
}

// hear takes in what the department told. A correction does not undo that the first was in time.
func (l *FeedLine) hear(sent []reports.Report, rows []reports.Reported) {
	received := map[int64]calendar.Date{}
	for _, r := range sent {
		if r.Agency != l.Agency || r.Kind != l.Kind || r.Month() != l.month && !l.Yearly {
			continue
		}
		received[r.ID] = r.ReceivedOn
		if l.On == nil || r.ReceivedOn < *l.On {
			l.On = &r.ReceivedOn
		}
		if r.Status != reports.Replaced {
			l.Rows += r.Rows
		}
	}
	for _, r := range rows {
		on, is := received[r.Report]
		if !is || l.Within == 0 {
			continue
		}
		kind, _ := reports.KindOf(r.Kind)
		if event, err := kind.EventDate(r.Facts, r.Month); err != nil || on > event+calendar.Date(l.Within) {
			l.LateRows++ // of which nobody can say when it was is not in time either
		}
	}
}

// judge says how the department stands today.
func (l *FeedLine) judge(today calendar.Date) {
	switch {
	case l.Wrong != "":
		l.State = FeedWrong
	case l.On != nil && (l.By != nil && *l.On > *l.By || l.LateRows > 0):
		l.State = FeedLate
	case l.On != nil:
		l.State = FeedTold
	case l.By == nil:
		l.State = FeedIdle
	case today > *l.By:
		l.State = FeedMissing
	default:
		l.State = FeedWaits
	}
}

// Package procedure answers one question: how does a county find, take in, help and release a family at risk? (防止返贫监测帮扶程序)
//
// A procedure is one declarative YAML file (docs/procedure.md). Read reads it; a Family is replayed from its dated events, one at a time,
// and Stand says where it stands on a day. The package is pure data and rules: no database, no HTTP, no clock.
package procedure

import (
	"slices"

	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
)

// EngineVersion rises when the same procedure and events would give another standing.
const EngineVersion = 1

// Procedure is one county's rule for the watch over families at risk. It is made by Read and never changes.
type Procedure struct {
	Name      string
	County    string           // six digits, as in 410602
	Term      Term             // when it is in force; Replay does not ask
	Levels    map[Level]string // what the county calls them; Title falls back to plain words
	Line      *Line            // 监测线; nil: the visit asks for no income, and nothing speaks of it
	Income    Income           // the months that an income is counted over
	Kinds     []string         // of KindNames: the kinds that may be approved
	Leads     Leads            // how leads are handed over, and by when they are checked
	Feeds     []Feed           // which department tells what by when
	Door      []Row            // what a visit leads to: the first row that fits
	Refer     []Referral       // whom a family is sent to besides
	Enter     []Stage          // the steps of taking in, in order
	Publicity *Publicity       // nil: no list posts a notice
	Plan      int              // working days from approval to the plan (S0: 10); 0: none is asked for
	Measures  Measures         // what may be ordered for whom
	FollowUp  int              // months from one look at the family to the next; 0: none is asked for
	Clear     *Clear           // how a risk is found to be gone; nil: never
	Notes     []Note           // warnings: the procedure holds, but a person should look

	hash string
}

// Hash is the procedure's content address: the hex SHA-256 of the file's bytes.
func (p *Procedure) Hash() string { return p.hash }

// Term is when a procedure is in force: both days belong to it.
type Term struct {
	From, To calendar.Date
}

// Contains tells whether the procedure is in force on a day.
func (t Term) Contains(day calendar.Date) bool { return t.From <= day && day <= t.To }

func (t Term) String() string { return t.From.String() + "~" + t.To.String() }

// The three kinds of families that are watched (S1 §一).
const (
	Unsteady = "脱贫不稳定户"  // below the line, with the label OutOfPoverty
	OnEdge   = "边缘易致贫户"  // below the line, without it
	Stricken = "突发严重困难户" // whoever is taken in besides
)

// OutOfPoverty is the label (脱贫户) by which those below the line are told apart.
const OutOfPoverty = "脱贫户"

// KindNames are the kinds that there are.
func KindNames() []string { return []string{Unsteady, OnEdge, Stricken} }

// Line is the 防贫监测线, set yearly (S0, S1).
type Line struct {
	PerHead    decimal.Decimal  // yuan per head over Income.Months: strictly below it is below
	Floor      *Floor           // what PerHead may not lie below (S0: 1.5 × the national standard); nil: nothing
	EarlyAbove *decimal.Decimal // above this and below PerHead is early (S4: 5,000 to 8,000); nil: nobody is
}

// Floor is what a line may not lie below.
type Floor struct {
	Standard decimal.Decimal // yuan: the national standard
	Times    decimal.Decimal // as in 1.5
}

// Income says over which months an income is counted.
type Income struct {
	Months int
	Ends   Ends
}

// Ends is when the months of an income end.
type Ends string

const (
	EndsProcedure Ends = "procedure" // the day before the visit (S1 §四.1)
	EndsQuarter   Ends = "quarter"   // the newest end of a quarter before the visit (S4 §二.4)
)

// Leads is how leads (线索) come in.
type Leads struct {
	HandOver *DayOfMonth // by which day of the month leads are handed over (S2, S3: the 10th); nil: no day is set
	Direct   []string    // sources whose leads open at the visit, without hand-over (S1, S3, S4)
	Check    int         // working days from hand-over to registration (S3: 20); 0: none
	Feedback bool        // the result of each lead is fed back by the month's end (S3)
}

// DayOfMonth is a day of any month.
type DayOfMonth struct {
	Day int // 1 to 28; 0: the last
}

// Row is one row of the door: what a visit leads to. An empty word fits any visit.
type Row struct {
	Income Side
	Risk   Risk
	Then   Outcome
}

// Side is where an income lies.
type Side string

const (
	Below Side = "below" // strictly below the line
	Above Side = "above" // at the line or above it
)

// Risk is whether the visit found a risk of poverty.
type Risk string

const (
	AtRisk Risk = "yes"
	NoRisk Risk = "no"
)

// Outcome is what a visit leads to.
type Outcome string

const (
	ToEnter    Outcome = "enter"     // the steps of Enter go on
	ToOffline  Outcome = "offline"   // 线下监测 (S0)
	ToNotTaken Outcome = "not_taken" // 不纳入
)

// Referral is an office that a family is sent to besides (S0: 民政 for 低收入家庭认定). An empty word fits any visit.
type Referral struct {
	Income Side
	Risk   Risk
	To     string
	For    string
}

// Stage is a step's place in a list.
type Stage struct {
	Step    Step
	Days    int   // its own days, counted from the step before it; 0: none
	Working bool  // they are working days
	By      Level // whose step it is; of a visit that the file leaves to either, the village's as the first of them
	Named   bool  // the file names whose, and so leaves it to nobody else
}

// Publicity is how long a notice hangs.
type Publicity struct {
	Days        int  // calendar days; the day of posting does not count
	PastHoliday bool // the end moves past a public holiday
	PastWeekend bool // the end moves past an ordinary Saturday or Sunday
}

// Labour is a family's labour class (劳动力类别). Empty: not known.
type Labour string

const (
	NoLabour   Labour = "none" // 无劳动力
	WeakLabour Labour = "weak" // 半劳动力或弱劳动力
	AbleLabour Labour = "able" // 有劳动力
)

// Labours are the classes that there are.
func Labours() []Labour { return []Labour{NoLabour, WeakLabour, AbleLabour} }

// Title is the class as people call it.
func (l Labour) Title() string {
	return map[Labour]string{NoLabour: "无劳动力", WeakLabour: "弱劳动力或半劳动力", AbleLabour: "有劳动力"}[l]
}

// Measures is what may be ordered for whom.
type Measures struct {
	Listed    map[Labour][]string // the kinds for a class; a class that is not there may have any
	NeverOnly map[Labour][]string // a family of the class may not have these alone (S1: 不能“一兜了之”)
}

// Allows tells whether a measure of the kind may be ordered for the class.
func (m Measures) Allows(class Labour, kind string) bool {
	listed, known := m.Listed[class]
	return !known || slices.Contains(listed, kind)
}

// Clear is how a risk is found to be gone (风险消除).
type Clear struct {
	After  After
	Above  bool     // only a family at the line or above it is cleared
	Labour []Labour // the classes that are cleared; empty: all (S1: none is not)
	Steps  []Stage
}

// LeavesOut tells whether families of the class are not cleared. One that is not known is not left out.
func (c *Clear) LeavesOut(class Labour) bool {
	return class != "" && len(c.Labour) > 0 && !slices.Contains(c.Labour, class)
}

// After is from when a clearing may be nominated: so many months after a day.
type After struct {
	Months int
	From   From
}

// From is the day that After is counted from.
type From string

const (
	FromMeasure From = "measure" // the first measure that was not withdrawn, from its own date (S1)
	FromApprove From = "approve" // the approval (S0)
)

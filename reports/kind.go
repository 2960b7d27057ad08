package reports

import (
	"slices"
	"strings"

	"fangpin/internal/calendar"
)

// Kind is one sort of report (月报种类): who sends it, what its columns are, and what its rows are to the scheme.
type Kind struct {
	Code     string   // hospital
	Title    string   // 住院自付
	Agencies []string // who reports it
	Category string   // the scheme's category that its facts serve, as in scheme.Hospital; "" if none
	Event    string   // the column of the event date; "" if none
	Standing bool     // it tells how things stood at the end of the month before the report, of no event (S3 §二.1: 截至上月底)
	Needs    []string // the facts without which a row serves no claim
	Risk     string   // the risk of poverty that a row tells of (S3 §二), as in 因病
	Neutral  bool     // what it tells of is no risk by itself: a birth, a move (S3 §二.9)
	Extent   []string // what one claim is of, within its household and category: OfYear and the like, or a column's word
	Together bool     // a row that reaches a line takes all others of its extent along; a later one waits for the next month
	Several  bool     // one claim may be of several bills
	Measures []Measure
	Evidence []string // the kinds of evidence that a visit brings (佐证材料)
	Columns  []Column
	Key      []string // the columns that no two rows of a file share; a defect stands at the last of them

	rules func(*line) // what must hold between the cells of a row
}

// What a claim may be of besides the words of columns (Kind.Extent), and what a measure is added up over (Measure.Over).
const (
	OfYear   = "@year"   // the policy year
	OfMonth  = "@month"  // the month of the screening
	OfDay    = "@day"    // the event date
	OfPerson = "@person" // the person told of
	Apart    = ""        // each row by itself
)

// Measure is what a warning line is held against (预警监测指标): facts in yuan, added up over a period. Schemes and procedures name it by its word.
type Measure struct {
	Word  string // self_pay_year
	Title string // 本年累计自付
	Plus  []string
	Less  []string
	Over  string // Apart, OfYear, or the column of the period
}

// Column is one column of a kind.
type Column struct {
	Word     string   // expense: the scheme's fact word where it is a fact (scheme §2 no. 9)
	Title    string   // 总费用
	Variants []string // other titles of the same
	StandIns []string // titles that are taken for it only where none of the others stands in the header
	Type     Type
	Need     Need
	Signed   bool // an amount that may be negative, as in a reversal (冲销)
	Clear    bool // a text that stands unencrypted, for claims are of it: none that tells of a person
}

// Type is how a column's cells are read.
type Type int

const (
	Text       Type = iota // as written, blanks trimmed
	Code                   // a number or code that others gave: as written, and never through a spreadsheet's number
	Name                   // a person's name
	IDNumber               // 公民身份号码, GB 11643
	Phone                  // 联系电话
	Money                  // yuan, at most two decimals
	Heads                  // a count of persons, whole and from 1
	Day                    // a date
	MonthOf                // a month
	SchoolYear             // 学年, as in 2024-2025
	YesNo                  // 是 or 否
	Level                  // 层次: 本科, 专科, or as written
)

// Need is what of a column must be there.
type Need int

const (
	Optional Need = iota // the column may be missing and its cells blank: the row then holds no such value
	OrZero               // the column may be missing and its cells blank: the amount is then 0
	Present              // the column must be there, its cells may be blank: the amount is then 0
	Filled               // the column must be there and every cell filled
)

// required tells whether a header without the column is not this kind's.
func (n Need) required() bool { return n >= Present }

// zero tells whether a blank cell is an amount of 0.
func (n Need) zero() bool { return n == OrZero || n == Present }

// Kinds lists the twelve kinds.
func Kinds() []Kind { return slices.Clone(kinds) }

// KindOf is the kind of a code.
func KindOf(code string) (Kind, bool) {
	for _, k := range kinds {
		if k.Code == code {
			return k, true
		}
	}
	return Kind{}, false
}

// Column is the kind's column of a word.
func (k Kind) Column(word string) (Column, bool) {
	for _, c := range k.Columns {
		if c.Word == word {
			return c, true
		}
	}
	return Column{}, false
}

// Measure is the kind's measure of a word.
func (k Kind) Measure(word string) (Measure, bool) {
	for _, m := range k.Measures {
		if m.Word == word {
			return m, true
		}
	}
	return Measure{}, false
}

// Measures are the words that warning lines may use, in the order of the letters: those of kinds that serve a claim.
func Measures() (words []string) {
	for _, k := range kinds {
		if k.Category == "" {
			continue
		}
		for _, m := range k.Measures {
			words = append(words, m.Word)
		}
	}
	slices.Sort(words)
	return words
}

// Serving is a kind whose facts serve a category; those of one category are alike in all that makes its claims. None for another category.
func Serving(category string) Kind {
	for _, k := range kinds {
		if category != "" && k.Category == category {
			return k
		}
	}
	return Kind{}
}

// OnePerson tells whether a claim of the kind is one person's, OneEvent whether it is of one event, whomever it struck.
func (k Kind) OnePerson() bool { return slices.Contains(k.Extent, OfPerson) }
func (k Kind) OneEvent() bool  { return slices.Contains(k.Extent, OfDay) }

// Titles are the titles of columns, joined as people say it.
func (k Kind) Titles(words []string) string {
	titles := make([]string, len(words))
	for i, word := range words {
		c, _ := k.Column(word)
		titles[i] = c.Title
	}
	return strings.Join(titles, "和")
}

// EventDate is when what a row of a month tells of was: on the day that the kind says, the last of its month, the first of its school year, or,
// of how things stood, the last day of the month before the report.
func (k Kind) EventDate(facts map[string]string, month Month) (calendar.Date, error) {
	switch {
	case k.Standing:
		return month.day() - 1, nil
	case k.Event == "":
		first, _, _ := strings.Cut(facts["school_year"], "-")
		return calendar.ParseDate(first + "-09-01")
	}
	if c, _ := k.Column(k.Event); c.Type == MonthOf {
		first, err := calendar.ParseDate(facts[k.Event] + "-01")
		return first.MonthEnd(), err
	}
	return calendar.ParseDate(facts[k.Event])
}

// ReportedBy tells whether an agency, by its short name, sends this kind.
func (k Kind) ReportedBy(agency string) bool { return slices.Contains(k.Agencies, agency) }

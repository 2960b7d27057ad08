package reports

import "slices"

// Kind is one sort of report (月报种类): who sends it, what its columns are, and what its rows are to the scheme.
type Kind struct {
	Code     string   // hospital
	Title    string   // 住院自付
	Agencies []string // who reports it
	Category string   // the scheme's category that its facts serve; "" if none
	Event    string   // the column of the event date; "" if none
	Columns  []Column
	Key      []string // the columns that no two rows of a file share; a defect stands at the last of them

	rules func(*line) // what must hold between the cells of a row
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

// reportedBy tells whether an agency, by its short name, sends this kind.
func (k Kind) reportedBy(agency string) bool { return slices.Contains(k.Agencies, agency) }

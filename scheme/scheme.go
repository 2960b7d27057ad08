// Package scheme answers one question: what does a county's rule say? (理赔方案)
//
// A scheme (理赔方案) is one declarative YAML file. Parse reads it, a State carries what was assessed so far, and Assess turns a
// case's facts into an amount with its working (计算书). The package is pure data and arithmetic: no database, no HTTP, no clock.
package scheme

import (
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// EngineVersion rises when the same scheme and facts would give another amount or another working: deeds name it, and whoever derives an
// amount again must go by the version that fixed it.
const EngineVersion = 1

// Scheme is one county's rule for one policy year. It is made by Parse and never changes.
type Scheme struct {
	Name         string
	County       string                     // six digits, as in 410602
	Term         Term                       // the policy year
	Classes      []string                   // in order of precedence; the last takes everybody else
	Insured      []Insured                  // who is insured
	Premium      Premium                    // what the county pays
	Lines        map[string]decimal.Decimal // by name, yuan per head and year: protection is the 防贫保障线
	Publicity    Publicity                  // how the village is told
	WarningLines []WarningLine              // 预警监测线; lines are OR
	Categories   []*Category                // in the file's order
	Caps         []Cap                      // at the top: they bind all categories
	Notes        []Note                     // warnings: the scheme holds, but a person should look

	hash  string
	year  string // Term.Year, which every case asks for
	words words
}

// Term is a policy year (保单年度): both days belong to it.
type Term struct {
	From, To time.Time // midnight UTC
}

// Insured is one group of insured people: holders of a label on the event date.
type Insured struct {
	Class string
	Basis Basis
	Heads int // quota only: how many heads the premium is paid for
}

// Basis is how a group's members are known.
type Basis string

const (
	Named Basis = "named" // the label, and the person on the roster (参保名册)
	Quota Basis = "quota" // the label confirmed by the county; a head count fixes the premium
)

// Premium is the price of the policy.
type Premium struct {
	PerHead decimal.Decimal // yuan per head and policy year
}

// Publicity is how payouts are announced in the village (公示).
type Publicity struct {
	Days        int     // calendar days (S2: 公示10天)
	Places      []Place // where the notice hangs
	PastHoliday bool    // the end moves past a public holiday
	PastWeekend bool    // the end moves past an ordinary Saturday or Sunday
	Label       string  // what the notice calls the payout, so that the category does not hint at health
	MaskHead    bool    // the household head's name is masked
}

// Everywhere tells whether the notice hangs in both places (S2: 在…行政村、自然村进行…公示).
func (p Publicity) Everywhere() bool {
	return slices.Contains(p.Places, Village) && slices.Contains(p.Places, NaturalVillage)
}

// Place is where a notice is posted.
type Place string

const (
	Village        Place = "village"         // 行政村
	NaturalVillage Place = "natural_village" // 自然村
)

// WarningLine is one 预警监测线: a report above it becomes a claim.
type WarningLine struct {
	Agency  string    // the reporting department, as in 医保局
	Measure string    // what is measured, as in self_pay_year
	Classes []string  // households of these labels only; empty: of any
	Per     Scope     // whose measure it is
	Line    Threshold // yuan
}

// Threshold is a line with its comparison: S3 writes both 超（含） and 超过.
type Threshold struct {
	Amount decimal.Decimal // yuan
	Strict bool            // more_than; else at_least
}

// Reached tells whether an amount opens what lies behind the line.
func (t Threshold) Reached(amount decimal.Decimal) bool {
	if t.Strict {
		return amount.GreaterThan(t.Amount)
	}
	return amount.GreaterThanOrEqual(t.Amount)
}

// Hash is the scheme's content address: the hex SHA-256 of the file's bytes.
func (s *Scheme) Hash() string { return s.hash }

// Category is the scheme's rule for one of the six categories, or nil if it has none.
func (s *Scheme) Category(key string) *Category {
	for _, c := range s.Categories {
		if c.Key == key {
			return c
		}
	}
	return nil
}

// HouseholdYear is the most that a household is paid in the scheme's year over all categories, in yuan; nil where there is no such cap.
func (s *Scheme) HouseholdYear() *decimal.Decimal {
	for _, c := range s.Caps {
		if c.Scope == PerHousehold && c.Period == ByYear {
			return &c.Limit
		}
	}
	return nil
}

// ClassOf picks the class that chooses a household's rule: the first of the scheme's classes that is one of its labels, else
// the last.
func (s *Scheme) ClassOf(labels []string) string {
	for _, class := range s.Classes {
		if slices.Contains(labels, class) {
			return class
		}
	}
	return s.Classes[len(s.Classes)-1]
}

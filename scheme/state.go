package scheme

import (
	"strings"

	"github.com/shopspring/decimal"
)

// State is what was assessed so far, for any number of households: the accumulators' running totals, how far each cap is
// filled, and which lumps are used up. It belongs to one scheme and one goroutine.
type State struct {
	scheme   *Scheme
	accounts map[slot]*account
	filled   map[slot]decimal.Decimal
	used     map[slot]bool
}

// slot is one accumulator, one cap of one household or person, or one lump that is paid once.
type slot struct {
	category string // empty: a cap of the scheme's top
	scope    Scope
	kind     Period // empty: without end
	id       string // the household or person
	period   string // which event, year or school year; of a lump, which level
}

// account is an accumulator's running total and what was assessed on it, yuan.
type account struct {
	own      decimal.Decimal // signed
	assessed decimal.Decimal
}

// Start is a state in which nothing was assessed yet.
func (s *Scheme) Start() *State {
	return &State{s, map[slot]*account{}, map[slot]decimal.Decimal{}, map[slot]bool{}}
}

// Past is an earlier assessment as a room stores it: what Add needs to rebuild a State. It names no accumulator and no cap:
// those are derived again, so that it can be replayed under a later version of the scheme, and under another household after
// a merge. A withdrawn assessment is left out whole.
type Past struct {
	Category   string
	Household  string
	Person     string
	Level      string          // lumps only
	Event      string          // as Assess made it: event:… for a given event, case:… for a case that is its own
	Year       string          // the policy year, as in 2024
	SchoolYear string          // as in 2024-2025
	Own        decimal.Decimal // excess only: the own share, yuan, signed
	Amount     decimal.Decimal // what was assessed, yuan
}

// id is whom a scope follows.
func (p Past) id(scope Scope) string {
	if scope == PerPerson {
		return p.Person
	}
	return p.Household
}

// period is which one of a kind it fell in.
func (p Past) period(kind Period) string {
	switch kind {
	case ByEvent:
		return p.Event
	case ByYear:
		return p.Year
	default:
		return p.SchoolYear
	}
}

func (p Past) slot(category string, scope Scope, kind Period) slot {
	return slot{category, scope, kind, p.id(scope), p.period(kind)}
}

// lump is what a once-only lump uses up.
func (p Past) lump(once Once) slot {
	switch once {
	case OnceHousehold:
		return slot{category: p.Category, scope: PerHousehold, id: p.Household}
	case OncePersonLevel:
		return slot{category: p.Category, scope: PerPerson, id: p.Person, period: p.Level}
	default:
		return slot{category: p.Category, scope: PerPerson, id: p.Person}
	}
}

// Add replays an assessment made before. Order does not matter.
func (st *State) Add(p Past) {
	c := st.scheme.Category(p.Category)
	if c == nil { // dropped by this version of the scheme: it still fills the household's caps
		for _, limit := range st.scheme.Caps {
			if limit.Scope == PerHousehold {
				st.fill(p.slot("", limit.Scope, limit.Period), p.Amount)
			}
		}
		return
	}
	if over, ok := c.over(); ok {
		a := st.account(p.slot(c.Key, over.Per, over.Period))
		a.own = a.own.Add(p.Own)
		a.assessed = a.assessed.Add(p.Amount)
	}
	for _, limit := range c.others {
		st.fill(p.slot(limit.category, limit.Scope, limit.Period), p.Amount)
	}
	if c.Once != "" && p.Amount.IsPositive() {
		st.used[p.lump(c.Once)] = true
	}
}

func (st *State) account(at slot) *account {
	a := st.accounts[at]
	if a == nil {
		a = &account{}
		st.accounts[at] = a
	}
	return a
}

func (st *State) fill(at slot, amount decimal.Decimal) {
	if !amount.IsZero() {
		st.filled[at] = st.filled[at].Add(amount)
	}
}

// accumulator names where an assessment is numbered, as in hospital/household/H1/2024. A lump's is what it uses up.
func (p Past) accumulator(c *Category) string {
	at := p.lump(c.Once)
	if over, ok := c.over(); ok {
		at = p.slot(c.Key, over.Per, over.Period)
	}
	name := c.Key + "/" + string(at.scope) + "/" + escape(at.id)
	if at.period != "" {
		name += "/" + escape(at.period)
	}
	return name
}

// escape keeps a slash in an id from reading as a boundary.
func escape(id string) string {
	if !strings.ContainsAny(id, "/%") {
		return id
	}
	return strings.NewReplacer("%", "%25", "/", "%2F").Replace(id)
}

package scheme

import "github.com/shopspring/decimal"

// The six categories (理赔类别) of S2. A scheme may leave one out; it knows no other.
const (
	Accident  = "accident"
	Hospital  = "hospital"
	Admission = "admission"
	Schooling = "schooling"
	Income    = "income"
	Industry  = "industry"
)

// titles are the six categories (理赔类别) of S2, in its order.
var titles = []struct{ key, title string }{
	{Accident, "灾害、意外事故"},
	{Hospital, "疾病住院"},
	{Admission, "升学"},
	{Schooling, "在校持续接受教育"},
	{Income, "家庭收入下降"},
	{Industry, "产业受损"},
}

// Keys lists the six categories' keys in the order of S2.
func Keys() []string {
	keys := make([]string, len(titles))
	for i, t := range titles {
		keys[i] = t.key
	}
	return keys
}

// Title is a category's Chinese name, or the key itself if it is unknown.
func Title(key string) string {
	for _, t := range titles {
		if t.key == key {
			return t.title
		}
	}
	return key
}

// Category is how one category pays. Exactly one of Excess, Lump and Gap is set.
type Category struct {
	Key     string
	Excess  *Excess
	Lump    *Lump
	Gap     *Gap
	Caps    []Cap
	Minimum decimal.Decimal // yuan; a smaller amount is not paid and stays due. 0: none
	Once    Once            // lumps only; empty: every row pays

	facts  []Fact  // what a case must bring
	own    *Cap    // the cap that is part of the formula: written here, with exactly the accumulator's scope and period
	others []bound // every other cap that binds this category, its own first, then the scheme's
}

// Excess pays a cost less what others paid, above a deductible, through a rate.
type Excess struct {
	Of, Less []string // facts, yuan
	Over     Over
	Rules    []Rule

	byClass map[string]*Rule
}

// Lump pays a fixed sum by level.
type Lump struct {
	By      string                     // the fact that names the level
	Levels  []string                   // in the file's order
	Amounts map[string]decimal.Decimal // yuan by level
}

// Gap pays a line less an income, times heads.
type Gap struct {
	Line       decimal.Decimal  // yuan per head
	Of         string           // the fact with the income per head, yuan
	Times      string           // the fact with the number of heads
	CapPerHead *decimal.Decimal // yuan per head; nil: none
	Over       Over
}

// Over is an accumulator: whose rows are added up, and over which period.
type Over struct {
	Per    Scope
	Period Period
}

// Scope is whom an accumulator or a cap follows.
type Scope string

const (
	PerPerson    Scope = "person"
	PerHousehold Scope = "household"
)

// Period is how long an accumulator or a cap runs.
type Period string

const (
	ByEvent      Period = "event"       // one claim's event
	ByYear       Period = "year"        // the scheme's term
	BySchoolYear Period = "school_year" // 1 September to 31 August
)

// Once is how often a lump is paid, without end.
type Once string

const (
	OncePerson      Once = "person"
	OncePersonLevel Once = "person_level"
	OnceHousehold   Once = "household"
)

// Cap is a limit (封顶线) on what is assessed for a person or household within a period.
type Cap struct {
	Scope  Scope
	Period Period
	Limit  decimal.Decimal // yuan; 0 pays nothing
}

// bound is a cap with the categories that fill it.
type bound struct {
	Cap
	category string // empty: a cap of the scheme's top, filled by all
}

// over is the category's accumulator; lumps have none.
func (c *Category) over() (Over, bool) {
	switch {
	case c.Excess != nil:
		return c.Excess.Over, true
	case c.Gap != nil:
		return c.Gap.Over, true
	default:
		return Over{}, false
	}
}

// countsPersons tells whether person caps at the scheme's top bind the category: those counted by person, and lumps.
func (c *Category) countsPersons() bool {
	over, ok := c.over()
	return !ok || over.Per == PerPerson
}

// bind completes the category: the facts it needs, and its caps sorted into the one inside the formula and the others, which limit what a claim may still pay.
func (c *Category) bind(top []Cap) {
	c.facts = c.needs()
	over, counted := c.over()
	for i, limit := range c.Caps {
		if counted && limit.Scope == over.Per && limit.Period == over.Period {
			c.own = &c.Caps[i]
		} else {
			c.others = append(c.others, bound{limit, c.Key})
		}
	}
	for _, limit := range top {
		if limit.Scope == PerHousehold || c.countsPersons() {
			c.others = append(c.others, bound{limit, ""})
		}
	}
}

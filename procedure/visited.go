package procedure

import (
	"slices"

	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
)

// Visited is a visit as the procedure judges it.
type Visited struct {
	On      calendar.Date
	PerHead *decimal.Decimal // yuan to the fen; nil: no income was asked for
	Below   bool             // strictly below the line; never without one
	Early   bool             // 提前帮扶: below, and above where early help begins
	Risk    Risk
	Labour  Labour
	Kind    string // one of the three, by income and label
}

// judge reads a finding by the procedure's line. Labour that it does not name stays as it was.
func (p *Procedure) judge(on calendar.Date, v Finding, before Labour) Visited {
	out := Visited{On: on, Risk: v.Risk, Labour: v.Labour}
	if out.Labour == "" {
		out.Labour = before
	}
	if v.Income != nil {
		perHead := PerHead(*v.Income, v.Persons)
		out.PerHead = &perHead
		out.Below, out.Early = p.Below(perHead), p.Early(perHead)
	}
	out.Kind = KindOf(out.Below, v.Labels)
	return out
}

// PerHead is an income per head, cut to the fen downwards: a loss of a fen by three is a loss of a fen each.
func PerHead(income decimal.Decimal, persons int) decimal.Decimal {
	fen := income.Shift(2)
	whole, rest := fen.QuoRem(decimal.NewFromInt(int64(persons)), 0)
	if rest.IsNegative() {
		whole = whole.Sub(decimal.NewFromInt(1))
	}
	return whole.Shift(-2)
}

// Below tells whether an income per head lies strictly below the line.
func (p *Procedure) Below(perHead decimal.Decimal) bool {
	return p.Line != nil && perHead.LessThan(p.Line.PerHead)
}

// Early tells whether an income per head is one for early help (S4: 低于8000高于5000).
func (p *Procedure) Early(perHead decimal.Decimal) bool {
	return p.Below(perHead) && p.Line.EarlyAbove != nil && perHead.GreaterThan(*p.Line.EarlyAbove)
}

// KindOf is the kind of a family by what a visit found.
func KindOf(below bool, labels []string) string {
	switch {
	case below && slices.Contains(labels, OutOfPoverty):
		return Unsteady
	case below:
		return OnEdge
	default:
		return Stricken
	}
}

// Follows is what the door says of a visit.
func (p *Procedure) Follows(below bool, risk Risk) Outcome { return p.RowFor(below, risk).Then }

// RowFor is the row of the door by which it is judged: the first that fits.
func (p *Procedure) RowFor(below bool, risk Risk) Row {
	for _, row := range p.Door {
		if fits(row.Income, row.Risk, below, risk) {
			return row
		}
	}
	return Row{Then: ToNotTaken} // Read sees to it that some row fits
}

// ReferredBy are the referrals that fit a visit, in the file's order.
func (p *Procedure) ReferredBy(below bool, risk Risk) []Referral {
	var out []Referral
	for _, r := range p.Refer {
		if fits(r.Income, r.Risk, below, risk) {
			out = append(out, r)
		}
	}
	return out
}

// fits tells whether a row with these words fits a visit; an empty word fits any.
func fits(income Side, found Risk, below bool, risk Risk) bool {
	side := Above
	if below {
		side = Below
	}
	return (income == "" || income == side) && (found == "" || found == risk)
}

package scheme

import (
	"slices"

	"github.com/shopspring/decimal"
)

// Rule is how an excess is paid to some classes.
type Rule struct {
	Classes    []string // empty: everybody who has no rule of their own
	Deductible decimal.Decimal
	Applies    *Threshold // the total must reach this before anything is paid (franchise); nil: only the deductible counts
	Mode       Mode
	Tiers      []Tier // edges on the excess; a flat rule has one
}

// Mode is how tiers are read. Counties read the same table in different ways, so a scheme must say which.
type Mode string

const (
	Flat     Mode = "flat"     // one rate
	Marginal Mode = "marginal" // each slice at its own rate
	Whole    Mode = "whole"    // the entire excess at the rate of the tier it reaches; may jump at an edge
)

// Tier is a rate from an edge (含) to the next tier's edge.
type Tier struct {
	From decimal.Decimal // yuan of excess
	Rate decimal.Decimal // 0…1
}

// excess is what of a running total lies above the deductible. A total below zero counts as zero.
func (r *Rule) excess(total decimal.Decimal) decimal.Decimal {
	return notNegative(notNegative(total).Sub(r.Deductible))
}

// opens tells whether the total reaches the franchise.
func (r *Rule) opens(total decimal.Decimal) bool {
	return r.Applies == nil || r.Applies.Reached(notNegative(total))
}

// pays is f(total): unrounded yuan for a running total.
func (r *Rule) pays(total decimal.Decimal) decimal.Decimal {
	if !r.opens(total) {
		return decimal.Zero
	}
	excess := r.excess(total)
	if r.Mode == Whole {
		return excess.Mul(r.reached(excess).Rate)
	}
	sum := decimal.Zero
	for i, tier := range r.Tiers {
		part := r.slice(excess, i)
		if part.IsZero() {
			break
		}
		sum = sum.Add(part.Mul(tier.Rate))
	}
	return sum
}

// reached is the tier an excess lies in: [from, next).
func (r *Rule) reached(excess decimal.Decimal) Tier {
	for _, tier := range slices.Backward(r.Tiers) {
		if excess.GreaterThanOrEqual(tier.From) {
			return tier
		}
	}
	return r.Tiers[0]
}

// slice is the part of an excess that lies in tier i.
func (r *Rule) slice(excess decimal.Decimal, i int) decimal.Decimal {
	upto := excess
	if i+1 < len(r.Tiers) {
		upto = decimal.Min(excess, r.Tiers[i+1].From)
	}
	return notNegative(upto.Sub(r.Tiers[i].From))
}

func notNegative(d decimal.Decimal) decimal.Decimal {
	if d.IsNegative() {
		return decimal.Zero
	}
	return d
}

package sample

import (
	"maps"

	"github.com/shopspring/decimal"
)

// burden draws what a household bears of its year's hospital bills, in yuan: the struck more than the warning line of their class, the
// other insured less, an ordinary family anything.
func (p *population) burden(h *household, struck bool) decimal.Decimal {
	switch {
	case struck && h.poor():
		return p.fen(5_400, 31_000)
	case struck:
		return p.fen(20_500, 44_000)
	case h.poor():
		return p.fen(400, 4_600)
	case h.insured():
		return p.fen(1_000, 17_000)
	default:
		return p.fen(500, 60_000)
	}
}

// fen draws a sum between two bounds, given in yuan, to the fen, mostly a small one.
func (p *population) fen(least, most int) decimal.Decimal {
	span := 100*(most-least) + 1
	return decimal.New(int64(100*least+min(p.rng.IntN(span), p.rng.IntN(span))), -2)
}

// split cuts a sum into n parts.
func (p *population) split(sum decimal.Decimal, n int) []decimal.Decimal {
	out := make([]decimal.Decimal, n)
	for i := range n - 1 {
		out[i] = p.part(sum, 30, 60)
		sum = sum.Sub(out[i])
	}
	out[n-1] = sum
	return out
}

// bill draws what a stay cost, of which the family bears own, from 3,000 to 150,000 yuan; and who paid the rest: basic insurance,
// serious-illness insurance for a large bill, medical aid for the poor.
func (p *population) bill(c cells, h *household, own decimal.Decimal) {
	percent, aided := 25+p.rng.IntN(25), 0
	switch {
	case h.poor():
		percent, aided = 10+p.rng.IntN(15), 60
	case h.insured():
		aided = 25
	}
	cost := own.Mul(decimal.NewFromInt(100)).DivRound(decimal.NewFromInt(int64(percent)), 2)
	cost = decimal.Min(decimal.Max(cost, p.fen(3_000, 9_000)), p.fen(148_000, 150_000))
	paid := cost.Sub(own)
	var serious, aid, other decimal.Decimal
	if cost.GreaterThan(decimal.NewFromInt(20_000)) {
		serious = p.part(paid, 10, 25)
	}
	if p.chance(aided) {
		aid = p.part(paid, 8, 20)
	}
	if p.chance(8) {
		other = p.part(paid, 2, 6)
	}
	c["总费用"], c["基本医保支付"], c["个人自付"] = cost, paid.Sub(serious).Sub(aid).Sub(other), own
	c["大病保险支付"], c["医疗救助支付"], c["其他补助"] = serious, aid, other
}

// cost draws a bill from 3,000 to 150,000 yuan, mostly a small one.
func (p *population) cost() decimal.Decimal {
	return decimal.Min(p.fen(3_000, 150_000), p.fen(3_000, 150_000))
}

// settledTwice is a stay once more, settled by mistake, and what takes that back (冲销): every amount below zero.
func settledTwice(r row) []row {
	again, reversal := row{r.who, maps.Clone(r.cells)}, row{r.who, maps.Clone(r.cells)}
	for name, v := range reversal.cells {
		if d, ok := v.(decimal.Decimal); ok {
			reversal.cells[name] = d.Neg()
		}
	}
	return []row{again, reversal}
}

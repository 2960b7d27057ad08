package policy

import (
	"fangpin/internal/fault"
	"fangpin/scheme"
)

// agrees refuses a policy year and a scheme that share days but not the term, or not the price: a claim's caps and its fund run
// over the same days, and the county pays what the scheme says. Some adopted before their price was kept leave it out.
func (y Year) agrees(s *scheme.Scheme) error {
	from, to, price := dateOf(s.Term.From), dateOf(s.Term.To), s.Premium.PerHead
	switch {
	case y.To < from || to < y.From:
		return nil
	case y.From != from || y.To != to:
		return fault.Conflictf("保单年度 %s 至 %s 与方案“%s”的保单年度 %s 至 %s 只有部分重合，起止日期须完全一致，请核对", y.From, y.To, s.Name, from, to)
	case !price.IsZero() && !price.Equal(y.PerHead):
		return fault.Conflictf("保单每人保费 %s 元与方案“%s”的 %s 元不一致，请核对", y.PerHead.StringFixed(2), s.Name, price.StringFixed(2))
	}
	return nil
}

// agrees refuses a scheme whose term shares days with that of an adopted one without being the same: a further version within a
// year changes the rule and not the year.
func (r Rules) agrees(s *scheme.Scheme) error {
	for _, rule := range r {
		other := rule.Scheme
		if !other.Term.From.After(s.Term.To) && !s.Term.From.After(other.Term.To) && other.Term != s.Term {
			return fault.Conflictf("方案的保单年度 %s 与已生效方案“%s”的保单年度 %s 只有部分重合，同一年度内更换方案，起止日期须完全一致，请改正 term 后重新提出",
				s.Term, other.Name, other.Term)
		}
	}
	return nil
}

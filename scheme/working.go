package scheme

import (
	"strings"

	"github.com/shopspring/decimal"
)

// Step is one line of a working (计算书): what was done, in Chinese, and the yuan it came to.
type Step struct {
	Text   string          `json:"text"`
	Amount decimal.Decimal `json:"amount"`
}

// Text joins a working's steps with ；.
func Text(steps []Step) string {
	texts := make([]string, len(steps))
	for i, s := range steps {
		texts[i] = s.Text
	}
	return strings.Join(texts, "；")
}

// Working tells how the amount came about, from the facts to the result. It is written when asked for: most of an assessment's
// time would otherwise go into words.
func (a Assessment) Working() []Step {
	w := &working{}
	switch {
	case a.category.Excess != nil:
		w.excess(a)
	case a.category.Gap != nil:
		w.gap(a)
	default:
		w.lump(a)
	}
	w.limits(a)
	return w.steps
}

type working struct{ steps []Step }

// add writes a step from its parts; decimals among them are written as yuan.
func (w *working) add(amount decimal.Decimal, parts ...any) {
	var text strings.Builder
	for _, part := range parts {
		switch part := part.(type) {
		case decimal.Decimal:
			text.WriteString(yuan(part))
		case string:
			text.WriteString(part)
		}
	}
	w.steps = append(w.steps, Step{text.String(), amount})
}

func (w *working) excess(a Assessment) {
	e := a.category.Excess
	rule := e.byClass[a.Class]
	w.add(a.Own, "个人负担 ", signed(a.facts[:len(e.Of)], a.facts[len(e.Of):]), "=", a.Own)
	if prior := a.Total.Sub(a.Own); !prior.IsZero() {
		w.add(a.Total, "累计个人负担 ", signed([]decimal.Decimal{prior, a.Own}, nil), "=", a.Total)
	}
	if a.Total.IsNegative() {
		w.add(decimal.Zero, "累计低于 0，按 0.00 计")
	}
	total := notNegative(a.Total)
	excess := rule.excess(total)
	if !rule.opens(total) {
		w.add(decimal.Zero, "“", a.Class, "”累计 ", total, " 未达到", rule.Applies.words(), "，不予赔付")
	} else if excess.IsZero() {
		w.add(decimal.Zero, "“", a.Class, "”未超起付线 ", rule.Deductible, "，应付 0.00")
	} else {
		w.add(excess, "“", a.Class, "”超起付线 ", total, "−", rule.Deductible, "=", excess)
		w.tiers(rule, excess)
	}
	w.own(a, rule.pays(total))
}

func (t Threshold) words() string {
	if t.Strict {
		return "超过 " + yuan(t.Amount) + " 的条件"
	}
	return " " + yuan(t.Amount) + "（含）的条件"
}

func (w *working) tiers(rule *Rule, excess decimal.Decimal) {
	pays := rule.pays(excess.Add(rule.Deductible))
	switch rule.Mode {
	case Flat:
		w.add(pays, "按比例 ", excess, "×", percent(rule.Tiers[0].Rate), "=", pays)
		return
	case Whole:
		tier := rule.reached(excess)
		w.add(pays, "全额按 ", tier.From, " 起一段 ", excess, "×", percent(tier.Rate), "=", pays, "（全额计，过分段线时金额会跳变）")
		return
	}
	var paid int
	for i, tier := range rule.Tiers {
		part := rule.slice(excess, i)
		if part.IsZero() {
			break
		}
		paid++
		w.add(part.Mul(tier.Rate), "分段 ", edges(rule.Tiers, i), " ", part, "×", percent(tier.Rate), "=", part.Mul(tier.Rate))
	}
	if paid > 1 {
		w.add(pays, "各段合计 ", pays)
	}
}

// edges names a tier by its ends, as in 0–10000.
func edges(tiers []Tier, i int) string {
	if i+1 == len(tiers) {
		return tiers[i].From.String() + " 以上"
	}
	return tiers[i].From.String() + "–" + tiers[i+1].From.String()
}

func (w *working) gap(a Assessment) {
	g := a.category.Gap
	lack, income, heads := g.perHead(a.facts[0]), a.facts[0], a.facts[1]
	w.add(g.Line.Sub(income), "人均缺口 ", g.Line, "−", signed([]decimal.Decimal{income}, nil), "=", g.Line.Sub(income))
	switch {
	case income.GreaterThan(g.Line):
		w.add(lack, "人均收入高于保障线，按 0.00 计")
	case lack.LessThan(g.Line.Sub(income)):
		w.add(lack, "人均缺口以 ", lack, " 为限")
	}
	w.add(a.Total, "乘人数 ", lack, "×", heads.String(), "=", a.Total)
	w.own(a, a.Total)
}

func (w *working) lump(a Assessment) {
	if a.used {
		w.add(decimal.Zero, a.Level, " 一次性给付 ", a.category.Lump.Amounts[a.Level], "，此前已给付过，不再给付")
		return
	}
	w.add(a.Total, a.Level, " 一次性给付 ", a.Total)
}

// own tells what the category's own cap and the rounding made of the formula's sum.
func (w *working) own(a Assessment, pays decimal.Decimal) {
	if limit := a.category.own; limit != nil && pays.GreaterThan(limit.Limit) {
		pays = limit.Limit
		w.add(pays, "本类别", limit.words(), " ", limit.Limit, "，应付以 ", pays, " 为限")
	}
	if !pays.Equal(a.Due) {
		w.add(a.Due, "四舍五入到分 ", pays, "≈", a.Due)
	}
}

// limits tells what was paid before, what the other caps cut, and the result.
func (w *working) limits(a Assessment) {
	amount := notNegative(a.Due.Sub(a.Before))
	switch {
	case a.Before.GreaterThan(a.Due):
		w.add(amount, "应付 ", a.Due, " 少于此前已核定 ", a.Before, "，本次 0.00，已付的不追回")
	case !a.Before.IsZero():
		w.add(amount, "减此前已核定 ", a.Due, "−", a.Before, "=", amount)
	}
	for _, c := range a.Left {
		if amount.GreaterThan(c.Left) {
			amount = c.Left
			w.add(amount, c.owner(), c.words(), " ", c.Limit, " 只余 ", c.Left, "，本次以 ", c.Left, " 为限")
		}
	}
	if amount.IsPositive() && amount.LessThan(a.category.Minimum) {
		amount = decimal.Zero
		w.add(amount, "不足最低给付额 ", a.category.Minimum, "，本次不付，留待下次")
	}
	w.add(amount, "核定金额 ", amount)
}

func (c CapLeft) owner() string {
	if c.Category == "" {
		return "各类别合计"
	}
	return "本类别"
}

var (
	scopeWords  = map[Scope]string{PerPerson: "每人", PerHousehold: "每户"}
	periodWords = map[Period]string{ByEvent: "每次事件", ByYear: "每保单年度", BySchoolYear: "每学年"}
)

// words names a cap, as in 每户每保单年度封顶.
func (c Cap) words() string { return scopeWords[c.Scope] + periodWords[c.Period] + "封顶" }

// signed writes a sum of what is added and what is taken off; what is below zero stands in brackets.
func signed(plus, minus []decimal.Decimal) string {
	var b strings.Builder
	for i, d := range plus {
		if i > 0 {
			b.WriteString("+")
		}
		b.WriteString(bracketed(d))
	}
	for _, d := range minus {
		b.WriteString("−")
		b.WriteString(bracketed(d))
	}
	return b.String()
}

func bracketed(d decimal.Decimal) string {
	if d.IsNegative() {
		return "（" + yuan(d) + "）"
	}
	return yuan(d)
}

// yuan writes an amount to the fen, or in full where an unrounded sum has more.
func yuan(d decimal.Decimal) string {
	text := d.StringFixed(2)
	if !d.Equal(d.Round(2)) {
		text = d.String()
	}
	return strings.Replace(text, "-", "−", 1)
}

// percent writes a rate, as in 50%.
func percent(rate decimal.Decimal) string { return rate.Shift(2).String() + "%" }

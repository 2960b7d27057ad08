package scheme

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

func (s *Scheme) categories(f field) []*Category {
	entries := f.entries()
	if len(entries) == 0 && !f.absent() {
		f.refuse("是空的，至少写一个理赔类别")
	}
	var out []*Category
	for _, e := range entries {
		e.path = "category"
		if !slices.Contains(Keys(), e.word) {
			f.reader.refuse(e.line, "没有“%s”这个理赔类别，只能写 %s，例：%s", e.word, strings.Join(Keys(), "、"), e.example())
			continue
		}
		out = append(out, s.category(e))
	}
	return out
}

func (s *Scheme) category(f field) *Category {
	t := f.table("excess", "lump", "gap", "caps", "minimum", "once")
	c := &Category{Key: f.word, Caps: caps(t.get("caps")), Minimum: t.get("minimum").amount()}
	shapes := slices.DeleteFunc([]string{"excess", "lump", "gap"}, func(word string) bool { return !t.has(word) })
	switch {
	case len(shapes) != 1 && f.node != nil:
		f.refuse("要在 excess、lump、gap 中写一个，也只写一个")
	case shapes[0] == "excess":
		c.Excess = s.excess(t.get("excess"))
	case shapes[0] == "lump":
		c.Lump = lump(t.get("lump"))
	default:
		c.Gap = s.gap(t.get("gap"))
	}
	c.once(t)
	c.checkPersonCaps(t.get("caps"))
	return c
}

func (c *Category) once(t table) {
	once := t.get("once")
	if c.Lump == nil {
		if !once.absent() {
			once.refuse("只用于 lump（一次性给付）")
		}
		return
	}
	c.Once = Once(once.choice(string(OncePerson), string(OncePersonLevel), string(OnceHousehold)))
	if once.absent() {
		t.warn(t.line, "%s 没有写 once，每报一次就付一次，请核对", c.Key)
	}
}

// checkPersonCaps refuses a person cap over a household's accumulator: its amounts belong to no one person.
func (c *Category) checkPersonCaps(f field) {
	over, counted := c.over()
	if !counted || over.Per != PerHousehold {
		return
	}
	for _, limit := range c.Caps {
		if limit.Scope == PerPerson {
			f.refuse("不能写 person_%s：%s 按户累计，封顶也要按户", limit.Period, c.Key)
		}
	}
}

func (s *Scheme) excess(f field) *Excess {
	t := f.table("of", "less", "over", "rules")
	e := &Excess{Of: facts(t.need("of").some()), Less: facts(t.get("less").items()), Over: over(t.need("over"))}
	for _, name := range e.Less {
		if slices.Contains(e.Of, name) {
			t.get("less").refuse("里的“%s”在 of 里已经有了", name)
		}
	}
	rules := t.need("rules").some()
	for _, item := range rules {
		e.Rules = append(e.Rules, s.rule(item))
	}
	e.assign(rules)
	e.cover(t.get("rules"), s.Classes)
	return e
}

// columns are calc's own; a fact of that name could not be told from them.
var columns = []string{"case", "category", "class", "household", "person", "date", "event", "school_year"}

// fact reads a fact's name.
func (f field) fact() string {
	name := f.name()
	if slices.Contains(columns, name) {
		f.refuse("“%s”是事实表的固定列名，不能作项目名", name)
	}
	return name
}

func facts(items []field) []string {
	var out []string
	for _, item := range items {
		name := item.fact()
		if name != "" && slices.Contains(out, name) {
			item.refuse("里“%s”写了两次", name)
			continue
		}
		out = append(out, name)
	}
	return out
}

func over(f field) Over {
	t := f.table("per", "period")
	return Over{t.need("per").scope(), t.need("period").period()}
}

// assign gives each class that is named its own rule, wherever that stands.
func (e *Excess) assign(lines []field) {
	e.byClass = map[string]*Rule{}
	for i := range e.Rules {
		rule := &e.Rules[i]
		for _, class := range rule.Classes {
			if e.byClass[class] != nil {
				lines[i].refuse("里“%s”出现在两条规则中", class)
			}
			e.byClass[class] = rule
		}
		if len(rule.Classes) == 0 && e.everybodyElse() != rule {
			lines[i].refuse("里有两条没写 classes 的规则，其余各类不知用哪一条")
		}
	}
}

// everybodyElse is the rule without classes, nil if there is none.
func (e *Excess) everybodyElse() *Rule {
	i := slices.IndexFunc(e.Rules, func(r Rule) bool { return len(r.Classes) == 0 })
	if i < 0 {
		return nil
	}
	return &e.Rules[i]
}

// cover gives the other classes the rule without classes, and warns of those that have none.
func (e *Excess) cover(f field, classes []string) {
	rest := e.everybodyElse()
	for _, class := range classes {
		switch {
		case e.byClass[class] != nil:
		case rest != nil:
			e.byClass[class] = rest
		default:
			f.warn(f.line, "“%s”没有规则，这一类的行会被拒绝；要么为它写一条，要么写一条不带 classes 的", class)
		}
	}
}

func (s *Scheme) rule(f field) Rule {
	t := f.table("classes", "deductible", "applies", "mode", "rate", "tiers")
	rule := Rule{
		Classes: t.get("classes").texts(),
		Applies: applies(t.get("applies")),
		Mode:    Mode(t.need("mode").choice(string(Flat), string(Marginal), string(Whole))),
	}
	for _, class := range rule.Classes {
		if !slices.Contains(s.Classes, class) {
			t.get("classes").refuse("里的“%s”不在方案的 classes 中", class)
		}
	}
	if rule.Applies == nil { // a rule must name what it pays above: a deductible or a franchise
		t.need("deductible")
	}
	rule.Deductible = t.get("deductible").amount()
	rule.Tiers = tiers(t, rule.Mode)
	return rule
}

func applies(f field) *Threshold {
	if f.absent() {
		return nil
	}
	line := f.table("at_least", "more_than").threshold()
	return &line
}

// tiers reads a rate or a tier table, whichever the mode asks for.
func tiers(t table, mode Mode) []Tier {
	wanted, other := "tiers", "rate"
	if mode == Flat {
		wanted, other = other, wanted
	}
	if mode == "" {
		return nil
	}
	if t.has(other) {
		t.get(other).refuse("与 mode: %s 不合，%s 要写 %s", mode, mode, wanted)
	}
	if mode == Flat {
		return []Tier{{decimal.Zero, t.need("rate").rate()}}
	}
	var out []Tier
	list := t.need("tiers")
	for _, item := range list.some() {
		row := item.table("from", "rate")
		tier := Tier{row.need("from").amount(), row.need("rate").rate()}
		checkEdge(row, out, tier)
		out = append(out, tier)
	}
	if mode == Whole && jumps(out) {
		t.warn(list.line, "mode: whole 全额按达到的分段计，过分段线时金额会跳变，请核对")
	}
	return out
}

// checkEdge keeps tiers in order: the first from 0, each next above the one before.
func checkEdge(row table, before []Tier, tier Tier) {
	switch from := row.get("from"); {
	case from.absent():
	case len(before) == 0 && !tier.From.IsZero():
		from.refuse("“%s”：第一段要从 0 起", tier.From)
	case len(before) > 0 && !tier.From.GreaterThan(before[len(before)-1].From):
		from.refuse("“%s”没有大于前一段的 %s", tier.From, before[len(before)-1].From)
	}
}

func jumps(tiers []Tier) bool {
	return slices.ContainsFunc(tiers, func(t Tier) bool { return !t.Rate.Equal(tiers[0].Rate) })
}

func lump(f field) *Lump {
	t := f.table("by", "amounts")
	l := &Lump{By: t.need("by").fact(), Amounts: map[string]decimal.Decimal{}}
	amounts := t.need("amounts")
	entries := amounts.entries()
	if amounts.node != nil && len(entries) == 0 {
		amounts.refuse("是空的，至少写一档")
	}
	for _, e := range entries {
		l.Levels = append(l.Levels, e.word)
		l.Amounts[e.word] = e.amount()
	}
	return l
}

func (s *Scheme) gap(f field) *Gap {
	t := f.table("line", "of", "times", "cap_per_head", "over")
	g := &Gap{Of: t.need("of").fact(), Times: t.need("times").fact(), Over: over(t.need("over"))}
	line := t.need("line")
	name := line.text()
	amount, known := s.Lines[name]
	if name != "" && !known {
		line.refuse("“%s”不在方案的 lines 中", name)
	}
	g.Line = amount
	if g.Of == g.Times && g.Of != "" {
		t.get("times").refuse("与 of 同名")
	}
	if limit := t.get("cap_per_head"); !limit.absent() {
		d := limit.amount()
		g.CapPerHead = &d
	}
	return g
}

// caps reads limits named <person|household>_<event|year|school_year>.
func caps(f field) []Cap {
	var out []Cap
	for _, e := range f.entries() {
		scope, period, _ := strings.Cut(e.word, "_")
		limit := Cap{Scope(scope), Period(period), e.amount()}
		if !slices.Contains([]Scope{PerPerson, PerHousehold}, limit.Scope) ||
			!slices.Contains([]Period{ByEvent, ByYear, BySchoolYear}, limit.Period) {
			e.reader.refuse(e.line, "caps 下没有“%s”这个词，封顶写成 person 或 household 加 _event、_year 或 _school_year，例：%s", e.word, e.example())
			continue
		}
		out = append(out, limit)
	}
	return out
}

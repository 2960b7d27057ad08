package scheme

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"fangpin/internal/rulefile"
)

func (s *Scheme) categories(f rulefile.Field) []*Category {
	entries := f.Entries()
	if len(entries) == 0 && !f.Absent() {
		f.Refuse("是空的，至少写一个理赔类别")
	}
	var out []*Category
	for _, e := range entries {
		e.Path = "category"
		if !slices.Contains(Keys(), e.Word) {
			f.RefuseAt(e.Line, "没有“%s”这个理赔类别%s只能写 %s，例：%s", e.Word, rulefile.Perhaps(e.Word, Keys()), strings.Join(Keys(), "、"), e.Example())
			continue
		}
		out = append(out, s.category(e))
	}
	return out
}

func (s *Scheme) category(f rulefile.Field) *Category {
	t := f.Table("excess", "lump", "gap", "caps", "minimum", "once")
	c := &Category{Key: f.Word, Caps: caps(t.Get("caps")), Minimum: t.Get("minimum").Amount()}
	shapes := slices.DeleteFunc([]string{"excess", "lump", "gap"}, func(word string) bool { return !t.Has(word) })
	switch {
	case len(shapes) != 1 && !f.Absent():
		f.Refuse("要在 excess、lump、gap 中写一个，也只写一个")
	case shapes[0] == "excess":
		c.Excess = s.excess(t.Get("excess"))
	case shapes[0] == "lump":
		c.Lump = lump(t.Get("lump"))
	default:
		c.Gap = s.gap(t.Get("gap"))
	}
	c.once(t)
	c.checkPersonCaps(t.Get("caps"))
	return c
}

func (c *Category) once(t rulefile.Table) {
	once := t.Get("once")
	if c.Lump == nil {
		if !once.Absent() {
			once.Refuse("只用于 lump（一次性给付）")
		}
		return
	}
	c.Once = Once(once.Choice(string(OncePerson), string(OncePersonLevel), string(OnceHousehold)))
	if once.Absent() {
		t.Warn(t.Line, "%s 没有写 once，每报一次就付一次，请核对", c.Key)
	}
}

// checkPersonCaps refuses a person cap over a household's accumulator: its amounts belong to no one person.
func (c *Category) checkPersonCaps(f rulefile.Field) {
	over, counted := c.over()
	if !counted || over.Per != PerHousehold {
		return
	}
	for _, limit := range c.Caps {
		if limit.Scope == PerPerson {
			f.Refuse("不能写 person_%s：%s 按户累计，封顶也要按户", limit.Period, c.Key)
		}
	}
}

func (s *Scheme) excess(f rulefile.Field) *Excess {
	t := f.Table("of", "less", "over", "rules")
	e := &Excess{Of: facts(t.Need("of").Some()), Less: facts(t.Get("less").Items()), Over: over(t.Need("over"))}
	for _, name := range e.Less {
		if slices.Contains(e.Of, name) {
			t.Get("less").Refuse("里的“%s”在 of 里已经有了", name)
		}
	}
	rules := t.Need("rules").Some()
	for _, item := range rules {
		e.Rules = append(e.Rules, s.rule(item))
	}
	e.assign(rules)
	e.cover(t.Get("rules"), s.Classes)
	return e
}

// columns are calc's own; a fact of that name could not be told from them.
var columns = []string{"case", "category", "class", "household", "person", "date", "event", "school_year"}

// fact reads a fact's name.
func fact(f rulefile.Field) string {
	name := f.Name()
	if slices.Contains(columns, name) {
		f.Refuse("“%s”是事实表的固定列名，不能作项目名", name)
	}
	return name
}

func facts(items []rulefile.Field) []string {
	var out []string
	for _, item := range items {
		name := fact(item)
		if name != "" && slices.Contains(out, name) {
			item.Refuse("里“%s”写了两次", name)
			continue
		}
		out = append(out, name)
	}
	return out
}

func over(f rulefile.Field) Over {
	t := f.Table("per", "period")
	return Over{scope(t.Need("per")), period(t.Need("period"))}
}

// assign gives each class that is named its own rule, wherever that stands.
func (e *Excess) assign(lines []rulefile.Field) {
	e.byClass = map[string]*Rule{}
	for i := range e.Rules {
		rule := &e.Rules[i]
		for _, class := range rule.Classes {
			if e.byClass[class] != nil {
				lines[i].Refuse("里“%s”出现在两条规则中", class)
			}
			e.byClass[class] = rule
		}
		if len(rule.Classes) == 0 && e.everybodyElse() != rule {
			lines[i].Refuse("里有两条没写 classes 的规则，其余各类不知用哪一条")
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
func (e *Excess) cover(f rulefile.Field, classes []string) {
	rest := e.everybodyElse()
	for _, class := range classes {
		switch {
		case e.byClass[class] != nil:
		case rest != nil:
			e.byClass[class] = rest
		default:
			f.Warn(f.Line, "“%s”没有规则，这一类的行会被拒绝；要么为它写一条，要么写一条不带 classes 的", class)
		}
	}
}

func (s *Scheme) rule(f rulefile.Field) Rule {
	t := f.Table("classes", "deductible", "applies", "mode", "rate", "tiers")
	rule := Rule{
		Classes: t.Get("classes").Texts(),
		Applies: applies(t.Get("applies")),
		Mode:    Mode(t.Need("mode").Choice(string(Flat), string(Marginal), string(Whole))),
	}
	for _, class := range rule.Classes {
		if !slices.Contains(s.Classes, class) {
			t.Get("classes").Refuse("里的“%s”不在方案的 classes 中%s请核对", class, rulefile.Perhaps(class, s.Classes))
		}
	}
	if rule.Applies == nil { // a rule must name what it pays above: a deductible or a franchise
		t.Need("deductible")
	}
	rule.Deductible = t.Get("deductible").Amount()
	rule.Tiers = tiers(t, rule.Mode)
	return rule
}

func applies(f rulefile.Field) *Threshold {
	if f.Absent() {
		return nil
	}
	line := threshold(f.Table("at_least", "more_than"))
	return &line
}

// tiers reads a rate or a tier table, whichever the mode asks for.
func tiers(t rulefile.Table, mode Mode) []Tier {
	wanted, other := "tiers", "rate"
	if mode == Flat {
		wanted, other = other, wanted
	}
	if mode == "" {
		return nil
	}
	if t.Has(other) {
		t.Get(other).Refuse("与 mode: %s 不合，%s 要写 %s", mode, mode, wanted)
	}
	if mode == Flat {
		return []Tier{{decimal.Zero, t.Need("rate").Rate()}}
	}
	var out []Tier
	list := t.Need("tiers")
	for _, item := range list.Some() {
		row := item.Table("from", "rate")
		tier := Tier{row.Need("from").Amount(), row.Need("rate").Rate()}
		checkEdge(row, out, tier)
		out = append(out, tier)
	}
	if mode == Whole && jumps(out) {
		t.Warn(list.Line, "mode: whole 全额按达到的分段计，过分段线时金额会跳变，请核对")
	}
	return out
}

// checkEdge keeps tiers in order: the first from 0, each next above the one before.
func checkEdge(row rulefile.Table, before []Tier, tier Tier) {
	switch from := row.Get("from"); {
	case from.Absent():
	case len(before) == 0 && !tier.From.IsZero():
		from.Refuse("“%s”：第一段要从 0 起", tier.From)
	case len(before) > 0 && !tier.From.GreaterThan(before[len(before)-1].From):
		from.Refuse("“%s”没有大于前一段的 %s", tier.From, before[len(before)-1].From)
	}
}

func jumps(tiers []Tier) bool {
	return slices.ContainsFunc(tiers, func(t Tier) bool { return !t.Rate.Equal(tiers[0].Rate) })
}

func lump(f rulefile.Field) *Lump {
	t := f.Table("by", "amounts")
	l := &Lump{By: fact(t.Need("by")), Amounts: map[string]decimal.Decimal{}}
	amounts := t.Need("amounts")
	entries := amounts.Entries()
	if !amounts.Absent() && len(entries) == 0 {
		amounts.Refuse("是空的，至少写一档")
	}
	for _, e := range entries {
		l.Levels = append(l.Levels, e.Word)
		l.Amounts[e.Word] = e.Amount()
	}
	return l
}

func (s *Scheme) gap(f rulefile.Field) *Gap {
	t := f.Table("line", "of", "times", "cap_per_head", "over")
	g := &Gap{Of: fact(t.Need("of")), Times: fact(t.Need("times")), Over: over(t.Need("over"))}
	line := t.Need("line")
	name := line.Text()
	amount, known := s.Lines[name]
	if name != "" && !known {
		line.Refuse("“%s”不在方案的 lines 中", name)
	}
	g.Line = amount
	if g.Of == g.Times && g.Of != "" {
		t.Get("times").Refuse("与 of 同名")
	}
	if limit := t.Get("cap_per_head"); !limit.Absent() {
		d := limit.Amount()
		g.CapPerHead = &d
	}
	return g
}

// caps reads limits named <person|household>_<event|year|school_year>.
func caps(f rulefile.Field) []Cap {
	var out []Cap
	for _, e := range f.Entries() {
		scope, period, _ := strings.Cut(e.Word, "_")
		limit := Cap{Scope(scope), Period(period), e.Amount()}
		if !slices.Contains([]Scope{PerPerson, PerHousehold}, limit.Scope) ||
			!slices.Contains([]Period{ByEvent, ByYear, BySchoolYear}, limit.Period) {
			e.RefuseAt(e.Line, "caps 下没有“%s”这个词，封顶写成 person 或 household 加 _event、_year 或 _school_year，例：%s", e.Word, e.Example())
			continue
		}
		out = append(out, limit)
	}
	return out
}

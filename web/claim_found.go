package web

import (
	"context"
	"fmt"
	"slices"

	"fangpin/claims"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/registry"
	"fangpin/scheme"
)

// investigate takes what the adjuster found. Photos are archived first: whatever is wrong with the rest, they are not asked for again.
func (v *visit) investigate() error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	var c claims.Row
	var rule *scheme.Scheme
	var told []claims.Case
	var members []registry.Person
	err = v.read(func(tx *pg.Tx) error {
		if c, rule, told, err = visited(v.ctx(), tx, id); err != nil {
			return err
		}
		members, err = registry.Find(v.ctx(), tx, registry.Filter{Households: pg.Only([]int64{c.Household})})
		return err
	})
	if err != nil {
		return err
	}
	if err := v.mine(c); err != nil {
		return err
	}
	if err := v.receive(id, proofKinds[c.Category]); err != nil {
		return err
	}
	if v.value("more") != "" {
		return v.within((*visit).investigation)
	}
	f, differences, err := v.finding(c, rule.Facts(c.Category), told, livingIn(members))
	if err != nil {
		return err
	}
	if err := v.sureOf(differences); err != nil {
		return err
	}
	said := "已登记查勘结论，报村“两委”审核"
	if !f.Qualifies {
		said = "已登记不予赔付"
	}
	return v.step(said, func(ctx context.Context, tx *pg.Tx, _ int64) error {
		return claims.Investigate(ctx, tx, []claims.Finding{f})
	})
}

// finding reads the form, and says how far it is from what was told.
func (v *visit) finding(c claims.Row, facts []scheme.Fact, told []claims.Case, living int) (f claims.Finding, differences []string, err error) {
	f.Claim = c.ID
	if f.VisitedOn, err = v.date("visited_on", "入户日期"); err != nil {
		return f, nil, err
	}
	switch v.value("qualifies") {
	case "yes":
		f.Qualifies = true
	case "no":
	default:
		return f, nil, fault.Invalidf("请选择“符合条件”或“不予赔付”")
	}
	if f.Why, err = v.need("why", "查勘结论和理由"); err != nil {
		return f, nil, err
	}
	for _, h := range v.held(c.ID) {
		f.Evidence = append(f.Evidence, h.Evidence)
	}
	if !f.Qualifies {
		return f, nil, nil // there is nothing to assess
	}
	f.Cases, differences, err = v.cases(c, facts, told, living)
	return f, differences, err
}

// cases reads the cases that count, and says how far they are from what was told.
func (v *visit) cases(c claims.Row, facts []scheme.Fact, told []claims.Case, living int) (out []claims.Case, differences []string, err error) {
	total := v.caseCount(len(told))
	for n := 1; n <= total; n++ {
		if v.value(fieldName("counts", n)) == "no" || n > len(told) && v.untouched(facts, n) {
			continue
		}
		of := ""
		if total > 1 {
			of = fmt.Sprintf("第 %d 笔", n)
		}
		k := claims.Case{Facts: map[string]string{}}
		var was *claims.Case
		if n <= len(told) {
			was = &told[n-1]
			k.SchoolYear = was.SchoolYear
		}
		if k.Person, err = v.number(fieldName("person", n), of+"本人"); err != nil {
			return nil, nil, err
		}
		if k.On, err = v.date(fieldName("on", n), of+"日期"); err != nil {
			return nil, nil, err
		}
		for _, f := range facts {
			title := claims.FactTitle(c.Category, f.Name)
			if k.Facts[f.Name], err = v.fact(f, fieldName(f.Name, n), of+title); err != nil {
				return nil, nil, err
			}
			if err := refuseNegative(of, title, k.Facts[f.Name], toldFact(was, f.Name)); err != nil {
				return nil, nil, err
			}
		}
		for _, d := range farFacts(c.Category, facts, was, k, living) {
			differences = append(differences, of+d)
		}
		out = append(out, k)
	}
	return out, differences, nil
}

// untouched tells whether nothing was filled into a case: it was added and is not needed.
func (v *visit) untouched(facts []scheme.Fact, n int) bool {
	return !slices.ContainsFunc(facts, func(f scheme.Fact) bool { return len(f.Levels) == 0 && v.value(fieldName(f.Name, n)) != "" })
}

// fact reads one fact; a scheme judges heads and levels itself.
func (v *visit) fact(f scheme.Fact, field, label string) (string, error) {
	if f.Kind != scheme.Amount {
		return v.need(field, label)
	}
	d, err := v.amount(field, label)
	return d.StringFixed(2), err
}

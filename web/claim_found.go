package web

import (
	"context"
	"fmt"
	"slices"

	"fangpin/claims"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
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
	err = v.read(func(tx *pg.Tx) error {
		c, rule, told, err = visited(v.ctx(), tx, id)
		return err
	})
	if err != nil {
		return err
	}
	if err := v.mine(c); err != nil {
		return err
	}
	if err := v.receive(id, claims.EvidenceKinds(c.Category)); err != nil {
		return err
	}
	if v.value("more") != "" {
		return v.within((*visit).investigation)
	}
	f, err := v.finding(c, rule.Facts(c.Category), told)
	if err != nil {
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

// finding reads the form.
func (v *visit) finding(c claims.Row, facts []scheme.Fact, told []claims.Case) (f claims.Finding, err error) {
	f.Claim, f.Why, f.LookedAgain = c.ID, v.value("why"), v.value("far") != ""
	if f.VisitedOn, err = v.date("visited_on", "入户日期"); err != nil {
		return f, err
	}
	switch v.value("qualifies") {
	case "yes":
		f.Qualifies = true
	case "no":
	default:
		return f, fault.Invalidf("请选择“符合条件”或“不予赔付”")
	}
	for _, h := range v.held(c.ID) {
		f.Evidence = append(f.Evidence, h.Evidence)
	}
	if !f.Qualifies {
		return f, nil // there is nothing to assess
	}
	f.Cases, err = v.cases(c, facts, told)
	return f, err
}

// cases reads the cases that count.
func (v *visit) cases(c claims.Row, facts []scheme.Fact, told []claims.Case) (out []claims.Case, err error) {
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
		if n <= len(told) {
			k.Row, k.SchoolYear = told[n-1].Row, told[n-1].SchoolYear
		}
		if k.Person, err = v.number(fieldName("person", n), of+"本人"); err != nil {
			return nil, err
		}
		if k.On, err = v.date(fieldName("on", n), of+"日期"); err != nil {
			return nil, err
		}
		for _, f := range facts {
			if k.Facts[f.Name], err = v.fact(f, fieldName(f.Name, n), of+claims.FactTitle(c.Category, f.Name)); err != nil {
				return nil, err
			}
		}
		out = append(out, k)
	}
	return out, nil
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

package casework

import (
	"context"
	"fmt"
	"slices"

	"fangpin/claims"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/scheme"
	"fangpin/web/kit"
)

// investigate takes what the adjuster found. Photos are archived first: whatever is wrong with the rest, they are not asked for again.
func investigate(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	var c claims.Row
	var rule *scheme.Scheme
	var told []claims.Case
	err = r.Read(func(tx *pg.Tx) error {
		c, rule, told, err = visited(r.Context(), tx, id)
		return err
	})
	if err != nil {
		return err
	}
	if err := mine(r, c); err != nil {
		return err
	}
	if err := receive(r, id, claims.EvidenceKinds(c.Category)); err != nil {
		return err
	}
	if r.Value("more") != "" {
		return r.Within(investigation)
	}
	f, err := finding(r, c, rule.Facts(c.Category), told)
	if err != nil {
		return err
	}
	said := "已登记查勘结论，报村两委审核"
	if !f.Qualifies {
		said = "已登记不予赔付"
	}
	return step(r, said, func(ctx context.Context, tx *pg.Tx, _ int64) error {
		return claims.Investigate(ctx, tx, []claims.Finding{f})
	})
}

// finding reads the form.
func finding(r *kit.Request, c claims.Row, facts []scheme.Fact, told []claims.Case) (f claims.Finding, err error) {
	f.Claim, f.Why, f.LookedAgain = c.ID, r.Value("why"), r.Value("far") != ""
	if f.VisitedOn, err = r.Date("visited_on", "入户日期"); err != nil {
		return f, err
	}
	switch r.Value("qualifies") {
	case "yes":
		f.Qualifies = true
	case "no":
	default:
		return f, fault.Invalidf("请选择“符合条件”或“不予赔付”")
	}
	for _, h := range r.Held(aboutClaim(c.ID)) {
		e := claims.EvidenceOf(h.Kind, h.File)
		e.Print, e.Said = h.Print, r.Value("alike")
		f.Evidence = append(f.Evidence, e)
	}
	if !f.Qualifies {
		return f, nil // there is nothing to assess
	}
	f.Cases, err = cases(r, c, facts, told)
	return f, err
}

// cases reads the cases that count.
func cases(r *kit.Request, c claims.Row, facts []scheme.Fact, told []claims.Case) (out []claims.Case, err error) {
	total := caseCount(r, len(told))
	for n := 1; n <= total; n++ {
		if r.Value(fieldName("counts", n)) == "no" || n > len(told) && untouched(r, facts, n) {
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
		if k.Person, err = r.Number(fieldName("person", n), of+"本人"); err != nil {
			return nil, err
		}
		if k.On, err = r.Date(fieldName("on", n), of+"日期"); err != nil {
			return nil, err
		}
		for _, f := range facts {
			if k.Facts[f.Name], err = fact(r, f, fieldName(f.Name, n), of+claims.FactTitle(c.Category, f.Name)); err != nil {
				return nil, err
			}
		}
		out = append(out, k)
	}
	return out, nil
}

// untouched tells whether nothing was filled into a case: it was added and is not needed.
func untouched(r *kit.Request, facts []scheme.Fact, n int) bool {
	return !slices.ContainsFunc(facts, func(f scheme.Fact) bool { return len(f.Levels) == 0 && r.Value(fieldName(f.Name, n)) != "" })
}

// fact reads one fact; a scheme judges heads and levels itself.
func fact(r *kit.Request, f scheme.Fact, field, label string) (string, error) {
	if f.Kind != scheme.Amount {
		return r.Need(field, label)
	}
	d, err := r.Amount(field, label)
	return d.StringFixed(2), err
}

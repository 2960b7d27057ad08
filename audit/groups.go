package audit

import (
	"context"
	"fmt"
	"slices"

	"fangpin/internal/calendar"
	"fangpin/scheme"
)

// group is an insured group with the first day of its policy year, and the people on its roster.
type group struct {
	Policy int64         `db:"policy"`
	Class  string        `db:"class"`
	Basis  scheme.Basis  `db:"basis"`
	Heads  int           `db:"heads"`
	Roster int           `db:"roster"`
	From   calendar.Date `db:"from_on"`
}

// groups: the heads that the premium is billed for are those on the roster, or the quota of the scheme that was in force on the policy
// year's first day when the roster was made.
func groups(ctx context.Context, v *view) ([]Check, error) {
	adopted, err := v.adopted(ctx)
	if err != nil {
		return nil, err
	}
	sealed, err := v.versions(ctx, "insured_group")
	if err != nil {
		return nil, err
	}
	var rows []group
	err = v.tx.SelectContext(ctx, &rows, `
		SELECT COALESCE(g.policy, i.policy) AS policy, COALESCE(g.class, i.class) AS class, COALESCE(g.basis, '') AS basis, COALESCE(g.heads, 0) AS heads,
		  COALESCE(i.heads, 0) AS roster, COALESCE(p.from_on, '1970-01-01') AS from_on
		FROM (SELECT * FROM insured_group WHERE county = $1) g
		FULL JOIN (SELECT policy, class, COUNT(*) AS heads FROM insured WHERE county = $1 GROUP BY policy, class) i ON (i.policy, i.class) = (g.policy, g.class)
		LEFT JOIN policy p ON p.county = $1 AND p.id = COALESCE(g.policy, i.policy) ORDER BY 1, 2`, v.county)
	if err != nil {
		return nil, fmt.Errorf("read insured groups: %w", err)
	}
	check := Check{Name: "参保人数与参保名册、方案一致", Looked: int64(len(rows))}
	for _, g := range rows {
		key := fmt.Sprintf("%d/%s", g.Policy, g.Class)
		heads := g.Roster
		rule := v.schemes[inForce(adopted, g.From, sealed[key].first)]
		if quota, ok := g.in(rule); !ok {
			check.find("insured_group", key, "方案的参保人群中没有这一类")
			continue
		} else if g.Basis == scheme.Quota {
			heads += quota
		}
		if g.Heads != heads {
			check.find("insured_group", key, "应为 %d 人，所记为 %d 人", heads, g.Heads)
		}
	}
	return []Check{check}, nil
}

// in finds the group in a scheme, and its quota.
func (g group) in(s *scheme.Scheme) (quota int, ok bool) {
	if s == nil {
		return 0, false
	}
	i := slices.IndexFunc(s.Insured, func(in scheme.Insured) bool { return in.Class == g.Class && in.Basis == g.Basis })
	if i < 0 {
		return 0, false
	}
	return s.Insured[i].Heads, true
}

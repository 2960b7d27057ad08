package audit

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/shopspring/decimal"

	"fangpin/claims"
	"fangpin/scheme"
)

// assessed is an assessment beside the claim and the finding it came from.
type assessed struct {
	ID          int64           `db:"id"`
	Leaf        int64           `db:"leaf"` // of the deed that made it
	Claim       int64           `db:"claim"`
	Round       int             `db:"round"`
	Part        int             `db:"part"`
	Adjuster    int64           `db:"adjuster"`
	Scheme      int64           `db:"scheme"`
	Household   int64           `db:"household"`
	Person      *int64          `db:"person"`
	Accumulator string          `db:"accumulator"`
	N           int             `db:"n"`
	Own         decimal.Decimal `db:"own"`
	Amount      decimal.Decimal `db:"amount"`
	Facts       []byte          `db:"facts"`
	Past        []byte          `db:"past"`
	Working     []byte          `db:"working"`

	Parts     int    `db:"parts"` // how many assessments the filing has
	Category  string `db:"category"`
	Class     string `db:"class"`
	Event     string `db:"event_key"`
	OfScheme  int64  `db:"of_scheme"`
	OfHouse   int64  `db:"of_household"`
	Head      int64  `db:"head"` // of the household: cases of nobody in particular are counted under the head
	FoundBy   int64  `db:"found_by"`
	Found     []byte `db:"found"` // the finding's cases
	Qualifies bool   `db:"qualifies"`
}

// amounts computes every assessment anew from the finding's facts by its scheme, in the order in which they were made, each on top of
// what was assessed before on its household and person and not withdrawn by then.
func amounts(ctx context.Context, v *view) ([]Check, error) {
	withdrawn, err := v.withdrawn(ctx)
	if err != nil {
		return nil, err
	}
	check := Check{Name: "核定金额由查勘事实按方案重新计算"}
	r := replay{withdrawn: withdrawn, households: map[int64][]*earlier{}, people: map[int64][]*earlier{}, numbers: map[string]int{}}
	rows, err := v.tx.QueryxContext(ctx, `
		SELECT a.id, COALESCE(s.leaf, $2) AS leaf, a.claim, a.round, a.part, a.adjuster, a.scheme, a.household, a.person, a.accumulator, a.n, a.own,
		  a.amount, a.facts, a.past, a.working, COUNT(*) OVER (PARTITION BY a.claim, a.round) AS parts,
		  COALESCE(c.category, '') AS category, COALESCE(c.class, '') AS class, COALESCE(c.event_key, '') AS event_key,
		  COALESCE(c.scheme, 0) AS of_scheme, COALESCE(c.household, 0) AS of_household, COALESCE(h.id, 0) AS head,
		  COALESCE(f.adjuster, 0) AS found_by, f.cases AS found, COALESCE(f.qualifies, false) AS qualifies
		FROM assessment a
		LEFT JOIN claim c ON c.county = $1 AND c.id = a.claim
		LEFT JOIN person h ON h.county = $1 AND h.household = c.household AND h.relation = '户主'
		LEFT JOIN filing g ON g.county = $1 AND g.claim = a.claim AND g.round = a.round
		LEFT JOIN finding f ON f.county = $1 AND f.claim = g.claim AND f.round = g.round AND f.turn = g.turn
		LEFT JOIN (SELECT k.key, MIN(c.leaf) AS leaf FROM cover c CROSS JOIN unnest(c.keys) AS k (key)
		  WHERE c.county = $1 AND c.tab = 'assessment' GROUP BY k.key) s ON s.key = a.id::TEXT
		WHERE a.county = $1 ORDER BY 2, a.id`, v.county, len(v.acts))
	if err != nil {
		return nil, fmt.Errorf("read assessments: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var a assessed
		if err := rows.StructScan(&a); err != nil {
			return nil, fmt.Errorf("read assessments: %w", err)
		}
		check.Looked++
		for _, wrong := range a.wrong(v, &r) {
			check.find("assessment", a.ID, "%s", wrong)
		}
	}
	return []Check{check}, rows.Err()
}

// wrong derives one assessment and says in what the row differs. The row as it stands is then what later ones build on: a lie is named
// where it was told.
func (a *assessed) wrong(v *view, r *replay) (wrong []string) {
	r.numbers[a.Accumulator]++
	if n := r.numbers[a.Accumulator]; n != a.N {
		wrong = append(wrong, fmt.Sprintf("在 %s 中应为第 %d 次，所记为第 %d 次", a.Accumulator, n, a.N))
	}
	s := v.schemes[a.Scheme]
	var facts scheme.Case
	var past scheme.Past
	var working []scheme.Step
	switch {
	case s == nil || a.Scheme != a.OfScheme || a.Household != a.OfHouse || a.Adjuster != a.FoundBy:
		return append(wrong, "方案、户或查勘员与案件、备案所记不符")
	case a.Person == nil || json.Unmarshal(a.Facts, &facts) != nil || json.Unmarshal(a.Past, &past) != nil || json.Unmarshal(a.Working, &working) != nil:
		return append(wrong, "核定依据不能解读")
	}
	defer r.keep(a, past)
	given, err := a.given(s)
	if err != nil {
		return append(wrong, err.Error())
	}
	made, err := r.before(s, a).Assess(given)
	if err != nil {
		return append(wrong, "按方案不能核定："+err.Error())
	}
	if !made.Amount.Equal(a.Amount) {
		wrong = append(wrong, fmt.Sprintf("金额应为 %s 元，所记为 %s 元", made.Amount.StringFixed(2), a.Amount.StringFixed(2)))
	}
	for _, c := range []struct {
		name string
		same bool
	}{
		{"人员", given.Person == strconv.FormatInt(*a.Person, 10)}, {"核实数据", sameCase(facts, given)},
		{"个人负担", made.Own.Equal(a.Own)}, {"累计器", made.Accumulator == a.Accumulator}, {"累计依据", samePast(past, made.Past)},
		{"计算书", slices.EqualFunc(working, made.Working(), sameStep)},
	} {
		if !c.same {
			wrong = append(wrong, "所记"+c.name+"与重新计算的不符")
		}
	}
	return wrong
}

// given is the case that the scheme must have been given: of the finding's cases, those of one accumulator taken together.
func (a *assessed) given(s *scheme.Scheme) (scheme.Case, error) {
	var found []claims.Case
	if !a.Qualifies || json.Unmarshal(a.Found, &found) != nil {
		return scheme.Case{}, errors.New("没有符合条件的查勘结论")
	}
	cases := make([]scheme.Case, len(found))
	for i, k := range found {
		cases[i] = scheme.Case{
			ID: fmt.Sprintf("%d-%d", a.Claim, a.Round), Category: a.Category, Class: a.Class,
			Household: strconv.FormatInt(a.Household, 10), Person: strconv.FormatInt(cmp.Or(k.Person, a.Head), 10),
			Date: k.On.Start(), Event: a.Event, SchoolYear: k.SchoolYear, Facts: k.Facts,
		}
	}
	together, err := s.Together(cases)
	switch {
	case err != nil:
		return scheme.Case{}, fmt.Errorf("按方案不能核定：%w", err)
	case len(together) != a.Parts || a.Part < 1 || a.Part > a.Parts:
		return scheme.Case{}, fmt.Errorf("查勘核实的事项分 %d 笔核定，实有 %d 笔，本笔为第 %d 笔", len(together), a.Parts, a.Part)
	}
	return together[a.Part-1], nil
}

package casework

import (
	"context"
	"fmt"
	"strconv"

	"fangpin/claims"
	"fangpin/internal/area"
	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/policy"
	"fangpin/registry"
	"fangpin/reports"
	"fangpin/scheme"
	"fangpin/web/kit"
)

// visitPage is the form of a visit: what was told stands in it, to be held against what is there.
type visitPage struct {
	claims.Row
	Township string
	Late     bool
	Days     []calendar.Date // that the visit may have been on, the newest first
	Members  []kit.Choice
	Cases    []visitCase
	Beside   besideClaim
	More     bool // a further case may be added
	Far      bool // what was filled in is far from what was told: the adjuster shall say that they looked again
	Kinds    []string
	Held     []kit.HeldFile
}

// OnTitle is what the day of a case is called.
func (p visitPage) OnTitle() string {
	for _, k := range reports.Kinds() {
		if c, ok := k.Column(k.Event); ok && k.Category == p.Category {
			return c.Title
		}
	}
	return "日期"
}

// visitCase is one case of the form, N from 1.
type visitCase struct {
	N          int
	Person     string
	On         calendar.Date
	SchoolYear string
	Told       bool
	Fields     []visitField
}

// visitField is one fact of it.
type visitField struct {
	Name, Title string
	Amount      bool
	Levels      []string // of a level, what it may be
	Start       string
}

// mostCases is how many cases one form takes.
const mostCases = 50

// investigation shows the form.
func investigation(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	c, rule, told, err := visited(r.Context(), r.Tx, id)
	if err != nil {
		return err
	}
	if err := mine(r, c); err != nil {
		return err
	}
	members, err := registry.Find(r.Context(), r.Tx, registry.Filter{Households: pg.Only([]int64{c.Household})})
	if err != nil {
		return err
	}
	p := visitPage{Row: c, Township: area.TownshipName(c.Village), Late: *c.DueOn < r.Today(), Kinds: claims.EvidenceKinds(c.Category), Held: r.Held(aboutClaim(id)), More: reports.Serving(c.Category).Several}
	for day := r.Today(); day >= *c.EntrustedOn && len(p.Days) < 60; day-- {
		p.Days = append(p.Days, day)
	}
	for _, m := range members {
		if c.Person == nil || m.ID == *c.Person {
			p.Members = append(p.Members, kit.Choice{Value: strconv.FormatInt(m.ID, 10), Title: m.Name + "（" + m.Relation.String() + "）"})
		}
	}
	for n := 1; n <= caseCount(r, len(told)); n++ {
		p.Cases = append(p.Cases, caseOf(c, rule.Facts(c.Category), told, n))
	}
	if p.Beside, err = beside(r, c); err != nil {
		return err
	}
	if r.Value("cases") != "" {
		found, err := cases(r, c, rule.Facts(c.Category), told)
		// Joined as claims.Investigate joins them: what it refuses until it is confirmed, the page shall let people confirm.
		var far []claims.Deviation
		if err == nil {
			far = claims.Deviations(c.Category, rule.Facts(c.Category), told, claims.Joined(told, found), livingIn(members))
		}
		p.Far = len(far) > 0 || err != nil && r.Value("far") != "" // what cannot be read yet may be far still
	}
	return r.Show("casework/claims/investigate", p)
}

// visited reads what a visit is about.
func visited(ctx context.Context, tx *pg.Tx, id int64) (claims.Row, *scheme.Scheme, []claims.Case, error) {
	c, err := claims.Get(ctx, tx, id)
	if err != nil {
		return c, nil, nil, err
	}
	schemes, err := policy.Schemes(ctx, tx, []int64{c.Scheme})
	if err != nil {
		return c, nil, nil, err
	}
	told, err := claims.Told(ctx, tx, []int64{id})
	return c, schemes[c.Scheme], told[id], err
}

// mine refuses a claim that does not wait for this adjuster's finding.
func mine(r *kit.Request, c claims.Row) error {
	if c.VoidReason != nil || c.Status != claims.Entrusted || *c.Adjuster != r.By.ID {
		return fault.Conflictf("这件案件现为“%s”，不在等您登记查勘结论，请回到案件列表", c.State())
	}
	return nil
}

// caseCount is how many cases the form shows: those told, or as many as the posted form had and one more where it is asked for.
func caseCount(r *kit.Request, told int) int {
	n, err := strconv.Atoi(r.Value("cases"))
	if err != nil || n < 1 {
		n = max(told, 1)
	}
	if r.Value("more") != "" {
		n++
	}
	return min(n, mostCases)
}

// caseOf is the n-th case of the form with what it starts with.
func caseOf(c claims.Row, facts []scheme.Fact, told []claims.Case, n int) visitCase {
	k := claims.Case{On: c.EventOn}
	if c.Person != nil {
		k.Person = *c.Person
	}
	if n <= len(told) {
		k = told[n-1]
	}
	out := visitCase{N: n, On: k.On, SchoolYear: k.SchoolYear, Told: n <= len(told)}
	if k.Person != 0 {
		out.Person = strconv.FormatInt(k.Person, 10)
	}
	for _, f := range facts {
		out.Fields = append(out.Fields, visitField{
			Name: fieldName(f.Name, n), Title: titleWithUnit(c.Category, f), Amount: f.Kind == scheme.Amount, Levels: f.Levels, Start: k.Facts[f.Name],
		})
	}
	return out
}

func fieldName(word string, n int) string { return fmt.Sprintf("%s.%d", word, n) }

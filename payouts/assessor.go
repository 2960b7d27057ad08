package payouts

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/lib/pq"
	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/policy"
	"fangpin/registry"
	"fangpin/scheme"
)

// assessor computes a batch: a state for each scheme, fed with all that was assessed before on the same households and people.
type assessor struct {
	schemes map[int64]*scheme.Scheme
	states  map[int64]*scheme.State
	payees  map[int64]int64 // by household
	places  map[int64]int64
	numbers map[string]int // the last number given in each accumulator
	by      int64
	on      calendar.Date
	rows    []assessment
	payouts []Payout
	result  Awards
}

// assessment is a row of its table.
type assessment struct {
	id, claim, scheme, household, person int64
	round, part, n                       int
	adjuster                             int64
	accumulator                          string
	own, amount                          decimal.Decimal
	facts, past, working                 []byte
}

func newAssessor(ctx context.Context, tx *pg.Tx, cases []filedClaim) (*assessor, error) {
	a := &assessor{
		schemes: map[int64]*scheme.Scheme{}, states: map[int64]*scheme.State{}, numbers: map[string]int{},
		by: tx.By.ID, on: calendar.DateOf(tx.Now),
	}
	var households, people, rules []int64
	for _, c := range cases {
		households, rules = append(households, c.Household), append(rules, c.Scheme)
		for _, k := range c.finding.Cases {
			people = append(people, k.Person)
		}
	}
	var err error
	if a.schemes, err = policy.Schemes(ctx, tx, rules); err != nil {
		return nil, err
	}
	for id, s := range a.schemes {
		a.states[id] = s.Start()
	}
	if a.payees, err = registry.Payees(ctx, tx, households); err != nil {
		return nil, err
	}
	if a.places, err = registry.PlacesOf(ctx, tx, households); err != nil {
		return nil, err
	}
	return a, a.recall(ctx, tx, households, slices.AppendSeq(people, maps.Values(a.payees)))
}

// recall replays what was assessed before and stands: of a claim still filed in that round, its payout, if there was one, not
// withdrawn. It also reads where each accumulator's numbers are, which count every assessment.
func (a *assessor) recall(ctx context.Context, tx *pg.Tx, households, people []int64) error {
	var rows []struct {
		Accumulator string `db:"accumulator"`
		N           int    `db:"n"`
		Past        []byte `db:"past"`
		Stands      bool   `db:"stands"`
	}
	err := tx.SelectContext(ctx, &rows, `
		SELECT a.accumulator, a.n, a.past, c.filed IS NOT DISTINCT FROM a.round AND p.status IS DISTINCT FROM 'withdrawn' AS stands
		FROM assessment a JOIN claim c ON c.county = a.county AND c.id = a.claim
		LEFT JOIN payout p ON p.county = a.county AND p.claim = a.claim AND p.round = a.round
		WHERE a.county = $1 AND (a.household = ANY ($2) OR a.person = ANY ($3))`, tx.County, pq.Array(households), pq.Array(people))
	if err != nil {
		return fmt.Errorf("recall assessments: %w", err)
	}
	for _, r := range rows {
		a.numbers[r.Accumulator] = max(a.numbers[r.Accumulator], r.N)
		if !r.Stands {
			continue
		}
		var past scheme.Past
		if err := json.Unmarshal(r.Past, &past); err != nil {
			return fmt.Errorf("recall assessment in %s: %w", r.Accumulator, err)
		}
		for _, state := range a.states {
			state.Add(past)
		}
	}
	return nil
}

// assess computes one claim: the cases of its finding, those of one accumulator together, and their sum.
func (a *assessor) assess(c filedClaim) error {
	cases, err := a.schemes[c.Scheme].Together(a.cases(c))
	if err != nil {
		return fault.Invalidf("备案 %d-%d 号案件的核实数据不能核定：%s", *c.Year, *c.No, err)
	}
	total := decimal.Zero
	for i, k := range cases {
		row, err := a.one(c, i+1, k)
		if err != nil {
			return err
		}
		a.rows = append(a.rows, row)
		total = total.Add(row.amount)
	}
	if !total.IsPositive() {
		a.result.Zero = append(a.result.Zero, c.ID)
		return nil
	}
	id := pg.NewID()
	a.payouts = append(a.payouts, Payout{
		ID: id, Claim: c.ID, Round: c.Round, Adjuster: c.finding.Adjuster, AssessedBy: a.by,
		Scheme: c.Scheme, Fund: c.Policy, Payee: a.payees[c.Household], Place: a.places[c.Household], Amount: total,
	})
	a.result.Payouts = append(a.result.Payouts, id)
	a.result.Total = a.result.Total.Add(total)
	return nil
}

// cases are the finding's, as the scheme wants them. The claim's event is theirs; one without a person is counted under the payee.
func (a *assessor) cases(c filedClaim) []scheme.Case {
	out := make([]scheme.Case, len(c.finding.Cases))
	for i, k := range c.finding.Cases {
		out[i] = scheme.Case{
			ID: fmt.Sprintf("%d-%d", c.ID, c.Round), Category: c.Category, Class: c.Class,
			Household: strconv.FormatInt(c.Household, 10), Person: strconv.FormatInt(cmp.Or(k.Person, a.payees[c.Household]), 10),
			Date: k.On.Start(), Event: c.EventKey, SchoolYear: k.SchoolYear, Facts: k.Facts,
		}
	}
	return out
}

// one computes one case on top of all that came before it.
func (a *assessor) one(c filedClaim, part int, given scheme.Case) (assessment, error) {
	made, err := a.states[c.Scheme].Assess(given)
	if err != nil {
		return assessment{}, fault.Invalidf("备案 %d-%d 号案件的核实数据不能核定：%s", *c.Year, *c.No, err)
	}
	for id, state := range a.states {
		if id != c.Scheme {
			state.Add(made.Past)
		}
	}
	person, err := strconv.ParseInt(given.Person, 10, 64)
	if err != nil {
		return assessment{}, fmt.Errorf("person of claim %d: %w", c.ID, err)
	}
	a.numbers[made.Accumulator]++
	row := assessment{
		id: pg.NewID(), claim: c.ID, scheme: c.Scheme, household: c.Household, person: person, round: c.Round, part: part,
		n: a.numbers[made.Accumulator], adjuster: c.finding.Adjuster, accumulator: made.Accumulator, own: made.Own, amount: made.Amount,
	}
	return row, row.keep(given, made)
}

// keep stores what the amount came from, so that anybody can derive it again.
func (r *assessment) keep(given scheme.Case, made scheme.Assessment) (err error) {
	if r.facts, err = json.Marshal(given); err != nil {
		return fmt.Errorf("keep case: %w", err)
	}
	if r.past, err = json.Marshal(made.Past); err != nil {
		return fmt.Errorf("keep past: %w", err)
	}
	if r.working, err = json.Marshal(made.Working()); err != nil {
		return fmt.Errorf("keep working: %w", err)
	}
	return nil
}

package scheme_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"fangpin/scheme"
)

// The laws of an accumulator hold for any rule, so rules are drawn, written as YAML and read back.

const head = `name: 演算
county: "410602"
term: {from: 2024-01-01, to: 2024-12-31}
classes: [甲, 乙]
lines: {protection: 6700}
`

func parse(t rapid.TB, src string) *scheme.Scheme {
	t.Helper()
	s, err := scheme.Parse([]byte(src))
	if err != nil {
		t.Fatalf("%s\n%v", src, err)
	}
	return s
}

// fen draws an amount as it is written, from lowest to highest yuan.
func fen(lowest, highest int64) *rapid.Generator[string] {
	return rapid.Map(rapid.Int64Range(lowest*100, highest*100), func(n int64) string { return decimal.New(n, -2).StringFixed(2) })
}

func drawRate(t *rapid.T) string {
	return decimal.New(rapid.Int64Range(0, 10000).Draw(t, "rate"), -4).String()
}

// drawRule writes one rule without classes.
func drawRule(t *rapid.T, modes ...scheme.Mode) string {
	mode := rapid.SampledFrom(modes).Draw(t, "mode")
	rule := fmt.Sprintf("deductible: %s, mode: %s, ", fen(0, 5000).Draw(t, "deductible"), mode)
	if mode == scheme.Flat {
		return "{" + rule + "rate: " + drawRate(t) + "}"
	}
	edge := decimal.Zero
	var tiers []string
	for range rapid.IntRange(1, 4).Draw(t, "tiers") {
		tiers = append(tiers, fmt.Sprintf("{from: %s, rate: %s}", edge, drawRate(t)))
		edge = edge.Add(decimal.New(rapid.Int64Range(1, 500000).Draw(t, "edge"), -2))
	}
	return "{" + rule + "tiers: [" + strings.Join(tiers, ", ") + "]}"
}

func hospital(rule, rest string) string {
	return head + "categories:\n  hospital:\n    excess: {of: [cost], over: {per: household, period: year}, rules: [" + rule + "]}\n" + rest
}

var date = time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC)

func bill(cost string) scheme.Case {
	return scheme.Case{ID: "C", Category: "hospital", Class: "甲", Household: "H1", Person: "P1", Date: date, Facts: map[string]string{"cost": cost}}
}

func assess(t rapid.TB, state *scheme.State, c scheme.Case) decimal.Decimal {
	t.Helper()
	a, err := state.Assess(c)
	if err != nil {
		t.Fatal(err)
	}
	if a.Amount.IsNegative() {
		t.Fatalf("%s is below zero", a.Amount)
	}
	if !a.Amount.Equal(a.Amount.Truncate(2)) {
		t.Fatalf("%s is no whole fen", a.Amount)
	}
	return a.Amount
}

func total(t rapid.TB, state *scheme.State, costs []string) decimal.Decimal {
	sum := decimal.Zero
	for _, cost := range costs {
		sum = sum.Add(assess(t, state, bill(cost)))
	}
	return sum
}

// Without negative rows and minimum, splitting and ordering the bills of an accumulator changes nothing in sum, and the sum
// never exceeds what the family bore.
func TestSplittingAndOrderingChangeNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rest := ""
		if rapid.Bool().Draw(t, "capped") {
			rest = "    caps: {household_year: " + fen(0, 5000).Draw(t, "cap") + "}\n"
		}
		s := parse(t, hospital(drawRule(t, scheme.Flat, scheme.Marginal), rest))
		costs := rapid.SliceOfN(fen(0, 9000), 1, 8).Draw(t, "costs")
		whole := decimal.Zero
		for _, cost := range costs {
			whole = whole.Add(decimal.RequireFromString(cost))
		}

		split := total(t, s.Start(), costs)
		if split.GreaterThan(whole) {
			t.Fatalf("assessed %s of an own share of %s", split, whole)
		}
		if once := total(t, s.Start(), []string{whole.String()}); !once.Equal(split) {
			t.Fatalf("one bill of %s pays %s, %v pay %s", whole, once, costs, split)
		}
		if other := total(t, s.Start(), rapid.Permutation(costs).Draw(t, "order")); !other.Equal(split) {
			t.Fatalf("another order pays %s, not %s", other, split)
		}
	})
}

// A higher cost never pays less where the rule does not jump.
func TestMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := parse(t, hospital(drawRule(t, scheme.Flat, scheme.Marginal), ""))
		a, b := fen(0, 30000).Draw(t, "a"), fen(0, 30000).Draw(t, "b")
		if decimal.RequireFromString(a).GreaterThan(decimal.RequireFromString(b)) {
			a, b = b, a
		}
		if less, more := assess(t, s.Start(), bill(a)), assess(t, s.Start(), bill(b)); less.GreaterThan(more) {
			t.Fatalf("%s pays %s, %s only %s", a, less, b, more)
		}
	})
}

// A franchise pays nothing below its line, and at it what the rule pays without it.
func TestFranchise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rule := drawRule(t, scheme.Flat, scheme.Marginal, scheme.Whole)
		word := rapid.SampledFrom([]string{"at_least", "more_than"}).Draw(t, "word")
		line, cost := fen(0, 9000).Draw(t, "line"), fen(0, 9000).Draw(t, "cost")
		if rapid.Bool().Draw(t, "exactly") {
			cost = line
		}
		plain := assess(t, parse(t, hospital(rule, "")).Start(), bill(cost))
		with := assess(t, parse(t, hospital("{applies: {"+word+": "+line+"}, "+rule[1:], "")).Start(), bill(cost))

		order := decimal.RequireFromString(cost).Cmp(decimal.RequireFromString(line))
		if open := order > 0 || order == 0 && word == "at_least"; open && !with.Equal(plain) || !open && !with.IsZero() {
			t.Fatalf("%s against %s %s: pays %s, without franchise %s", cost, word, line, with, plain)
		}
	})
}

// What another cap cut is not lost: with room again, claims of nothing bring it in.
func TestWhatACapCutFallsDue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rule := drawRule(t, scheme.Flat, scheme.Marginal, scheme.Whole)
		cost := fen(0, 9000).Draw(t, "cost")
		uncut := assess(t, parse(t, hospital(rule, "")).Start(), bill(cost))

		state := parse(t, hospital(rule, "caps: {household_event: 1000}\n")).Start()
		sum := decimal.Zero
		for event := range 10 {
			c := bill("0")
			if event == 0 {
				c = bill(cost)
			}
			c.Event = fmt.Sprint(event)
			sum = sum.Add(assess(t, state, c))
		}
		if !sum.Equal(uncut) {
			t.Fatalf("%s came in, %s was due", sum, uncut)
		}
	})
}

const everything = head + `categories:
  hospital:
    excess: {of: [cost], less: [paid], over: {per: household, period: year}, rules: [{deductible: 500, mode: whole, tiers: [{from: 0, rate: 0.333}, {from: 1000, rate: 0.777}]}]}
    caps: {household_year: 4000, household_event: 2000}
    minimum: 50
  accident:
    excess: {of: [cost], over: {per: person, period: event}, rules: [{deductible: 0, mode: flat, rate: 0.5}]}
    caps: {person_event: 700, household_year: 1500}
  schooling:
    excess: {of: [cost], over: {per: person, period: school_year}, rules: [{deductible: 100, mode: marginal, tiers: [{from: 0, rate: 0.125}, {from: 300, rate: 1}]}]}
    caps: {person_year: 900}
  admission:
    lump: {by: level, amounts: {本科: 2000, 专科: 999.99}}
    once: person_level
    caps: {person_school_year: 2500}
  income:
    gap: {line: protection, of: income, times: persons, cap_per_head: 350.55, over: {per: household, period: year}}
    caps: {household_year: 1200}
caps: {household_year: 6000, person_year: 3000, household_event: 2500, person_school_year: 2800}
`

func drawCase(t *rapid.T, i int) scheme.Case {
	month := time.Month(rapid.IntRange(1, 12).Draw(t, "month"))
	return scheme.Case{
		ID:        fmt.Sprint(i),
		Category:  rapid.SampledFrom([]string{"hospital", "accident", "schooling", "admission", "income"}).Draw(t, "category"),
		Class:     rapid.SampledFrom([]string{"甲", "乙"}).Draw(t, "class"),
		Household: rapid.SampledFrom([]string{"H1", "H2"}).Draw(t, "household"),
		Person:    rapid.SampledFrom([]string{"P1", "P2", "P3"}).Draw(t, "person"),
		Event:     rapid.SampledFrom([]string{"", "E1", "E2"}).Draw(t, "event"),
		Date:      time.Date(2024, month, 1, 0, 0, 0, 0, time.UTC),
		Facts: map[string]string{
			"cost": fen(-500, 5000).Draw(t, "cost"), "paid": fen(-100, 500).Draw(t, "paid"),
			"level":  rapid.SampledFrom([]string{"本科", "专科"}).Draw(t, "level"),
			"income": fen(-100, 9000).Draw(t, "income"), "persons": fmt.Sprint(rapid.IntRange(1, 7).Draw(t, "persons")),
		},
	}
}

// Whatever comes in whatever order, no cap is exceeded: each is added up again here, from the amounts alone.
func TestCapsHold(t *testing.T) {
	s := parse(t, everything)
	rapid.Check(t, func(t *rapid.T) {
		state := s.Start()
		sums := map[string]decimal.Decimal{}
		for i := range rapid.IntRange(1, 40).Draw(t, "cases") {
			c := drawCase(t, i)
			amount := assess(t, state, c)
			for name, limit := range limits(s, c) {
				if sums[name] = sums[name].Add(amount); sums[name].GreaterThan(limit) {
					t.Fatalf("%s: %s is more than %s", name, sums[name], limit)
				}
			}
		}
	})
}

// limits names every cap that binds a case, by whom and when it is for.
func limits(s *scheme.Scheme, c scheme.Case) map[string]decimal.Decimal {
	event := c.Event
	if event == "" {
		event = "row " + c.ID
	}
	whose := map[scheme.Scope]string{scheme.PerPerson: c.Person, scheme.PerHousehold: c.Household}
	when := map[scheme.Period]string{scheme.ByEvent: event, scheme.ByYear: "", scheme.BySchoolYear: scheme.SchoolYear(c.Date)}
	out := map[string]decimal.Decimal{}
	for _, limit := range s.Category(c.Category).Caps {
		out[fmt.Sprint(c.Category, limit.Scope, limit.Period, whose[limit.Scope], when[limit.Period])] = limit.Limit
	}
	for _, limit := range s.Caps {
		byPerson := slices.Contains([]string{"accident", "schooling", "admission"}, c.Category)
		if limit.Scope == scheme.PerHousehold || byPerson {
			out[fmt.Sprint("top", limit.Scope, limit.Period, whose[limit.Scope], when[limit.Period])] = limit.Limit
		}
	}
	return out
}

// A room rebuilds a state from what it stored, in any order, and goes on as if it had never stopped.
func TestReplay(t *testing.T) {
	s := parse(t, everything)
	rapid.Check(t, func(t *rapid.T) {
		live := s.Start()
		var stored []scheme.Past
		for i := range rapid.IntRange(0, 20).Draw(t, "cases") {
			a, err := live.Assess(drawCase(t, i))
			if err != nil {
				t.Fatal(err)
			}
			stored = append(stored, a.Past)
		}
		rebuilt := s.Start()
		for _, past := range rapid.Permutation(stored).Draw(t, "order") {
			rebuilt.Add(past)
		}
		next := drawCase(t, 99)
		a, errA := live.Assess(next)
		b, errB := rebuilt.Assess(next)
		if errA != nil || errB != nil {
			t.Fatal(errA, errB)
		}
		if diff := cmp.Diff(a.Working(), b.Working()); diff != "" || a.Accumulator != b.Accumulator {
			t.Fatalf("%s, %s: %s", a.Accumulator, b.Accumulator, diff)
		}
	})
}

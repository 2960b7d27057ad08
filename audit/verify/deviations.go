package verify

import (
	"encoding/json"
	"slices"

	"github.com/shopspring/decimal"

	"fangpin/claims"
	"fangpin/reports"
	"fangpin/scheme"
)

var deviationsCheck = Check{
	Name: "查勘数据与报送相差较大的，均经查勘员确认",
	Rule: "decision 0020: more than 1,000 yuan and more than half apart, or of no row that was told",
	Proves: "of every finding, what is far from the rows that its cases are of, or of no row, is kept with it as looked at again, and nothing " +
		"else is; its rows are its claim's",
	Not: "that the adjuster did look again; that a number of heads was held to the roster, which may have changed since: only that what is " +
		"kept of it differs; of findings before the second version of the comparison, that nothing is missing",
	Shares: "scheme (which facts there are), reports (which of them departments report)",
}

// everything is the version of the comparison since which all that is far is kept with a finding.
const everything = 2

// deviations works out anew what of each finding is far from what was told.
func deviations(v *view) Result {
	check := Result{Check: deviationsCheck}
	of := groupBy(v.sources, func(s *sourceRow) int64 { return s.Claim })
	for i := range v.findings {
		f := &v.findings[i]
		c := v.claim[f.Claim]
		version, ok := v.judge(f.first, claims.Comparison)
		if !ok || c == nil || v.schemes[c.Scheme] == nil {
			continue // the claim and the scheme are named elsewhere
		}
		check.Looked++
		check.deviation(v, f, c, version, of[f.Claim])
	}
	return check
}

func (c *Result) deviation(v *view, f *findingRow, claim *claimRow, version int64, told []*sourceRow) {
	var cases []claims.Case
	var kept []claims.Deviation
	if !readable(f.Cases, &cases) || f.Far.Valid && !readable(f.Far.V, &kept) {
		c.find("finding", f.key, "核实数据或所记差异不能解读")
		return
	}
	facts := v.schemes[claim.Scheme].Facts(claim.Category)
	var far []claims.Deviation
	for i, k := range cases {
		if k.Row != 0 && version >= everything && !slices.ContainsFunc(told, func(s *sourceRow) bool { return s.Told == k.Row }) {
			c.find("finding", f.key, "第 %d 笔所依据的线索不属于本案", i+1)
		}
		far = append(far, v.far(claim.Category, facts, k, i+1, len(told) > 0)...)
	}
	for _, d := range far {
		if version >= everything && !slices.ContainsFunc(kept, same(d)) {
			c.find("finding", f.key, "第 %d 笔%s：相差较大，没有查勘员确认的记录", d.Case, d.Words(claim.Category))
		}
	}
	for _, d := range kept {
		if !slices.ContainsFunc(far, same(d)) && !heads(d, facts, cases) {
			c.find("finding", f.key, "所记第 %d 笔%s，与查勘、报送数据不符", d.Case, d.Words(claim.Category))
		}
	}
}

// same finds what is said of the same case and fact, with the same values.
func same(d claims.Deviation) func(claims.Deviation) bool {
	return func(o claims.Deviation) bool {
		return d.Case == o.Case && d.Fact == o.Fact && d.Told == o.Told && d.Found == o.Found && (d.Living == nil) == (o.Living == nil)
	}
}

// heads tells whether a deviation from the roster is of a number of heads that was found, and that the roster did not have by what it says.
func heads(d claims.Deviation, facts []scheme.Fact, cases []claims.Case) bool {
	counted := slices.ContainsFunc(facts, func(f scheme.Fact) bool { return f.Name == d.Fact && f.Kind == scheme.Heads })
	if d.Living == nil || !counted || d.Case < 1 || d.Case > len(cases) || cases[d.Case-1].Facts[d.Fact] != d.Found {
		return false
	}
	n, err := decimal.NewFromString(d.Found)
	return err == nil && !n.Equal(decimal.NewFromInt(int64(*d.Living)))
}

// far is what of a case is more than 1,000 yuan and more than half away from what its row told. One of no row is far where any was told.
func (v *view) far(category string, facts []scheme.Fact, k claims.Case, n int, any bool) (out []claims.Deviation) {
	if k.Row == 0 {
		if any {
			out = append(out, claims.Deviation{Case: n, Found: k.On.String()})
		}
		return out
	}
	told := v.amountsTold(k.Row)
	for _, f := range facts {
		if f.Kind != scheme.Amount || !reported(category, f.Name) {
			continue
		}
		was, err := decimal.NewFromString(told(f.Name))
		if err != nil {
			continue // nobody told it
		}
		is, err := decimal.NewFromString(k.Facts[f.Name])
		if err != nil {
			continue // no amount: the assessment says so
		}
		if apart := is.Sub(was).Abs(); apart.GreaterThan(decimal.NewFromInt(1000)) && apart.Mul(decimal.NewFromInt(2)).GreaterThan(was.Abs()) {
			out = append(out, claims.Deviation{Case: n, Fact: f.Name, Told: told(f.Name), Found: k.Facts[f.Name]})
		}
	}
	return out
}

// amountsTold reads what a row told. An amount that it does not tell is none, but for an income, which nobody may guess.
func (v *view) amountsTold(row int64) func(word string) string {
	facts := map[string]string{}
	standing := true
	if r := v.told[row]; r != nil {
		_ = json.Unmarshal([]byte(r.Facts), &facts) // what cannot be read told nothing
		if p := v.report[r.Report]; p != nil {
			kind, _ := reports.KindOf(p.Kind)
			standing = kind.Standing
		}
	}
	return func(word string) string {
		if value, ok := facts[word]; ok || standing {
			return value
		}
		return "0.00"
	}
}

// reported tells whether departments report a fact of a category.
func reported(category, word string) bool {
	return slices.ContainsFunc(reports.Kinds(), func(k reports.Kind) bool {
		_, ok := k.Column(word)
		return ok && k.Category == category
	})
}

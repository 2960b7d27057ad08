package sample

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"golang.org/x/text/width"

	"fangpin/scheme"
	"fangpin/templates"
)

// seenBy is how the demonstration scheme sees the rows of a kind: their category, which columns are its facts, and which tell one claim
// of a household from the next.
var seenBy = map[string]struct {
	category string
	facts    map[string]string
	event    []string
}{
	hospitalBills: {"hospital", map[string]string{"expense": "总费用", "basic_paid": "基本医保支付", "serious_paid": "大病保险支付",
		"aid_paid": "医疗救助支付", "other_paid": "其他补助"}, nil},
	schoolFees: {"schooling", map[string]string{"tuition": "学费", "lodging": "住宿费", "books": "教科书费", "aid_paid": "资助金额"}, []string{"姓名"}},
	admissions: {"admission", map[string]string{"level": "层次"}, []string{"录取通知书编号"}},
	disasters: {"accident", map[string]string{"loss": "财产损失", "expense": "医疗费用", "insured_paid": "保险赔付", "liable_paid": "责任方赔付",
		"aid_paid": ""}, []string{"灾害类型", "发生日期"}},
	losses:       {"industry", map[string]string{"loss": "损失金额", "insured_paid": "保险赔付"}, []string{"产业名称", "发生日期"}},
	jobs:         {"income", map[string]string{"income_per_head": "家庭人均纯收入", "persons": "家庭人口数"}, nil},
	socialRelief: {"income", map[string]string{"income_per_head": "家庭人均纯收入", "persons": "家庭人口数"}, nil},
}

// claimed is one claim that screening would raise, and what it would come to.
type claimed struct {
	category string
	home     *household
	patients map[*person]bool
	amount   decimal.Decimal
}

// screened screens and assesses the good rows of the insured, newest first. Only bills and fees have a warning line, and whoever
// reaches it bears more than is deductible.
func screened(t *testing.T, tables []*table) []*claimed {
	t.Helper()
	source, err := templates.Schemes.ReadFile("schemes/demo.yaml")
	if err != nil {
		t.Fatal(err)
	}
	s, err := scheme.Parse(source)
	if err != nil {
		t.Fatal(err)
	}
	state, claims := s.Start(), map[string]*claimed{}
	for _, table := range tables {
		kind := seenBy[table.kind]
		for i, r := range slices.Backward(table.rows) {
			if r.blank() || !r.who.home.insured() || slices.ContainsFunc(table.defects, func(m mark) bool { return m.row == i }) {
				continue
			}
			key := fmt.Sprintf("%s %p", kind.category, r.who.home)
			for _, column := range kind.event {
				key += fmt.Sprint(" ", r.cells[column])
			}
			c := scheme.Case{ID: fmt.Sprint(table.kind, i), Category: kind.category, Class: s.ClassOf(labelNames(r.who.home)), Person: r.who.id,
				Household: fmt.Sprintf("%p", r.who.home), Event: key, Date: must("2024-08-31"), SchoolYear: "2024-2025", Facts: map[string]string{}}
			for fact, column := range kind.facts {
				c.Facts[fact] = plainly(r.cells[column])
			}
			made, err := state.Assess(c)
			if err != nil {
				t.Fatalf("%s %v: %v", table.name, r.cells, err)
			}
			if claims[key] == nil {
				claims[key] = &claimed{category: kind.category, home: r.who.home, patients: map[*person]bool{}}
			}
			claims[key].amount = claims[key].amount.Add(made.Amount)
			claims[key].patients[r.who] = true
		}
	}
	maps.DeleteFunc(claims, func(_ string, c *claimed) bool {
		return (c.category == "hospital" || c.category == "schooling") && c.amount.IsZero()
	})
	return slices.Collect(maps.Values(claims))
}

func labelNames(h *household) []string {
	return strings.Split(joinLabels(h.labels, func(l label) string { return l.name }), "、")
}

// plainly is a cell as a scheme takes it.
func plainly(v any) string {
	if text, ok := number(v); ok {
		return text
	}
	text, _ := v.(string)
	return cmp.Or(strings.ReplaceAll(width.Narrow.String(text), ",", ""), "0.00")
}

// TestTheFundBearsTheClaims: of 2,000 rows two to four percent become claims, of every category and in a dozen villages, and they take
// half to three quarters of the year's premium of 356,700 yuan (3,567 heads, 100 yuan each).
func TestTheFundBearsTheClaims(t *testing.T) {
	for seed := range uint64(6) {
		tables, _ := settle(seed).report(2000)
		claims := screened(t, tables)
		counts, villages, total := map[string]int{}, map[string]int{}, decimal.Zero
		quota, together, communities := 0, 0, 0
		for _, c := range claims {
			counts[c.category]++
			villages[c.home.place.code]++
			total = total.Add(c.amount)
			switch {
			case c.home.class == lowIncome && c.amount.IsPositive():
				quota++
			case c.category == "hospital" && len(c.patients) > 1:
				together++
			}
			if c.home.place.hamlet == "" {
				communities++
			}
		}
		t.Logf("seed %d: %d claims %v of %s yuan in %d villages", seed, len(claims), counts, total, len(villages))
		if percent := total.Div(decimal.NewFromInt(3567)); percent.LessThan(decimal.NewFromInt(50)) || percent.GreaterThan(decimal.NewFromInt(75)) {
			t.Errorf("seed %d: %s yuan are %s %% of the premium", seed, total, percent)
		}
		if len(claims) < 45 || len(claims) > 90 {
			t.Errorf("seed %d: %d claims", seed, len(claims))
		}
		for _, category := range scheme.Keys() {
			if counts[category] < 2 {
				t.Errorf("seed %d: %d claims of %s", seed, counts[category], category)
			}
		}
		if n := len(villages); n < 8 || n > 20 || slices.Max(slices.Collect(maps.Values(villages))) < 3 {
			t.Errorf("seed %d: claims by village %v", seed, villages)
		}
		if quota == 0 || together == 0 || communities == 0 {
			t.Errorf("seed %d: %d claims of quota households, %d of several patients, %d in communities", seed, quota, together, communities)
		}
	}
}

// TestOneOfTheInsuredStandsInTwoLists looks for somebody whom two departments name.
func TestOneOfTheInsuredStandsInTwoLists(t *testing.T) {
	for seed := range uint64(6) {
		tables, _ := settle(seed).report(2000)
		in, twice := map[*person]string{}, 0
		for _, table := range tables {
			for _, r := range table.rows {
				if r.blank() || !r.who.home.insured() {
					continue
				}
				if in[r.who] != "" && in[r.who] != table.kind {
					twice++
				}
				in[r.who] = table.kind
			}
		}
		if twice == 0 {
			t.Errorf("seed %d: nobody", seed)
		}
	}
}

func TestBillsAddUp(t *testing.T) {
	reversals := 0
	for _, r := range settle(2).hospital(500).rows {
		cost := r.cells["总费用"].(decimal.Decimal)
		left, sign := cost, cost.Sign()
		for _, paid := range []string{"基本医保支付", "大病保险支付", "医疗救助支付", "其他补助"} {
			d := r.cells[paid].(decimal.Decimal)
			if d.Sign() == -sign || !d.Equal(d.Round(2)) {
				t.Errorf("%s is %s", paid, d)
			}
			left = left.Sub(d)
		}
		own := r.cells["个人自付"].(decimal.Decimal)
		if !left.Equal(own) || own.Sign() != sign || cost.Abs().LessThan(decimal.NewFromInt(3000)) || cost.Abs().GreaterThan(decimal.NewFromInt(150_000)) {
			t.Errorf("a bill of %s leaves %s, not %s", cost, left, own)
		}
		if sign < 0 {
			reversals++
		}
	}
	if reversals != 1 {
		t.Errorf("%d reversals", reversals)
	}
}

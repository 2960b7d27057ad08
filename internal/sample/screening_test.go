package sample

import (
	"testing"

	"github.com/shopspring/decimal"
)

// TestAboutAnEighthBecomesClaims screens as the demonstration scheme does: bills of insured households above 5,000 or 20,000 a year,
// school costs of insured students above 6,000, and whatever else concerns the insured.
func TestAboutAnEighthBecomesClaims(t *testing.T) {
	for seed := range uint64(6) {
		const n = 2000
		tables, _ := settle(seed).report(n)
		claims, borne := 0, map[*household]decimal.Decimal{}
		for _, table := range tables {
			for _, r := range table.rows {
				switch {
				case r.blank() || r.who.home.class == ordinary:
				case table.kind == hospitalBills:
					own, _ := r.cells["个人自付"].(decimal.Decimal)
					borne[r.who.home] = borne[r.who.home].Add(own)
				case table.kind == schoolFees:
					if schoolCost(r.cells).GreaterThan(decimal.NewFromInt(6000)) {
						claims++
					}
				default:
					claims++
				}
			}
		}
		for h, own := range borne {
			line := int64(5000)
			if h.class == lowIncome {
				line = 20_000
			}
			if own.GreaterThanOrEqual(decimal.NewFromInt(line)) {
				claims++
			}
		}
		if percent := claims * 100 / n; percent < 10 || percent > 15 {
			t.Errorf("seed %d: %d of %d rows become claims, %d %%", seed, claims, n, percent)
		}
	}
}

func schoolCost(c cells) decimal.Decimal {
	sum := decimal.Zero
	for _, name := range []string{"学费", "住宿费", "教科书费"} {
		d, _ := c[name].(decimal.Decimal)
		sum = sum.Add(d)
	}
	aid, _ := c["资助金额"].(decimal.Decimal)
	return sum.Sub(aid)
}

func TestBillsAddUp(t *testing.T) {
	for _, r := range settle(2).hospital(500).rows {
		left := r.cells["总费用"].(decimal.Decimal)
		for _, paid := range []string{"基本医保支付", "大病保险支付", "医疗救助支付", "其他补助"} {
			d := r.cells[paid].(decimal.Decimal)
			if d.IsNegative() || !d.Equal(d.Round(2)) {
				t.Errorf("%s is %s", paid, d)
			}
			left = left.Sub(d)
		}
		own := r.cells["个人自付"].(decimal.Decimal)
		if cost := r.cells["总费用"].(decimal.Decimal); !left.Equal(own) || own.IsNegative() || cost.LessThan(decimal.NewFromInt(3000)) || cost.GreaterThan(decimal.NewFromInt(150_000)) {
			t.Errorf("a bill of %s leaves %s, not %s", cost, left, own)
		}
	}
}

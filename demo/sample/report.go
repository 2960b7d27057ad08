package sample

import (
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// The kinds of table (表种) as domain names them.
const (
	hospitalBills = "住院自付"
	schoolFees    = "在校学费"
	admissions    = "升学录取"
	disasters     = "受灾"
	losses        = "产业损失"
	jobs          = "就业"
	socialRelief  = "社会救助"
)

// sent is when the departments sent their tables, by the 5th of the month, of the year up to the end of August (S3 §二.1: 每月5日前
// 推送当年度截至上月底).
const sent = "2024年9月3日"

// shares are the departments' parts of the rows, in percent: bills and school fees are many, the rest few.
var shares = []struct {
	percent int
	tell    func(p *population, n int) *table
}{
	{52, (*population).hospital},
	{16, (*population).schooling},
	{5, (*population).admission},
	{8, (*population).disaster},
	{6, (*population).industry},
	{7, (*population).employment},
	{6, (*population).relief},
}

// report has every department report, n rows in all, and gives the schooling table once more, as its department mended it.
func (p *population) report(n int) (tables []*table, mended *table) {
	left := n
	for i, s := range shares {
		rows := n * s.percent / 100
		if i == len(shares)-1 {
			rows = left
		}
		left -= rows
		t := s.tell(p, rows)
		t.made = must("2024-09-03")
		slices.SortStableFunc(t.rows, func(a, b row) int { return byPlace(a.who.home, b.who.home) })
		p.remark(t)
		if t.kind == schoolFees {
			mended = t.mended()
		}
		p.spoil(t)
		tables = append(tables, t)
	}
	return tables, mended
}

// identify is the cells that every table has: who it is and where they live.
func identify(who *person) cells {
	head, at := who.home.head(), who.home.place
	c := cells{"姓名": who.name(), "身份证号": who.id, "户主姓名": head.name(), "户主身份证号": head.id, "乡镇": at.township, "行政村": at.village,
		"自然村": at.hamlet, "联系电话": who.phone}
	if who.phone == "" {
		c["联系电话"] = head.phone
	}
	return c
}

// day draws a day from the first to the last, both given as 2024-01-31.
func (p *population) day(first, last string) time.Time {
	from, to := must(first), must(last)
	return from.AddDate(0, 0, p.rng.IntN(int(to.Sub(from).Hours()/24)+1))
}

// must reads a date written in this package.
func must(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

// spell writes a day as one clerk or another would: mostly as the spreadsheet's own date.
func (p *population) spell(day time.Time) any {
	layouts := []string{time.DateOnly, "2006/1/2", "2006.01.02", "2006年1月2日", "20060102"}
	if i := p.rng.IntN(3 * len(layouts)); i < len(layouts) {
		return day.Format(layouts[i])
	}
	return day
}

// yuan draws a round sum, in steps.
func (p *population) yuan(least, most, step int) decimal.Decimal {
	return decimal.NewFromInt(int64(least + step*p.rng.IntN((most-least)/step+1)))
}

// part draws a share of a sum between two percentages, to the fen.
func (p *population) part(of decimal.Decimal, least, most int) decimal.Decimal {
	return of.Mul(decimal.New(int64(least+p.rng.IntN(most-least+1)), -2)).Round(2)
}

func (p *population) oneOf(words string) string {
	list := strings.Fields(words)
	return list[p.rng.IntN(len(list))]
}

// chance is true in that many of a hundred cases.
func (p *population) chance(percent int) bool { return p.rng.IntN(100) < percent }

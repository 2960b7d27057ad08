package payouts

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/shopspring/decimal"

	"fangpin/claims"
	"fangpin/internal/fault"
	"fangpin/internal/paper"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/yuan"
	"fangpin/policy"
	"fangpin/registry"
	"fangpin/scheme"
)

// WorkingPaper prints how a claim's amount came about (计算书), as it was last assessed: whose it is, the facts, each step, the amount, and
// the scheme by its hash. An amount of zero has a paper too: the household is told.
func WorkingPaper(ctx context.Context, tx *pg.Tx, keys *secret.Keys, fonts *paper.Fonts, claim int64, w io.Writer) error {
	sheet, err := readWorkingSheet(ctx, tx, keys, claim)
	if err != nil {
		return err
	}
	return sheet.paper(fonts).Write(w)
}

// workingSheet is a claim with all that its working's paper says.
type workingSheet struct {
	claims.Claim
	round    int // that was assessed
	year, no int // 备案号 of that round
	of       registry.Addressee
	policy   policy.Year
	scheme   *scheme.Scheme
	parts    []Working
}

func readWorkingSheet(ctx context.Context, tx *pg.Tx, keys *secret.Keys, claim int64) (s workingSheet, err error) {
	found, err := claims.Get(ctx, tx, claim)
	if err != nil {
		return s, err
	}
	s.Claim = found.Claim
	var filed []struct {
		Round  int   `db:"round"`
		Year   int   `db:"year"`
		No     int   `db:"no"`
		Scheme int64 `db:"scheme"`
	}
	err = tx.SelectContext(ctx, &filed, `
		SELECT DISTINCT a.round, f.year, f.no, a.scheme FROM assessment a JOIN filing f ON f.county = a.county AND f.claim = a.claim AND f.round = a.round
		WHERE a.county = $1 AND a.claim = $2 ORDER BY a.round DESC LIMIT 1`, tx.County, claim)
	if err != nil {
		return s, fmt.Errorf("find last assessment: %w", err)
	}
	if len(filed) == 0 {
		return s, fault.Conflictf("这件案件还没有核定金额，没有计算书")
	}
	s.round, s.year, s.no = filed[0].Round, filed[0].Year, filed[0].No
	if s.parts, err = Workings(ctx, tx, claim, s.round); err != nil {
		return s, err
	}
	if s.of, err = registry.AddresseeOf(ctx, tx, keys, s.Household); err != nil {
		return s, err
	}
	if s.policy, err = policy.Get(ctx, tx, s.Policy); err != nil {
		return s, err
	}
	rules, err := policy.Schemes(ctx, tx, []int64{filed[0].Scheme})
	s.scheme = rules[filed[0].Scheme]
	return s, err
}

func (s workingSheet) paper(fonts *paper.Fonts) *paper.Paper {
	label := s.scheme.Publicity.Label
	last := s.parts[len(s.parts)-1]
	out := fonts.New("计算书", last.On.Start())
	out.Title(label + "金计算书")
	out.Table(s.particulars())
	total := decimal.Zero
	for i, p := range s.parts {
		total = total.Add(p.Amount)
		heading := "核实数据"
		if len(s.parts) > 1 {
			heading = fmt.Sprintf("第 %d 部分核实数据", i+1)
		}
		if p.Person != "" {
			heading += "（" + p.Person + "）"
		}
		out.Table(s.facts(heading, p))
		out.Table(s.steps(p))
	}
	out.Table(paper.Table{Size: paper.Smallest, Tight: true, Columns: []paper.Column{{Width: 36, Align: paper.Centre}, {Width: 120}}, Foot: []paper.Row{
		{Whose: "核定金额", Cells: []string{"核定金额", "¥" + yuan.Grouped(total) + " 元"}},
		{Whose: "核定金额", Cells: []string{"人民币（大写）", yuan.Capital(total)}},
	}})
	out.Boxes(paper.Box{Label: "核定", Name: last.By, Date: last.On.Chinese()}, paper.Box{Label: "复核"}, paper.Box{Label: "负责人"})
	out.Seal(paper.Seal{By: s.policy.Insurer, On: last.On.Chinese()})
	return out
}

// particulars are whose working it is, and by which rule.
func (s workingSheet) particulars() paper.Table {
	t := paper.Table{Size: paper.Smallest, Tight: true, Columns: []paper.Column{
		{Width: 22, Align: paper.Centre}, {Width: 43}, {Width: 28, Align: paper.Centre}, {Width: 63},
	}}
	for _, cells := range [][]string{
		{"备案号", fmt.Sprintf("备案〔%d〕%d号", s.year, s.no), "查勘", fmt.Sprintf("第 %d 轮", s.round)},
		{"户主", s.of.Head, "公民身份号码", s.of.IDNumber},
		{"户编号", s.of.No, "住址", s.of.Address()},
		{"户类别", s.Class, "理赔类别", scheme.Title(s.Category)},
		{"事项日期", s.EventOn.Chinese(), "保单年度", fmt.Sprintf("%s至%s", s.policy.From.Chinese(), s.policy.To.Chinese())},
		{"理赔方案", s.scheme.Name, "承保机构", s.policy.Insurer},
	} {
		t.Rows = append(t.Rows, paper.Row{Whose: s.of.Head + "户的“" + cells[0] + "”一行", Cells: cells})
	}
	t.Foot = []paper.Row{{Span: true, Whose: "方案摘要", Cells: []string{"摘要：" + s.scheme.Hash()}}}
	return t
}

// facts are what the adjuster established, two to a row.
func (s workingSheet) facts(heading string, p Working) paper.Table {
	t := paper.Table{Size: paper.Smallest, Tight: true, Columns: []paper.Column{
		{Title: heading, Width: 46}, {Title: "数值", Width: 32, Align: paper.Right}, {Title: "核实数据", Width: 46}, {Title: "数值", Width: 32, Align: paper.Right},
	}}
	for two := range slices.Chunk(p.Facts, 2) {
		cells := make([]string, len(t.Columns))
		for i, f := range two {
			cells[2*i], cells[2*i+1] = f.Title, f.Value
		}
		t.Rows = append(t.Rows, paper.Row{Whose: s.of.Head + "户的核实数据", Cells: cells})
	}
	return t
}

// steps are how the facts came to the amount.
func (s workingSheet) steps(p Working) paper.Table {
	t := paper.Table{Size: paper.Smallest, Tight: true, Columns: []paper.Column{
		{Title: "步骤", Width: 13, Align: paper.Centre}, {Title: "计算过程", Width: 115}, {Title: "得数（元）", Width: 28, Align: paper.Right},
	}}
	for i, step := range p.Steps {
		t.Rows = append(t.Rows, paper.Row{Whose: fmt.Sprintf("%s户计算过程第 %d 步", s.of.Head, i+1), Cells: []string{
			fmt.Sprint(i + 1), step.Text, exact(step.Amount),
		}})
	}
	return t
}

// exact writes an amount to the fen, or in full where an unrounded sum has more.
func exact(d decimal.Decimal) string {
	if d.Equal(d.Round(2)) {
		return yuan.Grouped(d)
	}
	return d.String()
}

package payouts

import (
	"context"
	"fmt"
	"io"

	"github.com/shopspring/decimal"

	"fangpin/internal/fault"
	"fangpin/internal/paper"
	"fangpin/internal/pg"
	"fangpin/internal/yuan"
	"fangpin/policy"
)

// ApprovalPaper prints a list's sheet for those who approve it (审批表): what it comes to, village by village, and room for their opinions.
func ApprovalPaper(ctx context.Context, tx *pg.Tx, fonts *paper.Fonts, list int64, w io.Writer) error {
	l, rows, hands, err := listForPaper(ctx, tx, list)
	if err != nil {
		return err
	}
	if len(rows) < l.Rows {
		return fault.Forbiddenf("审批表是全县的，请由县级人员打印")
	}
	year, err := policy.Get(ctx, tx, l.Fund)
	if err != nil {
		return err
	}
	office, err := pg.OfficeOf(ctx, tx)
	if err != nil {
		return err
	}
	out := fonts.New("审批表", l.Dated.Start())
	out.Title(l.titled("防贫救助金发放审批表"))
	out.Table(listParticulars(l, year))
	out.Table(byVillage(rows))
	if l.Again {
		why, err := Reasons(ctx, tx, list)
		if err != nil {
			return err
		}
		out.Table(paidAgain(why, rows))
	}
	flags, err := Flags(ctx, tx, list)
	if err != nil {
		return err
	}
	if len(flags) > 0 {
		out.Table(flagged(flags))
	}
	out.Table(opinions())
	out.Boxes(signed(hands)...)
	out.Seal(paper.Seal{By: office.Name})
	return out.Write(w)
}

func listParticulars(l List, year policy.Year) paper.Table {
	t := paper.Table{Columns: []paper.Column{{Width: 30, Align: paper.Centre}, {Width: 52}, {Width: 26, Align: paper.Centre}, {Width: 48}}}
	for _, cells := range [][]string{
		{"花名册", l.Name(), "编制日期", l.Dated.Chinese()},
		{"保单年度", fmt.Sprintf("%s至%s", year.From.Chinese(), year.To.Chinese()), "承保机构", year.Insurer},
		{"笔数", fmt.Sprintf("%d 笔", l.Rows), "合计金额", "¥" + yuan.Grouped(l.Total) + " 元"},
	} {
		t.Rows = append(t.Rows, paper.Row{Whose: "“" + cells[0] + "”一行", Cells: cells})
	}
	t.Foot = []paper.Row{
		{Span: true, Whose: "合计", Cells: []string{"合计人民币（大写）：" + yuan.Capital(l.Total)}},
		{Span: true, Whose: "校验码", Cells: []string{"校验码：" + l.Code() + "（与花名册、系统页面上的一致方可审批）"}},
	}
	return t
}

// share is what a list pays in one village.
type share struct {
	township, village string
	payouts           int
	amount            decimal.Decimal
}

// byVillage adds the rows up by village, in the order of their first rows.
func byVillage(rows []ListRow) paper.Table {
	var shares []share
	at := map[[2]string]int{}
	for _, r := range rows {
		key := [2]string{r.Township, r.Village}
		i, known := at[key]
		if !known {
			i, at[key] = len(shares), len(shares)
			shares = append(shares, share{township: r.Township, village: r.Village})
		}
		shares[i].payouts++
		shares[i].amount = shares[i].amount.Add(r.Amount)
	}
	t := paper.Table{Columns: []paper.Column{
		{Title: "乡镇（街道）", Width: 45}, {Title: "行政村（社区）", Width: 53}, {Title: "笔数", Width: 20, Align: paper.Centre}, {Title: "金额（元）", Width: 38, Align: paper.Right},
	}}
	for _, s := range shares {
		t.Rows = append(t.Rows, paper.Row{Whose: s.township + s.village + "一行", Cells: []string{s.township, s.village, fmt.Sprint(s.payouts), yuan.Grouped(s.amount)}})
	}
	t.Sum = func(label string, from, to int) []string {
		payouts, sum := 0, decimal.Zero
		for _, s := range shares[from:to] {
			payouts, sum = payouts+s.payouts, sum.Add(s.amount)
		}
		return []string{fmt.Sprintf("%s　%d 个村（社区）", label, to-from), "", fmt.Sprint(payouts), yuan.Grouped(sum)}
	}
	return t
}

// paidAgain says of each row why it is paid again, and out of what.
func paidAgain(why []Again, rows []ListRow) paper.Table {
	t := paper.Table{Columns: []paper.Column{
		{Title: "序号", Width: 14, Align: paper.Centre}, {Title: "户主", Width: 26}, {Title: "重新支付的原因", Width: 52}, {Title: "此前花名册", Width: 32}, {Title: "银行退票原因", Width: 32},
	}}
	for i, a := range why {
		head := ""
		if i < len(rows) {
			head = rows[i].Head
		}
		t.Rows = append(t.Rows, paper.Row{Whose: fmt.Sprintf("重新支付第 %d 行", a.N), Cells: []string{fmt.Sprint(a.N), head, a.Why, a.From(), a.Words}})
	}
	t.Foot = []paper.Row{{Span: true, Whose: "重新支付", Cells: []string{"以上各笔此前已打款并退回，由暂挂款重新支付，不再占用保费资金。"}}}
	return t
}

// flagged is what is odd about where the money goes, and what each approver answered.
func flagged(flags []Flag) paper.Table {
	t := paper.Table{Columns: []paper.Column{
		{Title: "序号", Width: 14, Align: paper.Centre}, {Title: "领款人", Width: 22}, {Title: "风险提示", Width: 52}, {Title: "第一级答复", Width: 34}, {Title: "第二级答复", Width: 34},
	}}
	for _, f := range flags {
		said := map[Part]string{}
		for _, a := range f.Answers {
			said[a.Part] = a.Reason
		}
		t.Rows = append(t.Rows, paper.Row{Whose: fmt.Sprintf("第 %d 行的风险提示", f.N),
			Cells: []string{fmt.Sprint(f.N), f.Receiver, f.Kind.Title() + "：" + f.About, said[FirstPart], said[SecondPart]}})
	}
	t.Foot = []paper.Row{{Span: true, Whose: "风险提示", Cells: []string{fmt.Sprintf("风险提示 %d 条，须由两级审批人逐条答复，答复随审批签名、存证。", len(flags))}}}
	return t
}

// opinions leave room to write.
func opinions() paper.Table {
	const room = 22 // millimetres
	t := paper.Table{Columns: []paper.Column{{Width: 34, Align: paper.Centre}, {Width: 122}}}
	for _, who := range []string{"业务科室意见", "第一级审批意见", "第二级审批意见"} {
		t.Rows = append(t.Rows, paper.Row{Whose: who, Height: room, Cells: []string{who, ""}})
	}
	return t
}

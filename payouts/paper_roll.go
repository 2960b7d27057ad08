package payouts

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/paper"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/yuan"
	"fangpin/registry"
)

// RollPaper prints a list to be signed (发放花名册), on its side: a village or township its own rows of it. Accounts are masked, as in the
// workbook.
func RollPaper(ctx context.Context, tx *pg.Tx, keys *secret.Keys, fonts *paper.Fonts, list int64, w io.Writer) error {
	l, rows, hands, err := listForPaper(ctx, tx, list)
	if err != nil {
		return err
	}
	accounts, err := MaskedAccounts(ctx, tx, keys, AccountsOf(rows))
	if err != nil {
		return err
	}
	office, err := pg.OfficeOf(ctx, tx)
	if err != nil {
		return err
	}
	of := "共"
	if len(rows) < l.Rows {
		of = "本辖区共"
	}
	total := sumOf(rows)
	out := fonts.New("发放花名册", l.Dated.Start())
	out.OnSide()
	out.Title(l.titled("防贫救助金发放花名册"))
	out.Note(fmt.Sprintf("花名册：%s　　编制日期：%s　　%s %d 笔　　校验码：%s", l.Name(), l.Dated.Chinese(), of, len(rows), l.Code()))
	out.Table(rollTable(rows, accounts, total))
	out.Boxes(signed(hands)...)
	out.Seal(paper.Seal{By: office.Name})
	return out.Write(w)
}

// listForPaper reads a list with its rows in the person's part of the county, and whose hands it went through.
func listForPaper(ctx context.Context, tx *pg.Tx, list int64) (l List, rows []ListRow, hands []Hand, err error) {
	if l, err = GetList(ctx, tx, list); err != nil {
		return l, nil, nil, err
	}
	if rows, err = ListRows(ctx, tx, list, pg.Window{}); err != nil {
		return l, nil, nil, err
	}
	if len(rows) == 0 {
		return l, nil, nil, errNoList
	}
	hands, err = Hands(ctx, tx, list)
	return l, rows, hands, err
}

func rollTable(rows []ListRow, accounts map[int64]registry.Account, total decimal.Decimal) paper.Table {
	t := paper.Table{Size: paper.Smallest, Columns: []paper.Column{
		{Title: "序号", Width: 12, Align: paper.Centre}, {Title: "乡镇（街道）", Width: 26}, {Title: "行政村（社区）", Width: 33}, {Title: "自然村", Width: 21},
		{Title: "户主", Width: 25}, {Title: "领款人", Width: 25}, {Title: "开户行", Width: 27}, {Title: "收款账号", Width: 22, Align: paper.Centre},
		{Title: "金额（元）", Width: 27, Align: paper.Right}, {Title: "签字", Width: 22},
	}}
	const signing = 9 // millimetres
	for _, r := range rows {
		a := accounts[r.Account]
		t.Rows = append(t.Rows, paper.Row{Height: signing, Whose: fmt.Sprintf("花名册第 %d 行“%s”户", r.N, r.Head), Cells: []string{
			fmt.Sprint(r.N), r.Township, r.Village, r.Place, r.Head, r.Receiver, a.Bank, ending(a.Number), yuan.Grouped(r.Amount), "",
		}})
	}
	t.Sum = func(label string, from, to int) []string {
		return []string{fmt.Sprintf("%s　%d 笔", label, to-from), "", "", "", "", "", "", "", yuan.Grouped(sumOf(rows[from:to])), ""}
	}
	t.Foot = []paper.Row{{Span: true, Whose: "合计", Cells: []string{"合计人民币（大写）：" + yuan.Capital(total)}}}
	return t
}

// ending is a masked account with four stars for all that is hidden.
func ending(masked []byte) string { return "****" + strings.TrimLeft(string(masked), "*") }

// titled says on a list's paper that it is paid again, and that it is void.
func (l List) titled(title string) string {
	if l.Again {
		title += "（重新支付）"
	}
	if l.Status == ListVoid {
		title += "（已作废）"
	}
	return title
}

// signed are a list's boxes: named and dated where the step was taken, else to be signed.
func signed(hands []Hand) []paper.Box {
	boxes := []paper.Box{{Label: "经办"}, {Label: "第一级审批"}, {Label: "第二级审批"}, {Label: "发送"}}
	for i, part := range []Part{ClerkPart, FirstPart, SecondPart, SenderPart} {
		var names []string
		for _, h := range hands {
			if h.Part == part {
				names = append(names, h.Name)
				boxes[i].Date = calendar.DateOf(h.At).Chinese()
			}
		}
		boxes[i].Name = strings.Join(names, "、")
	}
	return boxes
}

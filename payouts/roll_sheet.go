package payouts

import (
	"fmt"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"fangpin/registry"
)

// rollHead are the roll's columns and their widths, in characters. The amount stands last but one.
var rollHead = []struct {
	Title string
	Width float64
}{{"序号", 6}, {"乡镇（街道）", 16}, {"行政村（社区）", 18}, {"自然村（组）", 14}, {"户主", 12}, {"领款人", 12}, {"开户行", 24}, {"收款账号", 24}, {"金额（元）", 14}, {"签字", 14}}

const (
	rollName = "发放花名册"
	firstRow = 4 // below title, particulars and head

	signedHeight = 24 // points: room for a signature
)

// rollSheet is a roll being laid out; the first error stops it.
type rollSheet struct {
	*excelize.File
	title, head, cell, centred, money int // styles
	err                               error
}

func newRollSheet() *rollSheet {
	r := &rollSheet{File: excelize.NewFile()}
	r.do(r.SetSheetName(r.GetSheetName(0), rollName))
	r.do(r.SetDefaultFont("宋体"))
	border := []excelize.Border{{Type: "left", Color: "808080", Style: 1}, {Type: "right", Color: "808080", Style: 1},
		{Type: "top", Color: "808080", Style: 1}, {Type: "bottom", Color: "808080", Style: 1}}
	centre := &excelize.Alignment{Horizontal: "center", Vertical: "center"}
	const thousands = 4 // #,##0.00
	r.title = r.style(excelize.Style{Font: &excelize.Font{Bold: true, Size: 18}, Alignment: centre})
	r.head = r.style(excelize.Style{Border: border, Font: &excelize.Font{Bold: true}, Alignment: centre})
	r.cell = r.style(excelize.Style{Border: border, Alignment: &excelize.Alignment{Vertical: "center"}})
	r.centred = r.style(excelize.Style{Border: border, Alignment: centre})
	r.money = r.style(excelize.Style{Border: border, NumFmt: thousands, Alignment: &excelize.Alignment{Vertical: "center"}})
	return r
}

// fill lays the roll out: title, particulars, head, a line a payout, total, signatures.
func (r *rollSheet) fill(l List, rows []ListRow, accounts map[int64]registry.Account) error {
	r.line(1, r.title, "防贫救助金发放花名册")
	total, of := sumOf(rows), "共"
	if len(rows) < l.Rows {
		of = "本辖区共"
	}
	r.line(2, 0, fmt.Sprintf("花名册：%s　编制日期：%s　%s %d 笔　合计 %s 元　校验码：%s", l.Name(), l.Dated.Chinese(), of, len(rows), total.StringFixed(2), l.Code()))
	for i, c := range rollHead {
		r.do(r.SetColWidth(rollName, column(i), column(i), c.Width))
		r.put(column(i), firstRow-1, r.head, c.Title)
	}
	last := column(len(rollHead) - 1)
	for _, row := range []int{1, 2} {
		r.do(r.MergeCell(rollName, at("A", row), at(last, row)))
	}
	r.do(r.SetPanes(rollName, &excelize.Panes{Freeze: true, YSplit: firstRow - 1, TopLeftCell: at("A", firstRow), ActivePane: "bottomLeft"}))
	r.do(r.SetRowHeight(rollName, 1, 30))
	for i, p := range rows {
		a := accounts[p.Account]
		r.line(firstRow+i, r.cell, p.N, p.Township, p.Village, p.Place, p.Head, p.Receiver, a.Bank, string(a.Number), p.Amount, "")
		r.do(r.SetRowHeight(rollName, firstRow+i, signedHeight))
	}
	end := firstRow + len(rows)
	r.line(end, r.cell, "合计", "", "", "", "", "", "", fmt.Sprintf("%d 笔", len(rows)), total, "")
	r.do(r.SetRowHeight(rollName, end, signedHeight))
	r.do(r.SetCellStyle(rollName, at("A", firstRow), at("A", end), r.centred))
	r.line(end+2, 0, "编制：", "", "", "审批（一）：", "", "审批（二）：", "", "发送：")
	r.page()
	return r.err
}

func sumOf(rows []ListRow) decimal.Decimal {
	total := decimal.Zero
	for _, p := range rows {
		total = total.Add(p.Amount)
	}
	return total
}

// page prints the roll across sheets of A4, the head on each of them, the pages numbered.
func (r *rollSheet) page() {
	a4, wide, landscape, fit := 9, 1, "landscape", true
	long, centred, side, end, edge := 0, true, 0.4, 0.6, 0.3 // as many pages as it takes; inches
	r.do(r.SetSheetProps(rollName, &excelize.SheetPropsOptions{FitToPage: &fit}))
	r.do(r.SetPageLayout(rollName, &excelize.PageLayoutOptions{Size: &a4, Orientation: &landscape, FitToWidth: &wide, FitToHeight: &long}))
	r.do(r.SetPageMargins(rollName, &excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &end, Bottom: &end,
		Header: &edge, Footer: &edge, Horizontally: &centred}))
	r.do(r.SetHeaderFooter(rollName, &excelize.HeaderFooterOptions{OddFooter: "&C第 &P 页　共 &N 页"}))
	r.do(r.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: rollName,
		RefersTo: fmt.Sprintf("%s!$%d:$%d", rollName, 1, firstRow-1)}))
}

// line writes values from column A on.
func (r *rollSheet) line(row, style int, values ...any) {
	for i, v := range values {
		r.put(column(i), row, style, v)
	}
}

// put writes one cell. An amount is written as the decimal it is and never passes through a float.
func (r *rollSheet) put(col string, row, style int, v any) {
	if amount, ok := v.(decimal.Decimal); ok {
		r.do(r.SetCellDefault(rollName, at(col, row), amount.StringFixed(2)))
		style = r.money
	} else {
		r.do(r.SetCellValue(rollName, at(col, row), v))
	}
	r.do(r.SetCellStyle(rollName, at(col, row), at(col, row), style))
}

func (r *rollSheet) style(s excelize.Style) int {
	id, err := r.NewStyle(&s)
	r.do(err)
	return id
}

func (r *rollSheet) do(err error) {
	if r.err == nil {
		r.err = err
	}
}

// column names the i-th column: 0 is A. A roll has fewer than 26.
func column(i int) string { return string(rune('A' + i)) }

func at(col string, row int) string { return fmt.Sprintf("%s%d", col, row) }

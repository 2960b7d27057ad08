package monitoring

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/paper"
	"fangpin/internal/pg"
	"fangpin/reports"
)

// Handed is what a unit was handed over in a month, whoever told of it: a township by its name, or a department.
type Handed struct {
	Unit  string
	Lines []LedgerLine
}

// HandedOver are matters of a ledger by whom they were handed over to.
func HandedOver(lines []LedgerLine) (units []Handed) {
	of := map[string][]LedgerLine{}
	for _, l := range lines {
		if l.HandedOn != nil {
			of[l.unit()] = append(of[l.unit()], l)
		}
	}
	for unit, own := range of {
		units = append(units, Handed{unit, own})
	}
	slices.SortFunc(units, func(a, b Handed) int { return cmp.Compare(a.Unit, b.Unit) })
	return units
}

// unit is whom the matter was handed over to: the family's township by its name, or the department.
func (l LedgerLine) unit() string {
	if l.To == Township {
		return l.Township
	}
	return l.To
}

// HandOverPaper prints what one unit was handed over in a month (交办单; S3 ②: 集中交办). That of a department's report names the people that the report
// names; this one the families, whoever told of them: 群众反映、村级名单、走访、排查、自主申报 too.
func (d Desk) HandOverPaper(ctx context.Context, tx *pg.Tx, month reports.Month, unit string, w io.Writer) error {
	lines, err := Ledger(ctx, tx, LedgerFilter{Month: month})
	if err != nil {
		return err
	}
	units := HandedOver(lines)
	i := slices.IndexFunc(units, func(h Handed) bool { return h.Unit == unit })
	if i < 0 {
		return fault.NotFoundf("%d年%d月没有交办给%s的监测事项", month.Year, month.Month, unit)
	}
	office, err := pg.OfficeOf(ctx, tx)
	if err != nil {
		return err
	}
	return units[i].paper(d.Fonts, month, office.Name, tx).Write(w)
}

func (h Handed) paper(fonts *paper.Fonts, month reports.Month, office string, tx *pg.Tx) *paper.Paper {
	out := fonts.New("交办单", tx.Now)
	out.OnSide()
	out.Title("防返贫监测事项交办单")
	out.Line(paper.Left, h.Unit+"：")
	out.Text(fmt.Sprintf("现将%d年%d月交办的监测事项 %d 户交你单位办理。%s", month.Year, month.Month, len(h.Lines), h.asks()))
	t := paper.Table{Size: paper.Smallest, Columns: []paper.Column{
		{Title: "序号", Width: 12, Align: paper.Centre}, {Title: "行政村（社区）", Width: 34}, {Title: "户编号", Width: 42}, {Title: "户主", Width: 22}, {Title: "线索来源", Width: 28},
		{Title: "风险", Width: 30}, {Title: "线索日期", Width: 28}, {Title: "交办日期", Width: 28},
	}}
	if h.dated() {
		t.Columns = append(t.Columns, paper.Column{Title: "核查期限", Width: 28})
	}
	for i, l := range h.Lines {
		cells := []string{fmt.Sprint(i + 1), l.In, l.No, l.Head, l.Source, cmp.Or(l.Risk, "—"), l.LeadOn.String(), l.HandedOn.String()}
		switch {
		case l.By != nil:
			cells = append(cells, l.By.String())
		case h.dated():
			cells = append(cells, "—")
		}
		t.Rows = append(t.Rows, paper.Row{Whose: l.called(), Cells: cells})
	}
	t.Foot = []paper.Row{{Span: true, Whose: "合计", Cells: []string{fmt.Sprintf("合计 %d 户", len(h.Lines))}}}
	out.Table(t)
	out.Boxes(paper.Box{Label: "交办人"}, paper.Box{Label: "接收人"}, paper.Box{Label: "反馈人"})
	out.Seal(paper.Seal{By: office, On: calendar.DateOf(tx.Now).Chinese()})
	return out
}

// dated tells whether the procedure of any of the matters sets a day for its check.
func (h Handed) dated() bool {
	return slices.ContainsFunc(h.Lines, func(l LedgerLine) bool { return l.By != nil })
}

// asks is what the unit is asked to do, by the days that the matters' procedures set: one that sets none asks for no day.
func (h Handed) asks() string {
	text := "请及时办理"
	if h.dated() {
		text = "请在核查期限前办结"
	}
	if slices.ContainsFunc(h.Lines, func(l LedgerLine) bool { return l.Owes }) {
		text += "；月底前反馈办理情况，不纳入的逐户说明理由"
	}
	return text + "。"
}

package monitoring

import (
	"context"
	"fmt"
	"io"
	"slices"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/paper"
	"fangpin/internal/pg"
	"fangpin/internal/yuan"
	"fangpin/procedure"
)

// Listed are several watches on one paper.
type Listed int

const (
	Announcement Listed = iota // 公告, of who was approved
	CityFiling                 // 报市备案表
)

// ListPaper prints watches on one paper, by village, each of which was approved: the county's announcement shows head, village and kind, of those
// taken in or of those released; what is filed with the city has more.
func (d Desk) ListPaper(ctx context.Context, tx *pg.Tx, what Listed, ids []int64, w io.Writer) error {
	if len(ids) == 0 {
		return fault.Invalidf("没有选中任何一户，请先选择")
	}
	found, _, err := Find(ctx, tx, Filter{IDs: pg.Only(ids), Ended: true})
	if err != nil {
		return err
	}
	if len(found) != len(ids) {
		return errNoWatch
	}
	for _, f := range found {
		if f.Since == nil && !f.Released() {
			return fault.Conflictf("%s没有审定通过的结论，不能列入公告或备案", f.called())
		}
		if what == Announcement && f.Released() != found[0].Released() {
			return fault.Invalidf("纳入监测的户和风险消除的户请分开公告")
		}
	}
	return d.list(ctx, tx, Issue{What: what, On: calendar.DateOf(tx.Now), Released: found[0].Released()}, found, w)
}

// list prints watches as they stood when the paper was issued.
func (d Desk) list(ctx context.Context, tx *pg.Tx, as Issue, found []Watch, w io.Writer) error {
	ids := make([]int64, len(found))
	for i, f := range found {
		ids[i] = f.ID
	}
	entered, err := enteredOf(ctx, tx, ids)
	if err != nil {
		return err
	}
	office, err := pg.OfficeOf(ctx, tx)
	if err != nil {
		return err
	}
	if as.What == Announcement {
		if err := publicly(ctx, tx, found, as.On); err != nil {
			return err
		}
	}
	title, text := as.head(len(found), office)
	out := d.Fonts.New(title, as.On.Start())
	out.Title(title)
	if as.What == CityFiling {
		out.OnSide()
	}
	if as.No != "" {
		out.Line(paper.Centre, "编号："+as.No)
	}
	out.Text(text)
	out.Table(listTable(as.What, found, entered))
	out.Seal(paper.Seal{By: office.Name, On: as.On.Chinese()})
	return out.Write(w)
}

// head is what stands above the table of so many: its title and its first words.
func (as Issue) head(n int, office pg.Office) (title, text string) {
	switch {
	case as.What == CityFiling:
		return "防止返贫监测对象备案表", fmt.Sprintf("现将%s审定的 %d 户报请备案。", office.Name, n)
	case as.Released:
		return "监测对象风险消除公告", fmt.Sprintf("按照防止返贫监测帮扶程序，经%s审定，以下 %d 户风险已消除，不再按监测对象监测帮扶，现予公告。监督电话：%s。",
			office.Name, n, office.Phone)
	default:
		return "防止返贫监测对象公告", fmt.Sprintf("按照防止返贫监测帮扶程序，经%s审定，以下 %d 户纳入监测帮扶，现予公告。监督电话：%s。",
			office.Name, n, office.Phone)
	}
}

// Released tells whether the county has approved that the risk is gone, marked or not yet.
func (w Watch) Released() bool {
	return w.State == procedure.StateCleared ||
		w.State == procedure.StateClearing && slices.Contains([]procedure.Act{procedure.Announce, procedure.Mark, procedure.File}, w.Waits())
}

// publicly names the families' heads as everybody may read them on a day.
func publicly(ctx context.Context, tx *pg.Tx, found []Watch, on calendar.Date) error {
	households := make([]int64, len(found))
	for i, f := range found {
		households[i] = f.Household
	}
	heads, err := publicHeads(ctx, tx, households, on)
	if err != nil {
		return err
	}
	for i, f := range found {
		if heads[f.Household] == "" {
			return fault.Invalidf("%s没有户主，请先在花名册中写明户主", f.called())
		}
		found[i].Head = heads[f.Household]
	}
	return nil
}

func listTable(what Listed, found []Watch, entered map[int64]calendar.Date) paper.Table {
	t := paper.Table{Columns: []paper.Column{{Title: "序号", Width: 16, Align: paper.Centre}, {Title: "村", Width: 40}, {Title: "户主", Width: 36}, {Title: "类别", Width: 40}}}
	if what == CityFiling {
		t.Columns = append(t.Columns, paper.Column{Title: "人均纯收入（元）", Width: 34, Align: paper.Right}, paper.Column{Title: "纳入日期", Width: 30}, paper.Column{Title: "状态", Width: 30})
	}
	for i, f := range found {
		cells := []string{fmt.Sprint(i + 1), f.In, f.Head, orDash(f.Kind)}
		if what == CityFiling {
			income := "—"
			if f.PerHead != nil {
				income = yuan.Grouped(*f.PerHead)
			}
			cells = append(cells, income, entered[f.ID].String(), f.State.Title())
		}
		t.Rows = append(t.Rows, paper.Row{Whose: f.called(), Cells: cells})
	}
	return t
}

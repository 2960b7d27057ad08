package monitoring

import (
	"context"
	"fmt"
	"io"
	"time"

	"fangpin/internal/calendar"
	"fangpin/internal/listing"
	"fangpin/internal/pg"
	"fangpin/procedure"
)

// QuarterIncome is a family under watch with the income that a visit since the newest quarter's end established (S4: 收入计算周期按整年度依季递延).
type QuarterIncome struct {
	Watch
	Found *Found // nil: none yet
}

// QuarterIncomes are the families under watch at the end of a month, or today while it lasts, by village and household number, with what was established
// by then, and the last day of the newest quarter that was over.
func QuarterIncomes(ctx context.Context, tx *pg.Tx, year int, month time.Month) ([]QuarterIncome, calendar.Date, error) {
	first, on, err := monthOf(tx, year, month)
	if err != nil {
		return nil, 0, err
	}
	stood, err := monthlyOf(ctx, tx, first, on)
	if err != nil {
		return nil, 0, err
	}
	ids := []int64{}
	for _, m := range stood {
		if m.Since != nil {
			ids = append(ids, m.ID)
		}
	}
	watched, _, err := Find(ctx, tx, Filter{IDs: pg.Only(ids), Ended: true})
	if err != nil {
		return nil, 0, err
	}
	quarter := procedure.QuarterEnd(on - 1)
	visits, err := VisitsOf(ctx, tx, ids...)
	if err != nil {
		return nil, 0, err
	}
	out := make([]QuarterIncome, len(watched))
	for i, w := range watched {
		out[i].Watch = w
		for _, v := range visits[w.ID] {
			if v.On > quarter && v.On <= on && v.PerHead != nil {
				out[i].Found = &v
			}
		}
	}
	return out, quarter, nil
}

// QuarterIncomeSheet writes them (季度收入核算表).
func QuarterIncomeSheet(ctx context.Context, tx *pg.Tx, year int, month time.Month, w io.Writer) error {
	found, quarter, err := QuarterIncomes(ctx, tx, year, month)
	if err != nil {
		return err
	}
	l := listing.Listing{
		Sheet: "季度收入核算", Title: "监测对象季度收入核算表", Signed: []string{"填表", "审核"},
		Columns: []listing.Column{{Title: "序号", Width: 6}, {Title: "村", Width: 14}, {Title: "户编号", Width: 12}, {Title: "户主", Width: 10}, {Title: "监测对象类别", Width: 16},
			{Title: "核实日期", Width: 12}, {Title: "收入计算期", Width: 26}, {Title: "家庭纯收入（元）", Width: 16}, {Title: "人口", Width: 7}, {Title: "人均纯收入（元）", Width: 16}},
	}
	missing := 0
	for i, f := range found {
		row := []any{i + 1, f.In, f.No, f.Head, text(f.Kind), "未核实", nil, nil, nil, nil}
		if v := f.Found; v != nil {
			row = append(row[:5], v.On, fmt.Sprintf("%s 至 %s", v.From, v.To), v.Net(), v.Persons, *v.PerHead)
		} else {
			missing++
		}
		l.Rows = append(l.Rows, row)
	}
	l.Of = fmt.Sprintf("%s之后核实的收入　共 %d 户，未核实 %d 户", quarter.Chinese(), len(found), missing)
	return l.Write(w)
}

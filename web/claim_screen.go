package web

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"fangpin/claims"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/reports"
)

// screeningPage is a month's screening: what will be compared, and what came of it.
type screeningPage struct {
	Months  []choice // that have reports
	Month   string
	Title   string // of the month
	Judging claims.Judging
	Reports []screenedReport
	Waiting int // reports of the month that were not handed over

	List    *listing
	Refused []claims.ReportedRow // not taken in, with the reason
}

// screenedReport is a report handed over, with what screening made of its rows.
type screenedReport struct {
	reports.Report
	Kind reports.Kind
	reports.Outcomes
}

func (v *visit) screening() error {
	found, err := reports.Find(v.ctx(), v.tx, reports.Filter{})
	if err != nil {
		return err
	}
	p := screeningPage{Months: monthsOf(found), List: v.listing()}
	if len(p.Months) == 0 {
		return v.show("claims/screening", p)
	}
	p.Month = v.value("month")
	month, err := reports.ParseMonth(p.Month)
	if err != nil {
		p.Month = p.Months[0].Value
		if month, err = reports.ParseMonth(p.Month); err != nil {
			return err
		}
	}
	p.Title = monthTitle(month)
	if p.Judging, err = claims.ToJudge(v.ctx(), v.tx, month); err != nil {
		return err
	}
	if p.Reports, p.Waiting, err = v.screened(found, month); err != nil {
		return err
	}
	f := reports.RowFilter{From: month, To: month, Status: reports.HandedOver, Outcome: reports.NotTaken}
	f.Window = p.List.window()
	if p.Refused, p.List.Total, err = claims.ReportedRows(v.ctx(), v.tx, v.Keys, f); err != nil {
		return err
	}
	return v.show("claims/screening", p)
}

// screened are the month's reports that were handed over, and how many wait to be.
func (v *visit) screened(found []reports.Report, month reports.Month) (out []screenedReport, waiting int, err error) {
	var ids []int64
	for _, r := range found {
		if r.Month() != month {
			continue
		}
		switch r.Status {
		case reports.HandedOver:
			kind, _ := reports.KindOf(r.Kind)
			out, ids = append(out, screenedReport{Report: r, Kind: kind}), append(ids, r.ID)
		case reports.Received:
			waiting++
		}
	}
	counted, err := reports.OutcomesOf(v.ctx(), v.tx, ids)
	for i := range out {
		out[i].Outcomes = counted[out[i].ID]
	}
	return out, waiting, err
}

// monthsOf are the months of reports, the newest first.
func monthsOf(found []reports.Report) (out []choice) {
	for _, r := range found {
		c := choice{r.Month().String(), monthTitle(r.Month())}
		if !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b choice) int { return cmp.Compare(b.Value, a.Value) })
	return out
}

func monthTitle(m reports.Month) string { return fmt.Sprintf("%d年%d月", m.Year, m.Month) }

// screen compares a month's reports and raises the claims.
func (v *visit) screen() error {
	month, err := reports.ParseMonth(v.value("month"))
	if err != nil {
		return fault.Invalidf("请选择要比对的月份")
	}
	var s claims.Screening
	err = v.do(func(ctx context.Context, tx *pg.Tx) (err error) {
		s, err = claims.Screen(ctx, tx, month)
		return err
	})
	if err != nil {
		return err
	}
	return v.to("/screening?month="+month.String(), fmt.Sprintf("%s比对完成：比对 %d 条，纳入 %d 条，不纳入 %d 条；新立案 %d 件，并入已有案件 %d 件",
		monthTitle(month), s.Rows, s.Taken, s.NotTaken, len(s.Raised), len(s.Joined)))
}

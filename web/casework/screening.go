package casework

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"fangpin/claims"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/reports"
	"fangpin/web/kit"
)

// screeningPage is a month's screening: what will be compared, and what came of it.
type screeningPage struct {
	Months  []kit.Choice // that have reports
	Month   string
	Title   string // of the month
	Judging claims.Judging
	Reports []screenedReport
	Waiting int // reports of the month that were not handed over

	List    *kit.List
	Refused []claims.ReportedRow // not taken in, with the reason
}

// screenedReport is a report handed over, with what screening made of its rows.
type screenedReport struct {
	reports.Report
	Kind reports.Kind
	reports.Outcomes
}

func showScreening(r *kit.Request) error {
	found, err := reports.Find(r.Context(), r.Tx, reports.Filter{})
	if err != nil {
		return err
	}
	p := screeningPage{Months: monthsOf(found), List: r.List()}
	if len(p.Months) == 0 {
		return r.Show("casework/claims/screening", p)
	}
	p.Month = r.Value("month")
	month, err := reports.ParseMonth(p.Month)
	if err != nil {
		p.Month = p.Months[0].Value
		if month, err = reports.ParseMonth(p.Month); err != nil {
			return err
		}
	}
	p.Title = monthTitle(month)
	if p.Judging, err = claims.ToJudge(r.Context(), r.Tx, month); err != nil {
		return err
	}
	if p.Reports, p.Waiting, err = screened(r, found, month); err != nil {
		return err
	}
	f := reports.RowFilter{From: month, To: month, Status: reports.HandedOver, Outcome: reports.NotTaken}
	f.Window = p.List.Window()
	if p.Refused, p.List.Total, err = claims.ReportedRows(r.Context(), r.Tx, r.Keys, f); err != nil {
		return err
	}
	return r.Show("casework/claims/screening", p)
}

// screened are the month's reports that were handed over, and how many wait to be.
func screened(r *kit.Request, found []reports.Report, month reports.Month) (out []screenedReport, waiting int, err error) {
	var ids []int64
	for _, one := range found {
		if one.Month() != month {
			continue
		}
		switch one.Status {
		case reports.HandedOver:
			kind, _ := reports.KindOf(one.Kind)
			out, ids = append(out, screenedReport{Report: one, Kind: kind}), append(ids, one.ID)
		case reports.Received:
			waiting++
		}
	}
	counted, err := reports.OutcomesOf(r.Context(), r.Tx, ids)
	for i := range out {
		out[i].Outcomes = counted[out[i].ID]
	}
	return out, waiting, err
}

// monthsOf are the months of reports, the newest first.
func monthsOf(found []reports.Report) (out []kit.Choice) {
	for _, r := range found {
		c := kit.Choice{Value: r.Month().String(), Title: monthTitle(r.Month())}
		if !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b kit.Choice) int { return cmp.Compare(b.Value, a.Value) })
	return out
}

func monthTitle(m reports.Month) string { return fmt.Sprintf("%d年%d月", m.Year, m.Month) }

// screen compares a month's reports and raises the claims.
func screen(r *kit.Request) error {
	month, err := reports.ParseMonth(r.Value("month"))
	if err != nil {
		return fault.Invalidf("请选择要比对的月份")
	}
	var s claims.Screening
	err = r.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		s, err = claims.Screen(ctx, tx, month)
		return err
	})
	if err != nil {
		return err
	}
	return r.To("/screening?month="+month.String(), fmt.Sprintf("%s比对完成：比对 %d 条，纳入 %d 条，不纳入 %d 条；新立案 %d 件，并入已有案件 %d 件",
		monthTitle(month), s.Rows, s.Taken, s.NotTaken, len(s.Raised), len(s.Joined)))
}

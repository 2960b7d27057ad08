package reporting

import (
	"fmt"
	"io"

	"fangpin/claims"
	"fangpin/internal/fault"
	"fangpin/reports"
	"fangpin/web/kit"
)

// outcomesPage is the month's ledger of what became of each row (S3 ④: 逐户说明理由).
type outcomesPage struct {
	List     *kit.List
	Agencies []string
	Outcomes []kit.Choice
	Rows     []claims.ReportedRow
	File     string   // the address of the same as a file; empty without a month, of which the file is
	Handed   []string // townships whose 交办单 the person may print
}

func listOutcomes(r *kit.Request) (err error) {
	p := outcomesPage{List: r.List(), Agencies: agencies(r),
		Outcomes: []kit.Choice{{Value: reports.NotTaken, Title: reports.OutcomeTitle(reports.NotTaken)}, {Value: reports.TakenIn, Title: reports.OutcomeTitle(reports.TakenIn)}}}
	f := outcomeFilter(p.List)
	if f.From != (reports.Month{}) {
		file := *p.List
		file.Path = "/outcomes.csv"
		p.File = file.With("page", "")
	}
	if r.Sees("/handover.pdf") {
		p.Handed = townships(r)
	}
	f.Window = p.List.Window()
	if p.Rows, p.List.Total, err = claims.ReportedRows(r.Context(), r.Tx, r.Keys, f); err != nil {
		return err
	}
	return r.Show("reporting/reports/outcomes", p)
}

// outcomeFilter is what the address narrows the ledger to: a month or all of them, an agency, an outcome.
func outcomeFilter(l *kit.List) reports.RowFilter {
	m := reportMonth(l.Get("month"))
	return reports.RowFilter{Status: reports.HandedOver, From: m, To: m, Agency: l.Get("agency"), Outcome: l.Get("outcome")}
}

// outcomesFile is a month's ledger as a table, numbers masked.
func outcomesFile(r *kit.Request) error {
	f := outcomeFilter(r.List())
	if f.From == (reports.Month{}) {
		return fault.NotFoundf("请先选择月份，再下载台账")
	}
	rows, _, err := claims.ReportedRows(r.Context(), r.Tx, r.Keys, f)
	if err != nil {
		return err
	}
	lines := [][]string{{"月份", "部门", "种类", "姓名", "身份证号", "户编号", "结果", "理由"}}
	for _, row := range rows {
		lines = append(lines, []string{row.Month.String(), row.Agency, row.Title(), row.Name, row.Number, row.HouseholdNo, row.Result(), row.Reason})
	}
	return r.File(fmt.Sprintf("比对结果台账-%s.csv", r.Today()), kit.CSV, func(w io.Writer) error { return writeTable(w, lines) })
}

package web

import (
	"fmt"
	"io"

	"fangpin/claims"
	"fangpin/internal/fault"
	"fangpin/reports"
)

// outcomesPage is the month's ledger of what became of each row (S3 ④: 逐户说明理由).
type outcomesPage struct {
	List     *listing
	Agencies []string
	Outcomes []choice
	Rows     []claims.ReportedRow
	File     string   // the address of the same as a file; empty without a month, of which the file is
	Handed   []string // townships whose 交办单 the person may print
}

func (v *visit) outcomes() (err error) {
	p := outcomesPage{List: v.listing(), Agencies: v.agencies(),
		Outcomes: []choice{{reports.NotTaken, reports.OutcomeTitle(reports.NotTaken)}, {reports.TakenIn, reports.OutcomeTitle(reports.TakenIn)}}}
	f := outcomeFilter(p.List)
	if f.From != (reports.Month{}) {
		file := *p.List
		file.path = "/outcomes.csv"
		p.File = file.with("page", "")
	}
	if v.sees("/handover.pdf") {
		p.Handed = v.townships()
	}
	f.Window = p.List.window()
	if p.Rows, p.List.Total, err = claims.ReportedRows(v.ctx(), v.tx, v.Keys, f); err != nil {
		return err
	}
	return v.show("reports/outcomes", p)
}

// outcomeFilter is what the address narrows the ledger to: a month or all of them, an agency, an outcome.
func outcomeFilter(l *listing) reports.RowFilter {
	m := reportMonth(l.Get("month"))
	return reports.RowFilter{Status: reports.HandedOver, From: m, To: m, Agency: l.Get("agency"), Outcome: l.Get("outcome")}
}

// outcomesFile is a month's ledger as a table, numbers masked.
func (v *visit) outcomesFile() error {
	f := outcomeFilter(v.listing())
	if f.From == (reports.Month{}) {
		return fault.NotFoundf("请先选择月份，再下载台账")
	}
	rows, _, err := claims.ReportedRows(v.ctx(), v.tx, v.Keys, f)
	if err != nil {
		return err
	}
	lines := [][]string{{"月份", "部门", "种类", "姓名", "身份证号", "户编号", "结果", "理由"}}
	for _, r := range rows {
		lines = append(lines, []string{r.Month.String(), r.Agency, r.Title(), r.Name, r.Number, r.HouseholdNo, r.Result(), r.Reason})
	}
	return v.file(fmt.Sprintf("比对结果台账-%s.csv", v.today()), csvKind, func(w io.Writer) error { return writeTable(w, lines) })
}

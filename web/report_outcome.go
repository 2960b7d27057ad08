package web

import (
	"fmt"
	"io"

	"fangpin/reports"
)

// outcomesPage is the month's ledger of what became of each row (S3 ④: 逐户说明理由).
type outcomesPage struct {
	List     *listing
	Agencies []string
	Outcomes []choice
	Rows     []rowLine
	File     string   // the address of the same as a file
	Handed   []string // townships whose 交办单 the person may print
}

func (v *visit) outcomes() (err error) {
	p := outcomesPage{List: v.listing(), Agencies: v.agencies(),
		Outcomes: []choice{{reports.NotTaken, reports.OutcomeTitle(reports.NotTaken)}, {reports.TakenIn, reports.OutcomeTitle(reports.TakenIn)}}}
	file := *p.List
	file.path = "/outcomes.csv"
	p.File = file.with("page", "")
	if (route{who: handOverReaders}).admits(v.by.Role) {
		p.Handed = v.townships()
	}
	f := outcomeFilter(p.List)
	f.Window = p.List.window()
	if p.Rows, p.List.Total, err = v.rowLines(f); err != nil {
		return err
	}
	return v.show("reports/outcomes", p)
}

// outcomeFilter is what the address narrows the ledger to: a month or all of them, an agency, an outcome.
func outcomeFilter(l *listing) reports.RowFilter {
	m := reportMonth(l.Get("month"))
	return reports.RowFilter{Status: reports.HandedOver, From: m, To: m, Agency: l.Get("agency"), Outcome: l.Get("outcome")}
}

// outcomesFile is the ledger as a table, numbers masked.
func (v *visit) outcomesFile() error {
	rows, _, err := v.rowLines(outcomeFilter(v.listing()))
	if err != nil {
		return err
	}
	lines := [][]string{{"月份", "部门", "种类", "姓名", "身份证号", "户编号", "结果", "理由"}}
	for _, r := range rows {
		lines = append(lines, []string{r.Month.String(), r.Agency, r.Title(), r.Name, r.Number, r.HouseholdNo, r.Result(), r.Reason})
	}
	return v.file(fmt.Sprintf("比对结果台账-%s.csv", v.today()), csvKind, func(w io.Writer) error { return writeTable(w, lines) })
}

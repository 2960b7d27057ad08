package watching

import (
	"fmt"
	"net/url"
	"strconv"

	"fangpin/internal/area"
	"fangpin/monitoring"
	"fangpin/reports"
	"fangpin/web/kit"
)

// ledgerPage is the ledger of checks: what the workbook of the same address holds.
type ledgerPage struct {
	List      *kit.List
	Month     string // empty: whatever is open
	Townships []kit.Choice
	Rows      []monitoring.LedgerLine
	Late      int
	Workbook  string
	Handed    []monitoring.Handed // of the month, by whom a paper is printed for
}

func showLedger(r *kit.Request) error {
	p := ledgerPage{List: r.List()}
	f, err := ledgerAsked(r)
	if err != nil {
		return err
	}
	whole := f
	if f.Month != (reports.Month{}) {
		whole = monitoring.LedgerFilter{Month: f.Month} // what is printed to hand over is of the whole month
	}
	lines, err := monitoring.Ledger(r.Context(), r.Tx, whole)
	if err != nil {
		return err
	}
	if f.Month != (reports.Month{}) {
		p.Month, p.Handed = f.Month.String(), monitoring.HandedOver(lines)
	}
	lines = f.Of(lines)
	for _, l := range lines {
		if l.Late {
			p.Late++
		}
	}
	p.List.Total = len(lines)
	first := min(p.List.Window().Offset, len(lines))
	p.Rows = lines[first:min(first+kit.PageSize, len(lines))]
	p.Workbook = (&url.URL{Path: "/watches/ledger.xlsx", RawQuery: p.List.Query.Encode()}).String()
	tree := area.Published()
	for _, t := range tree.Townships(r.By.County) {
		p.Townships = append(p.Townships, kit.Choice{Value: t.Code[:9], Title: t.Short()})
	}
	return r.Show("watching/watches/ledger", p)
}

// ledgerAsked is the ledger that an address asks for: of today's month where it names neither a month nor what is open.
func ledgerAsked(r *kit.Request) (f monitoring.LedgerFilter, err error) {
	f = monitoring.LedgerFilter{Open: r.Value("open") != "", Late: r.Value("late") != ""}
	f.Township, _ = strconv.ParseInt(r.Value("township"), 10, 64) // what makes no sense there is as if it were not
	if f.Open && r.Value("month") == "" {
		return f, nil
	}
	f.Month, err = monthAsked(r)
	return f, err
}

// ledgerName is what the ledger's workbook is called.
func ledgerName(f monitoring.LedgerFilter) string {
	if f.Month == (reports.Month{}) {
		return "预警信息核查办理台账-未办结.xlsx"
	}
	return fmt.Sprintf("预警信息核查办理台账-%s.xlsx", f.Month)
}

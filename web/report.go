package web

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"fangpin/claims"
	"fangpin/internal/calendar"
	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/reports"
)

func reportRoutes() []route {
	rowReaders := append(slices.Clone(caseReaders), who.Reporter)
	outcomeReaders := []who.Role{who.Reporter, who.Clerk, who.Township, who.Village, who.Auditor}
	return []route{
		show("/reports", "月报", reportReaders, (*visit).reports),
		show("/reports/new", "", []who.Role{who.Reporter, who.Clerk}, (*visit).newReport),
		act("/reports", reports.AcceptStep, (*visit).acceptReport, (*visit).newReport),
		act("/reports/handover", reports.HandOverStep, (*visit).handOverReports, (*visit).reports),
		show("/reports/{id:[0-9]+}", "", reportReaders, (*visit).report),
		show("/reports/{id:[0-9]+}/defects", "", reportReaders, (*visit).reportDefects),
		show("/reports/{id:[0-9]+}/defects.csv", "", reportReaders, (*visit).reportDefectsFile),
		act("/reports/{id:[0-9]+}/file", reports.FetchStep, (*visit).reportFile, (*visit).report),
		show("/outcomes", "比对结果", outcomeReaders, (*visit).outcomes),
		show("/outcomes.csv", "", outcomeReaders, (*visit).outcomesFile),
		show("/handover.pdf", "", handOverReaders, (*visit).handOverPaper),
		show("/rows/{id:[0-9]+}", "", rowReaders, (*visit).reportRow),
		show("/rows/{id:[0-9]+}/reveal", "", reports.RevealStep.Roles, (*visit).rowReveal),
		act("/rows/{id:[0-9]+}/reveal", reports.RevealStep, (*visit).revealRow, (*visit).rowReveal),
	}
}

// reportsPage is the list of reports.
type reportsPage struct {
	List     *listing
	Agencies []string
	Kinds    []reports.Kind
	Statuses []choice
	Rows     []reportLine
}

// reportLine is a report as lists show it.
type reportLine struct {
	reports.Report
	reports.Outcomes
}

// Title is the kind's, State the status as people say it.
func (r reportLine) Title() string { return kindTitle(r.Kind) }
func (r reportLine) State() string { return reports.Title(r.Status) }

// Open tells whether it waits to be handed over, which is Due by the 10th.
func (r reportLine) Open() bool         { return r.Status == reports.Received }
func (r reportLine) Due() calendar.Date { return r.Month().DueOn() }

func statusChoices(statuses ...string) (out []choice) {
	for _, s := range statuses {
		out = append(out, choice{s, reports.Title(s)})
	}
	return out
}

func kindTitle(code string) string {
	kind, _ := reports.KindOf(code)
	return kind.Title
}

func (v *visit) reports() error {
	p := reportsPage{List: v.listing("", "received", "month", "agency", "kind"), Agencies: v.agencies(), Kinds: v.kinds(),
		Statuses: statusChoices(reports.Received, reports.HandedOver, reports.Replaced)}
	p.List.path = "/reports" // where it is shown again by a refused hand-over too
	f := reports.Filter{Agency: p.List.Get("agency"), Kind: p.List.Get("kind"), Month: reportMonth(p.List.Get("month")), Status: p.List.Get("status"),
		Window: p.List.window()}
	if f.Window.Sort == "" {
		f.Window.Sort, f.Window.Down = "received", true
	}
	found, err := reports.Find(v.ctx(), v.tx, f)
	if err != nil {
		return err
	}
	if p.List.Total, err = reports.Count(v.ctx(), v.tx, f); err != nil {
		return err
	}
	if p.Rows, err = v.reportLines(found); err != nil {
		return err
	}
	return v.show("reports/list", p)
}

func (v *visit) reportLines(found []reports.Report) ([]reportLine, error) {
	ids := make([]int64, len(found))
	for i, r := range found {
		ids[i] = r.ID
	}
	counted, err := reports.OutcomesOf(v.ctx(), v.tx, ids)
	if err != nil {
		return nil, err
	}
	lines := make([]reportLine, len(found))
	for i, r := range found {
		lines[i] = reportLine{r, counted[r.ID]}
	}
	return lines, nil
}

// agencies are those whose reports the person sees: a reporter their own.
func (v *visit) agencies() []string {
	if v.by.Role == who.Reporter {
		return []string{v.by.Agency}
	}
	return reports.Agencies()
}

// kinds are those that the person's agencies send.
func (v *visit) kinds() []reports.Kind {
	return slices.DeleteFunc(reports.Kinds(), func(k reports.Kind) bool {
		return v.by.Role == who.Reporter && !slices.Contains(k.Agencies, v.by.Agency)
	})
}

// reportMonth is a month of an address, none for what is none.
func reportMonth(text string) reports.Month {
	m, err := reports.ParseMonth(text)
	if err != nil {
		return reports.Month{}
	}
	return m
}

// reportPage is one report.
type reportPage struct {
	Report   reportLine
	By       string          // who sent it
	Replaces *reports.Report // whose place it took
	Replaced *reports.Report // what took its place
	Defects  []reports.Defect
	Flawed   int // cells
	List     *listing
	Rows     []claims.ReportedRow
	History  []deed.Event
	Purposes []string // for which the file may be fetched
}

// shownDefects is how many a report's own page lists; the others have a page of theirs.
const shownDefects = 10

func (v *visit) report() error {
	r, err := v.aReport()
	if err != nil {
		return err
	}
	p := reportPage{List: v.listing(), Purposes: reports.Purposes}
	for _, step := range []func() error{
		func() error { return v.aboutReport(&p, r) },
		func() (err error) {
			p.Defects, err = reports.DefectsIn(v.ctx(), v.tx, v.Keys, r.ID, pg.Window{Limit: shownDefects})
			guarded(p.Defects)
			return err
		},
		func() (err error) {
			p.Flawed, err = reports.CountDefects(v.ctx(), v.tx, r.ID)
			return err
		},
		func() (err error) {
			p.Rows, p.List.Total, err = claims.ReportedRows(v.ctx(), v.tx, v.Keys, reports.RowFilter{Reports: pg.Only([]int64{r.ID}), Window: p.List.window()})
			return err
		},
		func() (err error) {
			p.History, err = deed.History(v.ctx(), v.tx, deed.Ref{Table: "report", Key: strconv.FormatInt(r.ID, 10)})
			return err
		},
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return v.show("reports/show", p)
}

// aReport is the report that the address names.
func (v *visit) aReport() (reports.Report, error) {
	id, err := v.id("id")
	if err != nil {
		return reports.Report{}, err
	}
	return reports.Get(v.ctx(), v.tx, id)
}

// aboutReport finds who sent it and which reports stand before and after it.
func (v *visit) aboutReport(p *reportPage, r reports.Report) error {
	lines, err := v.reportLines([]reports.Report{r})
	if err != nil {
		return err
	}
	p.Report = lines[0]
	senders, err := staff.Named(v.ctx(), v.tx, []int64{r.ReceivedBy})
	if err != nil {
		return err
	}
	p.By = senders[r.ReceivedBy].Name
	same, err := reports.Find(v.ctx(), v.tx, reports.Filter{Agency: r.Agency, Kind: r.Kind, Month: r.Month()})
	if err != nil {
		return err
	}
	for _, other := range same {
		switch {
		case r.Replaces != nil && other.ID == *r.Replaces:
			p.Replaces = &other
		case other.Replaces != nil && *other.Replaces == r.ID:
			p.Replaced = &other
		}
	}
	return nil
}

// handOverReports hands the ticked reports over to be screened.
func (v *visit) handOverReports() error {
	ids, err := v.numbers("id")
	if err != nil {
		return err
	}
	if len(ids) == 0 {
		return fault.Invalidf("没有选中任何月报，请先勾选再交办")
	}
	err = v.do(func(ctx context.Context, tx *pg.Tx) error { return reports.HandOver(ctx, tx, ids) })
	if err != nil {
		return err
	}
	return v.to(v.listing().At("/reports"), fmt.Sprintf("已交办月报 %d 份", len(ids)), choice{"/screening", "可以开始比对"})
}

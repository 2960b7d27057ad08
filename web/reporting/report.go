package reporting

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
	"fangpin/web/kit"
)

func reportRoutes() []kit.Route {
	rowReaders := append(slices.Clone(claims.Readers), who.Reporter)
	outcomeReaders := []who.Role{who.Reporter, who.Clerk, who.Township, who.Village, who.Auditor}
	return []kit.Route{
		kit.Show("/reports", "月报", reportReaders, listReports),
		kit.Show("/reports/new", "", []who.Role{who.Reporter, who.Clerk}, newReport),
		kit.Act("/reports", reports.AcceptStep, acceptReport, newReport),
		kit.Send("/reports/defects", []who.Role{who.Reporter, who.Clerk}, refusedDefects, newReport),
		kit.Act("/reports/handover", reports.HandOverStep, handOverReports, listReports),
		kit.Show("/reports/{id:[0-9]+}", "", reportReaders, showReport),
		kit.Show("/reports/{id:[0-9]+}/defects", "", reportReaders, listDefects),
		kit.Show("/reports/{id:[0-9]+}/defects.csv", "", reportReaders, defectsFile),
		kit.Act("/reports/{id:[0-9]+}/file", reports.FetchStep, fetchFile, showReport),
		kit.Show("/outcomes", "比对结果", outcomeReaders, listOutcomes),
		kit.Show("/outcomes.csv", "", outcomeReaders, outcomesFile),
		kit.Show("/handover.pdf", "", handOverReaders, handOverPaper),
		kit.Show("/rows/{id:[0-9]+}", "", rowReaders, showRow),
		kit.Show("/rows/{id:[0-9]+}/reveal", "", reports.RevealStep.Roles, rowReveal),
		kit.Act("/rows/{id:[0-9]+}/reveal", reports.RevealStep, revealRow, rowReveal),
	}
}

// reportsPage is the list of reports.
type reportsPage struct {
	List     *kit.List
	Agencies []string
	Kinds    []reports.Kind
	Statuses []kit.Choice
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

func statusChoices(statuses ...string) (out []kit.Choice) {
	for _, s := range statuses {
		out = append(out, kit.Choice{Value: s, Title: reports.Title(s)})
	}
	return out
}

func kindTitle(code string) string {
	kind, _ := reports.KindOf(code)
	return kind.Title
}

func listReports(r *kit.Request) error {
	p := reportsPage{List: r.List("", "received", "month", "agency", "kind"), Agencies: agencies(r), Kinds: kinds(r),
		Statuses: statusChoices(reports.Received, reports.HandedOver, reports.Replaced)}
	p.List.Path = "/reports" // where it is shown again by a refused hand-over too
	f := reports.Filter{Agency: p.List.Get("agency"), Kind: p.List.Get("kind"), Month: reportMonth(p.List.Get("month")), Status: p.List.Get("status"),
		Window: p.List.Window()}
	if f.Window.Sort == "" {
		f.Window.Sort, f.Window.Down = "received", true
	}
	found, err := reports.Find(r.Context(), r.Tx, f)
	if err != nil {
		return err
	}
	if p.List.Total, err = reports.Count(r.Context(), r.Tx, f); err != nil {
		return err
	}
	if p.Rows, err = reportLines(r, found); err != nil {
		return err
	}
	return r.Show("reporting/reports/list", p)
}

func reportLines(r *kit.Request, found []reports.Report) ([]reportLine, error) {
	ids := make([]int64, len(found))
	for i, one := range found {
		ids[i] = one.ID
	}
	counted, err := reports.OutcomesOf(r.Context(), r.Tx, ids)
	if err != nil {
		return nil, err
	}
	lines := make([]reportLine, len(found))
	for i, one := range found {
		lines[i] = reportLine{one, counted[one.ID]}
	}
	return lines, nil
}

// agencies are those whose reports the person sees: a reporter their own.
func agencies(r *kit.Request) []string {
	if r.By.Role == who.Reporter {
		return []string{r.By.Agency}
	}
	return reports.Agencies()
}

// kinds are those that the person's agencies send.
func kinds(r *kit.Request) []reports.Kind {
	return slices.DeleteFunc(reports.Kinds(), func(k reports.Kind) bool {
		return r.By.Role == who.Reporter && !slices.Contains(k.Agencies, r.By.Agency)
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
	List     *kit.List
	Rows     []claims.ReportedRow
	History  []deed.Event
	Purposes []string // for which the file may be fetched
}

// shownDefects is how many a report's own page lists; the others have a page of theirs.
const shownDefects = 10

func showReport(r *kit.Request) error {
	one, err := aReport(r)
	if err != nil {
		return err
	}
	p := reportPage{List: r.List(), Purposes: reports.Purposes}
	for _, step := range []func() error{
		func() error { return aboutReport(r, &p, one) },
		func() (err error) {
			p.Defects, err = reports.DefectsIn(r.Context(), r.Tx, r.Keys, one.ID, pg.Window{Limit: shownDefects})
			kit.Guarded(p.Defects)
			return err
		},
		func() (err error) {
			p.Flawed, err = reports.CountDefects(r.Context(), r.Tx, one.ID)
			return err
		},
		func() (err error) {
			p.Rows, p.List.Total, err = claims.ReportedRows(r.Context(), r.Tx, r.Keys, reports.RowFilter{Reports: pg.Only([]int64{one.ID}), Window: p.List.Window()})
			return err
		},
		func() (err error) {
			p.History, err = deed.History(r.Context(), r.Tx, deed.Ref{Table: "report", Key: strconv.FormatInt(one.ID, 10)})
			return err
		},
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return r.Show("reporting/reports/show", p)
}

// aReport is the report that the address names.
func aReport(r *kit.Request) (reports.Report, error) {
	id, err := r.ID("id")
	if err != nil {
		return reports.Report{}, err
	}
	return reports.Get(r.Context(), r.Tx, id)
}

// aboutReport finds who sent it and which reports stand before and after it.
func aboutReport(r *kit.Request, p *reportPage, one reports.Report) error {
	lines, err := reportLines(r, []reports.Report{one})
	if err != nil {
		return err
	}
	p.Report = lines[0]
	senders, err := staff.Named(r.Context(), r.Tx, []int64{one.ReceivedBy})
	if err != nil {
		return err
	}
	p.By = senders[one.ReceivedBy].Name
	same, err := reports.Find(r.Context(), r.Tx, reports.Filter{Agency: one.Agency, Kind: one.Kind, Month: one.Month()})
	if err != nil {
		return err
	}
	for _, other := range same {
		switch {
		case one.Replaces != nil && other.ID == *one.Replaces:
			p.Replaces = &other
		case other.Replaces != nil && *other.Replaces == one.ID:
			p.Replaced = &other
		}
	}
	return nil
}

// handOverReports hands the ticked reports over to be screened.
func handOverReports(r *kit.Request) error {
	ids, err := r.Numbers("id")
	if err != nil {
		return err
	}
	if len(ids) == 0 {
		return fault.Invalidf("没有选中任何月报，请先勾选再交办")
	}
	err = r.Do(func(ctx context.Context, tx *pg.Tx) error { return reports.HandOver(ctx, tx, ids) })
	if err != nil {
		return err
	}
	return r.To(r.List().At("/reports"), fmt.Sprintf("已交办月报 %d 份", len(ids)), kit.Choice{Value: "/screening", Title: "可以开始比对"})
}

package reporting

import (
	"context"
	"fmt"
	"slices"

	"fangpin/claims"
	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/payouts"
	"fangpin/registry"
	"fangpin/reports"
	"fangpin/web/kit"
)

// reportRowPage is one row of a report.
type reportRowPage struct {
	Row     claims.ReportedRow
	Watched *watchedRow // what the watch made of it; nil for who reads no watches
	File    string      // of the report; empty for who may not read reports
	Cells   []cell
	Full    bool // just revealed
	History []deed.Event
	inHand  // only where somebody is about to look in full
}

// watchedRow is what the newest screening for the watch made of a row, apart from what the insurance made of it.
type watchedRow struct {
	reports.Reported
	Path string // to the watch, where the person may go there
}

// Result is the outcome as people say it.
func (w watchedRow) Result() string { return reports.OutcomeTitle(w.Outcome) }

// cell is one column of a row: what was told there, and where it stands in the file.
type cell struct{ Title, Value, Place string }

func showRow(r *kit.Request) error {
	p, told, err := aRow(r)
	if err != nil {
		return err
	}
	p.Cells = cellsOf(p.Row.Reported, told.Masked())
	rows := []deed.Ref{{Table: "report_row", Key: fmt.Sprint(p.Row.ID)}, {Table: "row_outcome", Key: fmt.Sprintf("%d/%s/1", p.Row.ID, reports.Insurance)}}
	if slices.Contains(monitoring.Readers, r.By.Role) {
		if p.Watched, err = watchedOf(r, p.Row.ID); err != nil {
			return err
		}
		rows = append(rows, deed.Ref{Table: "row_outcome", Key: fmt.Sprintf("%d/%s/1", p.Row.ID, reports.Watch)})
	}
	if p.History, err = deed.History(r.Context(), r.Tx, rows...); err != nil {
		return err
	}
	return r.Show("reporting/reports/row", p)
}

// watchedOf is what the watch made of a row. One that it found to be of a household elsewhere stands as not judged yet.
func watchedOf(r *kit.Request, id int64) (*watchedRow, error) {
	found, err := reports.Rows(r.Context(), r.Tx, reports.RowFilter{IDs: pg.Only([]int64{id}), For: reports.Watch})
	if err != nil || len(found) == 0 {
		return &watchedRow{}, err
	}
	w := watchedRow{Reported: found[0]}
	if r.By.Role == who.Reporter {
		return &w, nil
	}
	in, err := monitoring.OfRows(r.Context(), r.Tx, []int64{id})
	if watch := in[id]; watch != 0 {
		w.Path = r.PathTo("/watches/{id:[0-9]+}", fmt.Sprint(watch))
	}
	return &w, err
}

// aRow is the row that the address names, if it is the person's to see.
func aRow(r *kit.Request) (p reportRowPage, told reports.Told, err error) {
	id, err := r.ID("id")
	if err != nil {
		return p, told, err
	}
	f := reports.RowFilter{IDs: pg.Only([]int64{id})}
	if f.Households, err = claims.EntrustedHouseholds(r.Context(), r.Tx); err != nil {
		return p, told, err
	}
	lines, _, err := claims.ReportedRows(r.Context(), r.Tx, r.Keys, f)
	if err != nil {
		return p, told, err
	}
	if len(lines) == 0 {
		return p, told, errNoRow(id)
	}
	p.Row = lines[0]
	if r.Sees("/reports") {
		report, err := reports.Get(r.Context(), r.Tx, p.Row.Report)
		if err != nil {
			return p, told, err
		}
		p.File = report.FileName
	}
	told, err = p.Row.Open(r.Keys, r.By.County)
	return p, told, err
}

func errNoRow(id int64) error {
	return fault.NotFoundf("没有编号为 %d 的月报行，请从月报重新进入", id)
}

// cellsOf are the columns of a row that say anything, in the kind's order.
func cellsOf(r reports.Reported, told reports.Told) (cells []cell) {
	kind, _ := reports.KindOf(r.Kind)
	for _, c := range kind.Columns {
		value, fact := r.Facts[c.Word]
		if !fact {
			value = told.Word(c.Word)
		}
		if value == "" {
			continue
		}
		cells = append(cells, cell{c.Title, value, placeOf(r, c.Word, fact)})
	}
	return cells
}

// placeOf is where a column's value stands. A fact without a cell is of a column that the file has not: an amount of 0.
func placeOf(r reports.Reported, word string, fact bool) string {
	switch at := r.Cells[word]; {
	case at != "":
		return r.Sheet + "!" + at
	case fact:
		return "文件中没有这一列"
	default:
		return fmt.Sprintf("%s 第 %d 行", r.Sheet, r.Line)
	}
}

// toRevealRow is a row with the cases for which it may be looked at in full.
func toRevealRow(r *kit.Request) (p reportRowPage, err error) {
	if p, _, err = aRow(r); err != nil {
		return p, err
	}
	p.inHand, err = casesOf(r, registry.Look{Row: p.Row.ID})
	return p, err
}

// rowReveal asks why a row is looked at in full.
func rowReveal(r *kit.Request) error {
	p, err := toRevealRow(r)
	if err != nil {
		return err
	}
	return r.Show("reporting/reports/reveal", p)
}

// revealRow shows a row in full, once: there is no address that shows it again.
func revealRow(r *kit.Request) error {
	var p reportRowPage
	if err := r.Within(func(r *kit.Request) (err error) {
		p, err = toRevealRow(r)
		return err
	}); err != nil {
		return err
	}
	c, err := p.chosen(r)
	if err != nil {
		return err
	}
	err = r.Do(func(ctx context.Context, tx *pg.Tx) error {
		among, err := claims.EntrustedHouseholds(ctx, tx)
		if err != nil {
			return err
		}
		told, err := reports.Reveal(ctx, tx, r.Keys, among, registry.Look{Row: p.Row.ID, Reason: r.Value("reason"), Case: c}, payouts.Look)
		p.Cells, p.Full = cellsOf(p.Row.Reported, told), true
		return err
	})
	if err != nil {
		return err
	}
	return r.Show("reporting/reports/row", p)
}

package reporting

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"

	"fangpin/internal/pg"
	"fangpin/internal/words"
	"fangpin/reports"
	"fangpin/web/kit"
)

// writeTable writes lines as the spreadsheets of our offices read them: CSV with a byte order mark. A cell that a spreadsheet would take
// for a formula is led by an apostrophe.
func writeTable(w io.Writer, lines [][]string) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	for _, line := range lines {
		for i, text := range line {
			if words.Formula(text) {
				line[i] = "'" + text
			}
		}
	}
	return csv.NewWriter(w).WriteAll(lines)
}

// defectsPage is all that is wrong in a report's file.
type defectsPage struct {
	Report  reports.Report
	List    *kit.List
	Defects []reports.Defect
}

// Title is the kind's.
func (p defectsPage) Title() string { return kindTitle(p.Report.Kind) }

func listDefects(r *kit.Request) error {
	one, err := aReport(r)
	if err != nil {
		return err
	}
	p := defectsPage{Report: one, List: r.List()}
	if p.List.Total, err = reports.CountDefects(r.Context(), r.Tx, one.ID); err != nil {
		return err
	}
	if p.Defects, err = reports.DefectsIn(r.Context(), r.Tx, r.Keys, one.ID, p.List.Window()); err != nil {
		return err
	}
	kit.Guarded(p.Defects)
	return r.Show("reporting/reports/defects", p)
}

// defectTitles are the columns of a table of defects.
var defectTitles = []string{"工作表", "单元格", "列", "原值", "规则"}

func defectLine(d reports.Defect) []string {
	return []string{d.Sheet, d.Cell, d.Column, d.Value, d.Rule}
}

// defectsFile is the same for who mends the file.
func defectsFile(r *kit.Request) error {
	one, err := aReport(r)
	if err != nil {
		return err
	}
	defects, err := reports.DefectsOf(r.Context(), r.Tx, r.Keys, one.ID)
	if err != nil {
		return err
	}
	lines := [][]string{defectTitles}
	for _, d := range kit.Guarded(defects) {
		lines = append(lines, defectLine(d))
	}
	name := fmt.Sprintf("错误清单-%s-%s-%s.csv", one.Agency, one.Month(), kindTitle(one.Kind))
	return r.File(name, kit.CSV, func(w io.Writer) error { return writeTable(w, lines) })
}

// fetchFile hands out the upload as it came, every number in full: that is a deed of its own, sealed before a byte of it leaves.
func fetchFile(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	var one reports.Report
	err = r.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		one, err = reports.Fetch(ctx, tx, id, r.Value("purpose"))
		return err
	})
	if err != nil {
		return err
	}
	f, err := r.Archive.Get(r.Context(), one.File)
	if err != nil {
		return err
	}
	defer f.Close()
	return r.File(one.FileName, "application/octet-stream", func(w io.Writer) error {
		_, err := io.Copy(w, f)
		return err
	})
}

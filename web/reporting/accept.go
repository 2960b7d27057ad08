package reporting

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/reports"
	"fangpin/web/kit"
)

// newReportPage is the form for a department's file, and what was wrong with the one that was just refused.
type newReportPage struct {
	Agencies []string
	Agency   string           // chosen already
	Month    string           // that is reported now: this month
	Open     []reports.Report // that a correction may replace
	Replaces string           // the id of the one to be corrected, chosen already
	Beside   *reports.Report  // the month's own, where a second one was refused
	Same     *reports.Report  // the same file, received before
	Refused  *refusedFile     // one that is not accepted for what is wrong in it
}

func newReport(r *kit.Request) error { return showNewReport(r, newReportPage{}) }

func showNewReport(r *kit.Request, p newReportPage) (err error) {
	p.Agencies = agencies(r)
	p.Month = r.Today().Start().Format("2006-01")
	if p.Open, err = reports.Find(r.Context(), r.Tx, reports.Filter{Status: reports.Received}); err != nil {
		return err
	}
	slices.Reverse(p.Open)
	p.Replaces = r.URL.Query().Get("replaces")
	if at := slices.IndexFunc(p.Open, func(row reports.Report) bool { return fmt.Sprint(row.ID) == p.Replaces }); at >= 0 {
		p.Agency, p.Month = p.Open[at].Agency, p.Open[at].Month().String()
	}
	return r.Show("reporting/reports/new", p)
}

// acceptReport takes a department's file in.
func acceptReport(r *kit.Request) error {
	file, replaces, err := sentReport(r)
	if err != nil {
		return err
	}
	staged, err := reports.Stage(r.Context(), r.DB, r.Keys, r.Archive, r.By, file)
	if err != nil {
		return err
	}
	var id int64
	err = r.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = reports.Accept(ctx, tx, staged, replaces)
		return err
	})
	if err != nil {
		if err := reports.Discard(r.Context(), r.DB, r.By, staged); err != nil {
			return err
		}
		return refuseReport(r, err, staged, replaces)
	}
	return r.To(fmt.Sprintf("/reports/%d", id), staged.String()+notesOf(staged.Notes))
}

// reportOf is what the form says of the file: whose report it is, and of which month.
func reportOf(r *kit.Request) (f reports.File, err error) {
	f.Agency = r.By.Agency
	if r.By.Role != who.Reporter {
		if f.Agency, err = r.Need("agency", "报送部门"); err != nil {
			return f, err
		}
	}
	written, err := r.Need("month", "报送月份")
	if err != nil {
		return f, err
	}
	f.Month, err = reports.ParseMonth(written)
	return f, err
}

// sentReport is the file of the form, and the id of the report it corrects, or 0.
func sentReport(r *kit.Request) (f reports.File, replaces int64, err error) {
	if f, err = reportOf(r); err != nil {
		return f, 0, err
	}
	if r.Value("replaces") != "" {
		if replaces, err = r.Number("replaces", "是否更正"); err != nil {
			return f, 0, err
		}
	}
	files, err := r.Uploads("file")
	switch {
	case err != nil:
		return f, 0, err
	case len(files) != 1:
		return f, 0, fault.Invalidf("请选择一个 .xlsx 或 .csv 文件")
	}
	f.Name, f.Data, f.Size = files[0].Name, bytes.NewReader(files[0].Content), int64(len(files[0].Content))
	return f, replaces, nil
}

// refuseReport shows the form again: with a link to the report where this very file was received before, with all defects where no row is
// good, with what to choose where the month has its report already.
func refuseReport(r *kit.Request, refused error, s reports.Staged, replaces int64) error {
	if fault.KindOf(refused) == fault.Internal {
		return refused
	}
	r.Problem, r.Status = fault.Message(refused), kit.StatusOf(refused)
	return r.Within(func(r *kit.Request) error {
		p := newReportPage{}
		same, err := reports.Find(r.Context(), r.Tx, reports.Filter{File: s.SHA256[:]})
		if err != nil {
			return err
		}
		if len(same) > 0 {
			p.Same = &same[0]
		} else if s.Rows == 0 || s.Wrong > len(s.Defects) {
			p.Refused = refusedOf(r, s)
		} else if replaces == 0 {
			if p.Beside, err = reportBeside(r, s); err != nil {
				return err
			}
		}
		return showNewReport(r, p)
	})
}

// reportBeside is the report of the same month and kind that waits to be handed over, nil for none.
func reportBeside(r *kit.Request, s reports.Staged) (*reports.Report, error) {
	open, err := reports.Find(r.Context(), r.Tx, reports.Filter{Agency: s.Agency, Kind: s.Kind.Code, Month: s.Month, Status: reports.Received})
	if err != nil || len(open) == 0 {
		return nil, err
	}
	return &open[0], nil
}

// notesOf are the first notes of a file, for the sentence on the next page.
func notesOf(notes []string) (words string) {
	for i, note := range notes {
		if i == 3 {
			return words + fmt.Sprintf("；另有提示 %d 条", len(notes)-i)
		}
		words += "；提示：" + note
	}
	return words
}

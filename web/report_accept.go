package web

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/who"
	"fangpin/reports"
)

// newReportPage is the form for a department's file, and what was wrong with the one that was just refused.
type newReportPage struct {
	Agencies []string
	Month    string           // that is usually reported now: last month
	Open     []reports.Report // that a correction may replace
	Same     *reports.Report  // the same file, received before
	Refused  reports.Summary  // of a file without a good row
}

func (v *visit) newReport() error { return v.showNewReport(newReportPage{}) }

func (v *visit) showNewReport(p newReportPage) (err error) {
	p.Agencies = v.agencies()
	today := v.today().Start()
	p.Month = calendar.On(today.Year(), today.Month()-1, 1).Start().Format("2006-01")
	if p.Open, err = reports.Find(v.ctx(), v.tx, reports.Filter{Status: reports.Received}); err != nil {
		return err
	}
	slices.Reverse(p.Open)
	return v.show("reports/new", p)
}

// acceptReport takes a department's file in.
func (v *visit) acceptReport() error {
	file, replaces, err := v.sentReport()
	if err != nil {
		return err
	}
	staged, err := reports.Stage(v.ctx(), v.DB, v.Keys, v.Archive, v.by, file)
	if err != nil {
		return err
	}
	var id int64
	err = v.do(func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = reports.Accept(ctx, tx, staged, replaces)
		return err
	})
	if err != nil {
		if err := reports.Discard(v.ctx(), v.DB, v.by, staged); err != nil {
			return err
		}
		return v.refuseReport(err, staged.Summary)
	}
	return v.to(fmt.Sprintf("/reports/%d", id), staged.String()+notesOf(staged.Notes))
}

// sentReport is the file of the form, and the id of the report it corrects, or 0.
func (v *visit) sentReport() (f reports.File, replaces int64, err error) {
	f.Agency = v.by.Agency
	if v.by.Role != who.Reporter {
		if f.Agency, err = v.need("agency", "报送部门"); err != nil {
			return f, 0, err
		}
	}
	written, err := v.need("month", "月份")
	if err != nil {
		return f, 0, err
	}
	if f.Month, err = reports.ParseMonth(written); err != nil {
		return f, 0, err
	}
	if v.value("replaces") != "" {
		if replaces, err = v.number("replaces", "更正哪一份"); err != nil {
			return f, 0, err
		}
	}
	files, err := v.uploads("file")
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
// good.
func (v *visit) refuseReport(refused error, s reports.Summary) error {
	if fault.KindOf(refused) == fault.Internal {
		return refused
	}
	v.problem, v.status = fault.Message(refused), statusOf(refused)
	return v.within(func(v *visit) error {
		p := newReportPage{}
		same, err := reports.Find(v.ctx(), v.tx, reports.Filter{File: s.SHA256[:]})
		if err != nil {
			return err
		}
		if len(same) > 0 {
			p.Same = &same[0]
		} else if s.Rows == 0 {
			p.Refused = s
			guarded(s.Defects)
		}
		return v.showNewReport(p)
	})
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

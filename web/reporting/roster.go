package reporting

import (
	"bytes"
	"context"
	"fmt"

	"fangpin/internal/area"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/registry"
	"fangpin/reports"
	"fangpin/web/kit"
)

// rosterPage is the form for a roster, and what is wrong in the one that was just refused.
type rosterPage struct {
	Defects []reports.Defect
	Count   int // of them in all
}

// mostDefects is how many a page lists of a file that must be sent again anyway.
const mostDefects = 500

func showRoster(r *kit.Request) error { return r.Show("reporting/households/roster", rosterPage{}) }

// enrolRoster enters a roster, all of it or none.
func enrolRoster(r *kit.Request) error {
	files, err := r.Uploads("file")
	switch {
	case err != nil:
		return err
	case len(files) != 1:
		return fault.Invalidf("请选择一个 .xlsx 或 .csv 文件")
	}
	roster, err := registry.ReadRoster(r.Context(), bytes.NewReader(files[0].Content), int64(len(files[0].Content)), files[0].Name, r.By.County, area.Published())
	if err != nil {
		return err
	}
	lines, refused := roster.Whole()
	if n := len(roster.Defects); refused != nil {
		r.Problem, r.Status = fault.Message(refused), kit.StatusOf(refused)
		return r.Within(func(r *kit.Request) error {
			return r.Show("reporting/households/roster", rosterPage{kit.Guarded(roster.Defects[:min(n, mostDefects)]), n})
		})
	}
	var e registry.Enrolment
	err = r.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		e, err = registry.Enrol(ctx, tx, r.Keys, lines)
		return err
	})
	if err != nil {
		return err
	}
	return r.To("/households", fmt.Sprintf("已导入 %d 户 %d 人，户标签 %d 个；账户 %d 个待另一位县经办复核", e.Households, e.Persons, e.Labels, e.Accounts))
}

package demo

import (
	"context"
	"fmt"
	"os"

	"fangpin/demo/sample"
	"fangpin/internal/fault"
	"fangpin/internal/office"
	"fangpin/internal/pg"
	"fangpin/reports"
)

// report takes the departments' files in: every bad cell is named, good rows go on; the same file twice is recognised; a
// corrected one takes the place of its forerunner until the month is handed over.
func (m *month) report(ctx context.Context) error {
	ids := map[string]int64{}
	rows, bad, defects := 0, 0, 0
	for _, file := range m.in.Files {
		staged, id, err := m.receive(ctx, file, 0)
		if err != nil {
			return err
		}
		ids[file.Kind] = id
		rows, bad, defects = rows+staged.Rows, bad+staged.Bad, defects+len(staged.Defects)
	}
	if _, _, err := m.receive(ctx, m.in.Files[0], 0); fault.KindOf(err) != fault.Conflict {
		return fmt.Errorf("the same file was not recognised: %w", err)
	}
	m.done(line{Step: "报送", Count: fmt.Sprintf("%d 行", rows), Note: fmt.Sprintf("%d 份文件共 %d 行，%d 行有误未接收（%d 处，逐格列明）；重复报送 1 份已识别", len(m.in.Files), rows+bad, bad, defects)})
	corrected, id, err := m.receive(ctx, m.in.Correction, ids[m.in.Correction.Kind])
	if err != nil {
		return err
	}
	ids[m.in.Correction.Kind] = id
	m.done(line{Step: "更正", Count: fmt.Sprintf("%d 行", corrected.Rows), Note: fmt.Sprintf("%s更正后重报，替换原件", m.in.Correction.Agency)})
	for _, id := range ids {
		m.reports = append(m.reports, id)
	}
	return m.do(ctx, m.people.clerk, func(tx *pg.Tx) error { return reports.HandOver(ctx, tx, m.reports) })
}

// receive stages one file and takes it in, in the place of another unless that is 0.
func (m *month) receive(ctx context.Context, file sample.File, replaces int64) (s reports.Staged, id int64, err error) {
	f, err := os.Open(file.Path)
	if err != nil {
		return s, 0, fmt.Errorf("open report: %w", err)
	}
	defer office.Closing(f, &err)
	info, err := f.Stat()
	if err != nil {
		return s, 0, fmt.Errorf("open report: %w", err)
	}
	s, err = reports.Stage(ctx, m.DB, m.Keys, m.Archive, m.people.clerk, reports.File{
		Agency: file.Agency, Month: m.reported, Name: info.Name(), Data: f, Size: info.Size(),
	})
	if err != nil {
		return s, 0, err
	}
	err = m.do(ctx, m.people.clerk, func(tx *pg.Tx) (err error) {
		id, err = reports.Accept(ctx, tx, s, replaces)
		return err
	})
	return s, id, err
}

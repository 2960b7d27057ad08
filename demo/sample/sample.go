// Package sample invents one county's month: the roster of 鹤山区 and the workbooks its departments would send in September 2024,
// of what happened up to the end of August, with the faults that real ones have. Nobody in it exists; places are real.
package sample

import (
	"fmt"
	"os"
	"path/filepath"

	"fangpin/internal/fault"
)

// Month is the month reported (报送月份). It is fixed, so that the sample never depends on today.
const Month = "2024-09"

// The least and the most rows that a sample may have over all departments.
const (
	LeastRows = 200
	MostRows  = 100_000
)

// Options size and seed a sample.
type Options struct {
	Rows int    // rows over all departments' workbooks, the corrected one aside; 0 means 2,000
	Seed uint64 // the same seed and rows give the same bytes
}

// County is what was written.
type County struct {
	Roster     string // path of the roster (参保花名册)
	People     int    // rows of the roster
	Files      []File // the departments' workbooks, in the order of the agencies
	Correction File   // the schooling workbook sent again with its faults mended (更正)
	Defects    []Spot // every cell that a reader must refuse, by file and row
	Oddities   []Spot // cells that look wrong and are not: a reader takes them as they are
}

// File is one workbook or CSV of a department.
type File struct {
	Path   string // where it was written
	Name   string // below the sample's directory, with slashes
	Agency string // 部门, as in 医保局
	Kind   string // 表种, as in 住院自付
	Month  string // 2024-09
	Rows   int    // rows with data, faulty ones included
}

// Spot is one cell and what is the matter with it.
type Spot struct {
	File   string // File.Name
	Sheet  string // empty in a CSV
	Cell   string // as in D17; in a CSV the letter counts columns and the number physical lines
	Column string // the column's usual name, as in 身份证号
	Why    string // Chinese, for 样例说明.txt
}

// Write writes the sample into dir, making it if need be, and says what it wrote. A size out of bounds is fault.Invalid.
func Write(dir string, o Options) (*County, error) {
	if o.Rows == 0 {
		o.Rows = 2000
	}
	if o.Rows < LeastRows || o.Rows > MostRows {
		return nil, fault.Invalidf("样例行数应在 %d 到 %d 之间，现为 %d：请改用 --rows 指定范围内的行数", LeastRows, MostRows, o.Rows)
	}
	p := settle(o.Seed)
	tables, mended := p.report(o.Rows)
	w := &writing{dir: dir}
	for _, t := range tables {
		if err := w.table(t); err != nil {
			return nil, fmt.Errorf("sample: write %s: %w", t.name, err)
		}
	}
	if err := w.correction(mended); err != nil {
		return nil, fmt.Errorf("sample: write %s: %w", mended.name, err)
	}
	if err := w.roster(p); err != nil {
		return nil, fmt.Errorf("sample: write the roster: %w", err)
	}
	if err := os.WriteFile(filepath.Join(dir, guideName), []byte(guide(&w.county)), 0o644); err != nil {
		return nil, fmt.Errorf("sample: write %s: %w", guideName, err)
	}
	return &w.county, nil
}

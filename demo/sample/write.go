package sample

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/xuri/excelize/v2"
)

// writing puts a county on disk and keeps account of it.
type writing struct {
	dir    string
	county County
}

// table writes a department's file and notes where its marks came to stand.
func (w *writing) table(t *table) error {
	lines, err := w.put(t)
	if err != nil {
		return err
	}
	w.county.Files = append(w.county.Files, w.file(t))
	w.county.Defects = append(w.county.Defects, spots(t, t.defects, lines)...)
	w.county.Oddities = append(w.county.Oddities, spots(t, t.oddities, lines)...)
	return nil
}

// correction writes the mended table, which has no defects.
func (w *writing) correction(t *table) error {
	_, err := w.put(t)
	w.county.Correction = w.file(t)
	return err
}

// put writes the file in its format and tells the line of each row.
func (w *writing) put(t *table) (lines []int, err error) {
	path := w.path(t.name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	if strings.HasSuffix(t.name, ".csv") {
		return writeCSV(path, t)
	}
	return writeWorkbook(path, t)
}

func (w *writing) path(name string) string { return filepath.Join(w.dir, filepath.FromSlash(name)) }

func (w *writing) file(t *table) File {
	return File{Path: w.path(t.name), Name: t.name, Agency: t.agency, Kind: t.kind, Month: Month, Rows: t.filled()}
}

// spots names the cells of marks.
func spots(t *table, marks []mark, lines []int) []Spot {
	out := make([]Spot, len(marks))
	for i, m := range marks {
		out[i] = Spot{File: t.name, Sheet: t.sheet, Cell: address(t.at(m.column), lines[m.row]), Column: m.column, Why: m.why}
	}
	return out
}

// address names the cell in a column (from 0) and line (from 1).
func address(column, line int) string {
	cell, err := excelize.CoordinatesToCellName(column+1, line)
	if err != nil {
		panic(err) // ours: a table has a few columns
	}
	return cell
}

package sample

import (
	"cmp"
	"errors"
	"os"
	"time"

	"github.com/xuri/excelize/v2"
)

// workbook is a department's table on its way into an .xlsx file.
//
// It is held in memory rather than streamed, because only so does excelize write a number from its decimal text: an amount never
// becomes a float.
type workbook struct {
	*excelize.File
	*table
	styles styles
}

// writeWorkbook writes the table as a department's workbook looks: a merged title, a header of one or two rows, borders, a 合计 row,
// a line for signatures.
func writeWorkbook(path string, t *table) (lines []int, err error) {
	f := excelize.NewFile()
	defer f.Close()
	w := workbook{File: f, table: t}
	if err := f.SetSheetName("Sheet1", t.sheet); err != nil {
		return nil, err
	}
	if w.styles, err = newStyles(f); err != nil {
		return nil, err
	}
	first, err := w.top()
	if err != nil {
		return nil, err
	}
	lines, err = w.body(first)
	if err != nil {
		return nil, err
	}
	if err := w.bottom(first + len(t.rows)); err != nil {
		return nil, err
	}
	if err := w.merges(first); err != nil {
		return nil, err
	}
	return lines, save(f, path, t.title, "鹤山区"+t.agency, t.made)
}

// save fixes the properties that would otherwise be excelize's, and writes.
func save(f *excelize.File, path, title, author string, made time.Time) error {
	at := made.Format(time.RFC3339)
	err := f.SetDocProps(&excelize.DocProperties{Title: title, Creator: author, LastModifiedBy: author, Created: at, Modified: at})
	if err != nil {
		return err
	}
	out, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Write(out), out.Close())
}

// body writes the rows, and the 合计 row if the table has one.
func (w *workbook) body(first int) (lines []int, err error) {
	line, serial := first, 0
	for _, r := range w.rows {
		lines = append(lines, line)
		if !r.blank() {
			serial++
			if err := w.cells(line, w.line(r, serial)); err != nil {
				return nil, err
			}
		}
		line++
	}
	if w.total {
		if err := w.cells(line, w.totals()); err != nil {
			return nil, err
		}
		line++
	}
	for i, c := range w.columns {
		if err := w.SetCellStyle(w.sheet, address(i, first), address(i, line-1), w.styles.looks[c.look]); err != nil {
			return nil, err
		}
	}
	return lines, nil
}

func (w *workbook) cells(line int, values []any) error {
	for i, v := range values {
		if err := w.cell(address(i, line), v); err != nil {
			return err
		}
	}
	return nil
}

func (w *workbook) cell(at string, v any) error {
	if text, ok := number(v); ok {
		return w.SetCellDefault(w.sheet, at, text)
	}
	switch v := v.(type) {
	case string:
		return w.SetCellStr(w.sheet, at, v)
	case time.Time:
		return w.SetCellValue(w.sheet, at, v)
	}
	return nil
}

// bottom writes the line for signatures below the rows, and the sheet of instructions if there is one.
func (w *workbook) bottom(line int) error {
	if w.total {
		line++
	}
	if err := w.banner(line+1, len(w.columns)-1, w.foot, 0); err != nil || w.guide == "" {
		return err
	}
	const sheet = "填表说明"
	if _, err := w.NewSheet(sheet); err != nil {
		return err
	}
	return cmp.Or(w.SetColWidth(sheet, "A", "A", 60), w.SetCellStr(sheet, "A1", w.guide))
}

// merges joins equal neighbours in the columns that are set so.
func (w *workbook) merges(first int) error {
	for i, c := range w.columns {
		if !c.merge {
			continue
		}
		for from := 0; from < len(w.rows); {
			to := from + 1
			for to < len(w.rows) && !w.rows[from].blank() && w.rows[to].cells[c.name] == w.rows[from].cells[c.name] {
				to++
			}
			if to-from > 1 {
				if err := w.MergeCell(w.sheet, address(i, first+from), address(i, first+to-1)); err != nil {
					return err
				}
			}
			from = to
		}
	}
	return nil
}

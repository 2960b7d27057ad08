package sample

import "github.com/xuri/excelize/v2"

// top writes what stands above the rows, and gives the first row's line.
func (w *workbook) top() (first int, err error) {
	last := len(w.columns) - 1
	line := 1
	if err := w.banner(line, last, w.title, w.styles.title); err != nil {
		return 0, err
	}
	if err := w.SetRowHeight(w.sheet, line, 30); err != nil {
		return 0, err
	}
	if w.note != "" {
		line++
		if err := w.banner(line, last, w.note, 0); err != nil {
			return 0, err
		}
	}
	line++
	depth := 1
	if w.grouped() {
		depth = 2
	}
	for i, c := range w.columns {
		letter, _ := excelize.ColumnNumberToName(i + 1)
		if err := w.SetColWidth(w.sheet, letter, letter, c.width); err != nil {
			return 0, err
		}
		if err := w.heading(i, line, depth); err != nil {
			return 0, err
		}
	}
	if err := w.SetCellStyle(w.sheet, address(0, line), address(last, line+depth-1), w.styles.header); err != nil {
		return 0, err
	}
	first = line + depth
	return first, w.SetPanes(w.sheet, &excelize.Panes{Freeze: true, YSplit: first - 1, TopLeftCell: address(0, first), ActivePane: "bottomLeft"})
}

// banner writes one text across the table.
func (w *workbook) banner(line, last int, text string, style int) error {
	from, to := address(0, line), address(last, line)
	if err := w.SetCellStr(w.sheet, from, text); err != nil {
		return err
	}
	if err := w.SetCellStyle(w.sheet, from, to, style); err != nil {
		return err
	}
	return w.MergeCell(w.sheet, from, to)
}

// heading writes a column's head: over the whole depth, or below the group that the columns before it began.
func (w *workbook) heading(i, line, depth int) error {
	c := w.columns[i]
	if c.group == "" {
		if err := w.SetCellStr(w.sheet, address(i, line), c.header()); err != nil || depth == 1 {
			return err
		}
		return w.MergeCell(w.sheet, address(i, line), address(i, line+1))
	}
	if err := w.SetCellStr(w.sheet, address(i, line+1), c.header()); err != nil {
		return err
	}
	if w.columns[i-1].group == c.group {
		return nil
	}
	end := i
	for end+1 < len(w.columns) && w.columns[end+1].group == c.group {
		end++
	}
	if err := w.SetCellStr(w.sheet, address(i, line), c.group); err != nil {
		return err
	}
	return w.MergeCell(w.sheet, address(i, line), address(end, line))
}

package area

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"fangpin/internal/fault"
)

// columns are the header of a table of divisions.
var columns = []string{"code", "name", "parent", "level"}

// Parse reads a table of divisions: CSV in UTF-8, with or without BOM, with the columns code and parent (twelve digits), name and
// level (province, prefecture, county, township or village), in any order of rows. It reports every bad line, in Chinese, by its
// number.
func Parse(r io.Reader) (*Tree, error) {
	rows := csv.NewReader(r)
	rows.FieldsPerRecord = -1
	header, err := rows.Read()
	if err != nil || strings.TrimPrefix(strings.Join(header, ","), "\ufeff") != strings.Join(columns, ",") {
		return nil, fault.Invalidf("行政区划第 1 行应为表头 %s", strings.Join(columns, ","))
	}
	t := table{lines: map[string]int{}}
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if bad, ok := errors.AsType[*csv.ParseError](err); ok {
			return nil, fault.Invalidf("行政区划第 %d 行的引号不成对，请检查", bad.Line)
		}
		if err != nil {
			return nil, fmt.Errorf("read divisions: %w", err)
		}
		line, _ := rows.FieldPos(0)
		t.take(line, row)
	}
	if len(t.defects) == 0 {
		t.orphans()
	}
	if len(t.defects) > 0 {
		return nil, fault.Invalidf("%s", strings.Join(t.defects, "\n"))
	}
	return grow(t.rows), nil
}

// table is what was read so far.
type table struct {
	rows    []Division
	lines   map[string]int // by code
	defects []string
}

func (t *table) defect(line int, format string, a ...any) {
	t.defects = append(t.defects, fmt.Sprintf("行政区划第 %d 行：", line)+fmt.Sprintf(format, a...))
}

// take adds one row, or says what is wrong with it.
func (t *table) take(line int, row []string) {
	if len(row) != len(columns) {
		t.defect(line, "应有 %d 列，现有 %d 列", len(columns), len(row))
		return
	}
	d := Division{Code: row[0], Name: plain(row[1]), Parent: row[2], Level: Level(row[3])}
	place := slices.IndexFunc(widths, func(w width) bool { return w.level == d.Level })
	switch {
	case place < 0:
		t.defect(line, "级别“%s”应为 province、prefecture、county、township 或 village", d.Level)
	case !fits(d.Code, place):
		t.defect(line, "代码“%s”应为 12 位数字，%s 级前 %d 位有效、其余为 0", d.Code, d.Level, widths[place].digits)
	case d.Name == "":
		t.defect(line, "名称为空")
	case d.Parent != parentOf(d.Code, place):
		t.defect(line, "上级代码“%s”应为“%s”", d.Parent, parentOf(d.Code, place))
	case t.lines[d.Code] > 0:
		t.defect(line, "代码 %s 与第 %d 行重复", d.Code, t.lines[d.Code])
	default:
		t.lines[d.Code] = line
		t.rows = append(t.rows, d)
	}
}

// orphans names the rows whose parent has none.
func (t *table) orphans() {
	for _, d := range t.rows {
		if d.Parent != "" && t.lines[d.Parent] == 0 {
			t.defect(t.lines[d.Code], "缺少上级 %s 的一行", d.Parent)
		}
	}
}

// parentOf is the code one level above the level at that place of widths.
func parentOf(code string, place int) string {
	if place == 0 {
		return ""
	}
	return widths[place-1].cut(code)
}

// cut keeps the digits that say something at the level.
func (w width) cut(code string) string { return code[:w.digits] + strings.Repeat("0", 12-w.digits) }

// fits tells whether the code is twelve digits that say something at the level at that place of widths and nothing below it.
func fits(code string, place int) bool {
	return len(code) == 12 && strings.Trim(code, "0123456789") == "" && code == widths[place].cut(code) && code != parentOf(code, place)
}

package reports

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"fangpin/internal/idcard"
)

var september = Month{2024, 9}

// anID is the number of somebody in an area that was never assigned, different for each n below 1000.
func anID(n int) string {
	seventeen := fmt.Sprintf("41990019700101%03d", n)
	return seventeen + string(idcard.CheckDigit(seventeen))
}

// grid is a sheet's cells, row by row.
type grid [][]any

// workbook makes an .xlsx of sheets named 表1, 表2 …; more edits it.
func workbook(t *testing.T, sheets []grid, more func(*excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, rows := range sheets {
		name := fmt.Sprintf("表%d", i+1)
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for n, row := range rows {
			if err := f.SetSheetRow(name, fmt.Sprintf("A%d", n+1), &row); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := f.DeleteSheet("Sheet1"); err != nil {
		t.Fatal(err)
	}
	if more != nil {
		more(f)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// must is for edits of a workbook that cannot fail.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// text puts commas and quotes around a grid as CSV does.
func text(rows grid) []byte {
	var b strings.Builder
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, v := range row {
			cells[i] = `"` + fmt.Sprint(v) + `"`
		}
		b.WriteString(strings.Join(cells, ",") + "\n")
	}
	return []byte(b.String())
}

func read(data []byte, agency, name string) (found, []Row, error) {
	var rows []Row
	var s found
	f := File{Agency: agency, Month: september, Name: name, Data: bytes.NewReader(data), Size: int64(len(data))}
	var err error
	s.Summary, err = Read(context.Background(), f, func(r Row) error { rows = append(rows, r); return nil },
		func(d Defect) { s.Defects = append(s.Defects, d) })
	return s, rows, err
}

// found is what a file came to, with all that is wrong in it.
type found struct {
	Summary
	Defects []Defect
}

func ignored(Defect) {}

// mustRead reads a file that is not refused.
func mustRead(t *testing.T, data []byte, agency, name string) (found, []Row) {
	t.Helper()
	s, rows, err := read(data, agency, name)
	if err != nil {
		t.Fatal(err)
	}
	return s, rows
}

// at lists where the defects are.
func at(s found) []string {
	var cells []string
	for _, d := range s.Defects {
		cells = append(cells, d.Sheet+"!"+d.Cell)
	}
	return cells
}

func hasNote(s found, part string) bool {
	return slices.ContainsFunc(s.Notes, func(n string) bool { return strings.Contains(n, part) })
}

var hospitalHeader = []any{"姓名", "身份证号", "入院日期", "出院日期", "医疗机构", "总费用", "基本医保支付", "大病保险支付", "医疗救助支付", "其他补助", "个人自付", "结算单号"}

// stay is a good row of 住院自付, different for each n, with changes by the header's title.
func stay(n int, changes ...any) []any {
	row := []any{"张三", anID(n), "2024-08-01", "2024-09-03", "区医院", "10000.00", "6000", "500", "300", "200", "3000", fmt.Sprintf("J%04d", n)}
	for i := 0; i < len(changes); i += 2 {
		row[slices.Index(hospitalHeader, changes[i])] = changes[i+1]
	}
	return row
}

// Whatever becomes of a report's bytes, reading it ends with a summary or a reason.
func TestMutatedBytes(t *testing.T) {
	seeds := [][]byte{
		text(grid{hospitalHeader, stay(1), stay(2, "总费用", "-1"), {"合计", "", "", "", "", 1}}),
		workbook(t, []grid{{{"2024年9月"}, hospitalHeader, stay(1)}}, nil),
	}
	rapid.Check(t, func(t *rapid.T) {
		data := bytes.Clone(rapid.SampledFrom(seeds).Draw(t, "seed"))
		for range rapid.IntRange(1, 10).Draw(t, "changes") {
			data[rapid.IntRange(0, len(data)-1).Draw(t, "at")] = rapid.Byte().Draw(t, "byte")
		}
		s, rows, err := read(data, "医保局", "a.csv")
		if err == nil && (len(rows) != s.Rows || (s.Bad == 0) != (len(s.Defects) == 0)) {
			t.Fatalf("%d rows given, summary %+v", len(rows), s)
		}
	})
}

// Any text in any cell is either read or named.
func TestAnyCell(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		row := stay(1)
		column := rapid.IntRange(0, len(row)-1).Draw(t, "column")
		row[column] = strings.ReplaceAll(rapid.String().Draw(t, "text"), `"`, "")
		s, rows, err := read(text(grid{hospitalHeader, stay(2), row}), "医保局", "a.csv")
		if err != nil {
			return // a control character that no text holds
		}
		if s.Rows != len(rows) || s.Rows+s.Bad > 2 || s.Rows < 1 {
			t.Fatalf("%+v", s)
		}
		for _, r := range rows {
			if _, rule := idNumber(r.IDNumber, september.Last()); rule != "" || r.Name == "" || r.Texts["settlement"] == "" {
				t.Fatalf("taken: %+v", r)
			}
		}
	})
}

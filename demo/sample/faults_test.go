package sample

import (
	"bytes"
	"encoding/csv"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/width"
)

// stored is every cell of a file as it is stored, by address.
type stored map[string]string

func workbookCells(t *testing.T, path, sheet string) stored {
	t.Helper()
	f, err := excelize.OpenFile(path, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	out := stored{}
	for i, row := range rows {
		for j, v := range row {
			out[address(j, i+1)] = v
		}
	}
	return out
}

func csvCells(t *testing.T, path string) stored {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(simplifiedchinese.GB18030.NewDecoder().Reader(bytes.NewReader(b)))
	out := stored{}
	for {
		record, err := r.Read()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		line, _ := r.FieldPos(0)
		for j, v := range record {
			out[address(j, line)] = v
		}
	}
}

// wrongCells looks for faults as one who has not seen the plan: identity numbers that are none, words that are no number or date,
// a settlement or a student that came before, a bill that does not add up.
func wrongCells(cells stored) []string {
	var out []string
	heads := map[string]string{} // by the column's letter
	seen := map[string]bool{}
	for _, at := range slices.SortedFunc(maps.Keys(cells), byLine) {
		letter, v := strings.TrimRight(at, "0123456789"), cells[at]
		line := at[len(letter):]
		serial := cells["A"+line]
		switch text := strings.Join(strings.Fields(v), ""); {
		case slices.Contains(watched, text):
			heads[letter] = text
		case serial == "" || strings.Trim(serial, "0123456789") != "" || letter == "A":
		case wrong(heads[letter], v), heads[letter] == "个人自付金额（元）" && !addsUp(cells, line):
			out = append(out, at)
		case heads[letter] == "结算单号", heads[letter] == "公民身份号码":
			if seen[v] {
				out = append(out, at)
			}
			seen[v] = true
		}
	}
	slices.Sort(out)
	return out
}

// watched are the headers of the columns in which faults are planted.
var watched = []string{"身份证号码", "公民身份号码", "证件号码", "结算单号", "住宿费（元）", "住院总费用（元）", "个人自付金额（元）", "出院日期", "录取日期",
	"财产损失（元）", "受灾日期", "损失金额(元)", "发生日期", "家庭人均纯收入（元/年）", "家庭人口（人）", "批准日期"}

// wrong tells a value that its column cannot hold.
func wrong(head, v string) bool {
	switch head {
	case "身份证号码", "公民身份号码", "证件号码":
		return !validIdentity(strings.ToUpper(width.Narrow.String(v)))
	case "", "结算单号":
		return false
	}
	return strings.ContainsAny(v, "见走约旬两余不四") || slices.Contains([]string{"2024-02-30", "2024/6/31", "2024-8-32"}, v)
}

// addsUp checks a line of 医保局's workbook: total less what four others paid is the person's own.
func addsUp(cells stored, line string) bool {
	left := decimal.Zero
	for i, letter := range []string{"L", "M", "N", "O", "P", "Q"} {
		d, err := decimal.NewFromString(strings.ReplaceAll(cells[letter+line], ",", ""))
		switch {
		case err != nil:
			return true // its own fault
		case i == 0:
			left = d
		default:
			left = left.Sub(d)
		}
	}
	return left.IsZero()
}

func byLine(a, b string) int {
	return strings.Compare(sortable(a), sortable(b))
}

// sortable is an address whose text order is line, then column.
func sortable(at string) string {
	letter := strings.TrimRight(at, "0123456789")
	line := at[len(letter):]
	return strings.Repeat("0", 7-len(line)) + line + letter
}

func TestDefectsStandWhereTheCountySaysAndNowhereElse(t *testing.T) {
	for _, o := range []Options{{Rows: 200, Seed: 1}, {Rows: 2000, Seed: 5}} {
		_, c := write(t, o)
		planted := map[string][]string{}
		sheets := map[string]string{}
		for _, d := range c.Defects {
			planted[d.File] = append(planted[d.File], d.Cell)
			sheets[d.File] = d.Sheet
		}
		for _, f := range append(c.Files, c.Correction) {
			var cells stored
			if strings.HasSuffix(f.Name, ".csv") {
				cells = csvCells(t, f.Path)
			} else {
				cells = workbookCells(t, f.Path, sheetOf(sheets, f))
			}
			slices.Sort(planted[f.Name])
			if diff := cmp.Diff(planted[f.Name], wrongCells(cells)); diff != "" {
				t.Errorf("%d rows, %s: planted (-), found (+):\n%s", o.Rows, f.Name, diff)
			}
			if f != c.Correction && len(planted[f.Name]) < 3 {
				t.Errorf("%d rows: %s has %d defects", o.Rows, f.Name, len(planted[f.Name]))
			}
		}
	}
}

// sheetOf is the sheet of a file; the correction's is that of what it corrects.
func sheetOf(sheets map[string]string, f File) string {
	if s, ok := sheets[f.Name]; ok {
		return s
	}
	return sheets["教体局_2024年9月_在校学费.xlsx"]
}

package listing_test

import (
	"bytes"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"fangpin/internal/calendar"
	"fangpin/internal/listing"
)

func TestAListingIsReadAgain(t *testing.T) {
	day := calendar.On(2024, 9, 8)
	l := listing.Listing{
		Sheet: "台账", Title: "监测对象台账", Of: "2024年9月", Columns: []listing.Column{{"序号", 6}, {"户主", 12}, {"金额（元）", 14}, {"日期", 12}},
		Rows:   [][]any{{1, "=HYPERLINK(1)", decimal.RequireFromString("1234567.10"), day}, {2, "张三", nil, &day}, {3, "李四", nil, (*calendar.Date)(nil)}},
		Total:  []any{"合计", "", decimal.RequireFromString("1234567.10"), nil},
		Signed: []string{"填表", "审核"},
	}
	var out bytes.Buffer
	if err := l.Write(&out); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	for cell, want := range map[string]string{"A1": "监测对象台账", "A2": "2024年9月", "B3": "户主", "B4": "=HYPERLINK(1)", "C4": "1,234,567.10", "B5": "张三", "C5": "",
		"D4": "2024-09-08", "D5": "2024-09-08", "D6": "", "A7": "合计", "C7": "1,234,567.10", "A9": "填表：", "C9": "审核："} {
		if got, err := f.GetCellValue("台账", cell); err != nil || got != want {
			t.Errorf("%s is %q, %v; want %q", cell, got, err, want)
		}
	}
	for cell, want := range map[string]string{"A4": "1", "C4": "1234567.1", "D4": "45543", "D5": "45543"} { // 45543 days since 1899-12-30
		if raw, err := f.GetCellValue("台账", cell, excelize.Options{RawCellValue: true}); err != nil || raw != want {
			t.Errorf("%s holds %q, %v; want the number %s", cell, raw, err, want)
		}
	}
	layout, err := f.GetPageLayout("台账")
	if err != nil || *layout.Orientation != "landscape" || *layout.FitToWidth != 1 {
		t.Errorf("%+v %v", layout, err)
	}
	if names := f.GetDefinedName(); len(names) != 1 || names[0].Name != "_xlnm.Print_Titles" || names[0].RefersTo != "'台账'!$1:$3" && names[0].RefersTo != "台账!$1:$3" {
		t.Errorf("the head is not on every page: %+v", names)
	}
	if formula, _ := f.GetCellFormula("台账", "B4"); formula != "" {
		t.Errorf("a text became the formula %q", formula)
	}
}

// A number is not broken, and a row is as high as its longest text: not every program makes it so by itself.
func TestAListingShowsAllOfItsTexts(t *testing.T) {
	l := listing.Listing{
		Sheet: "台账", Title: "台账", Of: "截至2024年12月31日　共 2 户　收入没有算到上一季度末的户，含没有入户核实的，按户主所在的村排列", Columns: []listing.Column{{"序号", 6}, {"户编号", 12}, {"已用工作日", 8}, {"理由", 20}},
		Rows: [][]any{{1, "4106022012080030", 3, "家庭收入稳定"}, {2, "31", 4, "家庭收入稳定，住院费用已经由医疗救助解决，没有返贫致贫风险"}},
	}
	var out bytes.Buffer
	if err := l.Write(&out); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	if wide, err := f.GetColWidth("台账", "B"); err != nil || wide != 18 {
		t.Errorf("a number of 16 digits stands in %v characters, %v", wide, err)
	}
	for row, want := range map[int]float64{2: 30, 3: 30, 4: 15, 5: 60} {
		if high, err := f.GetRowHeight("台账", row); err != nil || high != want {
			t.Errorf("row %d is %v points high, %v; want %v", row, high, err, want)
		}
	}
}

func TestAListingThatDoesNotFitIsRefused(t *testing.T) {
	for name, l := range map[string]listing.Listing{
		"no columns":  {Sheet: "表"},
		"a short row": {Sheet: "表", Columns: []listing.Column{{"甲", 5}, {"乙", 5}}, Rows: [][]any{{1}}},
	} {
		if err := l.Write(&bytes.Buffer{}); err == nil {
			t.Errorf("%s is laid out", name)
		}
	}
}

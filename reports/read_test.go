package reports

import (
	"context"
	"crypto/sha256"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"fangpin/internal/fault"
)

func TestGoodRow(t *testing.T) {
	data := text(grid{hospitalHeader, stay(7, "姓名", "张　三", "总费用", "１０，０００．００")})
	s, rows := mustRead(t, data, "鹤山区医疗保障局", "dir/九月.csv")
	yuan := func(s string) decimal.Decimal { return decimal.RequireFromString(s) }
	want := []Row{{
		Sheet: "九月", Line: 2, Name: "张三", IDNumber: anID(7),
		Facts: map[string]decimal.Decimal{"expense": yuan("10000"), "basic_paid": yuan("6000"), "serious_paid": yuan("500"), "aid_paid": yuan("300"),
			"other_paid": yuan("200"), "self_paid": yuan("3000")},
		Dates: map[string]time.Time{"admitted": time.Date(2024, 8, 1, 0, 0, 0, 0, time.UTC), "discharged": time.Date(2024, 9, 3, 0, 0, 0, 0, time.UTC)},
		Texts: map[string]string{"institution": "区医院", "settlement": "J0007"},
	}}
	if diff := cmp.Diff(want, rows, cmpopts.IgnoreUnexported(Row{}), cmp.Comparer(decimal.Decimal.Equal)); diff != "" {
		t.Error(diff)
	}
	if s.Agency != "医保局" || s.Kind.Code != "hospital" || s.SHA256 != sha256.Sum256(data) || s.String() != "住院自付：共1行，可接收1行，有错0行，错误0处" {
		t.Errorf("%+v", s)
	}
}

// Every broken cell is named by its place, with what is wrong; the good rows between go on.
func TestDefects(t *testing.T) {
	broken := []struct {
		cell string
		row  []any
		rule string
	}{
		{"B2", stay(1, "身份证号", anID(1)[:17]+"?"), "17位数字"},
		{"B3", stay(2, "身份证号", 419900197001010020), "被存成数字"},
		{"A4", stay(3, "姓名", ""), "没有填写"},
		{"D5", stay(4, "出院日期", "2024-07-31"), "早于入院日期 2024-08-01"},
		{"D6", stay(5, "出院日期", "2024-10-01"), "晚于报送月份"},
		{"F7", stay(6, "总费用", "见发票"), "不是金额"},
		{"K8", stay(7, "个人自付", "3000.01"), "填的是 3000.01 元，按总费用 10000.00 元减去各项支付合计 7000.00 元应为 3000.00 元"},
		{"G9", stay(8, "基本医保支付", "-6000", "个人自付", "15000"), "只有冲销行"},
		{"L10", stay(9, "结算单号", 1234567890123456), "编号被存成数字"},
		{"L11", stay(10, "结算单号", ""), "没有填写"},
		{"L13", stay(11, "总费用", "20000", "个人自付", "13000"), "第12行已有相同的医疗机构、结算单号"},
		{"L14", stay(11), "与第12行完全相同"},
		{"H15", stay(14, "大病保险支付", "#N/A!"), "不是金额"},
		{"G16", stay(15, "总费用", "-10000", "个人自付", "-17000", "大病保险支付", "", "医疗救助支付", "", "其他补助", ""), "却是正数"},
	}
	rows := grid{hospitalHeader}
	for _, b := range broken {
		if b.cell == "L13" {
			rows = append(rows, stay(11))
		}
		rows = append(rows, b.row)
	}
	rows = append(rows, stay(20, "总费用", "-10000", "基本医保支付", "-6000", "大病保险支付", "-500", "医疗救助支付", "-300", "其他补助", "-200", "个人自付", "-3000"))
	rows = append(rows, stay(21, "总费用", "0", "基本医保支付", "", "大病保险支付", "-", "医疗救助支付", "500", "其他补助", "无", "个人自付", "-500"))
	s, good := mustRead(t, workbook(t, []grid{rows}, nil), "医保局", "a.xlsx")
	var want []string
	for _, b := range broken {
		want = append(want, "表1!"+b.cell)
	}
	if diff := cmp.Diff(want, at(s)); diff != "" {
		t.Fatal(diff)
	}
	for i, d := range s.Defects {
		if !strings.Contains(d.Rule, broken[i].rule) {
			t.Errorf("%s; want %s", d, broken[i].rule)
		}
	}
	if len(good) != 3 || s.Rows != 3 || s.Bad != len(broken) {
		t.Errorf("%d good rows, summary %s", len(good), s)
	}
}

func TestAllDefectsOfARow(t *testing.T) {
	s, _ := mustRead(t, text(grid{hospitalHeader, {"", "1", "x", "y", "", "z"}}), "医保局", "a.csv")
	if diff := cmp.Diff([]string{"a!A2", "a!B2", "a!C2", "a!D2", "a!E2", "a!F2", "a!K2", "a!L2"}, at(s)); diff != "" || s.Bad != 1 {
		t.Error(diff, s)
	}
}

func TestDefectIsOneLine(t *testing.T) {
	s, _ := mustRead(t, text(grid{hospitalHeader, stay(1, "总费用", "一\r\n二\t三"+strings.Repeat("长", 100))}), "医保局", "a.csv")
	want := "a!F2  总费用  一 二 三" + strings.Repeat("长", 55) + "…  " + ruleAmount
	if len(s.Defects) != 1 || s.Defects[0].String() != want {
		t.Errorf("%v; want %s", s.Defects, want)
	}
}

// What only a workbook can hold: errors, formulas, dates by style, numbers with noise, booleans, merged cells.
func TestWorkbookCells(t *testing.T) {
	rows := grid{hospitalHeader, stay(1), stay(2), stay(3), stay(4), stay(5), stay(6)}
	s, good := mustRead(t, workbook(t, []grid{rows}, func(f *excelize.File) {
		must(t, f.SetCellValue("表1", "F2", nil))
		must(t, f.SetCellFormula("表1", "F2", "1+1"))
		must(t, f.SetCellValue("表1", "D3", time.Date(2024, 9, 2, 0, 0, 0, 0, time.UTC)))
		must(t, f.SetCellDefault("表1", "K3", "3000.0000000000005"))
		must(t, f.SetCellValue("表1", "G4", true))
		must(t, f.SetCellValue("表1", "K5", time.Date(2024, 9, 2, 0, 0, 0, 0, time.UTC)))
		must(t, f.MergeCell("表1", "A6", "A7"))
		must(t, f.MergeCell("表1", "J6", "J7"))
	}), "医保局", "a.xlsx")
	if diff := cmp.Diff([]string{"表1!F2", "表1!G4", "表1!K5", "表1!J6", "表1!J7"}, at(s)); diff != "" {
		t.Error(diff, s.Defects)
	}
	if len(good) != 1 || good[0].Dates["discharged"].Day() != 2 || !good[0].Facts["self_paid"].Equal(decimal.NewFromInt(3000)) {
		t.Errorf("%+v", good)
	}
}

// A household's name merged over its people's rows belongs to each of them.
func TestMergedNames(t *testing.T) {
	head := []any{"户主姓名", "姓名", "身份证号", "是否零就业家庭", "就业意愿", "家庭人均纯收入", "家庭人口数"}
	rows := grid{head, {"张大", "张三", anID(1), "是", "有", 5000, 3}, {nil, "张四", anID(2), "否", "无", 5000, 3}, {"李大", "李三", anID(3), "是", "有", nil, nil}, {"王大", "王三", anID(4), "是", "有", 5000, nil}}
	s, good := mustRead(t, workbook(t, []grid{rows}, func(f *excelize.File) { must(t, f.MergeCell("表1", "A2", "A3")) }), "人社局", "a.xlsx")
	if len(good) != 3 || good[1].HeadName != "张大" || good[1].Texts["willing"] != "无" {
		t.Errorf("%+v", good)
	}
	if diff := cmp.Diff([]string{"表1!G5"}, at(s)); diff != "" {
		t.Error(diff)
	}
}

func TestRowsAboutNobody(t *testing.T) {
	s, good := mustRead(t, text(grid{
		{"鹤山区住院自付月报"}, hospitalHeader, {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"}, stay(1),
		{"", "", "", "", "小 计", "10000", "", "", "", "", "3000"}, {}, hospitalHeader, stay(2),
		{"合计", "", "", "", "", "20000", "", "", "", "", "6000"}, {"填报人：李四", "", "审核人：", "", "制表日期：2024年9月30日"}, {"本表一式两份，报县级一份"},
		stay(3, "姓名", "合计"),
	}), "医保局", "a.csv")
	if len(good) != 3 || len(s.Defects) != 0 {
		t.Errorf("%+v", s)
	}
	want := []string{"“a”跳过合计、小计行：2行（第5、9行）", "“a”跳过填报人、说明等行：2行（第10、11行）", "“a”跳过栏次行：1行（第3行）", "“a”跳过空行：1行（第6行）", "“a”跳过重复的表头行：1行（第7行）"}
	if diff := cmp.Diff(want, s.Notes); diff != "" {
		t.Error(diff)
	}
}

// Total rows and what stands around the people, as offices write them.
func TestTotalsHeadingsSignatures(t *testing.T) {
	head := []any{"姓名", "身份证号", "乡镇", "变动类型", "变动日期", "迁入地"}
	person := func(n int) []any { return []any{"张三", anID(n), "姬家山乡", "死亡", "2024-09-03", ""} }
	rows := grid{head, {"甲", "乙", "丙", "丁", "戊", "1"}, {"一、姬家山乡"}, person(1), {"姬家山乡小计", "", "", "", "", "1"}, {"鹤壁集镇"}, person(2),
		{"合计（2人）"}, {"共2户2人"}, {"合计数"}, {"", "", "", "", "", "鹤山区公安局"}, {"", "", "", "鹤山区公安局", "", "2024.9.5"}, {"", "", "", "", "2024.9.5"}}
	s, good := mustRead(t, text(rows), "公安局", "a.csv")
	if len(good) != 2 || len(s.Defects) != 0 {
		t.Errorf("%+v", s)
	}
	// What a person's row lacks is still named: a name alone, two days without a person.
	s, _ = mustRead(t, text(grid{head, {"李新村"}, {"", "", "", "", "2024-09-03", "2024-09-04"}}), "公安局", "a.csv")
	if diff := cmp.Diff([]string{"a!B2", "a!D2", "a!E2", "a!A3", "a!B3", "a!D3"}, at(s)); diff != "" {
		t.Error(diff)
	}
	// A heading merged over the table's columns.
	s, good = mustRead(t, workbook(t, []grid{{head, {"东沟组"}, person(1)}}, func(f *excelize.File) { must(t, f.MergeCell("表1", "A2", "F2")) }), "公安局", "a.xlsx")
	if len(good) != 1 || len(s.Defects) != 0 {
		t.Errorf("%+v", s)
	}
}

func TestDefectsFromLeftToRight(t *testing.T) {
	head := []any{"变动日期", "变动类型", "身份证号", "姓名"}
	s, _ := mustRead(t, text(grid{head, {"", "", "x", "1"}}), "公安局", "a.csv")
	if diff := cmp.Diff([]string{"a!A2", "a!B2", "a!C2", "a!D2"}, at(s)); diff != "" {
		t.Error(diff)
	}
}

func TestHiddenAndEmptySheets(t *testing.T) {
	s, _ := mustRead(t, workbook(t, []grid{{hospitalHeader, stay(1)}, {}}, nil), "医保局", "a.xlsx")
	if len(s.Notes) != 0 {
		t.Errorf("%v", s.Notes)
	}
	_, _, err := read(workbook(t, []grid{{{"封面"}}, {hospitalHeader, stay(1)}}, func(f *excelize.File) { must(t, f.SetSheetVisible("表2", false)) }), "医保局", "a.xlsx")
	if err == nil || !strings.Contains(err.Error(), "隐藏的工作表“表2”没有读取") {
		t.Error(err)
	}
}

func TestSeveralSheets(t *testing.T) {
	data := workbook(t, []grid{{hospitalHeader, stay(1)}, {{"填表说明"}}, {{"第二页"}, hospitalHeader, stay(1), stay(2)}, {hospitalHeader, stay(3)}}, func(f *excelize.File) {
		must(t, f.SetSheetVisible("表4", false))
	})
	s, good := mustRead(t, data, "医保局", "a.xlsx")
	if len(good) != 2 || good[1].Sheet != "表3" || good[1].Line != 4 || !hasNote(s, "“表2”前20行没有表头") || !hasNote(s, "“表4”是隐藏的") {
		t.Errorf("%+v", s)
	}
	if len(s.Defects) != 1 || !strings.Contains(s.Defects[0].Rule, "与“表1”第2行完全相同") {
		t.Errorf("%+v", s.Defects)
	}
}

func TestSamePersonTwice(t *testing.T) {
	head := []any{"学生姓名", "身份证号", "就读学校", "学年", "学费"}
	s, good := mustRead(t, text(grid{head, {"张三", anID(1), "一高", "2024-2025", "800"}, {"张三", anID(1), "二高", "2024—2025学年", "900"}, {"张三", anID(1), "一高", "2023-2024", "800"}}), "教育局", "a.csv")
	if diff := cmp.Diff([]string{"a!B3"}, at(s)); diff != "" || len(good) != 2 {
		t.Error(diff, s)
	}
	// One person in several hospital rows, and one number in two hospitals, are as they should be.
	s, good = mustRead(t, text(grid{hospitalHeader, stay(1), stay(1, "结算单号", "J9"), stay(1, "医疗机构", "县医院")}), "医保局", "a.csv")
	if len(good) != 3 || len(s.Defects) != 0 {
		t.Errorf("%+v", s)
	}
}

func TestDisaster(t *testing.T) {
	head := []any{"受灾人", "身份证号", "灾种", "受灾日期", "财产损失", "医疗费用", "联系电话"}
	s, good := mustRead(t, text(grid{head, {"张三", anID(1), "火灾", "2024.9.3", "", "500", "不详"}, {"张四", anID(2), "火灾", "2024.9.3", "", "", ""}}), "应急管理局", "a.csv")
	if diff := cmp.Diff([]string{"a!E3"}, at(s)); diff != "" || len(good) != 1 {
		t.Fatal(diff, s)
	}
	for word, want := range map[string]int64{"loss": 0, "expense": 500, "insured_paid": 0, "liable_paid": 0, "aid_paid": 0} {
		if got, ok := good[0].Facts[word]; !ok || !got.Equal(decimal.NewFromInt(want)) {
			t.Errorf("%s is %s, %v", word, got, ok)
		}
	}
	if !hasNote(s, "联系电话不是电话号码") || good[0].Phone != "" {
		t.Errorf("%v", s.Notes)
	}
}

// A file as an office of the country exports it: GB18030, a quoted line break, a name whose character the encoding lost.
func TestGB18030(t *testing.T) {
	data, err := os.ReadFile("testdata/产业损失_gb18030.csv")
	must(t, err)
	s, good := mustRead(t, data, "农业农村局", "产业损失_gb18030.csv")
	if diff := cmp.Diff([]string{"产业损失_gb18030!B6", "产业损失_gb18030!C7"}, at(s)); diff != "" {
		t.Error(diff)
	}
	if len(good) != 2 || good[0].Name != "李䶮" || !good[0].Facts["loss"].Equal(decimal.RequireFromString("12345.6")) || good[1].Line != 8 {
		t.Errorf("%+v", good)
	}
}

func TestRefusedFiles(t *testing.T) {
	_, _, err := read(nil, "医保局", "a.xlsx")
	if fault.KindOf(err) != fault.Invalid || !strings.Contains(fault.Message(err), "空的") {
		t.Error(err)
	}
	if _, rows := mustRead(t, text(grid{hospitalHeader}), "医保局", "a.csv"); rows != nil {
		t.Error(rows)
	}
}

func TestStopping(t *testing.T) {
	data := text(grid{hospitalHeader, stay(1), stay(2)})
	f := File{Agency: "医保局", Month: september, Name: "a.csv", Data: strings.NewReader(string(data)), Size: int64(len(data))}
	enough, n := errors.New("enough"), 0
	if _, err := Read(t.Context(), f, func(Row) error { n++; return enough }, ignored); !errors.Is(err, enough) || n != 1 {
		t.Errorf("%v after %d rows", err, n)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Read(ctx, f, func(Row) error { return nil }, ignored); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestNotesAreBounded(t *testing.T) {
	rows := grid{hospitalHeader}
	for range 50 {
		rows = append(rows, []any{"小计", "", "", "", "", "1"})
	}
	s, _ := mustRead(t, text(rows), "医保局", "a.csv")
	want := []string{"“a”跳过合计、小计行：50行（第2、3、4、5、6、7、8、9、10、11等行）", "表头下面没有数据行"}
	if !slices.Equal(s.Notes, want) {
		t.Errorf("%v", s.Notes)
	}
}

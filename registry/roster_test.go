package registry_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fangpin/internal/area"
	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/registry"
)

const county = "410602" // 鹤山区

// read reads a roster of the drawer.
func read(t testing.TB, name string) registry.Roster {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	roster, err := registry.ReadRoster(t.Context(), bytes.NewReader(text), int64(len(text)), name, county, area.Published())
	if err != nil {
		t.Fatal(err)
	}
	return roster
}

func day(t testing.TB, text string) calendar.Date {
	t.Helper()
	d, err := calendar.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// The account on a household's every line is its head's; a name may have a space in it, a number full-width digits.
func TestReadRoster(t *testing.T) {
	poor := []registry.Held{{Name: "脱贫户", From: day(t, "2016-12-31")}, {Name: "低保户", From: day(t, "2021-03-31")}}
	want := registry.Roster{Lines: []registry.Line{
		{Line: 3, Household: "4106021002280001", Village: "410602100228", Hamlet: "前沟组", Relation: "户主", Name: "张国庆",
			IDNumber: "419900196002140113", BornOn: day(t, "1960-02-14"), Labels: poor, Phone: "13000000001", Bank: "农商银行鹤山支行", Account: "0000000000000000017"},
		{Line: 4, Household: "4106021002280001", Village: "410602100228", Hamlet: "前沟组", Relation: "配偶", Name: "李秀英",
			IDNumber: "419900196203200223", BornOn: day(t, "1962-03-20"), Labels: poor},
		{Line: 5, Household: "4106021002280001", Village: "410602100228", Hamlet: "前沟组", Relation: "孙子", Name: "张宇轩",
			IDNumber: "419900201506300516", BornOn: day(t, "2015-06-30"), Labels: poor},
		{Line: 6, Household: "4106021002280002", Village: "410602100228", Hamlet: "后沟组", Relation: "户主", Name: "王丽",
			IDNumber: "419900199001010425", BornOn: day(t, "1990-01-01"), Labels: []registry.Held{{Name: "边缘易致贫户", From: day(t, "2020-11-30")}},
			Phone: "0392-2620000", Bank: "邮储银行鹤山支行", Account: "0000000000000000025"},
		{Line: 7, Household: "4106020040020001", Village: "410602004002", Relation: "户主", Name: "刘伟",
			IDNumber: "41990019880807031X", BornOn: day(t, "1988-08-07"), Phone: "13000000002"},
	}}
	got := read(t, "roster.csv")
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestEveryDefectIsNamedByItsCell(t *testing.T) {
	var got []string
	for _, d := range read(t, "broken.csv").Defects {
		got = append(got, d.Cell+" "+d.Column+" "+d.Rule)
	}
	want := []string{
		"J2 身份证号 身份证号的校验码不对（GB 11643），至少有一位写错，请核对",
		"E3 自然村（组） 与同户第 2 行不一致，同一户编号的各行应相同",
		"G3 与户主关系 户编号 H1 在第 2 行已有户主，一户只能有一名",
		"D4 行政村（社区） 鹤壁集镇没有村（社区）“桃花村”，请核对名称",
		"G4 与户主关系 户编号 H2 没有户主，请在其中一人的与户主关系中写“户主”",
		"K4 户标签 没有户标签“脱贫”，可用的标签：脱贫户、脱贫不稳定户、边缘易致贫户、突发严重困难户、低保户、特困户、残疾人户、低收入户、孤儿、易地搬迁户",
		"D5 行政村（社区） 姬家山乡没有村（社区）“梨林头村”，县内有：鹤壁集镇梨林头村，请核对乡镇",
		"L5 标签起始日期 有 2 个户标签，3 个起始日期，应一一对应，用“、”分隔",
		"M5 联系电话 不是电话号码，应为 11 位手机号或带区号的座机号",
		"O5 银行账号 有开户行而没有银行账号，请补填",
		"D6 行政村（社区） 姬家山乡没有村（社区）“梨林头村”，县内有：鹤壁集镇梨林头村，请核对乡镇",
		"H6 姓名 姓名为空，请补填",
		"J6 身份证号 与第 5 行是同一个身份证号，一人只能在一户、列一行",
		"L6 标签起始日期 “2016-13-31”不是日期，请写作 2024-01-31",
		"N6 开户行 有银行账号而没有开户行，请补填",
		"B7 户编号 户编号为空，请补填",
		"O7 银行账号 银行账号应为 8 至 32 位数字",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestAFileThatIsNoRoster(t *testing.T) {
	for name, text := range map[string]string{
		"other columns": "姓名,身份证号,总费用\n张三,1,2\n",
		"no rows":       "户编号,行政村,与户主关系,姓名,身份证号,户标签,标签起始日期\n",
		"nothing":       "",
	} {
		_, err := registry.ReadRoster(t.Context(), bytes.NewReader([]byte(text)), int64(len(text)), "花名册.csv", county, area.Published())
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

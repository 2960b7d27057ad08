package reports

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// In no kind do two columns go by the same title, and every key, event and need is one of its columns.
func TestKindsAreConsistent(t *testing.T) {
	if len(kinds) != 12 {
		t.Errorf("%d kinds", len(kinds))
	}
	for _, k := range kinds {
		words := map[string]string{}
		for _, c := range k.Columns {
			for _, title := range slices.Concat([]string{c.Title}, c.Variants, c.StandIns) {
				if plain, _ := plainTitle(title); plain != title {
					t.Errorf("%s: a header cannot say %s", k.Title, title)
				}
				if other, taken := words[title]; taken {
					t.Errorf("%s: %s is both %s and %s", k.Title, title, other, c.Word)
				}
				words[title] = c.Word
			}
		}
		for _, word := range append(slices.Clone(k.Key), k.Event) {
			if _, ok := k.Column(word); !ok && word != "" {
				t.Errorf("%s has no column %s", k.Title, word)
			}
		}
		for _, a := range k.Agencies {
			if short, err := Agency("鹤山区" + a); err != nil || short != a {
				t.Errorf("%s: %s %v", a, short, err)
			}
		}
	}
}

// Every kind is recognised with each of its columns under each of its titles, however that is dressed up.
func TestEveryTitleIsFound(t *testing.T) {
	dress := []func(string) string{
		func(s string) string { return s },
		func(s string) string { return " " + strings.Join(strings.Split(s, ""), " ") + "\n" },
		func(s string) string { return s[:3] + "\r\n" + s[3:] + "（必填）" },
		func(s string) string { return "*" + s + "：" },
	}
	for _, k := range kinds {
		for _, changed := range k.Columns {
			for i, title := range slices.Concat([]string{changed.Title}, changed.Variants, changed.StandIns) {
				var head []any
				for _, c := range k.Columns {
					if c.Word == changed.Word {
						head = append(head, dress[i%len(dress)](title))
					} else {
						head = append(head, c.Title)
					}
				}
				s, _ := mustRead(t, text(grid{{"某表"}, head}), k.Agencies[0], "a.csv")
				if s.Kind.Code != k.Code || slices.ContainsFunc(s.Notes, func(n string) bool { return strings.Contains(n, "未读取") }) {
					t.Errorf("%s with %s: %s %v", k.Title, title, s.Kind.Title, s.Notes)
				}
			}
		}
	}
}

func TestOptionalColumnsMayBeMissing(t *testing.T) {
	for _, k := range kinds {
		var head []any
		for _, c := range k.Columns {
			if c.Need.required() {
				head = append(head, c.Title)
			}
		}
		if s, _ := mustRead(t, text(grid{head}), k.Agencies[0], "a.csv"); s.Kind.Code != k.Code {
			t.Errorf("%s: %s", k.Title, s.Kind.Title)
		}
		for i := range head {
			_, _, err := read(text(grid{slices.Delete(slices.Clone(head), i, i+1)}), k.Agencies[0], "a.csv")
			if err == nil || !strings.Contains(err.Error(), head[i].(string)) {
				t.Errorf("%s without %s: %v", k.Title, head[i], err)
			}
		}
	}
}

func TestRefusedHeaders(t *testing.T) {
	both := append(slices.Clone(hospitalHeader), "月份", "门诊统筹费用", "门特费用")
	mixed := []any{"姓名", "身份证号", "灾种", "产业名称", "发生日期", "损失金额"}
	far := make(grid, 20)
	for i := range far {
		far[i] = []any{"说明"}
	}
	for name, c := range map[string]struct {
		sheets []grid
		agency string
		want   []string
	}{
		"unknown":          {[]grid{{{"甲", "乙"}, {"1", "2"}}}, "医保局", []string{"没有找到表头", "住院自付"}},
		"nearest":          {[]grid{{{"姓名", "身份证号", "总费用", "个人自付", "出院日期"}}}, "医保局", []string{"第1行最接近“住院自付”", "姓名、身份证号、出院日期、总费用、个人自付", "医疗机构、基本医保支付、结算单号"}},
		"another's":        {[]grid{{hospitalHeader}}, "教体局", []string{"“住院自付”，由医保局报送", "在校学费"}},
		"ambiguous":        {[]grid{{both}}, "医保局", []string{"同时符合", "住院自付", "门诊门特"}},
		"of two agencies":  {[]grid{{mixed}}, "应急管理局", []string{"同时符合", "受灾", "产业损失"}},
		"nobody's":         {[]grid{{hospitalHeader}}, "税务局", []string{"没有“税务局”", "医保局"}},
		"doubled":          {[]grid{{append(slices.Clone(hospitalHeader), "患者姓名")}}, "医保局", []string{"重复的列", "“姓名”（A列）与“患者姓名”（M列）"}},
		"two kinds":        {[]grid{{hospitalHeader}, {{"姓名", "身份证号", "月份", "门诊统筹费用", "门特费用"}}}, "医保局", []string{"只能报一种表"}},
		"a half one aside": {[]grid{{hospitalHeader}, {{"姓名", "身份证号", "总费用"}}}, "医保局", []string{"“表2”", "缺少的列"}},
		"too far down":     {[]grid{append(far, hospitalHeader)}, "医保局", []string{"没有找到表头"}},
	} {
		_, _, err := read(workbook(t, c.sheets, nil), c.agency, "a.xlsx")
		for _, want := range c.want {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v; want %s", name, err, want)
			}
		}
	}
}

func TestTwentiethLine(t *testing.T) {
	rows := make(grid, 19)
	for i := range rows {
		rows[i] = []any{"说明"}
	}
	s, _ := mustRead(t, workbook(t, []grid{append(rows, hospitalHeader, stay(1))}, nil), "医保局", "a.xlsx")
	if s.Rows != 1 {
		t.Errorf("%+v", s)
	}
}

// The header of two rows: the person's and the head's columns under their own titles, the payments under one.
func TestHeaderOfTwoRows(t *testing.T) {
	rows := grid{
		{"鹤山区住院自付月报"},
		{"序号", "患者信息", nil, "户主", nil, "出院日期", "医疗机构", "费用（万元）", nil, nil, "报销情况", nil, "结算单号"},
		{nil, "姓名", "身份证号", "姓名", "身份证号", nil, nil, "总费用", "个人自付", "其他补助（元）", "基本医保", "大病保险", nil},
		{1, "张三", anID(1), "张大", anID(2), "2024-09-03", "区医院", 1, 0.3, 1000, 6000, nil, "J1"},
	}
	merged := func(f *excelize.File) {
		for _, m := range [][2]string{{"A1", "M1"}, {"A2", "A3"}, {"B2", "C2"}, {"D2", "E2"}, {"F2", "F3"}, {"G2", "G3"}, {"H2", "J2"}, {"K2", "L2"}, {"M2", "M3"}} {
			must(t, f.MergeCell("表1", m[0], m[1]))
		}
	}
	for name, more := range map[string]func(*excelize.File){"merged": merged, "not merged": nil} {
		s, got := mustRead(t, workbook(t, []grid{rows}, more), "医保局", "a.xlsx")
		if len(got) != 1 || len(s.Defects) != 0 {
			t.Errorf("%s: %+v", name, s)
			continue
		}
		r := got[0]
		figures := map[string]string{}
		for word, d := range r.Facts {
			figures[word] = d.StringFixed(2)
		}
		want := map[string]string{"expense": "10000.00", "basic_paid": "6000.00", "serious_paid": "0.00", "aid_paid": "0.00", "other_paid": "1000.00", "self_paid": "3000.00"}
		if diff := cmp.Diff(want, figures); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if r.Name != "张三" || r.HeadName != "张大" || r.HeadIDNumber != anID(2) || r.Cell("expense") != "H4" || r.Cell("phone") != "" {
			t.Errorf("%s: %+v", name, r)
		}
		if !hasNote(s, "单位是万元的列已换算成元：总费用（H列）、个人自付（I列）") || hasNote(s, "其他补助") || !hasNote(s, "序号（A列）") {
			t.Errorf("%s: %v", name, s.Notes)
		}
	}
}

func TestUnits(t *testing.T) {
	for name, above := range map[string]string{"总费用（万元）": "", "总费用【万元】": "单位：元", "总费用/万元": "", "总费用": "单位：万元"} {
		head := slices.Clone(hospitalHeader)
		head[5] = name
		row := stay(1, "总费用", "0.123456")
		for _, column := range []int{6, 7, 8, 9} {
			row[column] = ""
		}
		row[10] = "1234.56元"
		s, rows := mustRead(t, text(grid{{"", above}, head, row}), "医保局", "a.csv")
		if len(rows) != 1 || rows[0].Facts["expense"].StringFixed(2) != "1234.56" || !hasNote(s, "万元的列已换算成元") {
			t.Errorf("%s under %q: %+v", name, above, s)
		}
	}
}

func TestUnitsBelowTheTitles(t *testing.T) {
	head := []any{"姓名", "身份证号", "产业名称", "发生日期", "损失金额", "保险赔付"}
	s, rows := mustRead(t, text(grid{head, {"", "", "", "", "万元", "元"}, {"张三", anID(1), "养猪", "2024-09-03", "1.5", "500"}}), "农业农村局", "a.csv")
	if len(rows) != 1 || len(s.Defects) != 0 || rows[0].Facts["loss"].StringFixed(2) != "15000.00" || rows[0].Facts["insured_paid"].StringFixed(2) != "500.00" {
		t.Errorf("%+v", s)
	}
}

func TestStandIns(t *testing.T) {
	head := append(slices.Clone(hospitalHeader), "结算日期", "村民小组")
	s, rows := mustRead(t, text(grid{head, append(stay(1), "2024-09-05", "三组")}), "医保局", "a.csv")
	if len(rows) != 1 || rows[0].Dates["discharged"].Day() != 3 || rows[0].NaturalVillage != "三组" || !hasNote(s, "结算日期（M列）") {
		t.Errorf("%+v", s)
	}
	// Two of what may be missing anyhow: the first is read. Two of what decides the year: nobody can tell.
	head = append(slices.Clone(hospitalHeader), "电话", "手机号")
	s, rows = mustRead(t, text(grid{head, append(stay(1), "03922345678", "13800000000")}), "医保局", "a.csv")
	if len(rows) != 1 || rows[0].Phone != "03922345678" || !hasNote(s, "手机号（N列）") {
		t.Errorf("%+v", s)
	}
	head = append(slices.Clone(hospitalHeader), "结算时间")
	head[3] = "结算日期"
	if _, _, err := read(text(grid{head}), "医保局", "a.csv"); err == nil || !strings.Contains(err.Error(), "重复的列") {
		t.Error(err)
	}
}

package scheme_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"fangpin/scheme"
)

const demo = "../templates/schemes/demo.yaml"

// TestMalformed breaks the demonstration scheme in one place at a time. Each mistake is named by the line it is on, in Chinese,
// with an example of how it is written.
func TestMalformed(t *testing.T) {
	src, err := os.ReadFile(demo)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ old, new, says string }{
		{"name: 演示方案", "name:", "应写成单个值，这里是空白"},
		{"name: 演示方案\n", "", "缺少 name"},
		{`county: "410602"`, `county: "41060"`, "应是六位区划代码"},
		{`county: "410602"`, `county: 4l0602`, "应是六位区划代码"},
		{"{from: 2024-01-01, to: 2024-12-31}", "2024", "应写成“词: 值”，这里是单个值"},
		{"from: 2024-01-01", "from: 2024-02-30", "不是日期"},
		{"from: 2024-01-01", "from: 2024/01/01", "不是日期"},
		{"to: 2024-12-31", "to: 2023-12-31", "早于起始日"},
		{", to: 2024-12-31", "", "缺少 to"},
		{"低收入户, 其他农户]", "低收入户, 低收入户]", "“低收入户”写了两次"},
		{"basis: named}", "basis: list}", "没有“list”这个词"},
		{", heads: 321", "", "缺少 heads"},
		{"heads: 321", "heads: 0", "应是不小于 1 的整数"},
		{"heads: 321", "heads: 3.5", "应是不小于 1 的整数"},
		{"{class: 边缘易致贫户, basis", "{class: 脱贫户, basis", "“脱贫户”写了两次"},
		{"{class: 边缘易致贫户, basis", "{class: 边远户, basis", "没有“边远户”这一类"},
		{"per_head: 100", "per_head: 1_00", "不是数"},
		{"per_head: 100", "per_head: 100.001", "多于两位小数"},
		{"per_head: 100", "per_head: 0100", "不是数"},
		{"per_head: 100", "per_head: 1000000000000", "过大"},
		{"protection: 6700", "Protection: 6700", "只能用小写字母和下划线"},
		{"protection: 6700", "protection: -1", "小于 0"},
		{"days: 10", "days: ten", "应是不小于 1 的整数"},
		{"days: 10", "days: 0", "应是不小于 1 的整数"},
		{"[village, natural_village]", "[village, city]", "没有“city”这个词"},
		{"past_holiday: true", "past_holiday: yes", "没有“yes”这个词"},
		{"mask_head: false", "mask: false", "没有“mask”这个词"},
		{"at_least: 5000}", "at_least: 5000, more_than: 5000}", "也只写一个"},
		{", at_least: 5000}", "}", "要在 at_least（含）和 more_than（超过）中写一个"},
		{"per: person, more_than", "per: village, more_than", "没有“village”这个词"},
		{"measure: school_cost_year", "measure: 学费", "只能用小写字母和下划线"},
		{"  admission: ", "  housing: ", "没有“housing”这个理赔类别"},
		{"  industry:  ", "  income:  ", "“income”写了两次"},
		{"of: [expense]", "of: []", "至少写一项"},
		{"of: [expense]", "of: expense", "应写成列表"},
		{"of: [expense]", "of: [Expense]", "只能用小写字母和下划线"},
		{"of: [expense]", "of: [date]", "固定列名"},
		{"of: [expense]", "of: [basic_paid]", "在 of 里已经有了"},
		{"[tuition, lodging, books]", "[tuition, tuition]", "“tuition”写了两次"},
		{"period: year}            #", "period: month}            #", "没有“month”这个词"},
		{"per: household, period: year}            #", "per: household}            #", "缺少 period"},
		{"deductible: 5000,", "deductable: 5000,", "没有“deductable”这个词"},
		{"deductible: 5000,", "", "缺少 deductible"},
		{"deductible: 5000,", "deductible: -5000,", "小于 0"},
		{"deductible: 5000,", "deductible: 五千,", "不是数"},
		{"deductible: 5000,", "deductible: [5000],", "这里是列表"},
		{"deductible: 5000,", "deductible: 5000, applies: {},", "要在 at_least（含）和 more_than（超过）中写一个"},
		{"mode: marginal,", "", "缺少 mode"},
		{"mode: marginal,", "mode: sliding,", "没有“sliding”这个词"},
		{"mode: marginal,", "mode: flat,", "tiers 与 mode: flat 不合"},
		{"mode: flat, rate: 0.50", "mode: marginal, rate: 0.50", "缺少 tiers"},
		{"mode: flat, rate: 0.50", "mode: flat", "缺少 rate"},
		{"rate: 0.50}, {from: 10000", "rate: 1.01}, {from: 10000", "不在 0 到 1 之间"},
		{"rate: 1.00", "rate: -0.1", "不在 0 到 1 之间"},
		{"rate: 1.00", "rate: 100%", "不是数"},
		{"rate: 1.00", "rate: 1e0", "不是数"},
		{"rate: 1.00", "rate: .inf", "这里是单个值"},
		{"rate: 1.00", "rate: &r 1.00", "锚点或引用"},
		{"rate: 1.00", "rate: *r", "锚点或引用"},
		{"rate: 1.00", "rate: !!float 1.00", "标签"},
		{"{from: 0, rate: 0.50}, {from: 10000", "{from: 1, rate: 0.50}, {from: 10000", "第一段要从 0 起"},
		{"{from: 10000, rate: 0.60}", "{from: 30000, rate: 0.60}", "没有大于前一段的 30000"},
		{"- {classes: [脱贫不稳定户, 边缘易致贫户, 脱贫户], d", "- {classes: [脱贫不稳定户, 富裕户], d", "“富裕户”不在方案的 classes 中"},
		{"- {deductible: 20000", "- {classes: [脱贫户], deductible: 20000", "“脱贫户”出现在两条规则中"},
		{"- {classes: [脱贫不稳定户, 边缘易致贫户, 脱贫户], d", "- {d", "两条没写 classes 的规则"},
		{"- {deductible: 20000", "- {classes: [], deductible: 20000", "至少写一项"},
		{"caps: {household_year: 100000}", "caps: {person_year: 100000}", "按户累计，封顶也要按户"},
		{"caps: {household_year: 100000}", "caps: {household_month: 100000}", "没有“household_month”这个词"},
		{"caps: {household_year: 100000}", "caps: {household_year: 十万}", "不是数"},
		{"caps: {household_year: 150000}", "caps: {household_year: 150000, village_year: 1}", "没有“village_year”这个词"},
		{"caps: {household_year: 150000}", "caps: {household_year: 1, household_year: 2}", "写了两次，请只留一处，例：caps: {"},
		{"by: level, ", "", "缺少 by"},
		{"amounts: {本科: 2000, 专科: 1000}", "amounts: {}", "至少写一档"},
		{"本科: 2000, 专科: 1000", "本科: 2000, 本科: 1000", "“本科”写了两次"},
		{"once: person", "once: year", "没有“year”这个词"},
		{"caps: {person_school_year: 20000}", "once: person", "只用于 lump"},
		{"lump: {by: level", "gap: {}, lump: {by: level", "也只写一个"},
		{"line: protection", "line: poverty", "“poverty”不在方案的 lines 中"},
		{"times: persons", "times: income_per_head", "与 of 同名"},
		{"rounding: half_up", "rounding: half_even", "没有“half_even”这个词"},
		{"rounding: half_up", "rounding: half_up\nrounding: half_up", "“rounding”写了两次"},
		{"rounding: half_up", "formula: a*b", "没有“formula”这个词"},
		{"rounding: half_up", "<<: {a: b}", "下的词不能用"},
		{"rounding: half_up", "rounding: |\n  half_up", "多行文字"},
		{"rounding: half_up", "\trounding: [", "YAML 写法有误"},
	}
	for _, test := range tests {
		broken := strings.Replace(string(src), test.old, test.new, 1)
		if broken == string(src) {
			t.Fatalf("%q is not in the scheme", test.old)
		}
		_, err := scheme.Parse([]byte(broken))
		m, ok := errors.AsType[*scheme.Malformed](err)
		if !ok {
			t.Errorf("%q → %q: got %v, want a refusal", test.old, test.new, err)
			continue
		}
		at := 1 + strings.Count(string(src)[:strings.Index(string(src), test.old)], "\n")
		if !says(m.Errors, at, test.says) {
			t.Errorf("%q → %q: line %d should say %q, got\n%v", test.old, test.new, at, test.says, err)
		}
	}
}

// says looks for a remark; a mistake inside a value may be named on a line or two below the word replaced, or at the word above
// that introduces it.
func says(notes []scheme.Note, line int, text string) bool {
	for _, n := range notes {
		if n.Line >= line-1 && n.Line <= line+2 && strings.Contains(n.Text, text) && strings.Contains(n.Text, "例：") {
			return true
		}
	}
	return false
}

// TestAllMistakesAtOnce: a person sees every mistake of the file, in its order, and the warnings too.
func TestAllMistakesAtOnce(t *testing.T) {
	src := `name: 甲县方案
county: "410602"
term: {from: 2024-01-01, to: 2025-12-31}
classes: [脱贫户, 其他农户]
insured:
  - {class: 脱贫户, basis: named, heads: 3}
categories:
  hospital:
    excess:
      of: [expense]
      over: {per: household, period: week}
      rules:
        - {classes: [脱贫户], deductible: 1, mode: whole, tiers: [{from: 0, rate: 0.1}, {from: 5, rate: 2}]}
  admission: {lump: {by: level, amounts: {本科: x}}}
`
	_, err := scheme.Parse([]byte(src))
	m, ok := errors.AsType[*scheme.Malformed](err)
	if !ok {
		t.Fatalf("got %v", err)
	}
	if got := lineNumbers(m.Errors); got != "[11 13 14]" {
		t.Errorf("errors on lines %s:\n%v", got, err)
	}
	if got := lineNumbers(m.Warnings); got != "[3 6 12 13 14]" {
		t.Errorf("warnings on lines %s: %v", got, m.Warnings)
	}
}

func lineNumbers(notes []scheme.Note) string {
	var lines []int
	for _, n := range notes {
		lines = append(lines, n.Line)
	}
	return fmt.Sprint(lines)
}

// TestNoScheme: files that are something else are refused in one sentence.
func TestNoScheme(t *testing.T) {
	for src, says := range map[string]string{
		"":                            "文件是空的",
		"# 只有说明\n":                    "文件是空的",
		"name: 甲\n---\nname: 乙\n":     "一个文件只写一个方案",
		"[]":                          "应写成“词: 值”",
		"a: b\n\tc: d\n":              "YAML 写法有误",
		"name: \xb7\xc0\xc6\xb6\n":    "不是 UTF-8",
		strings.Repeat("# \n", 1<<19): "超过 64 KB",
	} {
		_, err := scheme.Parse([]byte(src))
		if err == nil || !strings.Contains(err.Error(), says) || strings.Count(err.Error(), "\n") > 0 {
			t.Errorf("%.20q: want %q, got %v", src, says, err)
		}
	}
}

// FuzzParse: no text ends the program, and every refusal has its lines.
func FuzzParse(f *testing.F) {
	src, err := os.ReadFile(demo)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(src)
	f.Add([]byte("name: &a [*a]\n? x\n: {<<: *a}\n--- |\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		s, err := scheme.Parse(src)
		if m, ok := errors.AsType[*scheme.Malformed](err); s == nil && (!ok || len(m.Errors) == 0) {
			t.Errorf("no scheme and no reason: %v", err)
		}
	})
}

package procedure_test

import (
	"regexp"
	"strings"
	"testing"

	"fangpin/procedure"
)

// full is a file in blocks, so that each word stands on its own line.
const full = `name: 青石县防止返贫监测帮扶程序
county: "410602"
term: {from: 2024-01-01, to: 2024-12-31}
levels: {village: 村, township: 镇, county: 县, city: 市}
line:
  per_head: 7200
  floor: {standard: 4800, times: 1.5}
  early_above: 6000
income:
  months: 12
  ends: quarter
kinds: [脱贫不稳定户, 边缘易致贫户]
leads:
  hand_over: {day: end}
  direct: [上门申报]
  check: {working_days: 20}
  feedback: month_end
feeds:
  - {agency: 医保局, kind: hospital, measure: self_pay_year, classes: [脱贫户], at_least: 5000, due: {day: 5}}
  - {agency: 教体局, kind: schooling, measure: school_cost_year, more_than: 10000, due: {month: 4, day: end}}
  - {agency: 卫健委, kind: health_event, due: {days: 3}}
  - {agency: 住建局, kind: problem, to: agency, due: promptly}
door:
  - {income: below, risk: yes, then: enter}
  - {income: above, risk: yes, then: enter}
  - {income: below, then: offline}
  - {income: above, then: not_taken}
refer:
  - {income: below, to: 民政局, for: 低收入认定}
enter:
  - visit: {working_days: 5, by: township}
  - apply
  - evaluate
  - post
  - review: {days: 5}
  - approve
  - register
publicity:
  days: 5
  past_holiday: true
plan: {working_days: 10}
measures:
  weak: [保障, 养殖]
  never_only: {weak: [保障]}
follow_up: {months: 1}
clear:
  after: {years: 1, from: approve}
  line: above
  labour: [weak, able]
  steps:
    - nominate
    - visit: {by: village}
    - evaluate
    - approve: {working_days: 3}
    - mark
`

// TestMistakes breaks the file in one place at a time: each mistake is named on its line, in Chinese, with an example of how it is written.
func TestMistakes(t *testing.T) {
	if _, mistakes := procedure.Read([]byte(full)); len(mistakes) > 0 {
		t.Fatal(mistakes)
	}
	for _, test := range []struct{ old, new, at, says string }{
		{"name: 青石县防止返贫监测帮扶程序\n", "", "1", "缺少 name"},
		{`county: "410602"`, `county: "41060"`, "2", "六位区划代码"},
		{"term: {from: 2024-01-01, to: 2024-12-31}\n", "", "1", "缺少 term"},
		{", to: 2024-12-31", "", "3", "term 缺少 to"},
		{"to: 2024-12-31", "to: 2023-12-31", "3", "早于起始日"},
		{"city: 市}", "province: 省}", "4", "没有“province”这个词"},
		{"  per_head: 7200\n", "", "5", "line 缺少 per_head"},
		{"per_head: 7200", "per_head: 7199.99", "6", "低于底线 4800×1.5=7200"},
		{"per_head: 7200", "per_head: 0", "6", "应大于 0"},
		{"per_head: 7200", "per_head: 7200.001", "6", "多于两位小数"},
		{"per_head: 7200", "per_head: 七千", "6", "不是数"},
		{", times: 1.5", "", "7", "floor 缺少 times"},
		{"times: 1.5", "times: -1.5", "7", "大于 0 的倍数"},
		{"early_above: 6000", "early_above: 7200", "8", "应小于 per_head"},
		{"early_above: 6000", "early_above: 0", "8", "应大于 0"},
		{"  months: 12\n", "", "9", "income 缺少 months"},
		{"  ends: quarter\n", "", "9", "income 缺少 ends"},
		{"months: 12", "months: 1.5", "10", "不小于 1 的整数"},
		{"months: 12", "months: 0", "10", "不小于 1 的整数"},
		{"months: 12", "months: 3651", "10", "1 到 3650"},
		{"ends: quarter", "ends: year", "11", "没有“year”这个词"},
		{"边缘易致贫户]", "边缘户]", "12", "没有“边缘户”这个词"},
		{"边缘易致贫户]", "脱贫不稳定户]", "12", "写了两次"},
		{"kinds: [脱贫不稳定户, 边缘易致贫户]\n", "", "1", "缺少 kinds"},
		{"{day: end}\n", "{day: 29}\n", "14", "1 到 28"},
		{"{day: end}\n", "{day: 0}\n", "14", "整数"},
		{"{day: end}\n", "{}\n", "14", "缺少 day"},
		{"[上门申报]", "[上门申报, 上门申报]", "15", "写了两次"},
		{"[上门申报]", "上门申报", "15", "应写成列表"},
		{"check: {working_days: 20}", "check: {days: 20}", "16", "没有“days”这个词"},
		{"check: {working_days: 20}", "check: {}", "16", "缺少 working_days"},
		{"feedback: month_end", "feedback: yes", "17", "没有“yes”这个词"},
		{"agency: 医保局, ", "", "19", "缺少 agency"},
		{"kind: hospital, ", "", "19", "缺少 kind"},
		{"at_least: 5000", "at_least: 5000, more_than: 5000", "19", "只能写一个"},
		{"measure: self_pay_year, ", "", "19", "要写明是哪一项"},
		{"due: {day: 5}", "due: {day: 5, days: 5}", "19", "只写一种"},
		{"due: {day: 5}", "due: soon", "19", "没有“soon”这个词"},
		{"due: {month: 4, day: end}", "due: {month: 13, day: end}", "20", "1 到 12"},
		{"due: {month: 4, day: end}", "due: {month: 4}", "20", "只写一种"},
		{"to: agency", "to: 村", "22", "没有“村”这个词"},
		{"door:\n  - {income: below, risk: yes, then: enter}\n  - {income: above, risk: yes, then: enter}\n  - {income: below, then: offline}\n  - {income: above, then: not_taken}\n", "", "1", "缺少 door"},
		{"{income: below, risk: yes, then: enter}", "{income: under, risk: yes, then: enter}", "24", "没有“under”这个词"},
		{"{income: below, risk: yes, then: enter}", "{income: below, risk: true, then: enter}", "24", "没有“true”这个词"},
		{", then: offline", "", "26", "缺少 then"},
		{"then: offline", "then: watch", "26", "没有“watch”这个词"},
		{"  - {income: above, then: not_taken}\n", "", "23", "没有一行适合收入不低于监测线、无风险的"},
		{"to: 民政局, ", "", "29", "缺少 to"},
		{", for: 低收入认定", "", "29", "缺少 for"},
		{"  - visit: {working_days: 5, by: township}\n", "", "30", "enter 缺少“入户核查”"},
		{"  - apply\n", "  - signed\n", "32", "没有“signed”这个步骤"},
		{"  - apply\n", "  - nominate\n", "32", "“村（居）提名”（nominate）不能写在 enter 里"},
		{"  - apply\n", "  - mark\n", "32", "不能写在 enter 里"},
		{"  - apply\n", "  - apply\n  - apply\n", "33", "写了两次"},
		{"  - apply\n", "  - {apply: {days: 1}, evaluate: {days: 1}}\n", "32", "一项只写一个步骤"},
		{"  - apply\n", "  - apply: {days: 1, working_days: 1}\n", "32", "只写一个"},
		{"  - apply\n", "  - apply: {by: village}\n", "32", "没有“by”这个词"},
		{"  - apply\n", "  - apply: {}\n", "32", "后面没有写期限"},
		{"  - apply\n", "  - apply:\n", "32", "这里是空白"},
		{"  - apply\n", "  - [apply]\n", "32", "这里是列表"},
		{"{working_days: 5, by: township}", "{working_days: 5, by: county}", "31", "没有“county”这个词"},
		{"{working_days: 5, by: township}", "{working_days: 5000}", "31", "1 到 3650"},
		{"  - visit: {working_days: 5, by: township}\n  - apply\n  - evaluate\n", "  - apply\n  - evaluate\n  - visit\n", "32", "前面只能是“申请及承诺授权”"},
		{"  - evaluate\n  - post\n  - review", "  - post\n  - evaluate\n  - review", "33", "要写在“村级评议”后面"},
		{"  - evaluate\n  - post\n", "  - post\n", "33", "要写在“村级评议”后面"},
		{"  - approve\n  - register\n", "  - register\n  - approve\n", "36", "要写在“审定”后面"},
		{"  - review: {days: 5}\n  - approve\n", "  - approve\n  - review: {days: 5}\n", "36", "要写在“审定”前面"},
		{"  - approve\n  - register\n", "  - register\n", "30", "enter 缺少“审定”"},
		{"publicity:\n  days: 5\n  past_holiday: true\n", "", "34", "请写 publicity"},
		{"  days: 5\n", "", "38", "publicity 缺少 days"},
		{"past_holiday: true", "past_holiday: yes", "40", "没有“yes”这个词"},
		{"plan: {working_days: 10}", "plan: {days: 10}", "41", "没有“days”这个词"},
		{"  weak: [保障, 养殖]", "  weak: []", "43", "至少写一项"},
		{"  weak: [保障, 养殖]", "  strong: [保障, 养殖]", "43", "没有“strong”这个词"},
		{"follow_up: {months: 1}", "follow_up: {months: -1}", "45", "整数"},
		{"  after: {years: 1, from: approve}\n", "", "46", "clear 缺少 after"},
		{", from: approve", "", "47", "after 缺少 from"},
		{"years: 1, from: approve", "from: approve", "47", "只写一个"},
		{"years: 1, from: approve", "years: 1, months: 1, from: approve", "47", "只写一个"},
		{"from: approve", "from: register", "47", "没有“register”这个词"},
		{"line: above", "line: below", "48", "没有“below”这个词"},
		{"[weak, able]", "[weak, half]", "49", "没有“half”这个词"},
		{"    - nominate\n", "", "50", "clear.steps 缺少“村（居）提名”"},
		{"    - nominate\n    - visit: {by: village}\n", "    - visit\n    - nominate\n", "52", "要写在最前"},
		{"    - visit: {by: village}\n", "", "50", "clear.steps 缺少“入户核查”"},
		{"    - evaluate\n", "    - apply\n", "53", "不能写在 clear.steps 里"},
		{"    - mark\n", "    - register\n", "55", "不能写在 clear.steps 里"},
		{"    - approve: {working_days: 3}\n    - mark\n", "    - mark\n    - approve\n", "54", "要写在“审定”后面"},
		{"clear:\n", "clear:\n  reward: 5\n", "47", "没有“reward”这个词"},
		{"plan: {working_days: 10}\n", "plan: {working_days: 10}\nplan: {working_days: 5}\n", "42", "写了两次"},
		{"name: 青石县", "name: " + strings.Repeat("长", 101), "1", "最多 100 字"},
		{"to: 民政局", "to: " + strings.Repeat("长", 101), "29", "最多 100 字"},
		{"[保障, 养殖]", "[保障, " + strings.Repeat("长", 101) + "]", "43", "最多 100 字"},
		{"plan: {", "\tplan: [", "41", "YAML 写法有误"},
		{"plan: {working_days: 10}", "plan: &a {working_days: 10}", "41", "锚点或引用"},
		{"name: 青石县", "# " + strings.Repeat("长", 30_000) + "\nname: 青石县", "1", "超过 64 KB"},
	} {
		t.Run(strings.TrimSpace(test.new)[:min(20, len(strings.TrimSpace(test.new)))], func(t *testing.T) {
			broken := strings.Replace(full, test.old, test.new, 1)
			if broken == full {
				t.Fatalf("%q is not in the file", test.old)
			}
			refused(t, broken, test.at, test.says)
		})
	}
}

// refused wants a mistake of that line and those words.
func refused(t *testing.T, src, at, says string) {
	t.Helper()
	_, mistakes := procedure.Read([]byte(src))
	lines := make([]string, len(mistakes))
	for i, m := range mistakes {
		lines[i] = m.String()
	}
	all := strings.Join(lines, "\n")
	if !regexp.MustCompile(`(?m)^行 ` + at + `：.*` + regexp.QuoteMeta(says)).MatchString(all) {
		t.Errorf("line %s should say %q, got\n%s", at, says, all)
	}
	if len(mistakes) > 4 {
		t.Errorf("one mistake is named %d times:\n%s", len(mistakes), all)
	}
}

// Without a line nothing may speak of income.
func TestNoLineNoIncome(t *testing.T) {
	src := strings.Replace(full, "line:\n  per_head: 7200\n  floor: {standard: 4800, times: 1.5}\n  early_above: 6000\n", "", 1)
	_, mistakes := procedure.Read([]byte(src))
	var at []int
	for _, m := range mistakes {
		if !strings.Contains(m.Text, "没有监测线（line）") {
			t.Errorf("unexpected: %s", m)
		}
		at = append(at, m.Line)
	}
	if want := []int{20, 21, 22, 23, 25, 44}; len(at) != len(want) || at[0] != 20 || at[4] != 25 || at[5] != 44 {
		t.Errorf("lines %v, want %v", at, want)
	}
}

// What holds, however it is written.
func TestWhatHolds(t *testing.T) {
	for name, change := range map[string][2]string{
		"BOM":                    {"name: 青", "\xEF\xBB\xBFname: 青"},
		"quoted yes":             {"risk: yes, then: enter}\n  - {income: above", "risk: \"yes\", then: enter}\n  - {income: above"},
		"a door by risk alone":   {"  - {income: below, then: offline}\n  - {income: above, then: not_taken}", "  - {risk: no, then: not_taken}"},
		"announcements anywhere": {"  - register\n", "  - file\n  - register\n  - announce\n"},
		"a compare":              {"  - review: {days: 5}\n", "  - compare\n  - review\n"},
		"apply first":            {"  - visit: {working_days: 5, by: township}\n  - apply\n", "  - apply\n  - visit\n"},
		"no labour":              {"  labour: [weak, able]\n", ""},
		"one level":              {"{village: 村, township: 镇, county: 县, city: 市}", "{village: 连}"},
		"a date in quotes":       {"from: 2024-01-01", `from: "2024-01-01"`},
		"most days":              {"publicity:\n  days: 5", "publicity:\n  days: 3650"},
		"a line through nothing": {"measure: self_pay_year, classes: [脱贫户], at_least: 5000, ", ""},
		"a leap day":             {"hand_over: {day: end}", "hand_over: {day: 28}"},
	} {
		src := strings.Replace(full, change[0], change[1], 1)
		if src == full {
			t.Fatalf("%q is not in the file", change[0])
		}
		if _, mistakes := procedure.Read([]byte(src)); len(mistakes) > 0 {
			t.Errorf("%s: %v", name, mistakes)
		}
	}
	if _, mistakes := procedure.Read([]byte(strings.ReplaceAll(full, "\n", "\r\n"))); len(mistakes) > 0 {
		t.Errorf("CRLF: %v", mistakes)
	}
	if p, _ := procedure.Read([]byte(strings.Replace(full, "to: 2024-12-31", "to: 2025-12-31", 1))); p == nil || len(p.Notes) != 1 || p.Notes[0].Line != 3 {
		t.Errorf("a term of two years is not warned of: %+v", p)
	}
}

// Whatever is wrong is named at once, in the order of the file.
func TestAllMistakesAtOnce(t *testing.T) {
	_, mistakes := procedure.Read([]byte("name: 甲\ncounty: x\nincome: {months: 0, ends: never}\nkinds: []\ndoor: []\nenter: [file, mark]\n"))
	var at []int
	for i, m := range mistakes {
		at = append(at, m.Line)
		if i > 0 && m.Line < mistakes[i-1].Line || !strings.Contains(m.Text, "例：") {
			t.Errorf("%s", m)
		}
	}
	if len(at) < 8 {
		t.Errorf("only %v", at)
	}
}

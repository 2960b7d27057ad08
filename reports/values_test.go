package reports

import (
	"strings"
	"testing"
	"time"

	"fangpin/internal/sheet"
)

func textCell(s string) sheet.Cell   { return sheet.Cell{Kind: sheet.Text, Value: s} }
func numberCell(s string) sheet.Cell { return sheet.Cell{Kind: sheet.Number, Value: s} }

func TestAmount(t *testing.T) {
	for _, c := range []struct {
		cell  sheet.Cell
		shift int32
		want  string // an amount, or a part of the rule
	}{
		{textCell("1,234.56"), 0, "1234.56"},
		{textCell("１，２３４．５６元"), 0, "1234.56"},
		{textCell("￥1234.5"), 0, "1234.50"},
		{textCell("¥ 1 234.5"), 0, "1234.50"},
		{textCell("'12\u00a0"), 0, "12.00"},
		{textCell("(12.30)"), 0, "-12.30"},
		{textCell("−5"), 0, "-5.00"},
		{textCell("1.2345万元"), 0, "12345.00"},
		{textCell("500元"), 4, "500.00"},
		{numberCell("1.2345"), 4, "12345.00"},
		{numberCell("0.200000000000045"), 0, "0.20"},
		{numberCell("1.23456789"), 4, "最多两位小数"},
		{textCell("0.200000000000045"), 0, "最多两位小数"},
		{numberCell("1.234"), 0, "最多两位小数"},
		{numberCell("1000000000000"), 0, "过大"},
		{textCell("约500"), 0, "不是金额"},
		{textCell("1,23,4"), 0, "不是金额"},
		{textCell("壹仟元"), 0, "不是金额"},
		{textCell("1e3"), 0, "不是金额"},
		{textCell("NaN"), 0, "不是金额"},
		{sheet.Cell{Kind: sheet.Date, Value: "2024-09-03"}, 0, "日期"},
		{sheet.Cell{Kind: sheet.Percent, Value: "50%"}, 0, "百分比"},
		{sheet.Cell{Kind: sheet.Bool, Value: "TRUE"}, 0, "不是金额"},
	} {
		yuan, rule := amount(c.cell, c.shift, true)
		if got := yuan.StringFixed(2); rule == "" && got != c.want || rule != "" && !strings.Contains(rule, c.want) {
			t.Errorf("%q: %s %s; want %s", c.cell.Value, got, rule, c.want)
		}
	}
	if _, rule := amount(numberCell("-1"), 0, false); !strings.Contains(rule, "负数") {
		t.Errorf("-1 unsigned: %q", rule)
	}
}

func TestDay(t *testing.T) {
	for _, spelling := range []string{"2024-09-03", "2024/9/3", "2024.9.3", "2024年9月3日", "2024 年 9 月 3 日", "20240903", "2024-09-03 08:30:00",
		"2024-09-03T00:00:00", "2024年9月3日 星期二", "2024-09-03 下午1:05", "2024/9/3 周二 13:05", "２０２４－０９－０３", "2024年09月03号", "45538"} {
		if d, rule := day(textCell(spelling), september); rule != "" || d.Format(time.DateOnly) != "2024-09-03" {
			t.Errorf("%q: %v %s", spelling, d, rule)
		}
	}
	for bad, want := range map[string]string{
		"2024-02-30": "没有这一天", "2023-02-29": "没有这一天", "20241301": "没有这一天", "24-9-3": "不是日期", "9/3/2024": "不是日期", "8月中旬": "不是日期",
		"2024-10-01": "晚于报送月份 2024-09", "1900-01-01": "不是日期", "123456": "不是日期",
	} {
		if _, rule := day(textCell(bad), september); !strings.Contains(rule, want) {
			t.Errorf("%q: %q; want %s", bad, rule, want)
		}
	}
	if _, rule := day(numberCell("3.5"), september); rule != ruleDay {
		t.Errorf("a number: %q", rule)
	}
}

func TestSchoolYearAndMonth(t *testing.T) {
	for _, s := range []string{"2024-2025", "2024—2025学年", "2024-2025学年", "2024－2025学年度", "2024 ~ 2025", "2024/2025", "2024年至2025年", "２０２４——２０２５"} {
		if got, rule := schoolYear(textCell(s), september); got != "2024-2025" {
			t.Errorf("%q: %q %s", s, got, rule)
		}
	}
	for _, s := range []string{"2024", "2024-2026", "2025-2026", "2024-2025学年第一学期", "大一"} {
		if got, rule := schoolYear(textCell(s), september); rule == "" {
			t.Errorf("%q passes as %q", s, got)
		}
	}
	for _, s := range []string{"2024-09", "2024年9月", "2024年09月份", "2024.9", "2024/9", "202409"} {
		if got, rule := monthOf(textCell(s), september); got != "2024-09" {
			t.Errorf("%q: %q %s", s, got, rule)
		}
	}
	for _, s := range []string{"9月", "2024-13", "2024-10", "202413"} {
		if got, rule := monthOf(textCell(s), september); rule == "" {
			t.Errorf("%q passes as %q", s, got)
		}
	}
}

func TestWords(t *testing.T) {
	for in, want := range map[string]string{"张  三": "张三", "张　三": "张三", "阿依古丽.买买提": "阿依古丽·买买提", "李〇": "李〇", "Anna Li": "Anna Li", "\u200b王五\u00a0": "王五", "㛃䶮": "㛃䶮"} {
		if got, rule := name(textCell(in)); got != want {
			t.Errorf("%q: %q %s; want %q", in, got, rule, want)
		}
	}
	for _, in := range []string{"张三1", "张*", "张?", "张三（故）"} {
		if got, rule := name(textCell(in)); rule == "" {
			t.Errorf("%q passes as %q", in, got)
		}
	}
	for in, want := range map[string]string{"本科": "本科", "大学本科": "本科", "本科（专升本）": "本科", "大专": "专科", "高职（专科）": "专科", "硕士研究生": "硕士研究生", "中专": "中专"} {
		if got, _ := level(textCell(in)); got != want {
			t.Errorf("%q: %q; want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"是": "是", "TRUE": "是", "√": "是", "否": "否", "false": "否", "有": ""} {
		if got, rule := yesNo(textCell(in)); got != want || (rule == "") != (want != "") {
			t.Errorf("%q: %q %s; want %q", in, got, rule, want)
		}
	}
	for in, want := range map[string]string{"13800000000": "13800000000", "１３８ 0000 0000": "13800000000", "0392-2345678": "03922345678", "100": ""} {
		if got := phone(textCell(in)); got != want {
			t.Errorf("%q: %q; want %q", in, got, want)
		}
	}
	if _, rule := code(numberCell("1234567890123460")); rule != ruleLostCode {
		t.Errorf("sixteen digits as a number: %q", rule)
	}
	if _, rule := code(sheet.Cell{Kind: sheet.Date, Value: "2024-09-01"}); rule != ruleDateCode {
		t.Errorf("a date as a code: %q", rule)
	}
	if n, rule := heads(textCell("4人")); n.String() != "4" || rule != "" {
		t.Errorf("4人: %s %s", n, rule)
	}
	for _, in := range []string{"0", "四口", "2.5", "100", "-1"} {
		if n, rule := heads(textCell(in)); rule == "" {
			t.Errorf("%q passes as %s", in, n)
		}
	}
}

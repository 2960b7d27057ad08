package reports

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"fangpin/internal/sheet"
)

var (
	// 2024-09-03, 2024/9/3, 2024.9.3, 2024年9月3日, with a weekday or a time of day behind it or not.
	spelled = regexp.MustCompile(`^(\d{4}) ?[-/.年] ?(\d{1,2}) ?[-/.月] ?(\d{1,2}) ?[日号]?` +
		`(?: ?(?:星期|周)[一二三四五六日天])?(?:[T ](?:[上下]午)? ?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$`)
	compact = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})$`)
	serial  = regexp.MustCompile(`^\d{5}$`) // a workbook's day number that an export left in a text file
)

const ruleDay = "不是日期，请写成 2024-09-03 这样的年月日"

// day reads a date not after the last day of the report's month.
func day(c sheet.Cell, month Month) (at time.Time, rule string) {
	text := clean(c.Value)
	m := spelled.FindStringSubmatch(text)
	if m == nil {
		m = compact.FindStringSubmatch(text)
	}
	switch {
	case m != nil:
		var ok bool
		if at, ok = dayOf(m[1], m[2], m[3]); !ok {
			return at, "日历上没有这一天，请核对"
		}
	case c.Kind == sheet.Text && serial.MatchString(text):
		n, _ := strconv.Atoi(text)
		at = time.Date(1899, 12, 30+n, 0, 0, 0, 0, time.UTC)
	default:
		var ok bool
		if at, ok = c.Day(); !ok {
			return at, ruleDay
		}
	}
	switch {
	case at.Year() < 1949:
		return at, ruleDay
	case at.After(month.Last()):
		return at, fmt.Sprintf("日期 %s 晚于报送月份 %s 的最后一天，请核对日期或报送月份", at.Format(time.DateOnly), month)
	}
	return at, ""
}

// dayOf is a day of the calendar.
func dayOf(year, month, day string) (time.Time, bool) {
	y, _ := strconv.Atoi(year)
	m, _ := strconv.Atoi(month)
	d, _ := strconv.Atoi(day)
	at := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	return at, at.Month() == time.Month(m) && at.Day() == d
}

// monthOf reads a month not after the report's.
func monthOf(c sheet.Cell, month Month) (text, rule string) {
	m, ok := monthIn(tight(c.Value))
	if at, dated := c.Day(); !ok && dated && at.Year() >= 1949 {
		m, ok = Month{at.Year(), at.Month()}, true
	}
	switch {
	case !ok:
		return "", "不是月份，请写成 2024-09 这样的年月"
	case m.First().After(month.Last()):
		return "", fmt.Sprintf("月份 %s 晚于报送月份 %s，请核对", m, month)
	}
	return m.String(), ""
}

var (
	dashes = strings.NewReplacer("—", "-", "–", "-", "―", "-", "─", "-", "−", "-", "~", "-", "至", "-", "到", "-", "/", "-")
	years  = regexp.MustCompile(`^(\d{4})年?-+(\d{4})(?:年|学年|学年度|年度)?$`)
)

// schoolYear reads a school year (学年) as 2024-2025.
func schoolYear(c sheet.Cell, month Month) (text, rule string) {
	m := years.FindStringSubmatch(dashes.Replace(tight(c.Value)))
	if m == nil {
		return "", "不是学年，请写成 2024-2025 这样的起止年份"
	}
	from, _ := strconv.Atoi(m[1])
	to, _ := strconv.Atoi(m[2])
	switch {
	case to != from+1:
		return "", "学年的两个年份应当相连，如 2024-2025，请核对"
	case from > month.Year:
		return "", fmt.Sprintf("学年晚于报送月份 %s，请核对", month)
	}
	return m[1] + "-" + m[2], ""
}

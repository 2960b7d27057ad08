package calendar

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"fangpin/internal/fault"
)

// columns are the header of a table of notices.
var columns = []string{"date", "kind", "name"}

// Parse reads a table of notices: CSV in UTF-8, with or without BOM, with the columns date (2024-10-01), kind (holiday or workday) and name. The years
// must follow each other without a gap, each with its National Day, so that a half-copied notice is not taken for a year.
// It reports every bad line, in Chinese, by its number.
func Parse(r io.Reader) (*Calendar, error) {
	rows := csv.NewReader(r)
	rows.FieldsPerRecord = -1
	header, err := rows.Read()
	if err != nil || strings.TrimPrefix(strings.Join(header, ","), "\ufeff") != strings.Join(columns, ",") {
		return nil, fault.Invalidf("放假安排第 1 行应为表头 %s", strings.Join(columns, ","))
	}
	c := &Calendar{marks: map[Date]kind{}}
	var defects []string
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if bad, ok := errors.AsType[*csv.ParseError](err); ok {
			return nil, fault.Invalidf("放假安排第 %d 行的引号不成对，请检查", bad.Line)
		}
		if err != nil {
			return nil, fmt.Errorf("read notices: %w", err)
		}
		if reason := c.mark(row); reason != "" {
			line, _ := rows.FieldPos(0)
			defects = append(defects, fmt.Sprintf("放假安排第 %d 行：%s", line, reason))
		}
	}
	if len(defects) == 0 {
		defects = c.publish()
	}
	if len(defects) > 0 {
		return nil, fault.Invalidf("%s", strings.Join(defects, "\n"))
	}
	return c, nil
}

// mark takes in one row, or says what is wrong with it.
func (c *Calendar) mark(row []string) string {
	if len(row) != len(columns) {
		return fmt.Sprintf("应有 %d 列，现有 %d 列", len(columns), len(row))
	}
	d, err := ParseDate(row[0])
	if err != nil {
		return fault.Message(err)
	}
	k := kind(row[1])
	switch weekday := d.Weekday(); {
	case k != holiday && k != workday:
		return fmt.Sprintf("类别“%s”应为 holiday（放假）或 workday（调休上班）", k)
	case strings.TrimSpace(row[2]) == "":
		return "节日名称为空"
	case k == workday && weekday != time.Saturday && weekday != time.Sunday:
		return d.String() + " 不是周六或周日，不能是调休上班日"
	case c.marks[d] != "":
		return d.String() + " 在前面已有一行"
	}
	c.marks[d] = k
	return ""
}

// publish finds the years whose notice is in, or says which are missing. A year counts by its National Day; only the days at the
// end of the year before the first may stand alone, for the first year's notice reaches back to them.
func (c *Calendar) publish() []string {
	if len(c.marks) == 0 {
		return []string{"放假安排中没有任何日期"}
	}
	days := slices.Sorted(maps.Keys(c.marks))
	c.first, c.last = days[0].Year(), days[len(days)-1].Year()
	if days[0] > On(c.first, time.December, 24) {
		c.first++
	}
	var missing []string
	for year := c.first; year <= c.last; year++ {
		if !c.Holiday(On(year, time.October, 1)) {
			missing = append(missing, fmt.Sprintf("%d 年的放假安排不完整：缺少 10 月 1 日国庆节放假，请补齐全年", year))
		}
	}
	return missing
}

package calendar

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPublishedDays(t *testing.T) {
	c := Published()
	for on, want := range map[string]Day{
		"2024-09-30": {},
		"2024-09-29": {}, // a Sunday worked for National Day
		"2024-10-01": {Holiday: true},
		"2024-10-05": {Holiday: true}, // a Saturday in the holiday
		"2024-10-12": {},              // a Saturday worked
		"2024-10-13": {Weekend: true},
		"2006-12-31": {}, // worked by the notice for 2007
		"2018-12-31": {Holiday: true},
	} {
		d := day(t, on)
		want.OnDay = d
		if diff := cmp.Diff(want, Day{OnDay: d, Holiday: c.Holiday(d), Weekend: c.Weekend(d)}); diff != "" {
			t.Errorf("%s: %s", on, diff)
		}
	}
}

func TestDaysAreTheSettledOnes(t *testing.T) {
	days := slices.Collect(Published().Days())
	if first, last := days[0].OnDay.String(), days[len(days)-1].OnDay.String(); first != "2004-01-01" || last != "2026-12-24" {
		t.Errorf("from %s to %s", first, last)
	}
	for i, d := range days {
		if d.OnDay != days[0].OnDay+Date(i) {
			t.Fatalf("%s stands in place %d", d.OnDay, i)
		}
	}
	for range Published().Days() {
		break // a caller may stop early
	}
}

const whole2027 = "date,kind,name\n2026-12-31,holiday,元旦\n2027-01-01,holiday,元旦\n2027-01-03,workday,元旦\n2027-10-01,holiday,国庆节\n"

func TestParseTakesANewerNotice(t *testing.T) {
	c, err := Parse(strings.NewReader("\ufeff" + whole2027))
	if err != nil {
		t.Fatal(err)
	}
	if c.First().String() != "2027-01-01" || c.Last().String() != "2027-12-24" || !c.Holiday(day(t, "2026-12-31")) {
		t.Errorf("from %s to %s", c.First(), c.Last())
	}
}

func TestParseNamesEveryBadLine(t *testing.T) {
	for name, tc := range map[string]struct{ text, want string }{
		"nothing":     {"", "放假安排第 1 行应为表头 date,kind,name"},
		"no header":   {"2027-10-01,holiday,国庆节\n", "放假安排第 1 行应为表头 date,kind,name"},
		"only header": {"date,kind,name\n", "放假安排中没有任何日期"},
		"a quote":     {"date,kind,name\n2027-10-01,\"holiday,国庆节\n", "放假安排第 2 行的引号不成对，请检查"},
		"several": {whole2027 + "2027-02-30,holiday,春节\n2027-10-01,workday,国庆节\n2027-10-02,off,国庆节\n2027-10-02,holiday, \n2027-10-01,holiday,国庆节\n2027-10-03\n",
			`放假安排第 6 行：“2027-02-30”不是有效日期，请按 2024-10-01 的样式填写
放假安排第 7 行：2027-10-01 不是周六或周日，不能是调休上班日
放假安排第 8 行：类别“off”应为 holiday（放假）或 workday（调休上班）
放假安排第 9 行：节日名称为空
放假安排第 10 行：2027-10-01 在前面已有一行
放假安排第 11 行：应有 3 列，现有 1 列`},
		"half a year": {whole2027 + "2028-01-01,holiday,元旦\n", "2028 年的放假安排不完整：缺少 10 月 1 日国庆节放假，请补齐全年"},
		"a gap":       {whole2027 + "2029-10-01,holiday,国庆节\n", "2028 年的放假安排不完整：缺少 10 月 1 日国庆节放假，请补齐全年"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Parse(strings.NewReader(tc.text)); err == nil {
				t.Error("was read")
			} else if diff := cmp.Diff(tc.want, err.Error()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

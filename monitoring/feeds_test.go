package monitoring_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fangpin/internal/fault"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/monitoring/monitoringtest"
	"fangpin/reports"
)

// Each department's day of S3 §二, what it told, and whether in time.
func TestWhichDepartmentTellsByWhen(t *testing.T) {
	o := monitoringtest.With(t, withFeeds(feeds+"  - {agency: 学校, kind: schooling}\n"))
	h := o.Enrol(t, "", 1)[0]
	reporter := o.HireMember(staff.Member{Name: "孙敏", Role: who.Reporter, Agency: "卫健委"})
	stands := func(by who.Person, month string) (got []string) {
		t.Helper()
		o.Look(by, func(ctx context.Context, tx *pg.Tx) error {
			lines, err := monitoring.Feeds(ctx, tx, monthOf(t, month))
			for _, l := range lines {
				by, on := "-", "-"
				if l.By != nil {
					by = l.By.String()[5:]
				}
				if l.On != nil {
					on = l.On.String()[5:]
				}
				got = append(got, fmt.Sprintf("%s %s %s %s %d/%d %s", l.Agency, l.Kind, by, on, l.LateRows, l.Rows, l.State.Title()))
			}
			return err
		})
		return got
	}
	o.At("2024-10-05")
	o.Report(t, "hospital", "2024-10", bill(h.HeadID, "2024-09-02", "5000.00", "1"))
	o.Report(t, "disaster", "2024-10", of(h.HeadID, "disaster", "火灾", "occurred", "2024-09-05", "loss", "1.00"))
	o.At("2024-10-07")
	o.Report(t, "serious_illness", "2024-10", of(h.HeadID, "disease", "肺癌", "diagnosed", "2024-09-03"))
	o.Report(t, "health_event", "2024-10", of(h.HeadID, "event", "食物中毒", "occurred", "2024-10-04", "grade", "重大"),
		of(h.ChildID, "event", "食物中毒", "occurred", "2024-10-03", "grade", "重大"))
	want := []string{
		"医保局 hospital 10-05 10-05 0/1 已报送", "医保局 outpatient 10-05 - 0/0 逾期未报", "卫健委 serious_illness 10-05 10-07 0/1 逾期报送",
		"教体局 schooling - - 0/0 本月无须报送", "应急管理局 disaster - 10-05 0/1 已报送", "卫健委 health_event - 10-07 1/2 逾期报送",
		"农业农村局 industry - - 0/0 本月无须报送", "人社局 employment 10-05 - 0/0 逾期未报", "民政局 relief 10-05 - 0/0 逾期未报",
		"教体局 problem - - 0/0 本月无须报送", "公安局 population 10-05 - 0/0 逾期未报", "学校 schooling - - 0/0 没有对应的月报",
	}
	if diff := cmp.Diff(want, stands(o.Who(who.Clerk), "2024-10")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{want[2], want[5]}, stands(reporter, "2024-10")); diff != "" {
		t.Errorf("a department's own: %s", diff)
	}
	o.At("2025-04-05")
	spring := stands(o.Who(who.Clerk), "2025-04")
	if diff := cmp.Diff([]string{"医保局 hospital 04-05 - 0/0 待报送", "教体局 schooling 04-30 - 0/0 待报送"}, []string{spring[0], spring[3]}); diff != "" {
		t.Error(diff)
	}
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		_, err := monitoring.Feeds(ctx, tx, monthOf(t, "2024-08"))
		o.Refused(err, fault.Blocked)
		return nil
	})
}

// A department is asked for each kind of report that the procedure wants from it by a day of this month, and a report of one kind answers for no other.
func TestADepartmentIsAskedForWhatItsFeedsWant(t *testing.T) {
	o := monitoringtest.With(t, withFeeds(feeds))
	h := o.Enrol(t, "", 1)[0]
	reporter := func(agency string) who.Person {
		return o.HireMember(staff.Member{Name: agency + "报送员", Role: who.Reporter, Agency: agency})
	}
	insurance, schools, disasters := reporter("医保局"), reporter("教体局"), reporter("应急管理局")
	asks := func(by who.Person, want string) {
		t.Helper()
		got := "nothing"
		if task := tasks(o, by)[reports.AcceptStep.Verb]; task.Count > 0 {
			got = fmt.Sprintf("%d by %s, %d late", task.Count, task.Due, task.Late)
		}
		if got != want {
			t.Errorf("%s is asked for %s, want %s", by.Agency, got, want)
		}
	}
	o.At("2024-10-05")
	asks(insurance, "2 by 2024-10-05, 0 late")
	asks(schools, "nothing") // once a year
	asks(disasters, "nothing")
	o.Report(t, "hospital", "2024-10", bill(h.HeadID, "2024-09-02", "5000.00", "1"))
	asks(insurance, "1 by 2024-10-05, 0 late") // outpatient bills
	o.At("2024-10-06")
	asks(insurance, "1 by 2024-10-05, 1 late")
	o.Report(t, "outpatient", "2024-10", of(h.HeadID, "month", "2024-09", "outpatient", "700.00", "special", "0.00"))
	asks(insurance, "nothing")
	o.At("2025-04-05")
	asks(schools, "1 by 2025-04-30, 0 late")
	asks(o.Who(who.Clerk), "nothing")
	// What is told once a year is asked for until it is told, and is told when it was before its month.
	o.At("2025-05-06")
	asks(schools, "1 by 2025-04-30, 1 late")
	fees := func(year string) map[string]string {
		return of(h.ChildID, "school", "县高中", "school_year", year, "tuition", "10000.01")
	}
	o.Report(t, "schooling", "2025-05", fees("2024-2025"))
	asks(schools, "nothing")
	o.At("2026-03-02")
	o.Report(t, "schooling", "2026-03", fees("2025-2026"))
	o.At("2026-04-02")
	asks(schools, "nothing")
	o.Look(schools, func(ctx context.Context, tx *pg.Tx) error {
		for month, want := range map[string]monitoring.FeedState{"2025-04": monitoring.FeedLate, "2025-05": monitoring.FeedLate, "2025-03": monitoring.FeedIdle,
			"2026-03": monitoring.FeedTold, "2026-04": monitoring.FeedTold} {
			lines, err := monitoring.Feeds(ctx, tx, monthOf(t, month))
			if err != nil || len(lines) != 2 || lines[0].State != want {
				t.Errorf("in %s the schools stand at %+v, %v", month, lines, err)
			}
		}
		return nil
	})
}

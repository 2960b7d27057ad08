package monitoring_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/paper/papertest"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/monitoring/monitoringtest"
	"fangpin/procedure"
)

// Families as the ledger of checks tells of them: not taken in, taken in, still open, answered by a department, watched offline and told of again.
func TestTheLedgerOfChecks(t *testing.T) {
	o := monitoringtest.County(t)
	h := o.Enrol(t, "", 6)
	ids := o.Lead(t, h...)
	reporter := o.HireMember(staff.Member{Name: "孙敏", Role: who.Reporter, Agency: "住建局"})
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.HandOver(ctx, tx, []monitoring.Handing{{Watch: ids[0]}, {Watch: ids[1]}, {Watch: ids[2]}, {Watch: ids[3], To: "住建局"}, {Watch: ids[4]}})
	})
	o.At("2024-09-11")
	visit := func(i int, income string, risk procedure.Risk, found string) {
		o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
			v := o.Visit(ids[i], h[i], income, risk)
			v.Found, v.Why = "入户核实", found
			return monitoring.VisitFamilies(ctx, tx, []monitoring.Visit{v})
		})
	}
	visit(0, "90000.00", procedure.NoRisk, "收入稳定，费用已报销")
	visit(4, "1000.00", procedure.NoRisk, "收入低，暂无风险")
	o.Step(t, ids[0], h[0], procedure.Feedback)
	o.Must(o.Do(reporter, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Answer(ctx, tx, []monitoring.Reply{{Watch: ids[3], Settled: true, Words: "危房已改造"}})
	}))
	o.Through(t, ids[1], h[1], entering...)
	o.At("2024-10-20")
	ledger := func(f monitoring.LedgerFilter) (got []string) {
		o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
			lines, err := monitoring.Ledger(ctx, tx, f)
			for _, l := range lines {
				got = append(got, fmt.Sprintf("%s %s交办%s 入户%s %s【%s】反馈%s 用%d/%d 限%s 逾期%v", l.Source, l.To, short(l.HandedOn), short(l.Visited), l.Result, l.Reason, short(l.Feedback), l.Used, l.Allowed, short(l.By), l.Late))
			}
			return err
		})
		return got
	}
	for unit, want := range map[string]string{"鹤壁集镇": "交办的监测事项 4 户", "住建局": "交办的监测事项 1 户"} {
		text := handOverPaper(t, o, "2024-09", unit)
		for _, want := range []string{"防返贫监测事项交办单", unit + "：", want, "请在核查期限前办结；月底前反馈办理情况，不纳入的逐户说明理由。", "核查期限", "2024-10-12", "群众反映", "接收人", "鹤山区乡村振兴局"} {
			if !strings.Contains(text, papertest.Unspaced(want)) {
				t.Errorf("the hand-over to %s has no %s: %s", unit, want, text)
			}
		}
	}
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		o.Refused(monitoring.Desk{}.HandOverPaper(ctx, tx, monthOf(t, "2024-09"), "水利局", io.Discard), fault.NotFound)
		return nil
	})
	all := []string{
		"群众反映 乡镇交办09-09 入户09-11 不纳入【收入稳定，费用已报销】反馈09-11 用2/20 限10-12 逾期false",
		"群众反映 乡镇交办09-09 入户09-11 纳入监测（边缘易致贫户）【】反馈- 用5/20 限10-12 逾期false",
		"群众反映 乡镇交办09-09 入户- 进展：核查中，待入户核查【】反馈- 用25/20 限10-12 逾期true",
		"群众反映 住建局交办09-09 入户- 部门已办结【危房已改造】反馈- 用2/20 限10-12 逾期false",
		"群众反映 乡镇交办09-09 入户09-11 线下监测【收入低，暂无风险】反馈- 用2/20 限10-12 逾期false",
		"群众反映 交办- 入户- 进展：待交办【】反馈- 用0/20 限- 逾期false",
	}
	if diff := cmp.Diff(all, ledger(monitoring.LedgerFilter{Month: monthOf(t, "2024-09")})); diff != "" {
		t.Error(diff)
	}
	for name, tc := range map[string]struct {
		f    monitoring.LedgerFilter
		want []string
	}{
		"open":          {monitoring.LedgerFilter{Open: true}, []string{all[2], all[5]}},
		"late":          {monitoring.LedgerFilter{Month: monthOf(t, "2024-09"), Late: true}, all[2:3]},
		"of a month":    {monitoring.LedgerFilter{Month: monthOf(t, "2024-09")}, all},
		"of another":    {monitoring.LedgerFilter{Month: monthOf(t, "2024-10")}, nil},
		"of a township": {monitoring.LedgerFilter{Month: monthOf(t, "2024-09"), Township: 410602999}, nil},
	} {
		if diff := cmp.Diff(tc.want, ledger(tc.f)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	o.Signal(t, monitoring.Signal{Household: h[4].ID, Source: monitoring.Public, Risk: "因病", Words: "突发重病"})
	if got, want := ledger(monitoring.LedgerFilter{Month: monthOf(t, "2024-10")})[0], "群众反映 交办- 入户- 进展：核查中，待入户核查【】反馈- 用0/20 限11-15 逾期false"; got != want {
		t.Errorf("told of again: %s", got)
	}
	if diff := cmp.Diff(all, ledger(monitoring.LedgerFilter{Month: monthOf(t, "2024-09")})); diff != "" {
		t.Errorf("told of again, September is another: %s", diff)
	}
	var out bytes.Buffer
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.LedgerSheet(ctx, tx, monitoring.LedgerFilter{Month: monthOf(t, "2024-09")}, &out)
	})
	f, err := excelize.OpenReader(&out)
	o.Must(err)
	for cell, want := range map[string]string{"A1": "预警信息核查办理台账", "A2": "2024年9月交办　截至2024年10月20日　共 6 户，逾期 1 户", "L4": "收入稳定，费用已报销", "Q6": "是", "B4": "鹤壁集镇"} {
		if got, err := f.GetCellValue("核查办理台账", cell); err != nil || got != want {
			t.Errorf("%s is %q, %v; want %q", cell, got, err, want)
		}
	}
}

func short(d *calendar.Date) string {
	if d == nil {
		return "-"
	}
	return d.String()[5:]
}

package monitoring_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/procedure"
)

// S1: 贵州省的工作流程, from a lead to the mark in the national system, and a release that is taken back.
func TestStoryOfGuizhou(t *testing.T) {
	s := tell(t, "guizhou", "2022-04-06")

	// §三.2: “单次自付费用超过4000元、年度累计自付费用超过6700元的脱贫户，单次自付、年度累计自付费用超过10000元的一般农户”
	for _, tc := range []struct {
		measure, yuan, label string
		told                 bool
	}{
		{"self_pay_once", "4000.00", "脱贫户", false}, {"self_pay_once", "4000.01", "脱贫户", true},
		{"self_pay_year", "6700.00", "脱贫户", false}, {"self_pay_year", "6700.01", "脱贫户", true},
		{"self_pay_once", "10000.00", "低收入户", false}, {"self_pay_year", "10000.01", "低收入户", true},
	} {
		if got := s.feeds("医保局", "hospital", tc.measure, tc.yuan, tc.label); got != tc.told {
			t.Errorf("%s yuan of %s by a %s is told of: %t", tc.yuan, tc.measure, tc.label, got)
		}
	}

	s.sweptInSpring()

	// §四.2: “部门筛查预警、农户自主申报、基层干部排查、社会监督”; of these three open at the visit
	able, frail := s.family("脱贫户"), s.family("")
	able.told(monitoring.Direct, "农户自主申报", "因病")
	frail.told(monitoring.Direct, "基层干部排查", "因残")
	able.stands("核查中 入户核查")

	// §四.1: “人均纯收入低于6700元以下且有返贫致贫风险”; “以其履行认定程序时间点往前推算一年”
	able.visited("2022-04-07", "13399.99", procedure.AtRisk, procedure.AbleLabour)
	able.income("6699.99", "2021-04-07", "2022-04-06", true)
	frail.visited("2022-04-07", "13400.00", procedure.AtRisk, procedure.NoLabour)
	frail.income("6700.00", "2021-04-07", "2022-04-06", false)
	frail.stands("认定中 申请及承诺授权 突发严重困难户") // §一: 突发严重困难户

	// §四.2: “农户申请及承诺授权、村级评议及公示（公示时间为5天）、乡级审核研判、县级比对批复及公告、乡级录入系统”
	both := []*family{able, frail}
	s.together("2022-04-08", both, procedure.Apply, procedure.Evaluate, procedure.Post)
	able.stands("认定中 公示期内 2022-04-13 脱贫不稳定户")
	s.At("2022-04-13")
	s.refuses("最早 2022-04-14 可以办理", who.Township, able.passes(monitoring.Review))
	s.together("2022-04-14", both, procedure.Review, procedure.Compare)
	s.together("2022-04-15", both, procedure.Approve, procedure.Announce)
	able.stands("监测帮扶中 系统录入 脱贫不稳定户")
	s.At("2022-04-18")
	able.found("outside", "2022-04-15 审定，没有录入系统", "days", "2") // §一: “坚决杜绝‘体外循环’”
	s.together("2022-04-18", both, procedure.Register)
	able.stands("监测帮扶中 脱贫不稳定户")

	// §三.四: “对监测对象……重点排查制定的帮扶措施是否落实到位……是否有人管”: a family without a measure is found, and put right by 8月31日 by
	// 双台账、双责任、双销号: whoever it was ordered from, with evidence, then another of the county; the ledger by problem and by unit tells of it
	s.At("2022-04-19")
	frail.found("measures", "没有帮扶措施；没有帮扶责任人")
	frail.found("unhelped", "2022-04-15 纳入，没有帮扶措施", "days", "3") // §三: “应帮未帮”
	due := day(t, "2022-08-31")
	if by := monitoring.RectifyBy(day(t, "2022-04-19")); by == nil || *by != due {
		t.Errorf("what a sweep finds is put right by %v", by)
	}
	s.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		_, err := monitoring.RectifyHits(ctx, tx, "measures", nil, []monitoring.Rectify{{Household: frail.ID, Unit: monitoring.Township, Person: "杨胜", Due: due}})
		return err
	})
	frail.helpedBy(procedure.Township, "杨胜", "乡村振兴站干部")
	right := s.toPutRight(frail)
	s.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Rectified(ctx, tx, monitoring.PutRight{ID: right.ID, Words: "已确定帮扶责任人，低保已申请", Evidence: monitoringMinutes})
	})
	s.As(t, who.Approver, func(ctx context.Context, tx *pg.Tx) error { return monitoring.SignOff(ctx, tx, right.ID, true, "") })
	if state := s.toPutRight(frail).State(); state != monitoring.SignedOff {
		t.Errorf("it is %s", state.Title())
	}
	// §六.2: “坚持一月一调度一通报”: two families came in, in April, and stay so whatever becomes of them
	april := s.circular(2022, 4)
	if april.TakenIn != 2 || april.Watched != 2 || april.Helped != 0 {
		t.Errorf("the circular of April: %+v", april)
	}

	// §四.3: “按月将监测对象名单推送”, so that whoever helps knows of whom: told in April, a department is told again by the end of May
	if list := s.pushed("医保局"); !strings.Contains(list, able.HeadID) || !strings.Contains(list, frail.HeadID) {
		t.Errorf("the health insurance is told of %s", list)
	}
	s.toldAgain("医保局", "2022-05-31")

	// §四.3: “原则上对有劳动力家庭不能仅采用低保政策简单‘一兜了之’”
	able.ordered("低保", "2022-04-20", "2022-04-28")
	frail.ordered("低保", "2022-04-28", "2022-04-29")
	// §四.4: “落实针对性帮扶措施在半年以上”, counted from the first of them
	s.At("2022-10-19")
	s.refuses("最早 2022-10-20 可以办理", who.Village, able.nominate)
	// §三.一: “全面排查……监测对象的识别、帮扶措施落实、风险消除等情况”; §三.四, §三: “是否具有针对性”, “帮扶措施落实不精准”
	frail.found("stock", "最近一次入户或走访在 2022-04-15")
	able.found("measures", "没有帮扶责任人；因病，没有医疗、健康类措施")
	able.found("imprecise", "有劳动力，只有兜底措施；因病，没有医疗、健康类措施")
	s.At("2022-10-20")
	s.refuses("不能只有低保", who.Village, able.nominate)
	able.ordered("就业", "2022-10-21", "2022-10-24")
	// “对无劳动能力的，落实社会保障措施后，暂不标注‘风险消除’，持续跟踪监测”
	s.At("2022-10-31")
	s.refuses("持续跟踪监测", who.Village, frail.nominate)
	if w := s.Get(t, frail.watch); w.NominateFrom != nil {
		t.Errorf("a family without labour may be nominated from %s", w.NominateFrom)
	}

	// “收入较快增长持续稳定”: whoever is still below the line is not released
	able.did("2022-10-31", procedure.Nominate)
	able.visited("2022-10-31", "13399.98", procedure.NoRisk, procedure.AbleLabour)
	able.did("2022-11-01", procedure.Evaluate, procedure.Post)
	able.did("2022-11-07", procedure.Review)
	s.refuses("低于监测线，不能审定风险消除", who.Approver, able.passes(monitoring.Approve))
	able.decided(who.Approver, monitoring.Approve, procedure.Refuse, "收入未稳定，继续监测帮扶")
	able.stands("监测帮扶中 脱贫不稳定户")

	// §四.4: “村（居）提名、入户核实、村级评议及公示（公示时间为5天）、乡级审核、县级审定及公告”, then “乡级在全国防返贫监测信息系统中标注‘风险消除’”
	able.did("2023-02-01", procedure.Nominate)
	able.visited("2023-02-02", "20000.00", procedure.NoRisk, procedure.AbleLabour)
	able.did("2023-02-03", procedure.Evaluate, procedure.Post)
	able.stands("风险消除认定中 公示期内 2023-02-08 脱贫不稳定户")
	able.did("2023-02-09", procedure.Review, procedure.Approve, procedure.Announce)
	wantLabels(t, s.Office, able.ID, "脱贫不稳定户", "脱贫户")
	able.did("2023-02-10", procedure.Mark)
	able.stands("风险消除 脱贫不稳定户")
	wantLabels(t, s.Office, able.ID, "脱贫户")
	// §三: “纳入人员‘快进快出’”, “风险消除不实”: what the county asks of a release
	able.found("in_and_out", "")
	able.found("in_and_out", "2022-04-15 纳入，2023-02-09 认定风险消除", "months", "12")
	able.found("unfounded", "")
	able.found("unfounded", "最近一次入户人均 10000.00 元", "line", "10000.01")

	// §三.1: “对整户无劳动力已标注风险消除的进行风险消除回退”
	s.At("2023-03-01")
	s.Refused(s.Do(s.Who(who.Village), func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.RollBack(ctx, tx, []int64{able.watch}, "整户无劳动力")
	}), fault.Forbidden)
	able.did("2023-03-01", procedure.RollBack)
	if w := s.Get(t, able.watch); w.Since == nil || *w.Since != calendar.On(2022, 4, 15) {
		t.Errorf("rolled back, it is watched since %v", w.Since)
	}
	able.visited("2023-03-02", "20000.00", procedure.NoRisk, procedure.NoLabour)
	s.refuses("持续跟踪监测", who.Village, able.nominate)
	wantLabels(t, s.Office, able.ID, "脱贫不稳定户", "脱贫户")
	if now := s.circular(2022, 4); now.TakenIn != 2 || now.Watched != 2 || now.Helped != 2 {
		t.Errorf("the circular of April, read a year later: %+v", now)
	}
}

// sweptInSpring are the sweeps of families that nobody watches (§三: “全面排查”), each with one that it finds, and a hit that becomes a lead.
func (s story) sweptInSpring() {
	s.t.Helper()
	// 二: “全面排查住院治疗自费线索”
	billed := s.family("")
	s.Report(s.t, "hospital", "2022-04", bill(billed.HeadID, "2022-03-02", "10000.01", "1"))
	billed.found("self_pay", "其他农户，2022年累计自付 10000.01 元，单次最高 10000.01 元；没有入户测算过收入")
	s.As(s.t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		_, err := monitoring.LeadHits(ctx, tx, "self_pay", nil, []int64{billed.ID})
		return err
	})
	billed.found("self_pay", "") // it is being checked
	// 三: “全面排查新增农村低保对象”
	s.family("低保户").found("new_relief", "2022-01-01 起为低保户，没有在办或监测中")
	// 五: “全面排查历史预警线索……多次预警且未纳入监测的”; 漏户漏人: below the line and at risk, and left out
	warned := s.family("")
	warned.told(monitoring.Direct, "社会监督", "因灾")
	warned.told(monitoring.Direct, "社会监督", "因灾")
	warned.visited("2022-04-06", "9000.00", procedure.AtRisk, procedure.AbleLabour)
	warned.decided(who.Township, monitoring.NotTaken, "", "已有救助")
	warned.found("warnings", "收到预警 2 次，最近一次 2022-04-06，未纳入监测")
	warned.found("missed", "2022-04-06 入户人均 4500.00 元、有风险，没有纳入")
	// 六: “全面排查‘3+1’保障巩固情况……农村家庭住房为 C 级、D 级危房的”
	unsafe := s.family("")
	s.ReportBy(s.t, "住建局", "problem", "2022-04", of(unsafe.HeadID, "problem", "住房安全", "description", "疑似C级危房", "found", "2022-04-01"))
	unsafe.found("safeguards", "住建局 2022-04-01 报送“三保障”及饮水问题，其后没有入户")
	// 七: “全面排查重点区域……易地搬迁集中安置区”
	moved := s.family("易地搬迁户")
	moved.found("areas", "易地搬迁户，6 个月以来没有入户", "villages", fmt.Sprint(home))
	moved.found("areas", "", "villages", "410602100206")
}

// toldAgain is by when a partner is told again.
func (s story) toldAgain(partner, by string) {
	s.t.Helper()
	s.Look(s.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		due, err := monitoring.DuePushes(ctx, tx)
		i := slices.IndexFunc(due, func(d monitoring.PushDue) bool { return d.Name == partner })
		if i < 0 || due[i].By == nil || due[i].By.String() != by {
			s.t.Errorf("%s is told again by %+v; want %s", partner, due, by)
		}
		return err
	})
}

// toPutRight is the newest problem of a family that is to be put right, or was.
func (s story) toPutRight(f *family) (r monitoring.Rectification) {
	s.t.Helper()
	s.Look(s.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		found, _, err := monitoring.Rectifications(ctx, tx, monitoring.RectificationFilter{Household: f.ID})
		if len(found) > 0 {
			r = found[0]
		}
		return err
	})
	return r
}

// circular is what the county's circular of a month comes to.
func (s story) circular(year int, month time.Month) (sum monitoring.Figures) {
	s.t.Helper()
	s.Look(s.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		found, err := monitoring.MonthFigures(ctx, tx, year, month)
		sum = monitoring.SumOf(found)
		return err
	})
	return sum
}

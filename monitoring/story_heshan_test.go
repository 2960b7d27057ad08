package monitoring_test

import (
	"bytes"
	"context"
	"testing"

	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/monitoring/monitoringtest"
	"fangpin/procedure"
)

// S2: 鹤山区's own chain, the 10th to the city's filing; what it leaves open is as templates/procedures/heshan.yaml says.
func TestStoryOfHeshan(t *testing.T) {
	s := tell(t, "heshan", "2024-05-10")
	s.Who(who.Reporter) // of 医保局, to whom a measure may be ordered

	// “人社、教育、民政、医保等相关部门，每月向区扶贫办报送监测到的防贫救助对象信息”
	for _, told := range [][2]string{{"人社局", "employment"}, {"教体局", "schooling"}, {"民政局", "relief"}, {"医保局", "hospital"}} {
		if feeds := s.rule().FeedsOf(told[0], told[1]); len(feeds) == 0 || feeds[0].Due.Day == nil || feeds[0].Due.Month != 0 {
			t.Errorf("%s does not tell of %s each month: %+v", told[0], told[1], feeds)
		}
	}

	// “区乡村三级常态化监测预警、区级行业部门数据共享预警、市级监测分析预警三种举措”; “行业部门以及保险机构……定期交换共享数据信息”
	ill, late, own := s.family("脱贫户"), s.family(""), s.family("脱贫户")
	ill.told(monitoring.Insurer, "保险机构", "因病")
	own.told(monitoring.Direct, "农户申报", "因灾")
	// “每月10日前将……监测对象建议名单交至乡镇扶贫办”
	ill.stands("待交办 交办 2024-05-10")
	own.stands("核查中 入户核查 2024-05-16") // to its door at once, within the five working days
	s.At("2024-05-11")
	late.told(monitoring.City, "市级监测", "因学")
	late.stands("待交办 交办 2024-06-10")
	ill.did("2024-05-11", procedure.HandOver) // a day late, and said to be; nothing is refused for it
	ill.stands("核查中 入户核查 2024-05-17")

	// “组织乡村干部对新增加的监测对象建议名单开展入户核查，并按照村级评议、乡镇审核、区级确定等程序逐级认定审核”
	ill.visited("2024-05-13", "12000.00", procedure.AtRisk, procedure.AbleLabour)
	// what a family says of itself is looked at like any other; whoever is above the line and at no risk is not taken in, and is told why
	own.visited("2024-05-13", "20000.00", procedure.NoRisk, procedure.AbleLabour)
	own.stands("不纳入 结果反馈 2024-05-31")
	own.did("2024-05-13", procedure.Feedback)
	own.stands("不纳入")
	ill.did("2024-05-14", procedure.Apply, procedure.Evaluate, procedure.Post)
	ill.stands("认定中 公示期内 2024-05-19 脱贫不稳定户")
	s.At("2024-05-15")
	s.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Object(ctx, tx, ill.watch, day(t, "2024-05-15"), "反映该户儿子在外务工，收入没有计算")
	})
	ill.stands("认定中 处理异议 2024-06-07 脱贫不稳定户")
	s.At("2024-05-20")
	s.refuses("异议没有处理", who.Township, ill.passes(monitoring.Review))
	s.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return monitoringtest.Dismiss(ctx, tx, ill.watch, "务工收入已计入，有工资流水")
	})
	// A review that is not satisfied sends it back to the visit, and all is done again.
	ill.decided(who.Township, monitoring.Review, procedure.Return, "自付医疗费用没有票据，请补充核查")
	ill.stands("核查中 入户核查 2024-05-27 脱贫不稳定户")
	ill.visited("2024-05-21", "12600.00", procedure.AtRisk, procedure.AbleLabour)
	ill.did("2024-05-22", procedure.Apply, procedure.Evaluate, procedure.Post)
	ill.did("2024-05-28", procedure.Review, procedure.Compare)
	ill.did("2024-05-29", procedure.Approve)
	ill.stands("监测帮扶中 公告 2024-06-07 脱贫不稳定户")
	// “认定出最终监测对象名单，按时上报市扶贫办备案，实行台账式动态管理”
	ill.did("2024-05-30", procedure.Announce, procedure.Register, procedure.File)
	ill.stands("监测帮扶中 帮扶方案 2024-06-13 脱贫不稳定户")

	// 分类施策联保障: “对突发重大疾病的脱贫不稳定人口，迅速落实健康扶贫政策”, by the department that has it
	ill.did("2024-06-03", procedure.Plan)
	due := day(t, "2024-06-14")
	s.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Measures(ctx, tx, []monitoring.Order{{Watch: ill.watch, Kind: "医疗", To: "医保局", Due: &due, Words: "落实大病保险、大病救助"}})
	})
	n := s.Get(t, ill.watch).Events
	ill.stands("监测帮扶中 帮扶措施 2024-06-14 脱贫不稳定户")
	done := func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Done(ctx, tx, []monitoring.Close{{Watch: ill.watch, N: n, Words: "报销 31,200 元", Photos: s.Photo("结算单")}})
	}
	s.refuses("这项措施下达给了医保局", who.Township, done)
	s.At("2024-06-12")
	s.As(t, who.Reporter, func(ctx context.Context, tx *pg.Tx) error { return monitoring.Accept(ctx, tx, ill.watch, n, true, "") })
	s.As(t, who.Reporter, done)
	s.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error { return monitoring.Judge(ctx, tx, ill.watch, n, true, "") })
	ill.stands("监测帮扶中 走访 2024-06-29 脱贫不稳定户")

	// “及时协调……消除预警风险”, half a year after the first measure
	ill.did("2024-12-03", procedure.Nominate)
	ill.visited("2024-12-04", "20000.00", procedure.NoRisk, procedure.AbleLabour)
	ill.did("2024-12-05", procedure.Evaluate, procedure.Post)
	ill.did("2024-12-11", procedure.Review, procedure.Approve, procedure.Announce, procedure.Mark)
	ill.stands("风险消除 上报备案 脱贫不稳定户")
	ill.did("2024-12-12", procedure.File)
	ill.stands("风险消除 脱贫不稳定户")
	// “实行台账式动态管理”: whoever was ever taken in stands in the register, as they stand today; whoever was not does not
	var register bytes.Buffer
	s.Look(s.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error { return monitoring.RegisterSheet(ctx, tx, &register) })
	wantCell(t, &register, "监测对象台账", "C4", s.Get(t, ill.watch).No)
	wantCell(t, &register, "监测对象台账", "F4", "风险消除")
	wantCell(t, &register, "监测对象台账", "C5", "")
}

package monitoring_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/paper"
	"fangpin/internal/paper/papertest"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/procedure"
	"fangpin/registry"
)

// S0: 平桂区的三个阶段, from the village's list to the certificate, and again.
func TestStoryOfPinggui(t *testing.T) {
	s := tell(t, "pinggui", "2021-03-01")

	// 第一阶段·信息收集: “各行政村综合‘三个报告’入户调查，摸排提供10—15户生活相对困难的农户名单”
	list := s.families("脱贫户", 12)
	for _, f := range list {
		f.told(monitoring.VillageList, "村级摸排名单", "")
	}
	ill, hurt, quiet, well, relieved := list[0], list[1], list[2], list[3], list[4]
	first := ill.watch
	ill.told(monitoring.Public, "个人反映报告", "因病")
	if ill.watch != first {
		t.Error("what a family reports of itself is another matter than what its village reported")
	}
	ill.stands("待交办 交办") // the source sets no day
	// “‘线上’定时采集教育、医疗、住房、饮水、产业、就业、交警等行业部门数据……与民政低保、低收入家庭等重点人群名单进行梳理汇总”
	for _, told := range [][2]string{{"教体局", "schooling"}, {"医保局", "hospital"}, {"住建局", "problem"}, {"水利局", "problem"}, {"农业农村局", "industry"}, {"人社局", "employment"},
		{"应急管理局", "disaster"}, {"民政局", "relief"}} {
		if len(s.rule().FeedsOf(told[0], told[1])) == 0 {
			t.Errorf("%s does not tell of %s", told[0], told[1])
		}
	}
	online := s.family("")
	s.Report(t, "hospital", "2021-03", bill(online.HeadID, "2021-02-10", "3000.00", "1"), bill(ill.HeadID, "2021-02-11", "5000.00", "2"))
	if got := screen(t, s.Office, "2021-03"); len(got.Begun) != 1 || got.Joining != 1 { // whom the village named is not told of anew
		t.Errorf("of two rows came %+v", got)
	}
	online.watch = watchOf(t, s.Office, online.Household)

	// 数据比对: “提取出返贫致贫风险点较多的疑似防贫监测对象名单，整理下发至各乡镇及各行政村”; the source sets no day by which it is handled, nor does the paper
	s.together("2021-03-05", append(list[:5:5], online), procedure.HandOver)
	ill.stands("核查中 入户核查")
	if text := handOverPaper(t, s.Office, "2021-03", "鹤壁集镇"); !strings.Contains(text, "6户交你单位办理。请及时办理。") || strings.Contains(text, "期限") || strings.Contains(text, "月底") {
		t.Errorf("the list that goes to the township says %s", text)
	}

	// 入户核实: “家庭年人均收入低于防贫监测线的，组织民政部门开展低收入家庭识别。对同时存在返贫致贫高风险的，由村级综合评定是否拟列为监测对象上报”
	ill.visited("2021-03-09", "13999.99", procedure.AtRisk, procedure.AbleLabour)
	ill.income("6999.99", "2020-03-09", "2021-03-08", true)
	ill.stands("认定中 村级评议 脱贫不稳定户")
	if to := s.rule().ReferredBy(true, procedure.AtRisk); len(to) != 1 || to[0].To != "民政部门" {
		t.Errorf("a family below the line is sent to %v", to)
	}
	// “高于防贫监测线，但确实存在返贫致贫高风险的，经村级评议后决定”; the line itself is not below it
	hurt.visited("2021-03-09", "14000.00", procedure.AtRisk, procedure.NoLabour)
	hurt.stands("认定中 村级评议 突发严重困难户")
	// “低于防贫监测线，但不存在返贫致贫高风险的，进行‘线下’监测”
	quiet.visited("2021-03-09", "10000.00", procedure.NoRisk, procedure.WeakLabour)
	quiet.stands("线下监测")
	well.visited("2021-03-09", "30000.00", procedure.NoRisk, procedure.AbleLabour)
	well.stands("不纳入")
	// “对于特困供养户、低保兜底户等已覆盖政策的特殊人群，……经村级评议后决定是否列为防贫监测对象”
	relieved.visited("2021-03-09", "9000.00", procedure.AtRisk, procedure.NoLabour)
	s.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Evaluate(ctx, tx, []monitoring.Evaluation{{Watch: relieved.watch, Yes: 1, No: 5, Present: "张三、李四、王五、赵六、钱七、孙八",
			Opinion: "低保兜底政策已覆盖，不列为监测对象", Minutes: monitoringMinutes}})
	})
	relieved.stands("不纳入")

	// “组织民政部门开展低收入家庭识别”: whoever is below the line is on civil affairs' list, at risk or not, and on one that is passed on; it answers of each
	civil := s.HireMember(staff.Member{Name: "民政干事", Role: who.Reporter, Agency: "民政局"})
	sent := sentTo(s.Office, civil, monitoring.ReferralFilter{Open: true})
	if got := mapped(sent, func(r monitoring.Referral) int64 { return r.Watch }); !sameIDs(got, ill.watch, quiet.watch, relieved.watch) || sent[0].For != "低收入家庭识别" {
		t.Errorf("civil affairs was sent %+v", sent)
	}
	if list := s.pushed("民政部门（转办户）"); !strings.Contains(list, quiet.HeadID) || strings.Contains(list, hurt.HeadID) {
		t.Errorf("civil affairs is told of %s", list)
	}
	for _, r := range sent {
		s.Must(s.Do(civil, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.AnswerReferral(ctx, tx, monitoring.Recognition{Watch: r.Watch, N: r.N, To: r.To, For: r.For, Recognised: r.Watch == quiet.watch, Words: "经过财产检索"})
		}))
	}
	if left := sentTo(s.Office, civil, monitoring.ReferralFilter{Open: true}); len(left) > 0 {
		t.Errorf("%+v wait", left)
	}
	// “将低收入人群名单推送到医保部门标注低收入类别”, watched or not
	s.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return registry.SetLabel(ctx, tx, []registry.Label{{Household: quiet.ID, Name: "低收入户", On: day(t, "2021-03-09")}})
	})
	if list := s.pushed("医保局（低收入人口）"); !strings.Contains(list, quiet.HeadID) || strings.Contains(list, ill.HeadID) {
		t.Errorf("the health insurance is told of %s", list)
	}

	// “一旦出现返贫致贫高风险，立即纳入监测管理”: to the visit at once, without being handed over
	s.At("2021-05-06")
	quiet.told(monitoring.Public, "群众反映报告", "")
	quiet.stands("线下监测")
	quiet.told(monitoring.Public, "群众反映报告", "因灾")
	quiet.stands("核查中 入户核查")
	quiet.visited("2021-05-07", "10000.00", procedure.AtRisk, procedure.WeakLabour)
	quiet.stands("认定中 村级评议 脱贫不稳定户")

	// 集中会审: “按照村评定、乡审核、区审定的程序确认防贫监测对象，并在国扶系统中标注录入”
	s.refuses("下一步是“村级评议”", who.Township, ill.passes(monitoring.Review))
	both := []*family{ill, hurt}
	s.together("2021-05-10", both, procedure.Evaluate)
	s.together("2021-05-11", both, procedure.Review)
	s.together("2021-05-12", both, procedure.Approve, procedure.Register)

	// 第二阶段: “各乡镇负责落实‘一对一’帮扶干部予以跟踪帮扶”; “从接到名单到制订方案，不能超过10个工作日”
	ill.helpedBy(procedure.Township, "韦志明", "鹅塘镇扶贫办干部")
	ill.stands("监测帮扶中 帮扶方案 2021-05-26 脱贫不稳定户")
	ill.did("2021-05-20", procedure.Plan)
	// 分层分类施策: “对全家无劳动力的……主要通过实施综合救助、医疗扶持措施及社会力量”; “对有劳动力的……医疗、产业、扶贫车间、公益性岗位”
	s.refuses("没有“综合救助”这一类措施", who.Township, ill.order("综合救助"))
	s.refuses("没有“扶贫车间”这一类措施", who.Township, hurt.order("扶贫车间"))
	ill.ordered("公益性岗位", "2021-05-24", "2021-06-01")
	hurt.ordered("综合救助", "2021-06-01", "2021-06-02")
	// “将已纳入系统的监测对象分别按帮扶需求推送到人社、农业农村……等部门”: for work, whoever can work
	if list := s.pushed("人社局"); !strings.Contains(list, ill.HeadID) || strings.Contains(list, hurt.HeadID) {
		t.Errorf("the labour office is told of %s", list)
	}
	// “每月还必须召开部门会议听取帮扶工作落实情况”: that of May hears of one measure, which was not carried out by its end; that of June of two that were
	s.hears(2021, 5, monitoring.Carried{By: monitoring.Township, Ordered: 1, Unanswered: 1})
	s.hears(2021, 6, monitoring.Carried{By: monitoring.Township, Ordered: 2, Done: 2})

	// 基本成效: “分类筛查出低收入人群……其中……低收入家庭693人”, “累计识别监测对象1506户6398人，其中全家无劳动力……有劳动力……”: the same figures of this county's quarter
	s.At("2021-06-30")
	s.figures(2021, 2, "低收入户 1 户 2 人", "合计 1 户 2 人", "脱贫不稳定户 1 户 2 人", "突发严重困难户 1 户 2 人", "无劳动力 1 户 2 人", "有劳动力 1 户 2 人", "合计 2 户 4 人", "累计识别监测对象 2 户 4 人")

	// 第三阶段: “跟踪帮扶一年后，对防贫监测对象开展风险消除评估工作”
	s.At("2022-05-11")
	s.refuses("最早 2022-05-12 可以办理", who.Village, ill.nominate)
	// “按照村评定、乡审核、区审定的程序解除风险并出具认定书，然后由信息员在国扶系统中标识取消监测”
	ill.did("2022-05-12", procedure.Nominate)
	ill.visited("2022-05-13", "26000.00", procedure.NoRisk, procedure.AbleLabour)
	ill.did("2022-05-16", procedure.Evaluate, procedure.Review, procedure.Approve)
	ill.stands("风险消除认定中 标注风险消除 脱贫不稳定户")
	ill.prints(monitoring.Desk.ReleasePaper, "风险消除表", "13,000.00 元")
	ill.prints(monitoring.Desk.CertificatePaper, "风险消除认定书", "经村提名、入户核查、村级评议、乡镇审核", "2022年5月16日审定，你户返贫致贫风险已消除")
	ill.did("2022-05-17", procedure.Mark)
	ill.stands("风险消除 脱贫不稳定户")
	// “直到风险消除取消监测为止”: whoever is still at risk after the year stays
	hurt.did("2022-05-18", procedure.Nominate)
	hurt.visited("2022-05-19", "14000.00", procedure.AtRisk, procedure.NoLabour)
	hurt.did("2022-05-20", procedure.Evaluate, procedure.Review)
	s.refuses("仍有风险，不能审定风险消除", who.Approver, hurt.passes(monitoring.Approve))
	hurt.decided(who.Approver, monitoring.Approve, procedure.Refuse, "医疗支出未降，继续监测")
	hurt.stands("监测帮扶中 突发严重困难户")

	// “再次出现返贫、致贫高风险情形的，按照程序再次开展识别、干预、管理”, by the procedure of that year: “每年动态划定”
	before := ill.watch
	s.At("2022-09-01")
	s.Refused(s.Do(s.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		_, err := monitoring.Lead(ctx, tx, []monitoring.Signal{{Household: ill.ID, Source: monitoring.Public, Words: "个人反映报告"}})
		return err
	}), fault.Blocked)
	s.Adopt(t, strings.Replace(s.rule().Source, "term: {from: 2021-01-01, to: 2021-12-31}", "term: {from: 2022-01-01, to: 2022-12-31}", 1), calendar.On(2022, 1, 1))
	ill.told(monitoring.Public, "个人反映报告", "因病")
	ill.stands("待交办 交办")
	s.Look(s.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error { // what is over now is taken up by the new lead, and the page says so
		seen, err := monitoring.Foresee(ctx, tx, []int64{before}, procedure.Event{Act: procedure.RollBack})
		if err != nil || !strings.Contains(seen[0].Refused, "又有了新的线索") {
			t.Errorf("a roll-back is foreseen as %+v, %v", seen, err)
		}
		o, err := monitoring.GetOutlook(ctx, tx, before)
		if o.Can[string(procedure.RollBack)] {
			t.Error("a roll-back is offered")
		}
		return err
	})
	if again := s.Get(t, ill.watch); again.Previous == nil || *again.Previous != before {
		t.Errorf("it came again as %+v, after %d", again, before)
	}
}

// figures compares lines of a quarter's figures, each of which must be told.
func (s story) figures(year, quarter int, want ...string) {
	s.t.Helper()
	told := map[string]bool{}
	s.Look(s.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		q, err := monitoring.QuarterFigures(ctx, tx, year, quarter)
		for _, part := range q.Parts() {
			if part.All != nil {
				part.Of = append(part.Of, *part.All)
			}
			for _, c := range part.Of {
				told[fmt.Sprintf("%s %d 户 %d 人", c.Of, c.Households, c.Persons)] = true
			}
		}
		return err
	})
	for _, line := range want {
		if !told[line] {
			s.t.Errorf("the quarter does not tell %s: %v", line, told)
		}
	}
}

// prints compares one of the family's papers with words that must be on it.
func (f *family) prints(print func(monitoring.Desk, context.Context, *pg.Tx, int64, io.Writer) error, words ...string) {
	f.t.Helper()
	fonts, err := paper.FindFonts(f.t.TempDir())
	f.Must(err)
	var out bytes.Buffer
	f.Look(f.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		return print(monitoring.Desk{Keys: f.Keys, Fonts: fonts}, ctx, tx, f.watch, &out)
	})
	text := papertest.Words(f.t, out.Bytes())
	for _, want := range words {
		if !strings.Contains(text, papertest.Unspaced(want)) {
			f.t.Errorf("the paper has no %s: %s", want, text)
		}
	}
}

// monitoringMinutes stands for the photo of a meeting's minutes.
var monitoringMinutes = [32]byte{1}

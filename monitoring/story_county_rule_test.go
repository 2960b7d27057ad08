package monitoring_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/shopspring/decimal"

	"fangpin/internal/fault"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/procedure"
)

// S3: 部门筛查、集中交办、入户核查、结果反馈、跟踪盯办, as that county's rule puts them.
func TestStoryOfACountysRule(t *testing.T) {
	s := tell(t, "county-rule", "2020-09-04")
	housing := s.HireMember(staff.Member{Name: "住建局报送员", Role: who.Reporter, Agency: "住建局"})

	// §二.1: “建档立卡脱贫人口住院自付标准为超（含）5000元，非建档立卡农户人口标准为超（含）20000元”, by the 5th
	if s.feeds("医保局", "hospital", "self_pay_year", "4999.99", "脱贫户") || !s.feeds("医保局", "hospital", "self_pay_year", "5000.00", "脱贫户") ||
		s.feeds("医保局", "hospital", "self_pay_year", "5000.00") || !s.feeds("医保局", "hospital", "self_pay_year", "20000.00") {
		t.Error("hospital bills are not told of from 5,000 and 20,000 yuan on")
	}
	// §二.2: “每年4月底前，……超过1万元”; §二.3: “灾害过程结束后及时”; §二.4: “于3日内推送”
	for _, tc := range []struct{ agency, kind, want string }{
		{"医保局", "hospital", "2020-04-05"}, {"教体局", "schooling", "2020-04-30"}, {"卫健委", "health_event", "2020-04-13"}, {"应急管理局", "disaster", "及时"},
	} {
		if got := s.tells(tc.agency, tc.kind, "2020-04-10"); got != tc.want {
			t.Errorf("%s tells of %s by %s; want %s", tc.agency, tc.kind, got, tc.want)
		}
	}

	ill, sound, roof, well := s.family("脱贫户"), s.family(""), s.family("脱贫户"), s.family("")
	others := s.departmentsTell(ill, sound, roof, well)

	// §三.2: “县扶贫办汇总各部门推送的筛查预警信息，与现有防贫对象信息进行比对初筛，……每月10日前，交办给相关乡镇或相关部门”
	ill.stands("待交办 交办 2020-09-10")
	s.together("2020-09-10", append(others, ill, sound), procedure.HandOver)
	s.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.HandOver(ctx, tx, []monitoring.Handing{{Watch: roof.watch, To: "住建局"}, {Watch: well.watch, To: "住建局"}})
	})
	roof.stands("核查中 部门答复 2020-10-14")

	// §二.8, §一: “涉及行业性、政策性风险的，由相关行业部门及时完善政策、落实措施、解决问题”; another department does not answer for it
	settled := func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Answer(ctx, tx, []monitoring.Reply{{Watch: roof.watch, Settled: true, Words: "危房改造已竣工验收"}})
	}
	s.At("2020-09-17")
	s.Refused(s.Do(s.Who(who.Reporter), settled), fault.NotFound)
	s.Must(s.Do(housing, settled))
	roof.stands("部门已办结 结果反馈 2020-09-30")
	s.Must(s.Do(housing, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Answer(ctx, tx, []monitoring.Reply{{Watch: well.watch, Words: "不属危房，家中有人重病，建议入户核查"}})
	}))
	well.stands("核查中 入户核查 2020-10-14")

	// §三.3: “自交办预警信息起，至录入系统，一般不超过20个工作日”: without the holiday of 1 to 8 October
	ill.stands("核查中 入户核查 2020-10-14")
	ill.visits("2020-09-18", procedure.AtRisk)
	ill.stands("认定中 村级评议 2020-10-14 突发严重困难户") // no line, no income; the kind is the county's to say
	ill.did("2020-09-21", procedure.Evaluate, procedure.Review)
	s.As(t, who.Approver, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Approve(ctx, tx, []monitoring.Decision{{Watch: ill.watch, Result: procedure.Pass, Kind: procedure.Unsteady, Opinion: "同意"}})
	})
	ill.stands("监测帮扶中 系统录入 2020-10-14 脱贫不稳定户")
	ill.did("2020-09-22", procedure.Register)
	ill.stands("监测帮扶中 脱贫不稳定户")

	// §三.4: “每月月底前，……反馈当月交办事项的核查办理结果。对核查后不需纳入监测范围的农户，逐户说明情况”
	sound.visits("2020-09-23", procedure.NoRisk)
	sound.stands("不纳入 结果反馈 2020-09-30")
	s.refuses("请逐户说明办理情况", who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Feedback(ctx, tx, []monitoring.Result{{Watch: sound.watch}})
	})
	s.together("2020-09-30", append(others, ill, sound), procedure.Feedback)
	sound.stands("不纳入")
	// “相关乡镇或部门反馈”: the department that was handed a problem is asked for both of its matters, and nobody answers for it
	s.owes(housing, roof, well)
	told := func(f *family, words string) func(context.Context, *pg.Tx) error {
		return func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Feedback(ctx, tx, []monitoring.Result{{Watch: f.watch, Words: words}})
		}
	}
	s.refuses("须由其答复和反馈", who.Township, told(roof, "已办结"))
	s.Refused(s.Do(s.Who(who.Reporter), told(roof, "已办结")), fault.NotFound)
	s.Refused(s.Do(housing, told(roof, " ")), fault.Invalid)
	s.Must(s.Do(housing, told(roof, "危房已拆除重建，住房安全有保障")))
	roof.stands("部门已办结")
	s.Must(s.Do(housing, told(well, "住房安全，已转乡镇入户核查，下月办结")))
	s.owes(housing)

	// §三.4: “县扶贫办建立预警信息核查办理台账”: each matter of the month, by whom it was handled, how it came out, and why it was not taken in
	s.ledger("2020-09", map[*family]string{ill: "乡镇 纳入监测（脱贫不稳定户） 反馈：已按程序办理", sound: "乡镇 不纳入：收入稳定，没有返贫致贫风险 反馈：已按程序办理",
		roof: "住建局 部门已办结：危房改造已竣工验收 反馈：危房已拆除重建，住房安全有保障",
		well: "住建局 进展：核查中，待入户核查 反馈：住房安全，已转乡镇入户核查，下月办结", others[0]: "乡镇 进展：核查中，待入户核查 反馈：已按程序办理"})

	// §二: “做好农户申报、乡村干部走访排查”: what they find is not handed over
	seen := s.family("")
	seen.told(monitoring.Direct, "乡村干部走访排查", "因病")
	seen.stands("核查中 入户核查 2020-11-04")

	// §三.5: “通过上门查看、听取群众意见、向村干部核实确认等形式，定期抽查各地各部门对预警信息的核查办理情况。并将……纳入考核和督查范围”: drawn by a seed, looked at by
	// the county's own people who had no part in it, and what was sound counts, of a township as of a department
	s.At("2020-10-12")
	s.spotChecked(map[*family]bool{sound: true, roof: true, ill: false})
	// The source releases nobody.
	s.refuses("没有写风险消除", who.Village, ill.nominate)
}

// departmentsTell is §二: nine matters, each told of by its department in September's reports and compared with who lives here. What is told of the
// four is said where they are; the others' leads are answered in the order of the text.
func (s story) departmentsTell(ill, sound, roof, well *family) (leads []*family) {
	s.t.Helper()
	below, plain := s.family("脱贫户"), s.families("", 8)
	poor := s.families("脱贫户", 2)
	const month, august = "2020-09", "2020-08-20"

	// 1. “当年度截至上月底累计支出过高的农户”; “门诊统筹费用和‘门特’费用超每月超（含）500元”; “上月新增患大病人员信息”
	s.Report(s.t, "hospital", month, bill(ill.HeadID, august, "5000.00", "1"), bill(below.HeadID, august, "4999.99", "2"),
		bill(sound.HeadID, "2020-01-08", "12000.00", "3"), bill(sound.ChildID, august, "8000.00", "4"))
	s.Report(s.t, "outpatient", month, of(plain[0].HeadID, "month", "2020-08", "outpatient", "300.00", "special", "200.00"))
	s.Report(s.t, "serious_illness", month, of(plain[1].HeadID, "disease", "肺癌", "diagnosed", august))
	// 2. “该学年支付学费、住宿费、教科书费扣除各种政策性补贴或救助后自付费用超过1万元”
	s.Report(s.t, "schooling", month, of(plain[2].ChildID, "school", "县高中", "school_year", "2019-2020", "tuition", "9000.00", "lodging", "1200.00",
		"books", "300.01", "aid_paid", "500.00"))
	// 3. “发生各类灾害”; 4. “重大突发公共卫生事件”
	s.Report(s.t, "disaster", month, of(plain[3].HeadID, "disaster", "暴雨洪涝", "occurred", august, "loss", "3000.00"))
	s.Report(s.t, "health_event", month, of(plain[4].HeadID, "event", "食物中毒", "occurred", "2020-09-02", "grade", "重大"))
	// 5. “建档立卡户因产业发展失败损失超过10000元”: of others it is not told; 6. “户内有劳动力但零就业家庭”
	loss := func(id string) map[string]string {
		return of(id, "industry", "生猪养殖", "occurred", august, "loss", "10000.01")
	}
	s.Report(s.t, "industry", month, loss(poor[0].HeadID), loss(plain[5].HeadID))
	s.Report(s.t, "employment", month, of(poor[1].HeadID, "no_earner", "是", "willing", "有"))
	// 7. “新发生特困低保、特困对象”
	s.Report(s.t, "relief", month, of(plain[6].HeadID, "relief", "低保", "approved", august))
	// 8. “‘两不愁三保障’动态新增问题”
	unsafe := func(id string) map[string]string {
		return of(id, "problem", "住房安全", "description", "疑似C级危房", "found", "2020-09-01")
	}
	s.ReportBy(s.t, "住建局", "problem", month, unsafe(roof.HeadID), unsafe(well.HeadID))
	// 9. “全县上月人口死亡、新生及户籍变迁等信息”: no risk by itself, so a person is asked
	s.Report(s.t, "population", month, of(plain[7].HeadID, "change", "死亡", "changed", august))

	if got := screen(s.t, s.Office, month); len(got.Begun) != 12 || got.Sorts != (monitoring.Sorts{Leads: 13, NotTaken: 2, Doubtful: 1}) {
		s.t.Errorf("of sixteen rows came %+v", got)
	}
	rows := told(s.Office)
	s.As(s.t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		_, err := monitoring.DecideDoubtful(ctx, tx, []monitoring.Doubt{{Row: rows[len(rows)-1].ID, Take: true, Words: "去世的是主要劳动力"}})
		return err
	})
	leads = slices.Concat(plain[:5], poor, plain[6:])
	for _, f := range slices.Concat(leads, []*family{ill, sound, roof, well}) {
		f.watch = watchOf(s.t, s.Office, f.Household)
	}
	return leads
}

// visits is a visit that asks for no income.
func (f *family) visits(day string, risk procedure.Risk) {
	f.t.Helper()
	f.At(day)
	f.As(f.t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
		v := f.Visit(f.watch, f.Household, "0.00", risk)
		v.Income = nil
		return monitoring.VisitFamilies(ctx, tx, []monitoring.Visit{v})
	})
}

// tells is by when a department tells of a kind, in the month of a day or of what happened on it.
func (s story) tells(agency, kind, on string) string {
	s.t.Helper()
	happened := day(s.t, on)
	for _, f := range s.rule().FeedsOf(agency, kind) {
		if by, ok := f.Due.In(happened.Year(), happened.Month()); ok {
			return by.String()
		}
		if by, ok := f.Due.After(happened); ok {
			return by.String()
		}
	}
	return "及时"
}

// owes compares whose results somebody is to feed back by the end of September 2020.
func (s story) owes(by who.Person, want ...*family) {
	s.t.Helper()
	if task := tasks(s.Office, by)[monitoring.FeedbackStep.Verb]; task.Count != len(want) || task.Due != nil && task.Due.String() != "2020-09-30" {
		s.t.Errorf("%s is to feed back %+v; want %d families by the month's end", by.Name, task, len(want))
	}
	s.Look(by, func(ctx context.Context, tx *pg.Tx) error {
		for _, f := range want {
			if owes, err := monitoring.Owes(ctx, tx, f.watch); err != nil || !owes {
				s.t.Errorf("%s is not asked for the result of %d: %v", by.Name, f.watch, err)
			}
		}
		return nil
	})
}

// ledger compares what the ledger of a month tells of some families: who handled them, how it came out, why, and what was fed back.
func (s story) ledger(month string, want map[*family]string) {
	s.t.Helper()
	told := map[int64]string{}
	s.Look(s.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		lines, err := monitoring.Ledger(ctx, tx, monitoring.LedgerFilter{Month: monthOf(s.t, month)})
		for _, l := range lines {
			told[l.ID] = l.To + " " + l.Result
			if l.Reason != "" {
				told[l.ID] += "：" + l.Reason
			}
			if l.Feedback != nil {
				told[l.ID] += " 反馈：" + l.Told
			}
		}
		return err
	})
	for f, says := range want {
		if told[f.watch] != says {
			s.t.Errorf("the ledger tells of it %q; want %q", told[f.watch], says)
		}
	}
}

// spotChecked draws September's matters, looks at some, and asks what their handling counts for.
func (s story) spotChecked(sound map[*family]bool) {
	s.t.Helper()
	looker, points := s.Other(who.Clerk), decimal.NewFromInt(10)
	var id int64
	s.As(s.t, who.Clerk, func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = monitoring.DrawSample(ctx, tx, monitoring.Sampling{From: day(s.t, "2020-09-01"), To: day(s.t, "2020-09-30"), PerTownship: 20, Points: points})
		return err
	})
	s.Must(s.Do(looker, func(ctx context.Context, tx *pg.Tx) error {
		drawn, err := monitoring.Sample(ctx, tx, id)
		if err != nil {
			return err
		}
		var found []monitoring.CheckFinding
		for f, is := range sound {
			i := slices.IndexFunc(drawn, func(l monitoring.SampleLine) bool { return l.ID == f.watch })
			found = append(found, monitoring.CheckFinding{N: drawn[i].N, How: monitoring.ByVisit, Sound: is, Words: "上门查看"})
		}
		return monitoring.Check(ctx, tx, id, found)
	}))
	s.Look(s.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		scores, err := monitoring.Scores(ctx, tx, id)
		var got []string
		for _, c := range scores {
			got = append(got, fmt.Sprintf("%s 查 %d 规范 %d 得 %s", c.Unit, c.Checked, c.Sound, c.Points))
		}
		if want := []string{"鹤壁集镇 查 2 规范 1 得 5", "住建局 查 1 规范 1 得 10"}; !slices.Equal(got, want) {
			s.t.Errorf("the check counts %q; want %q", got, want)
		}
		return err
	})
}

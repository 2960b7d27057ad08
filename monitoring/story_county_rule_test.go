package monitoring_test

import (
	"context"
	"testing"

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

	// §三.2: “县扶贫办汇总各部门推送的筛查预警信息，……每月10日前，交办给相关乡镇或相关部门”
	ill, sound, roof, well := s.family("脱贫户"), s.family(""), s.family("脱贫户"), s.family("")
	for _, f := range []*family{ill, sound} {
		f.told(monitoring.City, "医保局", "因病")
	}
	for _, f := range []*family{roof, well} {
		f.told(monitoring.City, "住建局", "住房安全")
	}
	ill.stands("待交办 交办 2020-09-10")
	s.together("2020-09-10", []*family{ill, sound}, procedure.HandOver)
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
	s.together("2020-09-30", []*family{ill, sound, roof}, procedure.Feedback)
	sound.stands("不纳入")

	// §二: “做好农户申报、乡村干部走访排查”: what they find is not handed over
	seen := s.family("")
	seen.told(monitoring.Direct, "乡村干部走访排查", "因病")
	seen.stands("核查中 入户核查 2020-11-04")
	// The source releases nobody.
	s.refuses("没有写风险消除", who.Village, ill.nominate)
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

// Package monitoring answers one question: which families are at risk, who helps them, and when is it over? (监测帮扶)
//
// A family's watch (监测事项) begins with its first lead and ends when it is not taken in, answered by a department, or released. What is possible
// next is never written here: the county's own procedure says it, and every verb replays the watch's events by it before the next is recorded.
package monitoring

import (
	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
)

var (
	clerk    = []who.Role{who.Clerk}
	village  = []who.Role{who.Village}
	township = []who.Role{who.Township}
	field    = []who.Role{who.Village, who.Township} // 乡村干部
	office   = []who.Role{who.Township, who.Clerk}
	county   = []who.Role{who.Clerk, who.Approver}
	desks    = []who.Role{who.Village, who.Township, who.Clerk}
)

// Readers are who may read watches at all, each those of their own part of the county; a department those that it was handed or ordered to help.
// The insurer's people are none: what a family lives on is not theirs to read.
var Readers = []who.Role{who.Clerk, who.Approver, who.Township, who.Village, who.Auditor, who.Reporter}

// The law on one screen: who takes an event. From where to where is the procedure's to say; the doors repeat the roles (watch_roles).
var (
	ProposeStep = flow.Step{Verb: "monitoring.propose", Title: "提出监测程序", Roles: clerk}
	AdoptStep   = flow.Step{Verb: "monitoring.adopt", Title: "确认监测程序", Roles: []who.Role{who.Clerk, who.Approver}}
	RejectStep  = flow.Step{Verb: "monitoring.reject", Title: "驳回监测程序", Roles: []who.Role{who.Clerk, who.Approver}}

	ScreenStep   = flow.Step{Verb: "monitoring.screen", Title: "线索比对", Roles: clerk}
	DecideStep   = flow.Step{Verb: "monitoring.decide_doubtful", Title: "判定存疑线索", Roles: clerk}
	LeadStep     = flow.Step{Verb: "monitoring.lead", Title: "登记线索", Roles: desks}
	HandOverStep = flow.Step{Verb: "monitoring.hand_over", Title: "交办", Roles: clerk}
	AnswerStep   = flow.Step{Verb: "monitoring.answer", Title: "部门答复", Roles: []who.Role{who.Reporter}}
	FeedbackStep = flow.Step{Verb: "monitoring.feedback", Title: "反馈办理结果", Roles: []who.Role{who.Township, who.Reporter, who.Clerk}}

	AdmitStep   = flow.Step{Verb: "monitoring.admit", Title: "受理自主申报", Roles: desks}
	DeclineStep = flow.Step{Verb: "monitoring.decline", Title: "不受理自主申报", Roles: desks}
	PassOnStep  = flow.Step{Verb: "monitoring.pass_on", Title: "自主申报转乡镇核实", Roles: village}
	ContactStep = flow.Step{Verb: "monitoring.contact", Title: "查看申报人联系方式", Roles: desks}

	ApplyStep    = flow.Step{Verb: "monitoring.apply", Title: "登记申请及承诺授权", Roles: village}
	VisitStep    = flow.Step{Verb: "monitoring.visit", Title: "登记入户核查", Roles: field}
	EvaluateStep = flow.Step{Verb: "monitoring.evaluate", Title: "登记村级评议", Roles: village}
	NoticeStep   = flow.Step{Verb: "monitoring.notice", Title: "制作监测公示", Roles: desks}
	PostStep     = flow.Step{Verb: "monitoring.post", Title: "登记监测公示张贴", Roles: field}
	ObjectStep   = flow.Step{Verb: "monitoring.object", Title: "登记监测异议", Roles: desks}
	DismissStep  = flow.Step{Verb: "monitoring.dismiss", Title: "监测异议不成立", Roles: office}
	UpholdStep   = flow.Step{Verb: "monitoring.uphold", Title: "监测异议成立", Roles: office}
	ReviewStep   = flow.Step{Verb: "monitoring.review", Title: "监测审核", Roles: township}
	CompareStep  = flow.Step{Verb: "monitoring.compare", Title: "部门比对", Roles: clerk}
	ApproveStep  = flow.Step{Verb: "monitoring.approve", Title: "监测审定", Roles: []who.Role{who.Approver}}
	AnnounceStep = flow.Step{Verb: "monitoring.announce", Title: "公告", Roles: clerk}
	RegisterStep = flow.Step{Verb: "monitoring.register", Title: "系统录入", Roles: township}
	FileStep     = flow.Step{Verb: "monitoring.file", Title: "报上级备案", Roles: clerk}
	NotTakenStep = flow.Step{Verb: "monitoring.not_taken", Title: "不纳入监测", Roles: office}

	PlanStep       = flow.Step{Verb: "monitoring.plan", Title: "制定帮扶方案", Roles: office}
	MeasureStep    = flow.Step{Verb: "monitoring.measure", Title: "下达帮扶措施", Roles: office}
	AcceptStep     = flow.Step{Verb: "monitoring.accept", Title: "承办帮扶措施", Roles: []who.Role{who.Township, who.Reporter}}
	BeginStep      = flow.Step{Verb: "monitoring.begin", Title: "登记措施落实", Roles: []who.Role{who.Township, who.Reporter}}
	DoneStep       = flow.Step{Verb: "monitoring.done", Title: "办结帮扶措施", Roles: []who.Role{who.Township, who.Reporter}}
	JudgeStep      = flow.Step{Verb: "monitoring.judge", Title: "评价帮扶成效", Roles: desks}
	WithdrawStep   = flow.Step{Verb: "monitoring.withdraw", Title: "撤销帮扶措施", Roles: office}
	FollowUpStep   = flow.Step{Verb: "monitoring.follow_up", Title: "登记走访", Roles: field}
	NameHelperStep = flow.Step{Verb: "monitoring.name_helper", Title: "确定帮扶责任人", Roles: desks}
	EndHelperStep  = flow.Step{Verb: "monitoring.end_helper", Title: "更换帮扶责任人", Roles: desks}

	ReferralStep  = flow.Step{Verb: "monitoring.answer_referral", Title: "答复转办事项", Roles: []who.Role{who.Reporter, who.Clerk}} // a clerk what came on paper
	PushStep      = flow.Step{Verb: "monitoring.push", Title: "推送监测对象名单", Roles: clerk}
	WritePushStep = flow.Step{Verb: "monitoring.write_push", Title: "下载推送名单", Roles: clerk}

	DrawStep      = flow.Step{Verb: "monitoring.draw", Title: "抽取核查样本", Roles: clerk}
	CheckStep     = flow.Step{Verb: "monitoring.check", Title: "登记抽查结果", Roles: county}
	RectifyStep   = flow.Step{Verb: "monitoring.rectify", Title: "下达整改", Roles: clerk}
	RectifiedStep = flow.Step{Verb: "monitoring.rectified", Title: "办结整改", Roles: []who.Role{who.Village, who.Township, who.Reporter}}
	SignOffStep   = flow.Step{Verb: "monitoring.sign_off", Title: "整改销号", Roles: county}

	NominateStep = flow.Step{Verb: "monitoring.nominate", Title: "风险消除提名", Roles: village}
	MarkStep     = flow.Step{Verb: "monitoring.mark", Title: "标注风险消除", Roles: township}
	RollBackStep = flow.Step{Verb: "monitoring.roll_back", Title: "风险消除回退", Roles: clerk}

	// RoundStep is that a household was looked at in the year's round and nothing had changed (S4 §二.3).
	RoundStep = flow.Step{Verb: "monitoring.round", Title: "年度全面摸排", Roles: field}

	Steps = []flow.Step{
		ProposeStep, AdoptStep, RejectStep,
		ScreenStep, DecideStep, LeadStep, HandOverStep, AnswerStep, FeedbackStep,
		AdmitStep, DeclineStep, PassOnStep, ContactStep,
		ApplyStep, VisitStep, EvaluateStep, NoticeStep, PostStep, ObjectStep, DismissStep, UpholdStep, ReviewStep, CompareStep, ApproveStep,
		AnnounceStep, RegisterStep, FileStep, NotTakenStep,
		PlanStep, MeasureStep, AcceptStep, BeginStep, DoneStep, JudgeStep, WithdrawStep, FollowUpStep, NameHelperStep, EndHelperStep, ReferralStep, PushStep,
		WritePushStep,
		DrawStep, CheckStep, RectifyStep, RectifiedStep, SignOffStep,
		NominateStep, MarkStep, RollBackStep, RoundStep,
	}
)

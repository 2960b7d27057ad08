// Package watching is the desk of the watch over families at risk (监测帮扶): leads, visits, decisions, notices, help, release, and the county's
// procedure.
package watching

import (
	"context"
	"slices"

	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/procedure"
	"fangpin/web/kit"
)

// Routes are the addresses of the desk.
func Routes() []kit.Route {
	return slices.Concat(listRoutes(), screenRoutes(), doubtfulRoutes(), nameRoutes(), feedRoutes(), batchRoutes(), noticeRoutes(), watchRoutes(), helpRoutes(),
		paperRoutes(), procedureRoutes(), applicationRoutes(), referralRoutes(), pushRoutes(), spotCheckRoutes(), sweepRoutes(), rectificationRoutes(), publicRoutes())
}

// Readers of what concerns a family, each those of their own part of the county. A department reads what it was handed or ordered, and no more:
// neither what the family lives on nor what others do for it.
var (
	readers  = monitoring.Readers
	insiders = slices.DeleteFunc(slices.Clone(readers), func(r who.Role) bool { return r == who.Reporter })
	county   = []who.Role{who.Clerk, who.Approver, who.Auditor}
)

// called are the steps that a county calls by its levels' names (S4: 连（社区）级评议、团场审核).
var called = map[string]procedure.Act{
	monitoring.EvaluateStep.Verb: procedure.Evaluate, monitoring.ReviewStep.Verb: procedure.Review, monitoring.ApproveStep.Verb: procedure.Approve,
	monitoring.FileStep.Verb: procedure.File, monitoring.NominateStep.Verb: procedure.Nominate,
}

// TaskTitle is what a task of the desk is called in the county; empty: as its place has it.
func TaskTitle(ctx context.Context, tx *pg.Tx, verb string) (string, error) {
	act, is := called[verb]
	if !is {
		return "", nil
	}
	calling, err := monitoring.Calling(ctx, tx)
	if err != nil {
		return "", err
	}
	return "监测事项" + calling.Calls(act), nil
}

// Tasks are where the steps of the desk are taken that can wait.
var Tasks = []kit.Task{
	{Step: monitoring.AdoptStep, Path: "/procedures"}, {Step: monitoring.ProposeStep, Title: "监测程序将期满或已期满，提出新程序", Path: "/procedures"},
	{Step: monitoring.AdmitStep, Path: "/applications"},
	{Step: monitoring.ScreenStep, Path: "/watches/screen", Title: "月报线索比对"},
	{Step: monitoring.DecideStep, Path: "/watches/doubtful"},
	{Step: monitoring.HandOverStep, Path: "/watches?next=hand_over", Title: "交办线索"},
	{Step: monitoring.AnswerStep, Path: "/watches?next=answer", Title: "答复交办事项"},
	{Step: monitoring.ReferralStep, Path: "/watches/referrals"},
	{Step: monitoring.VisitStep, Path: "/watches?next=visit&mine=1", Title: "监测入户核查"},
	{Step: monitoring.ApplyStep, Path: "/watches?next=apply", Title: "收取申请及承诺授权书"},
	{Step: monitoring.EvaluateStep, Path: "/watches?next=evaluate", Title: "村级评议"},
	{Step: monitoring.NoticeStep, Path: "/watches?next=post"},
	{Step: monitoring.PostStep, Path: "/watches/notices?state=to_post", Title: "张贴监测公示"},
	{Step: monitoring.DismissStep, Path: "/watches?next=decide", Title: "处理监测异议"},
	{Step: monitoring.ReviewStep, Path: "/watches?next=review"},
	{Step: monitoring.CompareStep, Path: "/watches?next=compare"},
	{Step: monitoring.ApproveStep, Path: "/watches?next=approve"},
	{Step: monitoring.AnnounceStep, Path: "/watches?next=announce", Title: "监测公告"},
	{Step: monitoring.RegisterStep, Path: "/watches?next=register"},
	{Step: monitoring.FileStep, Path: "/watches?next=file"},
	{Step: monitoring.PlanStep, Path: "/watches?next=plan"},
	{Step: monitoring.DoneStep, Path: "/watches?open=1"},
	{Step: monitoring.FollowUpStep, Path: "/watches?next=follow_up", Title: "走访监测对象"},
	{Step: monitoring.JudgeStep, Path: "/watches?can=judge"},
	{Step: monitoring.NameHelperStep, Path: "/watches?can=name_helper"},
	{Step: monitoring.RoundStep, Path: "/sweeps/may"},
	{Step: monitoring.VisitStep, For: monitoring.ForIncome, Path: "/sweeps/quarter", Title: "按季核算收入"},
	{Step: monitoring.FeedbackStep, Path: "/watches?can=feedback"},
	{Step: monitoring.PushStep, Path: "/watches/pushes"},
	{Step: monitoring.NominateStep, Path: "/watches?can=nominate"},
	{Step: monitoring.MarkStep, Path: "/watches?next=mark"},
	{Step: monitoring.CheckStep, Path: "/spotchecks"},
	{Step: monitoring.RectifiedStep, Path: "/rectifications?state=open", Title: "办结整改"},
	{Step: monitoring.SignOffStep, Path: "/rectifications?state=done"},
}

// Package payouts answers one question: how much, who agreed, has it arrived? (救助金)
//
// A payout begins where a claim is filed. What is decided of it (publicity, lists, approvals, instructions, settlements) is
// written by the doors in migrations/procedures alone: a verb here permits the person, knocks, books and covers.
package payouts

import (
	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
)

// Status is where a payout stands.
type Status string

const (
	Assessed  Status = "assessed"  // 已核定
	Announced Status = "announced" // 公示中
	Cleared   Status = "cleared"   // 公示期满无异议
	Listed    Status = "listed"    // 待发放
	Sent      Status = "sent"      // 已发送银行
	Paid      Status = "paid"      // 已发放
	Returned  Status = "returned"  // 退票
	Withdrawn Status = "withdrawn" // 撤回
)

// Statuses lists every status in the order of a payout's life.
func Statuses() []Status {
	return []Status{Assessed, Announced, Cleared, Listed, Sent, Paid, Returned, Withdrawn}
}

// titles are the statuses as people say them.
var titles = map[Status]string{
	Assessed: "已核定", Announced: "公示中", Cleared: "公示期满无异议", Listed: "待发放", Sent: "已发送银行", Paid: "已发放", Returned: "退票", Withdrawn: "撤回",
}

// Title is the status as people say it.
func (s Status) Title() string { return titles[s] }

// ListStatus is where a payment list stands.
type ListStatus string

const (
	ListComposed ListStatus = "composed" // 已编制, the first approval included
	ListApproved ListStatus = "approved" // 两级已审批
	ListSent     ListStatus = "sent"     // 已发送银行
	ListVoid     ListStatus = "void"     // 已作废
)

// The law on one screen: who may take a payout, or a list of them, from where to where.
var (
	AssessStep            = flow.Step{Verb: "payouts.assess", Title: "核定金额", To: string(Assessed), Roles: []who.Role{who.Assessor}}
	AnnounceStep          = flow.Step{Verb: "payouts.announce", Title: "公示", From: from(Assessed), To: string(Announced), Roles: []who.Role{who.Clerk}}
	ObjectStep            = flow.Step{Verb: "payouts.object", Title: "登记异议", From: from(Announced, Cleared, Listed, Returned), Roles: []who.Role{who.Village, who.Township, who.Clerk}}
	UpholdStep            = flow.Step{Verb: "payouts.uphold", Title: "异议成立", From: from(Assessed, Announced, Cleared, Returned), To: string(Withdrawn), Roles: []who.Role{who.Township, who.Clerk}}
	DismissStep           = flow.Step{Verb: "payouts.dismiss", Title: "异议不成立", Roles: []who.Role{who.Township, who.Clerk}}
	ProveStep             = flow.Step{Verb: "payouts.prove", Title: "补充异议佐证", Roles: []who.Role{who.Village, who.Township, who.Clerk}}
	ClearStep             = flow.Step{Verb: "payouts.clear", Title: "确认公示期满", From: from(Announced), To: string(Cleared), Roles: []who.Role{who.Clerk}}
	ComposeStep           = flow.Step{Verb: "payouts.compose", Title: "编制花名册", From: from(Cleared), To: string(Listed), Roles: []who.Role{who.Clerk}}
	ComposeAgainStep      = flow.Step{Verb: "payouts.compose_again", Title: "编制重新支付花名册", From: from(Returned), To: string(Listed), Roles: []who.Role{who.Clerk}}
	VoidStep              = flow.Step{Verb: "payouts.void", Title: "作废花名册", From: from(ListComposed, ListApproved), To: string(ListVoid), Roles: []who.Role{who.Clerk, who.Approver}}
	ApproveStep           = flow.Step{Verb: "payouts.approve", Title: "审批花名册", From: from(ListComposed), Roles: []who.Role{who.Approver}}
	SendStep              = flow.Step{Verb: "payouts.send", Title: "发送银行", From: from(ListApproved), To: string(ListSent), Roles: []who.Role{who.Sender}}
	WriteBankFileStep     = flow.Step{Verb: "payouts.write_bank_file", Title: "生成代发文件", Roles: []who.Role{who.Sender}}
	SettleStep            = flow.Step{Verb: "payouts.settle", Title: "导入回盘", From: from(Sent), Roles: []who.Role{who.Sender, who.Clerk}}
	AdmitStep             = flow.Step{Verb: "payouts.admit", Title: "确认退票", From: from(Paid), To: string(Returned), Roles: []who.Role{who.Clerk}}
	ProposeResolutionStep = flow.Step{Verb: "payouts.propose_resolution", Title: "提出回盘矛盾处理", Roles: []who.Role{who.Clerk}}
	ResolveStep           = flow.Step{Verb: "payouts.resolve", Title: "核定回盘矛盾", Roles: []who.Role{who.Approver}}
	RefuseResolutionStep  = flow.Step{Verb: "payouts.refuse_resolution", Title: "驳回回盘矛盾处理", Roles: []who.Role{who.Approver}}
	ReissueStep           = flow.Step{Verb: "payouts.reissue", Title: "补发", From: from(Returned), To: string(Sent), Roles: []who.Role{who.Sender}}
	WithdrawStep          = flow.Step{Verb: "payouts.withdraw", Title: "撤回", From: from(Assessed, Announced, Cleared, Returned), To: string(Withdrawn), Roles: []who.Role{who.Clerk}}
	NameHeirStep          = flow.Step{Verb: "payouts.name_heir", Title: "提出由谁领取", From: from(Assessed, Announced, Cleared, Listed, Returned), Roles: []who.Role{who.Clerk}}
	ConfirmHeirStep       = flow.Step{Verb: "payouts.confirm_heir", Title: "复核由谁领取", From: from(Assessed, Announced, Cleared, Listed, Returned), Roles: []who.Role{who.Clerk}}
	RefuseHeirStep        = flow.Step{Verb: "payouts.refuse_heir", Title: "驳回由谁领取", Roles: []who.Role{who.Clerk}}
	CorrectDeathStep      = flow.Step{Verb: "payouts.correct_death", Title: "更正死亡登记", Roles: []who.Role{who.Clerk}}
	CheckDeathStep        = flow.Step{Verb: "payouts.check_death", Title: "核实发送后死亡", From: from(Sent, Paid), Roles: []who.Role{who.Clerk}}
)

// Steps is the law as a list, for tests and pages. A step on a list (void, approve, send) goes by the list's status.
var Steps = []flow.Step{
	AssessStep, AnnounceStep, ObjectStep, ProveStep, UpholdStep, DismissStep, ClearStep, ComposeStep, ComposeAgainStep, VoidStep, ApproveStep, SendStep, WriteBankFileStep, SettleStep, AdmitStep,
	ProposeResolutionStep, ResolveStep, RefuseResolutionStep, ReissueStep, WithdrawStep, NameHeirStep, ConfirmHeirStep, RefuseHeirStep, CheckDeathStep, CorrectDeathStep,
}

func from[S Status | ListStatus](statuses ...S) []string {
	s := make([]string, len(statuses))
	for i := range statuses {
		s[i] = string(statuses[i])
	}
	return s
}

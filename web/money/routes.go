// Package money is the desk of what is paid and from what: payouts and their publicity, objections, payment lists, the bank, the books,
// schemes and policies.
package money

import (
	"slices"

	"fangpin/claims"
	"fangpin/internal/identity/who"
	"fangpin/payouts"
	"fangpin/policy"
	"fangpin/publicity"
	"fangpin/registry"
	"fangpin/web/kit"
)

// Routes are the addresses of the desk.
func Routes() []kit.Route {
	return slices.Concat(payoutRoutes(), noticeRoutes(), listRoutes(), bankRoutes(), ledgerRoutes(), schemeRoutes())
}

// Tasks are where the steps of the desk are taken that can wait.
var Tasks = []kit.Task{
	{Step: policy.AdoptStep, Path: "/schemes"},
	{Step: policy.InsureStep, Path: "/policies"},
	{Step: payouts.AssessStep, Path: "/payouts/assess"},
	{Step: payouts.AnnounceStep, Path: "/notices/announce", Title: "发布公示"},
	{Step: publicity.PostStep, Path: "/notices?state=to_post", Title: "张贴公示"},
	{Step: payouts.UpholdStep, Path: "/objections?outcome=open", Title: "处理异议"},
	{Step: payouts.ClearStep, Path: "/payouts/clear"},
	{Step: payouts.ComposeStep, Path: "/lists/compose"},
	{Step: payouts.ApproveStep, Path: "/lists?status=composed"},
	{Step: payouts.SendStep, Path: "/lists?status=approved"},
	{Step: payouts.SettleStep, Path: "/bank/waiting"},
	{Step: payouts.AdmitStep, Path: "/bank/answers"},
	{Step: payouts.ProposeResolutionStep, Path: "/bank/contradictions?open=1", Title: "处理回盘矛盾"},
	{Step: payouts.ResolveStep, Path: "/bank/contradictions?open=1"},
	{Step: payouts.ComposeAgainStep, Path: "/lists/again"},
	{Step: registry.AddAccountStep, Path: "/bank/returns", Title: "更正退票账户"},
	{Step: payouts.NameHeirStep, Path: "/payouts?heir=missing"},
	{Step: payouts.ConfirmHeirStep, Path: "/payouts?heir=proposed"},
	{Step: payouts.CheckDeathStep, Path: "/payouts?death=unchecked"},
}

// Readers of the nouns. What they see of each is narrowed by the rooms to their own part of the county.
var (
	payoutReaders = append(slices.Clone(claims.Readers), who.Sender)
	noticeReaders = []who.Role{who.Clerk, who.Approver, who.Assessor, who.Township, who.Village, who.Auditor}
	listReaders   = []who.Role{who.Clerk, who.Approver, who.Sender, who.Auditor}
	doubtReaders  = append(slices.Clone(bankReaders), who.Approver)
	bankReaders   = []who.Role{who.Clerk, who.Sender, who.Auditor}
	bookReaders   = []who.Role{who.Clerk, who.Approver, who.Sender, who.Auditor}
	schemeReaders = []who.Role{who.Clerk, who.Approver, who.Adjuster, who.Assessor, who.Auditor}
)

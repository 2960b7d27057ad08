// Package policy answers one question: for whom, under which rule, with what money, in which term? (保单、方案)
package policy

import (
	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
)

// Steps are the law of this room. A scheme is proposed by one person and adopted by another: Adopt and the database hold them apart.
var (
	ProposeStep        = flow.Step{Verb: "policy.propose", Title: "提出理赔方案", Roles: []who.Role{who.Clerk, who.Assessor}}
	AdoptStep          = flow.Step{Verb: "policy.adopt", Title: "确认理赔方案", Roles: []who.Role{who.Clerk, who.Approver}}
	RefuseStep         = flow.Step{Verb: "policy.refuse", Title: "驳回理赔方案", Roles: []who.Role{who.Clerk, who.Approver}}
	OpenStep           = flow.Step{Verb: "policy.open", Title: "登记保单", Roles: []who.Role{who.Clerk}}
	InsureStep         = flow.Step{Verb: "policy.insure", Title: "生成参保名册", Roles: []who.Role{who.Clerk}}
	ReceivePremiumStep = flow.Step{Verb: "policy.receive_premium", Title: "登记保费到账", Roles: []who.Role{who.Clerk}}

	Steps = []flow.Step{ProposeStep, AdoptStep, RefuseStep, OpenStep, InsureStep, ReceivePremiumStep}
)

// Package registry answers one question: who lives where, in which household, with which labels since when? (户、人、区划)
//
// It also keeps which bank account is whose, entered by one clerk and confirmed by another.
package registry

import (
	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
)

var clerks = []who.Role{who.Clerk}

// Steps are the law of this room.
var (
	OpenPlacesStep      = flow.Step{Verb: "registry.open_places", Title: "登记村（社区）", Roles: clerks}
	EnrolStep           = flow.Step{Verb: "registry.enrol", Title: "导入花名册", Roles: clerks}
	AddAccountStep      = flow.Step{Verb: "registry.add_account", Title: "录入账户", Roles: clerks}
	ConfirmAccountsStep = flow.Step{Verb: "registry.confirm_accounts", Title: "复核账户", Roles: clerks}
	RefuseAccountsStep  = flow.Step{Verb: "registry.refuse_accounts", Title: "驳回账户", Roles: clerks}
	AddMemberStep       = flow.Step{Verb: "registry.add_member", Title: "新增家庭成员", Roles: clerks}
	RecordDeathStep     = flow.Step{Verb: "registry.record_death", Title: "登记死亡", Roles: clerks}
	SetLabelStep        = flow.Step{Verb: "registry.set_label", Title: "登记户标签", Roles: clerks}
	EndLabelStep        = flow.Step{Verb: "registry.end_label", Title: "终止户标签", Roles: clerks}

	RevealStep = flow.Step{Verb: "registry.reveal", Title: "查看完整信息", Roles: []who.Role{who.Clerk, who.Adjuster, who.Sender, who.Township, who.Village, who.Auditor}}
	PermitStep = flow.Step{Verb: "registry.permit_reveals", Title: "放宽查看额度", Roles: []who.Role{who.SecurityAdmin}}

	Steps = []flow.Step{OpenPlacesStep, EnrolStep, AddMemberStep, AddAccountStep, ConfirmAccountsStep, RefuseAccountsStep, RecordDeathStep, SetLabelStep, EndLabelStep, RevealStep, PermitStep}
)

// errMany refuses a permit of no size, or of any.
var errMany = fault.Invalidf("放宽的人数应为 1 到 %d 人", MostPermitted)

// errNone refuses a batch of nothing: a deed that did nothing would only puzzle whoever reads it.
var errNone = fault.Invalidf("没有选中任何记录，请先选择")
